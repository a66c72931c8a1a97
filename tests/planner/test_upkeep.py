"""Nothing is orphaned: absence, end of an assignment, another class, leaving (users.md 20)."""

import random

import pytest
from django.urls import reverse

from contacts.enums import Precision, Status
from contacts.models import Agreement, Contact
from contacts.services.planned import hand_over, mark_held
from contacts.services.upkeep import report_absence, tidy_plans
from contacts.services.when import When
from contacts.tasks import tidy_all_plans
from partnership.accounts.services import deactivate
from partnership.duties.models import Duty, State
from partnership.school.enums import AssignmentKind, Role
from partnership.school.models import (
    Absence,
    Assignment,
    DeclaredTie,
    Enrolment,
    Group,
    Pupil,
    StaffMember,
    Team,
)
from tests.browsing import browser, filled
from tests.cast import assign, give_role, make_agreement, make_contact, make_pupil, make_school, make_staff
from tests.planner.conftest import DAY, MONDAY, brothers, children, day, duty_of, fresh, move_class, planned, teacher

TUESDAY = day("2026-09-08")
ON_TUESDAY = When(Precision.DAY, TUESDAY)


@pytest.fixture
def child(group) -> Pupil:
    [child] = children(group, 1)
    return child


@pytest.fixture
def other_class(school, group) -> Group:
    return Group.objects.create(school=school, year=group.year, key="6", name="Groep 6")


@pytest.fixture
def leader(school) -> StaffMember:
    return make_staff(school, "Fatima", role=Role.SCHOOL_LEADER)


@pytest.fixture
def substitute(group) -> StaffMember:
    member = make_staff(group.school, "Iris")
    assign(member, group, AssignmentKind.SUBSTITUTE, from_date=MONDAY)
    return member


def absent(member: StaffMember, first, last=None, *, actor: StaffMember | None = None) -> None:
    report_absence(member, actor=actor or member, from_date=first, until=last or first)


def owner_of(contact: Contact) -> StaffMember:
    kept = Contact.objects.get(pk=contact.pk)
    if kept.status == Status.PLANNED:
        assert duty_of(kept).owner == kept.owner
        assert duty_of(kept).state == State.OPEN
    return kept.owner


def tidy(school) -> dict[str, int]:
    done = tidy_plans(school)
    assert tidy_plans(school) == {"cancelled": 0, "handed_over": 0, "agreements": 0}
    return done


# Absence


