"""T6, light: over random schools, the queries of the application and the plain model see the same rows."""

import datetime
import os
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Agreement, Contact, ContactGuardian, ContactPupil, PlanRun
from partnership.accounts.models import User
from partnership.school.enums import AssignmentKind, Channel, Role, TieKind
from partnership.school.models import (
    Assignment,
    DeclaredTie,
    Enrolment,
    Group,
    Guardian,
    GuardianDetails,
    Guardianship,
    Location,
    Pupil,
    RoleAssignment,
    StaffMember,
    Team,
)
from tests.access.world import Person, World
from tests.cast import make_group, make_guardian, make_pupil, make_school, make_staff, year_of

# More examples in a longer run: EXAMPLES=2000 pytest tests/access/test_visible.py
EXAMPLES = int(os.environ.get("EXAMPLES", "20"))
DAY = datetime.timedelta(days=1)
GUARDIANS, STAFF = range(4), range(3)
OF_PUPILS = [
    *[("directory", "read"), ("guardian_details", "read"), ("reachability", "change"), ("agreement", "change")],
    *[("contact", operation) for operation in ("create", "read", "existence", "export")],
]

# Most rows hold today; some end today, begin today, have ended, or are still to come. (First day, length or no end.)
spans = st.sampled_from([(-3, None)] * 5 + [(-3, 3), (0, 0), (-3, 2), (1, None)])
ends = st.sampled_from([None] * 4 + [0, 1, -1])
people = st.sampled_from(STAFF[:2])
children = st.sampled_from(range(4))
parents = st.sampled_from(GUARDIANS)
classes = st.sampled_from(range(2))


def some(*parts, most: int, least: int = 0):
    return st.lists(st.tuples(*parts), min_size=least, max_size=most)


@dataclass
class Plan:
    """What differs between one random school and the next; numbers are places in the lists of the ground."""

    enrolments: dict
    assignments: list
    roles: list
    ties: dict
    declared: list
    links: list
    contacts: list
    staff: list = field(default_factory=list)


plans = st.builds(
    Plan,
    enrolments=st.dictionaries(st.tuples(children, classes), spans, min_size=3, max_size=6),
    assignments=some(
        people, st.one_of(st.tuples(st.just("group"), classes), st.tuples(st.just("pupil"), children)),
        st.sampled_from([*AssignmentKind.values, "class_teacher"]), spans, least=2, most=5,
    ),
    roles=some(people, st.sampled_from(Role.values), st.sampled_from(["", "team", "location"]), spans, most=3),
    ties=st.dictionaries(
        st.tuples(parents, children), st.tuples(st.sampled_from(TieKind.values), ends),
        min_size=3, max_size=8,
    ),
    declared=some(
        people, st.one_of(st.tuples(st.just("guardian"), parents), st.tuples(st.just("pupil"), children)),
        st.booleans(), most=2,
    ),
    links=some(parents, st.sampled_from(["staff", "email", "telephone", "institution"]), most=2),
    contacts=some(
        people, st.sets(children, min_size=1, max_size=2), st.sets(parents, max_size=2), st.booleans(),
        st.sampled_from(["author", "other"]), least=2, most=5,
    ),
    staff=st.lists(st.tuples(spans, st.booleans(), st.sampled_from([True] * 5 + [False])), min_size=2, max_size=2),
)  # fmt: skip


