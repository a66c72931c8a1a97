"""On which days a duty reminds. March 2027: the 1st is a Monday."""

import datetime

import pytest

from partnership.duties.reminders import Due, Workdays, moment
from partnership.school.calendar import SchoolCalendar
from partnership.school.enums import DayOffKind
from partnership.school.models import Absence, DayOff

from .conftest import DAY

FIRST, LAST = datetime.date(2027, 2, 1), datetime.date(2027, 4, 30)
LONG_AGO = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)


def days_of(staff, due_on, *, days_before=2, given_at=LONG_AGO, until="2027-03-31", hour=7):
    workdays = Workdays(staff, SchoolCalendar(staff.school, FIRST, LAST))
    due = Due(datetime.date.fromisoformat(due_on), given_at, days_before)
    found = due.days(workdays, after=FIRST - DAY, until=datetime.date.fromisoformat(until), hour=hour)
    return sorted({f"{day:%m-%d}" for day in found})


def test_some_days_before_on_the_day_and_weekly_while_it_is_not_done(teacher):
    assert days_of(teacher, "2027-03-11") == ["03-09", "03-11", "03-12", "03-19", "03-26"]


def test_what_falls_in_the_weekend_comes_on_friday(teacher):
    assert days_of(teacher, "2027-03-13", until="2027-03-15") == ["03-11", "03-12", "03-15"]
    assert days_of(teacher, "2027-03-08", until="2027-03-09") == ["03-05", "03-08", "03-09"]


def test_days_are_the_own_working_days(teacher):
    teacher.working_days = "14"
    assert days_of(teacher, "2027-03-10", until="2027-03-20") == ["03-08", "03-11", "03-18"]


def test_before_a_holiday_it_reminds_on_the_last_school_day(teacher):
    DayOff.objects.create(
        school=teacher.school, kind=DayOffKind.HOLIDAY, name="Spring",
        from_date=datetime.date(2027, 3, 8), until=datetime.date(2027, 3, 12),
    )  # fmt: skip
    assert days_of(teacher, "2027-03-15", until="2027-03-16") == ["03-05", "03-15", "03-16"]
    # In a week without a single school day nobody is reminded of what is not done.
    assert days_of(teacher, "2027-03-04", until="2027-03-16") == ["03-02", "03-04", "03-05", "03-15"]


def test_an_evening_that_does_not_suit_talks_is_a_working_day(teacher):
    DayOff.objects.create(
        school=teacher.school, kind=DayOffKind.UNSUITABLE, name="Ramadan", evenings_only=True,
        from_date=datetime.date(2027, 3, 8), until=datetime.date(2027, 3, 12),
    )  # fmt: skip
    assert days_of(teacher, "2027-03-11", until="2027-03-11") == ["03-09", "03-11"]


def test_nobody_is_reminded_while_absent(teacher):
    Absence.objects.create(
        school=teacher.school, staff=teacher, from_date=datetime.date(2027, 3, 9), until=datetime.date(2027, 3, 17)
    )
    assert days_of(teacher, "2027-03-11", until="2027-03-20") == ["03-08", "03-18", "03-19"]


def test_what_was_due_before_it_was_given_does_not_remind(teacher):
    given = datetime.datetime(2027, 3, 10, 12, tzinfo=datetime.UTC)
    assert days_of(teacher, "2027-03-11", given_at=given, until="2027-03-12") == ["03-11", "03-12"]
    assert days_of(teacher, "2027-03-02", given_at=given, until="2027-03-20") == ["03-11", "03-18"]


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        ("2027-03-27", 2, "2027-03-27 01:00"),
        ("2027-03-28", 1, "2027-03-28 00:00"),
        ("2027-03-28", 2, "2027-03-28 01:00"),  # does not exist: the clock shows three
        ("2027-03-28", 3, "2027-03-28 01:00"),
        ("2027-03-28", 7, "2027-03-28 05:00"),
        ("2027-10-31", 2, "2027-10-31 00:00"),  # comes twice: the first
        ("2027-10-31", 3, "2027-10-31 02:00"),
        ("2028-02-29", 7, "2028-02-29 06:00"),
        ("2027-12-31", 23, "2027-12-31 22:00"),
        ("2028-01-01", 0, "2027-12-31 23:00"),
    ],
)
def test_local_hours_become_moments(day, hour, utc):
    expected = datetime.datetime.fromisoformat(utc).replace(tzinfo=datetime.UTC)
    assert moment(datetime.date.fromisoformat(day), hour) == expected