def test_a_teacher_is_ill_on_tuesday(sanne, joris, substitute, leader, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    absent(sanne, TUESDAY)
    assert owner_of(contact) == joris


def test_without_another_class_teacher_the_substitute(sanne, substitute, leader, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    absent(sanne, TUESDAY)
    assert owner_of(contact) == substitute


def test_without_anybody_the_leader(sanne, leader, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    absent(sanne, TUESDAY)
    assert owner_of(contact) == leader


def test_without_a_leader_it_stays(school, sanne, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    absent(sanne, TUESDAY)
    assert owner_of(contact) == sanne
    assert tidy(school)["handed_over"] == 0


def test_everyone_of_the_class_is_ill(sanne, joris, leader, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    absent(joris, MONDAY, TUESDAY)
    absent(sanne, TUESDAY)
    assert owner_of(contact) == leader


def test_absence_on_another_day_changes_nothing(sanne, joris, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    absent(sanne, day("2026-09-09"), day("2026-09-11"))
    assert (owner_of(contact), contact.version) == (sanne, 1)


def test_some_time_in_the_week_can_wait_for_one_day_of_illness(sanne, joris, child):
    contact = planned(sanne, child, when=When.week_of(MONDAY))
    absent(sanne, MONDAY, TUESDAY)
    assert owner_of(contact) == sanne
    absent(sanne, day("2026-09-09"), day("2026-09-11"))
    assert owner_of(contact) == joris


def test_absence_without_a_known_end(sanne, joris, child):
    contact = planned(sanne, child, when=When.week_of(day("2027-03-01")))
    report_absence(sanne, actor=sanne, from_date=MONDAY, until=None)
    assert owner_of(contact) == joris


def test_what_was_held_stays_with_who_held_it(sanne, joris, child):
    contact = mark_held(planned(sanne, child), actor=sanne, version=1)
    report_absence(sanne, actor=sanne, from_date=MONDAY, until=None)
    assert owner_of(contact) == sanne


# Assignments and classes


def test_the_assignment_ended(school, group, sanne, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    new = teacher(group, "Mila", from_date=TUESDAY)
    Assignment.objects.filter(staff=sanne).update(until=MONDAY)
    assert tidy(school)["handed_over"] == 1
    assert owner_of(contact) == new


def test_until_then_it_stays(school, group, sanne, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    teacher(group, "Mila", from_date=TUESDAY)
    Assignment.objects.filter(staff=sanne).update(until=TUESDAY)
    assert tidy(school)["handed_over"] == 0
    assert owner_of(contact) == sanne


@pytest.mark.parametrize("how", ["left", "login closed"])
def test_who_works_here_no_more_has_nothing_left(school, sanne, joris, child, how):
    contact = planned(sanne, child, when=ON_TUESDAY)
    if how == "left":
        StaffMember.objects.filter(pk=sanne.pk).update(until=MONDAY - DAY)
    else:
        deactivate(sanne.user, actor=None)
    tidy(school)
    assert owner_of(contact) == joris


def test_a_pupil_goes_to_another_class(school, group, sanne, other_class, child):
    emine = teacher(other_class, "Emine")
    soon, late = planned(sanne, child, when=ON_TUESDAY), planned(sanne, child, when=When.week_of(day("2026-10-05")))
    move_class(child, other_class, day("2026-09-28"))
    tidy(school)
    assert (owner_of(soon), owner_of(late)) == (sanne, emine)


def test_what_was_given_to_a_colleague_by_hand_stays_there(school, sanne, joris, child):
    ib, leader = make_staff(school, "Marieke"), make_staff(school, "Fatima", role=Role.SCHOOL_LEADER)
    for colleague in (ib, leader):
        contact = hand_over(planned(sanne, child, when=ON_TUESDAY), actor=sanne, to=colleague)
        assert tidy(school)["handed_over"] == 0
        assert owner_of(contact) == colleague
    absent(ib, TUESDAY)
    assert Contact.objects.filter(owner=ib).count() == 0


def test_a_team_leader_gets_what_is_of_the_own_team(school, group, other_class, sanne, child):
    teams = [Team.objects.create(school=school, name=name) for name in ("Onderbouw", "Bovenbouw")]
    for each, team in zip((other_class, group), teams, strict=True):
        each.team = team
        each.save()
    leaders = [make_staff(school, "Leider") for _ in teams]
    for leader, team in zip(leaders, teams, strict=True):
        give_role(leader, Role.SCHOOL_LEADER, team=team)
    contact = planned(sanne, child, when=ON_TUESDAY)
    absent(sanne, TUESDAY)
    assert owner_of(contact) == leaders[1]


# Ties with the family


def test_nobody_gets_a_contact_with_the_own_family(school, sanne, joris, substitute, leader, child):
    for member in (joris, substitute):
        DeclaredTie.objects.create(school=school, staff=member, pupil=child)
    contact = planned(sanne, child, when=ON_TUESDAY)
    absent(sanne, TUESDAY)
    assert owner_of(contact) == leader


def test_a_tie_that_is_told_later_moves_the_contact(school, sanne, joris, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    DeclaredTie.objects.create(school=school, staff=sanne, pupil=child)
    tidy(school)
    assert owner_of(contact) == joris


# Pupils who leave


@pytest.mark.parametrize(("left_on", "status"), [("2026-09-08", "cancelled"), ("2026-09-09", "planned")])
def test_a_pupil_leaves(school, sanne, child, left_on, status):
    contact = planned(sanne, child, when=ON_TUESDAY)
    Pupil.objects.filter(pk=child.pk).update(left_on=day(left_on))
    tidy(school)
    kept = Contact.objects.get(pk=contact.pk)
    assert kept.status == status
    assert (duty_of(kept).state == State.DROPPED) == (status == "cancelled")


def test_what_was_late_when_the_pupil_left_is_cancelled(school, sanne, child, time):
    contact = planned(sanne, child, when=ON_TUESDAY)
    time.at("2026-10-05 09:00")
    Pupil.objects.filter(pk=child.pk).update(left_on=day("2026-10-01"))
    tidy(school)
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.status, kept.reason) == ("cancelled", "The pupil left the school.")


def test_as_long_as_a_brother_is_here_the_contact_stays(school, group, sanne):
    first, second = brothers(group, group)
    contact = planned(sanne, first, second, when=ON_TUESDAY)
    Pupil.objects.filter(pk=first.pk).update(left_on=MONDAY)
    tidy(school)
    assert Contact.objects.get(pk=contact.pk).status == Status.PLANNED


# Agreements


def agreed(owner: StaffMember, child: Pupil, **columns) -> Agreement:
    return make_agreement(make_contact(owner, child), owner=owner, **columns)


def keeper(agreement: Agreement) -> StaffMember:
    return Agreement.objects.get(pk=agreement.pk).owner


def test_agreements_of_who_left_go_along(school, sanne, joris, child):
    agreement = agreed(sanne, child)
    StaffMember.objects.filter(pk=sanne.pk).update(until=MONDAY - DAY)
    assert tidy(school)["agreements"] == 1
    assert keeper(agreement) == joris
    assert Duty.objects.get(kind="contacts.agreement", source=agreement.pk).owner == joris


def test_agreements_wait_for_who_is_back_in_time(sanne, joris, child):
    soon, later = (agreed(sanne, child, due_on=day(text)) for text in ("2026-09-09", "2026-09-23"))
    absent(sanne, MONDAY, day("2026-09-18"))
    assert (keeper(soon), keeper(later)) == (joris, sanne)


def test_one_day_of_illness_moves_no_agreement(sanne, joris, child):
    agreement = agreed(sanne, child, due_on=TUESDAY)
    absent(sanne, TUESDAY)
    assert keeper(agreement) == sanne


def test_agreements_follow_the_child_to_the_new_teacher(school, sanne, other_class, child):
    emine = teacher(other_class, "Emine")
    agreement = agreed(sanne, child)
    move_class(child, other_class, MONDAY)
    tidy(school)
    assert keeper(agreement) == emine


def test_agreements_of_the_leader_and_of_parents_stay(school, sanne, leader, child):
    by_leader = agreed(leader, child)
    by_parent = make_agreement(make_contact(sanne, child), guardian=child.guardianships.get().guardian)
    assert tidy(school)["agreements"] == 0
    assert (keeper(by_leader), keeper(by_parent)) == (leader, None)


def test_what_is_done_stays_with_who_did_it(school, sanne, joris, child):
    agreement = agreed(sanne, child, done_at="2026-09-07T08:00Z")
    StaffMember.objects.filter(pk=sanne.pk).update(until=MONDAY - DAY)
    tidy(school)
    assert keeper(agreement) == sanne


# The page, and the clock


def test_report_oneself_absent_on_the_page(sanne, joris, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    client, url = browser(sanne), reverse("contacts:absence_new")
    client.post(url, filled(client.get(url), from_date="2026-09-08", until="2026-09-08"))
    assert owner_of(contact) == joris


def test_the_leader_reports_a_colleague_and_nobody_else_does(school, sanne, joris, leader, child):
    contact = planned(sanne, child, when=ON_TUESDAY)
    url = reverse("contacts:absence_new")
    client = browser(joris)
    sent = filled(client.get(url), who=str(sanne.pk), from_date="2026-09-08", until="2026-09-08")
    assert client.post(url, sent).status_code == 422
    client = browser(leader)
    client.post(url, filled(client.get(url), who=str(sanne.pk), from_date="2026-09-08", until="2026-09-08"))
    assert owner_of(contact) == joris


def test_the_clock_tidies_every_school(school, sanne, joris, child):
    make_school("De Berk")
    contact = planned(sanne, child, when=ON_TUESDAY)
    Absence.objects.create(school=school, staff=sanne, from_date=TUESDAY, until=TUESDAY)
    tidy_all_plans()
    assert owner_of(contact) == joris


def test_queries_do_not_grow_when_nothing_changes(school, group, sanne, joris, leader, django_assert_num_queries):
    for number in (2, 10):
        for child in children(group, number):
            planned(sanne, child, when=ON_TUESDAY)
            agreed(joris, child)
        with django_assert_num_queries(10):
            tidy_plans(school)


# For any school


@pytest.mark.parametrize("seed", range(8))
def test_afterwards_every_planned_contact_has_an_owner_who_is_there(school, group, other_class, leader, seed):
    _plan_and_let_things_happen(random.Random(seed), [group, other_class])  # noqa: S311

    tidy(school)

    left = Contact.objects.filter(status=Status.PLANNED)
    for contact in left:
        owner, pupil = fresh(contact.owner), contact.pupils.get().pupil
        assert owner.user.is_active
        assert pupil.pk not in owner.rights.tied_pupils
        assert any(_is_there(owner, on) for on in _days(contact))
        assert pupil.left_on is None or pupil.left_on > contact.planned_on
        assert _works_with(owner, pupil, contact) or owner == leader
        assert duty_of(contact).owner == owner
    assert Duty.objects.open().filter(kind="contacts.planned").count() == left.count()


def _plan_and_let_things_happen(dice: random.Random, groups: list[Group]) -> None:
    """Everyone plans for the own class; then people fall ill, leave, and move, and ties are told."""
    days = [MONDAY + DAY * number for number in range(26)]
    staff = {each: [teacher(each, f"Juf {number}") for number in range(3)] for each in groups}
    pupils = {each: [make_pupil(each, f"Kind{number}") for number in range(6)] for each in groups}
    for each in groups:
        for pupil in pupils[each] * 3:
            when = When(dice.choice([Precision.DAY, Precision.WEEK]), dice.choice(days))
            planned(dice.choice(staff[each]), pupil, when=when)
    for member in (member for each in groups for member in staff[each]):
        _let_happen(dice, member, dice.choice(days))
    everyone = [pupil for each in groups for pupil in pupils[each]]
    for pupil in dice.sample(everyone, 4):
        move_class(pupil, dice.choice(groups), dice.choice(days[1:]))
    for pupil in dice.sample(everyone, 2):
        Pupil.objects.filter(pk=pupil.pk).update(left_on=dice.choice(days))
        member = dice.choice(staff[groups[0]])
        DeclaredTie.objects.create(school=pupil.school, staff=member, pupil=dice.choice(everyone))


def _let_happen(dice: random.Random, member: StaffMember, first) -> None:
    if dice.random() < 0.6:
        last = dice.choice([None, first + DAY * 3, first + DAY * 20])
        Absence.objects.create(school=member.school, staff=member, from_date=first, until=last)
    if dice.random() < 0.2:
        Assignment.objects.filter(staff=member).update(until=first)
    if dice.random() < 0.1:
        deactivate(member.user, actor=None)


def _days(contact: Contact) -> list:
    if contact.precision == Precision.DAY:
        return [contact.planned_on]
    return [contact.planned_on + DAY * number for number in range(5)]


def _is_there(owner: StaffMember, on) -> bool:
    rows = owner.absences.all()
    return not any(row.from_date <= on and (row.until is None or row.until >= on) for row in rows)


def _works_with(owner: StaffMember, pupil: Pupil, contact: Contact) -> bool:
    for on in _days(contact):
        groups = Enrolment.objects.on(on).filter(pupil=pupil).values("group")
        if Assignment.objects.on(on).filter(staff=owner, group__in=groups).exists():
            return True
    return False
