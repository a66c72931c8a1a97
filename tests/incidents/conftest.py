"""Incidents: rows made by hand for tests of what comes later, and reports made the way people make them."""

import datetime

import pytest
from django.utils import timezone

from incidents.enums import AggressionForm, Kind, Side, Step
from incidents.models import (
    Account,
    CaseStep,
    Incident,
    Party,
    Place,
    SeenForm,
)
from incidents.services.definitions import provide
from incidents.services.numbers import new_number
from incidents.services.report import NewParty, ReportEntry, report_incident
from partnership.duties.models import Duty
from partnership.school.enums import Role
from partnership.school.models import Group, Pupil, School, StaffMember
from tests.cast import DAY, assign, give_role, make_group, make_guardian, make_pupil, make_school, make_staff, year_of


def make_incident(reporter: StaffMember, *, handler: StaffMember | None = None, **columns) -> Incident:
    """Return a report of yesterday with its account, written row by row: no duties, no notices.

    `affected`, `witness` and `involved` bring people (staff, guardians, pupils or typed names), `form` and `facts` what
    happened; all other columns are those of the incident.
    """
    school = reporter.school
    provide(school)
    sides = {side: columns.pop(side.value, ()) for side in Side}
    form, facts = columns.pop("form", AggressionForm.VERBAL), columns.pop("facts", "He shouted on the telephone.")
    columns = {"occurred_at": timezone.now() - DAY, "year": year_of(school), "handler": handler} | columns
    columns.setdefault("place", Place.objects.filter(school=school).first())
    columns.setdefault("number", new_number(columns["year"]))
    incident = Incident.objects.create(school=school, reporter=reporter, **columns)
    own = {"school": school, "incident": incident}
    SeenForm.objects.create(form=form, **own)
    Account.objects.create(author=reporter, facts=facts, **own)
    for side, people in sides.items():
        for person in people or ([reporter] if side == Side.AFFECTED else []):
            add_party(incident, side, person)
    CaseStep.objects.create(step=Step.REPORTED, by=reporter, after=str(handler.pk) if handler else "", **own)
    return incident


def add_party(incident: Incident, side: Side, person, **columns) -> Party:
    """Add somebody to a case: a member of staff, a guardian, a pupil, or a name."""
    return Party.objects.create(school=incident.school, incident=incident, side=side, **who(person), **columns)


def who(person) -> dict:
    """Return the columns of a party that say who `person` is."""
    if isinstance(person, StaffMember):
        return {"kind": Kind.STAFF, "staff": person}
    if isinstance(person, Pupil):
        return {"kind": Kind.PUPIL, "pupil": person}
    if isinstance(person, str):
        return {"kind": Kind.OTHER, "name": person}
    return {"kind": Kind.GUARDIAN, "guardian": person}


def party(side: Side, person, **columns) -> NewParty:
    return NewParty(side=side, **who(person), **columns)


def report_of(reporter: StaffMember, *parties: NewParty, **columns) -> ReportEntry:
    """Return a report about shouting on the telephone, an hour ago, by whom `reporter` was affected."""
    provide(reporter.school)
    columns = {
        "occurred_at": timezone.now() - datetime.timedelta(hours=1),
        "place": Place.objects.filter(school=reporter.school).first(),
        "forms": (AggressionForm.VERBAL,),
        "facts": "He said: you will hear from me.",
    } | columns
    return ReportEntry(parties=parties or (party(Side.AFFECTED, reporter),), **columns)


def report(reporter: StaffMember, *parties: NewParty, **columns) -> Incident:
    return report_incident(report_of(reporter, *parties, **columns), actor=reporter)


def duties_of(person: StaffMember) -> list[str]:
    """Return the kinds of the open duties of `person`."""
    return sorted(Duty.objects.open().filter(owner=person).values_list("kind", flat=True))


def fresh(person: StaffMember) -> StaffMember:
    """Return the person as a new request finds them: rights are read once per row."""
    return StaffMember.objects.select_related("user", "school").get(pk=person.pk)


class Linde:
    """A school with everyone a case needs. Sem is in the class of Sanne; his father is Rik."""

    def __init__(self) -> None:
        self.school: School = make_school("De Linde")
        self.group: Group = make_group(self.school)
        self.leader = make_staff(self.school, "Fatima", role=Role.SCHOOL_LEADER)
        self.deputy = make_staff(self.school, "Ruben")
        give_deputy(self.deputy)
        self.safety = make_staff(self.school, "Ingrid", role=Role.SAFETY_COORDINATOR)
        self.board = make_staff(self.school, "Sonja", role=Role.BOARD_OFFICER, is_employee=False)
        self.sanne = make_staff(self.school, "Sanne")
        assign(self.sanne, self.group)
        self.hans = make_staff(self.school, "Hans")
        self.bram = make_staff(self.school, "Bram")
        self.rik = make_guardian(self.school, "Rik")
        self.sem = make_pupil(self.group, "Sem", guardians=[self.rik])


def give_deputy(person: StaffMember) -> None:
    give_role(person, Role.SCHOOL_LEADER, order=2)


@pytest.fixture
def linde(db) -> Linde:
    return Linde()
