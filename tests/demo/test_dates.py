"""Whenever the demo is loaded, its dates fit: nothing lies ahead, everything lies in its school year."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from contacts.models import Agreement, Contact, ContactPupil
from partnership.demo.moments import DemoCalendar
from partnership.demo.services import demo_rows
from partnership.school.enums import GroupKind
from partnership.school.models import Absence, Assignment, Enrolment, Guardian, Pupil, SchoolYear

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOMENTS = [
    "2026-08-01 00:01",  # a Saturday, the first minute of a school year
    "2026-08-03 12:00",
    "2026-08-17 08:00",
    "2026-08-31 16:00",
    "2026-10-25 02:30",  # the hour that exists twice
    "2026-11-24 12:00",
    "2027-01-01 00:30",
    "2027-07-31 23:59",
    "2028-02-29 12:00",
]


@pytest.fixture(scope="module", params=MOMENTS)
def now(request):
    return datetime.datetime.fromisoformat(request.param).replace(tzinfo=AMSTERDAM)


@pytest.fixture(scope="module")
def rows(now):
    return demo_rows(now)


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def test_no_contact_lies_ahead(rows, now):
    contacts = rows.of(Contact)
    assert max(contact.happened_at for contact in contacts) <= now
    assert max(contact.created_at for contact in contacts) <= now
    assert all(contact.happened_at <= contact.created_at for contact in contacts)


def test_contacts_lie_in_their_school_year(rows):
    for contact in rows.of(Contact):
        assert contact.year.start <= timezone.localdate(contact.happened_at) <= contact.year.end


def test_this_school_year_holds_today(rows, today):
    current = [year for year in rows.of(SchoolYear) if year.start <= today <= year.end]
    assert len(current) == 2


def test_pupils_of_a_contact_stand_with_the_class_of_that_day(rows):
    for row in rows.of(ContactPupil):
        day = timezone.localdate(row.contact.happened_at)
        own = [one for one in rows.of(Enrolment) if one.pupil is row.pupil and one.group is row.group]
        assert any(one.from_date <= day <= (one.until or day) for one in own)


def test_every_pupil_is_in_one_class_today(rows, today):
    for pupil in rows.of(Pupil):
        classes = [
            row
            for row in rows.of(Enrolment)
            if row.pupil is pupil
            and row.group.kind != GroupKind.TEACHING
            and row.from_date <= today <= (row.until or today)
        ]
        assert len(classes) == 1 or (pupil.left_on and pupil.left_on <= today and not classes)


def test_rows_that_hold_from_a_day_until_a_day_are_the_right_way_round(rows, today):
    dated = [*rows.of(Enrolment), *rows.of(Assignment), *rows.of(Absence)]
    assert all(row.from_date <= today for row in dated)
    assert all(row.from_date <= row.until for row in dated if row.until)


def test_who_is_absent_is_absent_today(rows, today):
    assert all(row.from_date <= today <= row.until for row in rows.of(Absence))


def test_agreements_were_made_and_kept_before_now(rows, now):
    for agreement in rows.of(Agreement):
        assert agreement.created_at <= (agreement.done_at or now) <= now


def test_the_teacher_of_groep_5b_has_agreements_to_keep(rows):
    to_keep = [row for row in rows.of(Agreement) if row.owner and row.is_open]
    assert sum(row.owner.email.startswith("sanne@") for row in to_keep) >= 3


def test_pupils_fit_their_year_group(rows, today):
    ages = {pupil.age_on(today) for pupil in rows.of(Pupil)}
    assert min(ages) >= 3
    assert max(ages) == 18


def test_people_are_the_same_on_every_day(rows):
    other_day = demo_rows(datetime.datetime(2026, 10, 1, 12, tzinfo=AMSTERDAM))
    for model in (Pupil, Guardian):
        assert [row.name for row in rows.of(model)] == [row.name for row in other_day.of(model)]


def test_a_weekend_is_moved_to_the_friday_before():
    calendar = DemoCalendar(datetime.datetime(2026, 11, 24, 12, tzinfo=AMSTERDAM))
    assert calendar.school_day(2) == datetime.date(2026, 11, 20)
    assert calendar.school_day(3) == datetime.date(2026, 11, 20)
    assert calendar.school_day(1) == datetime.date(2026, 11, 23)


def test_a_birthday_of_the_leap_day_is_kept_whole():
    calendar = DemoCalendar(datetime.datetime(2028, 2, 29, 12, tzinfo=AMSTERDAM))
    assert calendar.turned(18, 0) == datetime.date(2010, 2, 28)
