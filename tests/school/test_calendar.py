"""School days: what the school's own calendar says."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from partnership.school.calendar import (
    SchoolCalendar,
    add_school_days,
    fill_calendar,
    last_own_working_day_before,
    works_on,
)
from partnership.school.enums import DayOffKind
from partnership.school.models import Absence, DayOff, SchoolYear
from tests.cast import make_school, make_staff

DAY = datetime.timedelta(days=1)


@pytest.fixture
def school(db):
    school = make_school()
    off(school, "2026-10-19", "2026-10-23")
    return school


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def off(school, first, last="", *, kind=DayOffKind.HOLIDAY, name="Vrij", **columns) -> DayOff:
    dates = {"from_date": day(first), "until": day(last or first)}
    return DayOff.objects.create(school=school, kind=kind, name=name, **dates, **columns)


def calendar(school, first="2026-10-01", last="2026-10-31") -> SchoolCalendar:
    return SchoolCalendar(school, day(first), day(last))


@pytest.mark.parametrize(
    ("on", "is_school_day"),
    [
        ("2026-10-16", True),
        ("2026-10-17", False),
        ("2026-10-19", False),
        ("2026-10-23", False),
        ("2026-10-25", False),
        ("2026-10-26", True),
    ],
)
def test_weekends_and_holidays_are_no_school_days(school, on, is_school_day):
    assert calendar(school).is_school_day(day(on)) == is_school_day


def test_study_day_is_off_an_unsuitable_day_is_not(school):
    off(school, "2026-10-05", kind=DayOffKind.STUDY_DAY, name="Studiedag")
    off(school, "2026-10-06", kind=DayOffKind.UNSUITABLE, name="Kamp")
    days = calendar(school)
    assert days.off(day("2026-10-05")).name == "Studiedag"
    assert days.off(day("2026-10-06")) is None
    assert (days.is_school_day(day("2026-10-05")), days.is_school_day(day("2026-10-06"))) == (False, True)


def test_unsuitable_evenings_leave_the_day(school):
    off(school, "2026-10-05", "2026-10-07", kind=DayOffKind.UNSUITABLE, name="Ramadan", evenings_only=True)
    off(school, "2026-10-07", kind=DayOffKind.UNSUITABLE, name="Kamp")
    days = calendar(school)
    assert days.unsuitable(day("2026-10-05")) is None
    assert days.unsuitable(day("2026-10-05"), evening=True).name == "Ramadan"
    assert days.unsuitable(day("2026-10-07")).name == "Kamp"


def test_days_that_reach_into_the_stretch_are_known_and_others_not(school):
    assert not calendar(school, "2026-10-21", "2026-10-22").is_school_day(day("2026-10-21"))
    off(make_school("De Berk"), "2026-10-07")
    assert calendar(school).is_school_day(day("2026-10-07"))


def test_one_query_whatever_is_asked(school, django_assert_num_queries):
    with django_assert_num_queries(1):
        days = calendar(school, "2026-08-01", "2027-07-31")
        assert len(days.school_days(day("2026-10-01"), day("2026-10-31"))) == 17


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        ("2026-10-16", 0, "2026-10-16"),
        ("2026-10-16", 1, "2026-10-26"),
        ("2026-10-17", 0, "2026-10-26"),
        ("2026-10-15", 2, "2026-10-26"),
        ("2026-10-26", 5, "2026-11-02"),
    ],
)
def test_terms_in_school_days(school, start, number, expected):
    assert add_school_days(school, day(start), number) == day(expected)


def test_a_calendar_without_school_days_is_said(school):
    off(school, "2026-11-01", "2027-06-30", name="Dicht")
    with pytest.raises(ValueError, match="no such school day"):
        add_school_days(school, day("2026-11-02"), 1)


def test_working_days_and_absence(school):
    member = make_staff(school, working_days="13")
    Absence.objects.create(school=school, staff=member, from_date=day("2026-10-07"), until=day("2026-10-12"))
    Absence.objects.create(school=school, staff=member, from_date=day("2026-10-28"))
    found = [f"{on:%m-%d}" for on in (day("2026-10-01") + DAY * each for each in range(31)) if works_on(member, on)]
    assert found == ["10-05", "10-14", "10-19", "10-21", "10-26"]


@pytest.mark.parametrize(
    ("before", "expected"),
    [("2026-10-30", "2026-10-26"), ("2026-10-26", "2026-10-12"), ("2026-10-12", "2026-10-05")],
)
def test_the_last_own_working_day_is_never_a_holiday(school, before, expected):
    member = make_staff(school, working_days="1")
    assert last_own_working_day_before(member, day(before)) == day(expected)


def test_who_never_works_has_no_last_working_day(school):
    member = make_staff(school)
    Absence.objects.create(school=school, staff=member, from_date=day("2026-01-01"))
    assert last_own_working_day_before(member, day("2026-10-30")) is None


def new_year(region: str) -> SchoolYear:
    school = make_school(region=region)
    SchoolYear.objects.filter(school=school).delete()
    return SchoolYear.objects.create(school=school, name="2026-2027", start=day("2026-08-01"), end=day("2027-07-31"))


# https://www.rijksoverheid.nl/onderwerpen/schoolvakanties, for 2026-2027
@pytest.mark.parametrize(
    ("region", "autumn", "spring"),
    [
        ("Noord", "2026-10-10", "2027-02-20"),
        ("Midden", "2026-10-17", "2027-02-20"),
        ("Zuid", "2026-10-17", "2027-02-13"),
    ],
)
def test_advised_holidays_of_the_region(db, region, autumn, spring):
    year = new_year(region)
    assert fill_calendar(year) == DayOff.objects.filter(school=year.school).count()
    days = SchoolCalendar(year.school, year.start, year.end)
    for first in (autumn, spring):
        monday = day(first) + 2 * DAY
        assert not any(days.is_school_day(monday + DAY * each) for each in range(5))
        assert days.is_school_day(day(first) - DAY)
    for public in ("2026-12-25", "2027-01-01", "2027-03-29", "2027-04-27", "2027-05-06", "2027-05-17"):
        assert not days.is_school_day(day(public))


def test_a_calendar_that_has_rows_is_left_alone(db):
    year = new_year("Midden")
    off(year.school, "2026-11-02", kind=DayOffKind.STUDY_DAY)
    assert fill_calendar(year) == 0
    assert DayOff.objects.count() == 1


def test_a_day_off_ends_after_it_began(school):
    with pytest.raises(IntegrityError), transaction.atomic():
        off(school, "2026-10-06", "2026-10-05", name="Andersom")
