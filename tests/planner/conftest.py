"""A class to plan for: Sanne and Joris share groep 5 of De Linde, on a Monday in the autumn of 2026.

The school year runs from 17 August 2026 until 18 July 2027; the autumn holiday is the week of 19 October.
"""

import datetime
import uuid

import pytest
import time_machine
from django.utils import timezone, translation

from contacts.models import Contact
from contacts.services.coverage import Coverage, coverage_of_group, terms_of
from contacts.services.planned import PlannedContact, When, plan_contact
from contacts.services.yearrows import rows_of_year
from partnership.duties.models import Duty
from partnership.school.calendar import SchoolCalendar
from partnership.school.enums import Channel, DayOffKind
from partnership.school.models import DayOff, Enrolment, Group, Pupil, School, SchoolYear, StaffMember
from tests.cast import assign, make_guardian, make_pupil, make_school, make_staff
from tests.duties.conftest import SetTime

DAY = datetime.timedelta(days=1)
YEAR = (datetime.date(2026, 8, 17), datetime.date(2027, 7, 18))
MONDAY = datetime.date(2026, 9, 7)  # today


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def time(monkeypatch):
    """Begin on Monday 7 September 2026, at nine in the morning in Amsterdam."""
    with time_machine.travel(datetime.datetime(2026, 9, 7, 7, tzinfo=datetime.UTC), tick=False) as traveller:
        set_time = SetTime(traveller, monkeypatch)
        set_time.at("2026-09-07 09:00")
        yield set_time


@pytest.fixture
def school(db, time) -> School:
    school = make_school("De Linde")
    SchoolYear.objects.filter(school=school).delete()
    SchoolYear.objects.create(school=school, name="2026-2027", start=YEAR[0], end=YEAR[1])
    off(school, "Herfstvakantie", "2026-10-19", "2026-10-23")
    return school


@pytest.fixture
def group(school) -> Group:
    return Group.objects.create(school=school, year=year_of(school), key="5", name="Groep 5", year_group="5")


@pytest.fixture
def sanne(group) -> StaffMember:
    """Class teacher from Monday until Wednesday."""
    return teacher(group, "Sanne", days="123")


@pytest.fixture
def joris(group, sanne) -> StaffMember:
    """Class teacher from Wednesday until Friday."""
    return teacher(group, "Joris", days="345")


def teacher(group: Group, name: str, *, days: str = "12345", **columns) -> StaffMember:
    member = make_staff(group.school, name, working_days=days)
    assign(member, group, days=days, **{"from_date": group.year.start, **columns})
    return fresh(member)


def fresh(member: StaffMember) -> StaffMember:
    """Return the person as a new request finds them: rights are read once per row."""
    return StaffMember.objects.select_related("user", "school").get(pk=member.pk)


def year_of(school: School) -> SchoolYear:
    return SchoolYear.objects.get(school=school)


def off(school: School, name: str, first: str, last: str = "", *, kind: str = DayOffKind.HOLIDAY, **columns) -> DayOff:
    dates = {"from_date": day(first), "until": day(last or first)}
    return DayOff.objects.create(school=school, kind=kind, name=name, **dates, **columns)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def at(text: str) -> datetime.datetime:
    """Return the moment a clock in Amsterdam shows as `text`."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())


def children(group: Group, number: int) -> list[Pupil]:
    """Return so many children without brothers and sisters, each with one parent."""
    return [make_pupil(group, f"Kind{each:02}") for each in range(1, number + 1)]


def brothers(first: Group, second: Group, names: tuple[str, str] = ("Ada", "Bo")) -> tuple[Pupil, Pupil]:
    """Return two children of one parent."""
    parent = make_guardian(first.school, "Ouder")
    return make_pupil(first, names[0], guardians=[parent]), make_pupil(second, names[1], guardians=[parent])


def line(owner: StaffMember, *pupils: Pupil, when: When, **columns) -> PlannedContact:
    guardians = tuple(row.guardian for row in pupils[0].guardianships.select_related("guardian"))
    columns = {"purpose": "progress", "channel": Channel.PHONE, "guardians": guardians} | columns
    return PlannedContact(pupils=pupils, owner=owner, when=when, **columns)


def planned(owner: StaffMember, *pupils: Pupil, when: When | None = None, run=None, **columns) -> Contact:
    """Return a contact that `owner` planned, in the week of today unless said otherwise."""
    when = when or When.week_of(MONDAY)
    return plan_contact(line(owner, *pupils, when=when, **columns), actor=owner, run=run)


def coverage_of(group: Group, pupils: list[Pupil], staff: StaffMember) -> dict[uuid.UUID, Coverage]:
    year = group.year
    terms = terms_of(year, SchoolCalendar(group.school, year.start, year.end))
    return coverage_of_group(group, pupils, rows_of_year(pupils, year, staff=staff), staff=staff, terms=terms)


def duty_of(contact: Contact) -> Duty:
    return Duty.objects.get(kind="contacts.planned", source=contact.pk)


def move_class(pupil: Pupil, group: Group, on: datetime.date) -> None:
    """Let a child go to another group from `on`."""
    Enrolment.objects.filter(pupil=pupil, until=None).update(until=on - DAY)
    Enrolment.objects.create(school=group.school, pupil=pupil, group=group, from_date=on)


def key(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)
