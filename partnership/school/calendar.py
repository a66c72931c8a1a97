"""School days: what the school's own calendar says, and nothing computed behind its back (decision 18)."""

import datetime
from collections.abc import Iterable
from uuid import UUID

import holidays
from django.db import transaction
from django.db.models import QuerySet

from partnership.records.prepared import prepared
from partnership.school.enums import DayOffKind
from partnership.school.models import DayOff, School, SchoolYear, StaffMember

DAY = datetime.timedelta(days=1)
FURTHEST = 120
SATURDAY = 5


class SchoolCalendar:
    """The days of one school from `start` until `end`, local dates, both included. One query."""

    def __init__(self, school: School, start: datetime.date, end: datetime.date):
        self.start, self.end = start, end
        self.rows = _days_off(of_school=school.pk, start=start, end=end)

    def off(self, day: datetime.date) -> DayOff | None:
        """Return the holiday or study day of `day`, or None. Weekends are not rows."""
        return next((row for row in self._on(day) if row.kind != DayOffKind.UNSUITABLE), None)

    def unsuitable(self, day: datetime.date, *, evening: bool = False) -> DayOff | None:
        """Return why `day` (or its evening) does not suit talks, or None."""
        rows = (row for row in self._on(day) if row.kind == DayOffKind.UNSUITABLE)
        return next((row for row in rows if evening or not row.evenings_only), None)

    def is_school_day(self, day: datetime.date) -> bool:
        return day.weekday() < SATURDAY and self.off(day) is None

    def school_days(self, start: datetime.date, end: datetime.date) -> list[datetime.date]:
        days = (start + DAY * number for number in range((end - start).days + 1))
        return [day for day in days if self.is_school_day(day)]

    def _on(self, day: datetime.date) -> Iterable[DayOff]:
        return (row for row in self.rows if row.from_date <= day <= row.until)


@prepared
def _days_off(*, of_school: UUID, start: datetime.date, end: datetime.date) -> QuerySet[DayOff]:
    return DayOff.objects.filter(school=of_school, from_date__lte=end, until__gte=start).order_by("from_date")


def add_school_days(school: School, day: datetime.date, number: int) -> datetime.date:
    """Return the `number`-th school day after `day`; with 0 the first school day on or after it.

    Raises `ValueError` when the calendar has none within 120 days.
    """
    calendar = SchoolCalendar(school, day, day + DAY * FURTHEST)
    days = calendar.school_days(day if number == 0 else day + DAY, calendar.end)
    try:
        return days[max(number - 1, 0)]
    except IndexError:
        raise ValueError("The calendar has no such school day.") from None


def works_on(staff: StaffMember, day: datetime.date) -> bool:
    """Whether `day` is a working day of `staff`: own weekday and not absent (holidays are the calendar's)."""
    absent = any(row.from_date <= day and (row.until is None or row.until >= day) for row in staff.absences.all())
    return str(day.isoweekday()) in staff.working_days and not absent


def last_own_working_day_before(staff: StaffMember, day: datetime.date) -> datetime.date | None:
    """Return the last day before `day` on which `staff` works and the school is open; None within 120 days."""
    calendar = SchoolCalendar(staff.school, day - DAY * FURTHEST, day)
    days = (day - DAY * number for number in range(1, FURTHEST))
    return next((each for each in days if calendar.is_school_day(each) and works_on(staff, each)), None)


@transaction.atomic
def fill_calendar(year: SchoolYear) -> int:
    """Write the advised holidays of the school's region and the public holidays as rows the school can change.

    Only for a year without rows; returns how many were written. Source: the package `holidays`.
    """
    school = year.school
    if DayOff.objects.filter(school=school, from_date__lte=year.end, until__gte=year.start).exists():
        return 0
    years = range(year.start.year, year.end.year + 1)
    free = holidays.country_holidays("NL", language="nl", years=years)
    lessons = holidays.country_holidays("NL", subdiv=school.region, categories=("school",), language="nl", years=years)
    stretches = [*_stretches(lessons, year), *_stretches(free, year)]
    rows = [
        DayOff(school=school, kind=DayOffKind.HOLIDAY, name=name, from_date=first, until=last)
        for name, first, last in stretches
    ]
    return len(DayOff.objects.bulk_create(rows, ignore_conflicts=True))


def _stretches(days: dict, year: SchoolYear) -> list[tuple[str, datetime.date, datetime.date]]:
    """Join days of one name that follow one another."""
    stretches: list[tuple[str, datetime.date, datetime.date]] = []
    for day, name in sorted((day, name) for day, name in days.items() if year.start <= day <= year.end):
        if stretches and stretches[-1][0] == name and stretches[-1][2] == day - DAY:
            stretches[-1] = (name, stretches[-1][1], day)
        else:
            stretches.append((name, day, day))
    return stretches
