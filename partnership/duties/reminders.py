"""On which days a duty reminds its owner: local dates, in the owner's own working days. Nothing is written here.

A duty reminds some days before (the school says how many), on the day itself, and once a week while it is not done.
What would fall on a day off, in the weekend or in a holiday comes on the last own working day before.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from partnership.school.calendar import DAY, SchoolCalendar, works_on
from partnership.school.models import StaffMember

WEEK = 7 * DAY
AMSTERDAM = ZoneInfo(settings.TIME_ZONE)


def moment(day: datetime.date, hour: int) -> datetime.datetime:
    """Return when it is `hour` o'clock on the local date `day` (UTC).

    An hour that the clock skips comes when the clock has jumped; of an hour that comes twice it is the first.
    """
    return datetime.datetime.combine(day, datetime.time(hour), tzinfo=AMSTERDAM).astimezone(datetime.UTC)


def local_date(at: datetime.datetime) -> datetime.date:
    return at.astimezone(AMSTERDAM).date()


class Workdays:
    """The own working days of one member of staff: own weekdays, not absent, and the school is open."""

    def __init__(self, staff: StaffMember, calendar: SchoolCalendar):
        self.staff = staff
        self.calendar = calendar
        self._known: dict[datetime.date, bool] = {}

    def __contains__(self, day: datetime.date) -> bool:
        if day not in self._known:
            self._known[day] = self.calendar.is_school_day(day) and works_on(self.staff, day)
        return self._known[day]

    def last_until(self, day: datetime.date, *, after: datetime.date) -> datetime.date | None:
        """Return the last one on or before `day` that is later than `after`."""
        while day > after:
            if day in self:
                return day
            day -= DAY
        return None

    def first_of_seven(self, day: datetime.date) -> datetime.date | None:
        """Return the first one of the seven days that begin with `day`."""
        return next((each for each in (day + DAY * number for number in range(7)) if each in self), None)


@dataclass(frozen=True)
class Due:
    """What reminding must know of a duty: when it is due, when it was given or moved, how early it reminds."""

    on: datetime.date
    given_at: datetime.datetime
    days_before: int

    def reminds(self, workdays: Workdays, *, after: datetime.date, until: datetime.date, hour: int) -> bool:
        """Whether it reminds on a day later than `after` and not later than `until`, for a digest at `hour`."""
        return any(self.days(workdays, after=after, until=until, hour=hour))

    def days(
        self, workdays: Workdays, *, after: datetime.date, until: datetime.date, hour: int
    ) -> Iterator[datetime.date]:
        """Give the days later than `after` and not later than `until` on which it reminds.

        A reminder that was due before the duty was given or moved does not count: who did that knew.
        """
        for day in (*self._beforehand(workdays, after), *self._afterwards(workdays, after, until)):
            if after < day <= until and moment(day, hour) >= self.given_at:
                yield day

    def _beforehand(self, workdays: Workdays, after: datetime.date) -> Iterator[datetime.date]:
        for day in (self.on - self.days_before * DAY, self.on):
            if found := workdays.last_until(day, after=after):
                yield found

    def _afterwards(self, workdays: Workdays, after: datetime.date, until: datetime.date) -> Iterator[datetime.date]:
        """The first own working day of each seven days after the due day."""
        begin = max(self.on, local_date(self.given_at)) + DAY
        week = begin + WEEK * max(0, (after - begin).days // 7)
        while week <= until:
            if found := workdays.first_of_seven(week):
                yield found
            week += WEEK
