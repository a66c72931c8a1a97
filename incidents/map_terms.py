"""When a step of the map is due (users.md 25).

Terms run from the report. Hours run on the clock, through nights, weekends, holidays and both clock changes; days are
school days of the school's own calendar, and the day of the report is not one of them; "at once" knows no working time.
"""

import datetime
from typing import NamedTuple

from django.utils import timezone

from incidents.enums import Term
from partnership.school.calendar import DAY, FURTHEST, SchoolCalendar

AT_ONCE = datetime.timedelta(hours=1)  # what is to be done at once, is late after this


class Due(NamedTuple):
    """The last local day, and the moment (aware) where a time counts."""

    on: datetime.date
    at: datetime.datetime | None = None


def due(term: str, number: int | None, *, reported_at: datetime.datetime, calendar: SchoolCalendar) -> Due:
    """Return until when a step may take.

    `calendar` reaches 120 days from the local day of `reported_at` (aware); of more school days than it has, the last
    one is given.
    """
    day = timezone.localdate(reported_at)
    if term == Term.SAME_DAY:
        return Due(day)
    if term == Term.SCHOOL_DAYS:
        days = calendar.school_days(day + DAY, calendar.end)
        return Due(days[min(number, len(days)) - 1] if days else calendar.end)
    length = datetime.timedelta(hours=number) if term == Term.HOURS else AT_ONCE
    moment = reported_at.astimezone(datetime.UTC) + length  # in a local zone Python would count what the clock shows
    return Due(timezone.localdate(moment), moment)


def calendar_from(school, reported_at: datetime.datetime) -> SchoolCalendar:
    """Return the calendar `due` needs for a report of this moment; one query."""
    day = timezone.localdate(reported_at)
    return SchoolCalendar(school, day, day + DAY * FURTHEST)
