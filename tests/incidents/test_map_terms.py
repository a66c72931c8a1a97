"""When a step is due: hours on the clock, days of the school, through holidays and both clock changes."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from incidents.enums import Term
from incidents.map_terms import AT_ONCE, calendar_from, due
from partnership.school.calendar import DAY, FURTHEST, SchoolCalendar
from partnership.school.enums import DayOffKind
from partnership.school.models import DayOff
from tests.cast import make_school

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
YEAR = datetime.datetime(2026, 8, 1), datetime.datetime(2027, 7, 31)
moments = st.datetimes(*YEAR, timezones=st.just(AMSTERDAM))


class Days(SchoolCalendar):
    """A calendar of given days off, without a database."""

    def __init__(self, start: datetime.date, off: set[datetime.date]):
        self.start, self.end = start, start + DAY * FURTHEST
        self.rows = [DayOff(kind=DayOffKind.HOLIDAY, from_date=day, until=day) for day in off]


def plain_count(days: Days, day: datetime.date, number: int) -> datetime.date:
    """Count school days one by one, as one does with a finger on a calendar."""
    off = {row.from_date for row in days.rows}
    while number:
        day += DAY
        if day.weekday() < 5 and day not in off:
            number -= 1
    return day


@given(moments, st.integers(1, 200))
def test_hours_run_on_the_clock(moment, number):
    """The moment is exactly so many hours later, whatever the clock does; the day is that of the clock here."""
    found = due(Term.HOURS, number, reported_at=moment, calendar=Days(moment.date(), set()))
    assert found.at.astimezone(datetime.UTC) - moment.astimezone(datetime.UTC) == datetime.timedelta(hours=number)
    assert found.on == found.at.astimezone(AMSTERDAM).date()


@given(moments, st.integers(1, 15), st.sets(st.integers(0, 40), max_size=20))
def test_days_are_days_of_the_school(moment, number, off):
    days = Days(moment.date(), {moment.date() + DAY * each for each in off})
    found = due(Term.SCHOOL_DAYS, number, reported_at=moment, calendar=days)
    assert found == (plain_count(days, moment.date(), number), None)


@given(moments)
def test_at_once_and_the_same_day_know_no_working_time(moment):
    days = Days(moment.date(), {moment.date()})
    at_once = due(Term.AT_ONCE, None, reported_at=moment, calendar=days)
    assert at_once.at.astimezone(datetime.UTC) == moment.astimezone(datetime.UTC) + AT_ONCE
    assert due(Term.SAME_DAY, None, reported_at=moment, calendar=days) == (moment.date(), None)


@pytest.mark.parametrize(
    ("reported", "hours", "local"),
    [
        ((2026, 10, 24, 16), 24, (2026, 10, 25, 15)),  # the clock goes back in the night between
        ((2027, 3, 27, 16), 24, (2027, 3, 28, 17)),  # and forward
        ((2026, 10, 23, 16), 72, (2026, 10, 26, 15)),
    ],
)
def test_both_clock_changes(reported, hours, local):
    moment = datetime.datetime(*reported, tzinfo=AMSTERDAM)
    found = due(Term.HOURS, hours, reported_at=moment, calendar=Days(moment.date(), set()))
    assert found.at.astimezone(AMSTERDAM) == datetime.datetime(*local, tzinfo=AMSTERDAM)


def test_a_report_in_the_holiday_counts_from_its_end(db):
    school = make_school()
    monday = datetime.date(2026, 10, 19)
    DayOff.objects.create(
        school=school, kind=DayOffKind.HOLIDAY, name="Herfstvakantie", from_date=monday, until=monday + 6 * DAY
    )
    moment = datetime.datetime(2026, 10, 20, 16, tzinfo=AMSTERDAM)
    found = due(Term.SCHOOL_DAYS, 2, reported_at=moment, calendar=calendar_from(school, moment))
    assert found.on == datetime.date(2026, 10, 27)


def test_more_days_than_the_calendar_has_gives_its_last():
    moment = timezone.now()
    days = Days(timezone.localdate(moment), set())
    found = due(Term.SCHOOL_DAYS, 1000, reported_at=moment, calendar=days)
    assert days.end - found.on < 3 * DAY
