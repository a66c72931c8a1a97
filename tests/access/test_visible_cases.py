"""T6 for incidents: over random cases, what the application finds and what the plain model says are the same rows.

What may change is tried one by one as well: a wall never opens anything, an ended share neither, a new one takes
nothing away.
"""

import os
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.enums import Kind, Side
from incidents.models import (
    Account,
    Addendum,
    CaseShare,
    CaseStep,
    ChildTalk,
    Incident,
    KeptFrom,
    Party,
    SecondLook,
)
from incidents.services.numbers import new_number
from incidents.services.route import may_handle, may_know
from partnership.school.enums import Role
from partnership.school.models import RoleAssignment, StaffMember, Team
from tests.access.world import Person, World
from tests.cast import DAY, make_group, make_guardian, make_pupil, make_school, make_staff, tie, today, year_of
from tests.incidents.making_case import make_place

# More examples in a longer run: EXAMPLES=2000 pytest tests/access/test_visible_cases.py
EXAMPLES = int(os.environ.get("EXAMPLES", "15"))
NAMES = ("ada", "bo", "cem")
CASES = 4
MINE = "ada"  # who works at the other school too
NEW_ROWS = ("parties to change", "talks", "talks to end")

who = st.sampled_from(NAMES)
which = st.integers(0, CASES - 1)
roles = st.sampled_from(
    [Role.SCHOOL_LEADER] * 3 + [Role.SAFETY_COORDINATOR, Role.BOARD_OFFICER, Role.COUNSELLOR, Role.PRIVACY_OFFICER]
)
sides = st.sampled_from(list(Side))
walls = st.sampled_from(
    ["kept", "involved", "guardian", "child", "other parent", "email", "telephone", "name", "talk", "elsewhere"]
)


def some(*parts, most: int):
    return st.lists(st.tuples(*parts), max_size=most)


@dataclass
class Plan:
    """What differs between one random school and the next."""

    roles: list  # who, which role, for one team, already ended
    outside: set  # who is not employed here
    gone: set  # whose work here ended
    cases: list  # reporter, on behalf of, handler, confided to
    sides: list  # case, who, side
    walls: list  # case, who, what
    shares: list  # case, with whom, days from today, ended
    talks: list  # case, who speaks
    looks: list  # case, who asked, who was asked
    joined: list  # one case to another
    accounts: list  # case, author, shared with the others


plans = st.builds(
    Plan,
    roles=some(who, roles, st.sampled_from([False] * 4 + [True]), st.sampled_from([False] * 5 + [True]), most=4),
    outside=st.sets(who, max_size=1),
    gone=st.one_of(st.just(set()), st.just(set()), st.sets(who, max_size=1)),
    cases=st.lists(
        st.tuples(who, st.one_of(st.none(), who), st.one_of(st.none(), who), st.one_of(st.none(), st.none(), who)),
        min_size=CASES, max_size=CASES,
    ),
    sides=some(which, who, sides, most=5),
    walls=some(which, who, walls, most=4),
    shares=some(which, who, st.sampled_from([0, 0, 5, 5, -1]), st.sampled_from([False] * 3 + [True]), most=4),
    talks=some(which, who, most=2),
    looks=some(which, who, who, most=2),
    joined=some(which, which, most=2),
    accounts=some(which, who, st.booleans(), most=3),
)  # fmt: skip


