"""On which days a duty reminds its owner: local dates, counted in the owner's own working days. Nothing is written here.

A duty reminds some days before (the school says how many), on the day itself, and once a week while it is not done.
What would fall on a day off, in the weekend or in a holiday comes on the last own working day before.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from zoneinfo import ZoneInfo

from django.conf import settings

from partnership.accounts.models import User
from partnership.school.calendar import DAY, FURTHEST, SchoolCalendar, works_on
from partnership.school.models import StaffMember

WEEK = 7 * DAY
SUNDAY = 6


class Workdays:
    """The own working days of one member of staff around `day`: own weekdays, no absence, no holiday."""

    def __init__(self, staff: StaffMember, calendar: SchoolCalendar):
        self.staff = staff
        self.calendar = calendar
        self._known: dict[datetime.date, bool] = {}

    def __contains__(self, day: datetime.date) -> bool:
        if day not in self._known:
            self._known[day] = self.calendar.is_school_day(day) and works_on(self.staff, day)
        return self._known[day]

    def last_until(self, day: datetime.date) -> datetime.date | None:
        """Return the last own working day on or before `day`; None within 120 days."""
        days = (day - DAY * number for number in range(FURTHEST))
        return next((each for each in days if each in self), None)

    def first_of_week_from(self, day: datetime.date) -> datetime.date | None:
        """Return the first own working day of the seven days that begin with `day`."""
        return next((each for each in (day + DAY * number for number in range(7)) if each in self), None)


@dataclass(frozen=True)
class Due:
    """What reminding needs to know of a duty: when it is due and when it was last given or moved."""

    on: datetime.date
    given_at: datetime.datetime
    days_before: int

    def reminds_on(self, workdays: Workdays) -> Iterator[datetime.date]:
        """Give the days on which it reminds while it is not done, without end and not always in order."""
        for day in (workdays.last_until(self.on - self.days_before * DAY), workdays.last_until(self.on)):
            if day is not None:
                yield day
        begin = max(self.on, local_date(self.given_at)) + DAY
        for number in count():
            start = begin + number * WEEK
            yield workdays.first_of_week_from(start) or start

    def reminds_between(
        self, workdays: Workdays, *, after: datetime.date | None, until: datetime.date, hour: int
    ) -> bool:
        """Whether it reminds after `after` and not later than `until`, for who has the digest at `hour`."""
        return False