class Ground:
    """What stands in every example: two schools, three groups, children, guardians, three people at work."""

    def __init__(self):
        self.school, self.other = make_school("Here"), make_school("There")
        self.team = Team.objects.create(school=self.school, name="Team")
        self.location = Location.objects.create(school=self.school, name="Location")
        self.groups = [
            make_group(self.school, "One", team=self.team), make_group(self.school, "Two", location=self.location),
            make_group(self.other, "Three"),
        ]  # fmt: skip
        self.pupils = [make_pupil(self.groups[0], f"Child {number}", guardians=[]) for number in range(4)]
        self.pupils.append(make_pupil(self.groups[2], "Elsewhere"))
        Enrolment.objects.filter(school=self.school).delete()
        Pupil.objects.filter(pk=self.pupils[0].pk).update(location=self.location)
        self.guardians = [make_guardian(self.school, f"Guardian {number}") for number in GUARDIANS]
        self.staff = [make_staff(self.school, "Ada"), make_staff(self.school, "Bo"), make_staff(self.other, "Cor")]
        self.years = {True: year_of(self.school), False: year_of(self.school, timezone.localdate() - 200 * DAY)}
        self.today = timezone.localdate()

    def dates(self, span: tuple) -> dict:
        """Return `from_date` and `until` around today."""
        start = self.today + span[0] * DAY
        return {"from_date": start, "until": None if span[1] is None else start + span[1] * DAY}

    def fill(self, plan: Plan) -> None:
        self._fill_staff(plan)
        self._fill_families(plan)
        for entry in plan.contacts:
            self._contact(*entry)

    def _fill_staff(self, plan: Plan) -> None:
        for member, (span, is_employee, may_log_in) in zip(self.staff, plan.staff, strict=False):
            dates = self.dates(span)
            StaffMember.objects.filter(pk=member.pk).update(is_employee=is_employee, **dates)
            User.objects.filter(pk=member.user_id).update(is_active=may_log_in)
        for number, (what, target), kind, span in plan.assignments:
            row = {what: (self.groups if what == "group" else self.pupils)[target]}
            Assignment.objects.create(
                school=self.school, staff=self.staff[number], kind=kind, **row, **self.dates(span)
            )
        for number, role, limit, span in plan.roles:
            row = {limit: getattr(self, limit)} if limit else {}
            RoleAssignment.objects.create(
                school=self.school, staff=self.staff[number], role=role, **row, **self.dates(span)
            )
        for number, (what, target), has_ended in plan.declared:
            row = {what: (self.guardians if what == "guardian" else self.pupils)[target]}
            ended = self.today if has_ended else None
            DeclaredTie.objects.create(school=self.school, staff=self.staff[number], ended_on=ended, **row)

    def _fill_families(self, plan: Plan) -> None:
        for (pupil, group), span in plan.enrolments.items():
            row = {"pupil": self.pupils[pupil], "group": self.groups[group]}
            Enrolment.objects.create(school=self.school, **row, **self.dates(span))
        for (guardian, pupil), (kind, until) in plan.ties.items():
            row = {"pupil": self.pupils[pupil], "guardian": self.guardians[guardian], "kind": kind}
            end = None if until is None else self.today + until * DAY
            Guardianship.objects.create(school=self.school, until=end, **row)
        for number, what in plan.links:
            self._link(self.guardians[number], what)

    def _link(self, guardian: Guardian, what: str) -> None:
        me = self.staff[0]
        if what == "staff":
            Guardian.objects.filter(pk=guardian.pk).update(staff=me)
        elif what == "institution":
            Guardian.objects.filter(pk=guardian.pk).update(institution="The Bridge")
        elif what == "email":
            GuardianDetails.objects.filter(guardian=guardian).update(email=me.user.email.title())
        else:
            StaffMember.objects.filter(pk=me.pk).update(telephone="+31600000000")
            GuardianDetails.objects.filter(guardian=guardian).update(telephone="+31600000000")

    def _contact(self, author: int, pupils: set, guardians: set, this_year: bool, keeper: str) -> None:
        me = self.staff[author]
        contact = Contact.objects.create(
            school=self.school, author=me, year=self.years[this_year], channel=Channel.PHONE, result="spoken",
            happened_at=timezone.now(),
        )  # fmt: skip
        for number in pupils:
            ContactPupil.objects.create(school=self.school, contact=contact, pupil=self.pupils[number])
        for number in guardians:
            ContactGuardian.objects.create(school=self.school, contact=contact, guardian=self.guardians[number])
        owner = me if keeper == "author" else self.staff[1 - author]
        Agreement.objects.create(school=self.school, contact=contact, text="x", owner=owner)
        self._plan(contact, owner)

    def _plan(self, contact: Contact, owner: StaffMember) -> None:
        """Plan another contact about the same people, for the owner of the agreement, in a plan of the first class."""
        run = PlanRun.objects.create(
            school=self.school, group=self.groups[0], created_by=owner, purpose="progress", precision="day",
            from_date=self.today, until=self.today,
        )  # fmt: skip
        planned = Contact.objects.create(
            school=self.school, author=contact.author, owner=owner, year=contact.year, channel=Channel.PHONE,
            status="planned", precision="day", planned_on=self.today, purpose="progress", run=run,
        )  # fmt: skip
        for row in ContactPupil.objects.filter(contact=contact):
            ContactPupil.objects.create(school=self.school, contact=planned, pupil=row.pupil)
        for row in ContactGuardian.objects.filter(contact=contact):
            ContactGuardian.objects.create(school=self.school, contact=planned, guardian=row.guardian)


@pytest.fixture
def ground(db) -> Ground:
    return Ground()


def keys(rows) -> set:
    return {row.pk for row in rows}


def check(person: Person, staff: StaffMember) -> None:
    """Compare every queryset that decides about rows with the model."""
    world = person.world
    for data_class, operation in OF_PUPILS:
        allowed = Pupil.objects.allowed(staff, data_class, operation)
        assert keys(allowed) == keys(row for row in world.pupils if person.reach(data_class, operation, row))
    contacts, agreements = Contact.objects, Agreement.objects
    expected = {
        "visible": (contacts.visible_to(staff), lambda row: person.may_contact("read", row)),
        "changeable": (
            contacts.changeable_by(staff),
            lambda row: bool(row.happened_at) and person.may_contact("change", row),
        ),
        "handled": (contacts.handled_by(staff), lambda row: bool(row.precision) and person.may_plan("change", row)),
        "planned": (
            contacts.planned_visible_to(staff),
            lambda row: bool(row.precision) and (person.may_plan("read", row) or person.may_plan("change", row)),
        ),
        "known": (contacts.known_to(staff), person.knows_contact),
        "findable": (contacts.findable_by(staff), person.finds_contact),
    }
    for name, (rows, may) in expected.items():
        assert keys(rows) == keys(row for row in world.contacts if may(row)), name
    assert keys(PlanRun.objects.findable_by(staff)) == keys(
        row for row in world.runs if row.school_id == staff.school_id and person.finds_run(row)
    )
    assert keys(agreements.visible_to(staff)) == keys(
        row for row in world.agreements if person.may_agreement("read", row)
    )
    assert keys(agreements.changeable_by(staff)) == keys(
        row for row in world.agreements if person.may_agreement("change", row)
    )
    assert keys(Group.objects.visible_to(staff)) == keys(row for row in world.groups if person.may_group("read", row))


@settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=plans)
def test_queries_and_the_plain_model_see_the_same(ground, plan):
    with transaction.atomic():
        ground.fill(plan)
        world = World()
        for member in StaffMember.objects.select_related("user", "school"):
            check(Person(world, member), member)
        transaction.set_rollback(True)