class Ground:
    """What stands in every example: two schools, three colleagues, a family of each, and one who works at both."""

    def __init__(self):
        self.school, self.other = make_school("Here"), make_school("There")
        self.team = Team.objects.create(school=self.school, name="Team")
        self.group = make_group(self.school, "One", team=self.team)
        self.staff = {name: make_staff(self.school, name.title()) for name in NAMES}
        self.elsewhere = make_staff(self.other, "Ada", user=self.staff[MINE].user, role=Role.SCHOOL_LEADER)
        self.parents, self.partners, self.children = {}, {}, {}
        for name, member in self.staff.items():
            self.parents[name] = make_guardian(self.school, f"Parent {name}", staff=member)
            self.partners[name] = make_guardian(self.school, f"Partner {name}")
            self.children[name] = make_pupil(self.group, f"Child {name}", guardians=[self.parents[name]])
            tie(self.partners[name], self.children[name])
        self.place = make_place(self.school)

    def fill(self, plan: Plan) -> list[Incident]:
        self._fill_staff(plan)
        cases = [self._case(*entry) for entry in plan.cases]
        for one, other in plan.joined:
            self._join(cases[one], cases[other])
        for case, name, side in plan.sides:
            self.add(cases[case], side, staff=self.staff[name], kind=Kind.STAFF)
        for case, name, what in plan.walls:
            self.wall(cases[case], name, what)
        for case, name, days, ended in plan.shares:
            self.share(cases[case], name, days=days, ended=ended)
        for case, name in plan.talks:
            ChildTalk.objects.get_or_create(
                **self.of(cases[case]), pupil=self.children["cem"],
                defaults={"speaker": self.staff[name], "due_on": today()},
            )  # fmt: skip
        for case, asker, asked in plan.looks:
            SecondLook.objects.create(
                **self.of(cases[case]), asked_by=self.staff[asker], asked_of=self.staff[asked],
                answered_at=timezone.now(),
            )  # fmt: skip
        for case, name, shared in plan.accounts:
            self._account(cases[case], name, shared=shared)
        return cases

    def _fill_staff(self, plan: Plan) -> None:
        for name, role, for_team, ended in plan.roles:
            RoleAssignment.objects.create(
                school=self.school, staff=self.staff[name], role=role, team=self.team if for_team else None,
                from_date=today() - 9 * DAY, until=today() - DAY if ended else None,
            )  # fmt: skip
        for name in plan.outside:
            StaffMember.objects.filter(pk=self.staff[name].pk).update(is_employee=False)
        for name in plan.gone:
            StaffMember.objects.filter(pk=self.staff[name].pk).update(until=today() - DAY)

    def of(self, case: Incident) -> dict:
        return {"school": self.school, "incident": case}

    def _case(self, reporter: str, behalf: str | None, handler: str | None, confided: str | None) -> Incident:
        case = Incident.objects.create(
            school=self.school, year=year_of(self.school), number=new_number(year_of(self.school)), place=self.place,
            occurred_at=timezone.now(), reporter=self.staff[reporter], on_behalf_of=self.staff.get(behalf),
            handler=self.staff.get(handler), confided_to=self.staff.get(confided),
        )  # fmt: skip
        Account.objects.create(**self.of(case), author=case.reporter, facts="x")
        Addendum.objects.create(**self.of(case), author=case.reporter, text="x")
        CaseStep.objects.create(**self.of(case), step="reported", by=case.reporter)
        return case

    def _join(self, one: Incident, other: Incident) -> None:
        one.refresh_from_db()
        other.refresh_from_db()
        if one.pk != other.pk and not one.joined_to_id and not other.joined_to_id and not one.joined.exists():
            Incident.objects.filter(pk=one.pk).update(joined_to=other, handler=other.handler)

    def _account(self, case: Incident, name: str, *, shared: bool) -> None:
        Account.objects.get_or_create(
            **self.of(case), author=self.staff[name],
            defaults={"side": "witness", "facts": "x", "shared_at": timezone.now() if shared else None},
        )  # fmt: skip

    def add(self, case: Incident, side: Side, **columns) -> None:
        Party.objects.create(**self.of(case), side=side, **{"kind": Kind.GUARDIAN, **columns})

    def wall(self, case: Incident, name: str, what: str) -> None:
        """Put `what` between a colleague and a case; "name" is none, and stays none until somebody answers."""
        member = self.staff[name]
        put = {
            "kept": lambda: KeptFrom.objects.get_or_create(**self.of(case), staff=member, defaults={"by": member}),
            "involved": lambda: self.add(case, Side.INVOLVED, staff=member),
            "guardian": lambda: self.add(case, Side.INVOLVED, guardian=self.parents[name]),
            "child": lambda: self.add(case, Side.WITNESS, pupil=self.children[name], kind=Kind.PUPIL),
            "other parent": lambda: self.add(case, Side.INVOLVED, guardian=self.partners[name]),
            "email": lambda: self.add(case, Side.INVOLVED, name="Somebody", email=member.user.email.title()),
            "telephone": lambda: self._same_telephone(case, member),
            "name": lambda: self.add(case, Side.INVOLVED, name=member.name),
            "talk": lambda: ChildTalk.objects.get_or_create(
                **self.of(case), pupil=self.children[name], defaults={"due_on": today()}
            ),
            "elsewhere": lambda: self.add(case, Side.INVOLVED, staff=self.elsewhere),
        }
        put[what]()

    def _same_telephone(self, case: Incident, member: StaffMember) -> None:
        number = f"+3161234567{NAMES.index(member.first_name.lower())}"
        StaffMember.objects.filter(pk=member.pk).update(telephone=number)
        self.add(case, Side.INVOLVED, name="Somebody", telephone=number)

    def share(self, case: Incident, name: str, *, days: int = 5, ended: bool = False) -> None:
        CaseShare.objects.create(
            **self.of(case), staff=self.staff[name], by=case.reporter, reason="x", until=today() + days * DAY,
            ended_at=timezone.now() if ended else None,
        )  # fmt: skip

    def people(self) -> list[StaffMember]:
        """Everyone as the next request finds them."""
        keys = [row.pk for row in (*self.staff.values(), self.elsewhere)]
        return list(StaffMember.objects.filter(pk__in=keys).select_related("user", "school").order_by("pk"))


@pytest.fixture
def ground(db) -> Ground:
    return Ground()


def keys(rows) -> set:
    return {row.pk for row in rows}


