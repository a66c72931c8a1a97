"""Which places a class plan can use. September 2026: the 7th is a Monday, and today."""

import datetime

import pytest

from contacts.enums import Precision, Purpose
from contacts.services.classplan import propose
from contacts.services.slots import PlanWish, slots_of, without_taken
from contacts.services.when import When
from partnership.school.calendar import SchoolCalendar
from partnership.school.enums import DayOffKind
from partnership.school.models import Absence
from tests.planner.conftest import at, brothers, children, day, off, planned


def wish(first="2026-09-07", until="2026-09-11", precision=Precision.DAY, **columns) -> PlanWish:
    return PlanWish(Purpose.PROGRESS, precision, day(first), day(until), **columns)


def slots(asked: PlanWish, *teachers):
    return slots_of(asked, list(teachers), SchoolCalendar(teachers[0].school, asked.from_date, asked.until))


def days(asked: PlanWish, *teachers) -> list[str]:
    return [f"{slot.day:%m-%d}" for slot in slots(asked, *teachers)]


def clock(asked: PlanWish, *teachers) -> list[str]:
    """Return the places as a clock in Amsterdam shows them, with the difference to UTC."""
    return [f"{slot.at:%m-%d %H:%M%z}" for slot in slots(asked, *teachers)]


def test_days_on_which_the_teacher_works(sanne):
    assert days(wish(), sanne) == ["09-07", "09-08", "09-09"]
    assert days(wish(weekdays=frozenset({2, 4})), sanne) == ["09-08"]


def test_no_holiday_no_study_day_no_weekend(school, sanne):
    off(school, "Studiedag", "2026-09-08", kind=DayOffKind.STUDY_DAY)
    assert days(wish(until="2026-09-14"), sanne) == ["09-07", "09-09", "09-14"]
    assert days(wish("2026-10-16", "2026-10-26"), sanne) == ["10-26"]


def test_a_week_without_a_school_day_is_no_place(sanne):
    asked = wish("2026-10-12", "2026-10-30", Precision.WEEK)
    assert days(asked, sanne) == ["10-12", "10-26"]


def test_two_teachers_share_the_week(sanne, joris):
    owners = {f"{slot.day:%a}": slot.owner for slot in slots(wish(), sanne, joris)}
    assert owners == {"Mon": sanne.pk, "Tue": sanne.pk, "Wed": sanne.pk, "Thu": joris.pk, "Fri": joris.pk}


def test_who_is_absent_has_no_place(school, sanne, joris):
    Absence.objects.create(school=school, staff=sanne, from_date=day("2026-09-08"), until=day("2026-09-09"))
    owners = {f"{slot.day:%a}": slot.owner for slot in slots(wish(), sanne, joris)}
    assert owners == {"Mon": sanne.pk, "Wed": joris.pk, "Thu": joris.pk, "Fri": joris.pk}


def test_a_day_or_evening_that_does_not_suit(school, sanne):
    off(school, "Suikerfeest", "2026-09-07", kind=DayOffKind.UNSUITABLE)
    off(school, "Ramadan", "2026-09-08", kind=DayOffKind.UNSUITABLE, evenings_only=True)
    late = wish(
        until="2026-09-09", precision=Precision.TIME, start=datetime.time(16, 30), end=datetime.time(18), minutes=30
    )
    assert clock(late, sanne) == [
        "09-08 16:30+0200", "09-09 16:30+0200", "09-09 17:00+0200", "09-09 17:30+0200",
    ]  # fmt: skip


def test_a_talk_that_runs_into_an_unsuitable_evening_is_no_place(school, sanne):
    off(school, "Ramadan", "2026-09-08", kind=DayOffKind.UNSUITABLE, evenings_only=True)
    asked = wish(
        "2026-09-08", "2026-09-08", Precision.TIME, start=datetime.time(16, 50), end=datetime.time(18), minutes=15
    )
    assert clock(asked, sanne) == []


def test_talks_end_in_time(sanne):
    asked = wish(until="2026-09-07", precision=Precision.TIME, minutes=50)
    assert clock(asked, sanne) == ["09-07 15:00+0200", "09-07 15:50+0200"]


@pytest.mark.parametrize(
    ("first", "until", "expected"),
    [
        ("2026-10-26", "2026-10-26", ["10-26 15:00+0100"]),  # the clock went back on the 25th
        ("2027-03-26", "2027-03-29", ["03-26 15:00+0100", "03-29 15:00+0200"]),
        ("2027-10-29", "2027-11-01", ["10-29 15:00+0200", "11-01 15:00+0100"]),
    ],
)
def test_clock_times_are_those_of_amsterdam_around_both_changes(sanne, first, until, expected):
    sanne.working_days = "12345"
    asked = wish(first, until, Precision.TIME, minutes=120)
    assert clock(asked, sanne) == expected
    assert all(slot.at.utcoffset() for slot in slots(asked, sanne))


def test_times_with_another_contact_of_the_teacher_are_taken(group, sanne):
    [child, other] = children(group, 2)
    planned(sanne, child, when=When(Precision.TIME, day("2026-09-08"), at=at("2026-09-08 15:10"), minutes=20))
    planned(sanne, other, when=When(Precision.DAY, day("2026-09-08")))
    asked = wish("2026-09-08", "2026-09-08", Precision.TIME)

    free = [f"{slot.at:%H:%M}" for slot in without_taken(slots(asked, sanne))]
    assert free == ["15:30", "15:45", "16:00", "16:15", "16:30", "16:45"]


def test_nothing_is_proposed_before_today_or_outside_the_school_year(group, sanne, time):
    pupils = children(group, 2)
    asked = wish("2026-08-20", "2026-09-09", per_week=1)
    assert [row.when.on for row in propose(group, pupils, actor=sanne, wish=asked) if row.when] == [day("2026-09-07")]
    time.at("2027-07-12 09:00")
    asked = wish("2027-07-12", "2027-09-12", Precision.WEEK, per_week=9)
    assert {row.when.on for row in propose(group, pupils, actor=sanne, wish=asked)} == {day("2027-07-12")}


def test_number_of_queries_does_not_grow_with_the_days(group, sanne, joris, django_assert_num_queries):
    pupils = children(group, 3)
    brothers(group, group)
    short, long = wish(until="2026-09-08"), wish(until="2027-07-10")
    assert group.year.end > long.until
    assert not sanne.rights.tied_pupils
    with django_assert_num_queries(9):
        propose(group, pupils, actor=sanne, wish=short)
    with django_assert_num_queries(9):
        propose(group, pupils, actor=sanne, wish=long)