def rows_for(staff: StaffMember) -> dict[str, set]:
    """Everything a person finds of cases, by how they find it."""
    cases = Incident.objects
    return {
        "knows": keys(cases.knowable_by(staff)),
        "opens": keys(cases.visible_to(staff)),
        "follows": keys(cases.followed_by(staff)),
        "finds": keys(cases.findable_by(staff)),
        "handles": keys(cases.handled_by(staff)),
        "changes": keys(cases.changeable_by(staff)),
        "reads measures": keys(cases.with_measures_for(staff, "read")),
        "words measures": keys(cases.with_measures_for(staff, "create")),
        "decides": keys(cases.with_measures_for(staff, "change")),
        "accounts": keys(Account.objects.visible_to(staff)),
        "addenda": keys(Addendum.objects.visible_to(staff)),
        "steps": keys(CaseStep.objects.visible_to(staff)),
        "parties to change": keys(Party.objects.changeable_by(staff)),
        "talks": keys(ChildTalk.objects.visible_to(staff)),
        "talks to end": keys(ChildTalk.objects.ended_by(staff)),
        "looks": keys(SecondLook.objects.visible_to(staff)),
        "looks to answer": keys(SecondLook.objects.asked_of_me(staff)),
    }


def rows_in(world: World, person: Person) -> dict[str, set]:
    """The same, said by the plain model."""
    me, case_of = person.staff.pk, world.incident
    of_cases = {
        "knows": person.knows_incident,
        "opens": person.opens_incident,
        "follows": person.follows_incident,
        "finds": lambda row: person.opens_incident(row) or person.follows_incident(row),
        "handles": person.handles,
        "changes": lambda row: person.handles(row) and row.joined_to_id is None,
        "reads measures": lambda row: person.may_measure("read", row),
        "words measures": lambda row: person.may_measure("create", row),
        "decides": lambda row: person.may_measure("change", row),
    }

    def knows(row) -> bool:
        return person.knows_incident(case_of[row.incident_id])

    def opens(row) -> bool:
        return person.opens_incident(case_of[row.incident_id])

    def handles(row) -> bool:
        return person.handles(case_of[row.incident_id])

    of_rows = {
        "accounts": (world.accounts, person.reads_account),
        "addenda": (world.addenda, lambda row: row.author_id == me or opens(row)),
        "steps": (world.steps, opens),
        "parties to change": (world.parties, handles),
        "talks": (world.child_talks, lambda row: opens(row) or (row.speaker_id == me and knows(row))),
        "talks to end": (world.child_talks, lambda row: handles(row) or (row.speaker_id == me and knows(row))),
        "looks": (world.looks, lambda row: opens(row) or (me in (row.asked_by_id, row.asked_of_id) and knows(row))),
        "looks to answer": (world.looks, lambda row: row.asked_of_id == me and knows(row)),
    }
    found = {name: keys(row for row in world.incidents if may(row)) for name, may in of_cases.items()}
    return found | {name: keys(row for row in rows if may(row)) for name, (rows, may) in of_rows.items()}


def compare(ground: Ground, cases: list[Incident]) -> dict:
    """Ask both about everyone; return what the application found, by person."""
    world, found = World(), {}
    for staff in ground.people():
        person = world.person(staff)
        found[staff.pk] = rows_for(staff)
        assert found[staff.pk] == rows_in(world, person)
        for case in cases:
            row = world.incident[case.pk]
            assert may_know(row, staff) == person.knows_incident(row)
            assert may_handle(row, staff) == person.can_be_given(row)
    return found


@settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), plan=plans)
def test_both_find_the_same_cases_and_no_step_opens_what_it_must_not(data, plan, ground):
    with transaction.atomic():
        cases = ground.fill(plan)
        before = compare(ground, cases)
        step = data.draw(st.sampled_from(["wall", "end share", "share", "end role", "report"]))
        case, name = cases[data.draw(which)], data.draw(who)
        me = ground.staff[name].pk
        if step == "wall":
            what = data.draw(walls.filter(lambda each: each not in ("name", "elsewhere")))
            ground.wall(case, name, what)
            after = compare(ground, cases)
            assert smaller(after, before), "a wall opened something"
            assert case.pk not in after[me]["knows"], "the wall does not stand"
        elif step == "end share":
            CaseShare.objects.update(ended_at=timezone.now())
            assert smaller(compare(ground, cases), before), "an ended share opened something"
        elif step == "end role":
            RoleAssignment.objects.filter(staff=me).update(until=today() - DAY)
            assert smaller(compare(ground, cases), before), "an ended role opened something"
        elif step == "share":
            ground.share(case, name)
            after = compare(ground, cases)
            assert only_more(before, after, of=me), "a share took something, or gave it to others"
        else:
            ground.add(case, Side.AFFECTED, staff=ground.staff[name], kind=Kind.STAFF)
            after = compare(ground, cases)
            assert case.pk not in after[me]["handles"], "who lived through it handles it"
        transaction.set_rollback(True)


def smaller(after: dict, before: dict) -> bool:
    """Whether nobody finds more than before; a wall itself can be a new row of the case."""
    return all(after[key][name] <= before[key][name] for key in before for name in before[key] if name not in NEW_ROWS)


def only_more(before: dict, after: dict, *, of) -> bool:
    """Whether `of` has what they had, with more perhaps, and all others exactly what they had."""
    others = {key for key in before if key != of}
    mine = all(before[of][name] <= after[of][name] for name in before[of])
    return mine and all(before[key] == after[key] for key in others)
