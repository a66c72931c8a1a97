"""From map to duties: who does what in a case, until when, and what becomes of it when it is not done."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from incidents.enums import ActionState, DutyKind, PostKind, Rank, Side
from incidents.models import CaseAction, Incident
from incidents.services import joining, map_actions, map_chasing, map_versions
from incidents.services.closing import close_light, missing
from incidents.services.handling import set_severity
from incidents.services.names import FoundOut, name_person
from incidents.services.report import NewParty
from incidents.services.sharing import keep_from
from partnership.duties.models import Duty, State
from partnership.notifications.models import Notification
from partnership.school.models import Absence, DeclaredTie
from tests.cast import DAY, log_in, today
from tests.incidents.conftest import fresh, party, report
from tests.incidents.making_case import severities
from tests.incidents.making_map import publish_map

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def mapped(linde):
    """The school of Linde with our proposal in use."""
    linde.version = publish_map(linde.leader)
    return linde


def actions(incident: Incident, kind: str = "") -> list[CaseAction]:
    rows = incident.actions.select_related("post", "owner", "deputy")
    return list(rows.filter(post__kind=kind) if kind else rows)


def duty(action: CaseAction) -> Duty:
    return Duty.objects.get(kind=DutyKind.ACTION, source=action.pk)


def test_without_a_map_nothing_is_asked(linde):
    incident = report(linde.sanne)
    assert incident.map_version is None
    assert actions(incident) == []


def test_a_report_makes_the_duties_of_its_route(mapped):
    incident = report(mapped.sanne, party(Side.AFFECTED, mapped.sanne), party(Side.INVOLVED, mapped.rik))
    assert incident.map_version == mapped.version
    made = actions(incident)
    assert {action.post.kind for action in made} == {PostKind.LEADER, PostKind.COUNSELLOR}
    for action in made:
        found = duty(action)
        assert (found.owner, found.deputy, found.due_on, found.due_at) == (
            *(action.owner, action.deputy, action.due_on, action.due_at),
        )
    leader = actions(incident, PostKind.LEADER)[0]
    assert (leader.owner, leader.deputy) == (mapped.leader, mapped.deputy)
    aftercare = actions(incident, PostKind.COUNSELLOR)[0]
    assert aftercare.due_at == incident.reported_at + 72 * HOUR


def test_a_threat_takes_the_heaviest_route_until_the_leader_says_otherwise(mapped):
    light, grave = report(mapped.sanne), report(mapped.sanne, was_threatened=True)
    assert map_actions.rank_of(grave) == Rank.GRAVE
    assert len(actions(grave)) > len(actions(light))
    assert min(action.due_at for action in actions(grave) if action.due_at) == grave.reported_at + HOUR


def test_raising_the_severity_adds_what_is_missing_and_lowering_takes_nothing(mapped):
    incident = report(mapped.sanne)
    before = {action.pk for action in actions(incident)}
    words = severities(mapped.school)
    raised = set_severity(
        incident, actor=mapped.leader, version=incident.version, severity=words["grave"], reason="Gedreigd."
    )
    after = {action.pk for action in actions(incident)}
    assert before < after
    sentences = [(action.what, action.post_id) for action in actions(incident)]
    assert len(sentences) == len(set(sentences))
    set_severity(raised, actor=mapped.leader, version=raised.version, severity=words["light"], reason="Toch niet.")
    assert {action.pk for action in actions(incident)} == after


def test_terms_run_from_the_report_also_when_the_severity_comes_later(mapped):
    incident = report(mapped.sanne)
    Incident.objects.filter(pk=incident.pk).update(reported_at=timezone.now() - 30 * HOUR)
    incident.refresh_from_db()
    grave = severities(mapped.school)["grave"]
    set_severity(incident, actor=mapped.leader, version=incident.version, severity=grave, reason="Gedreigd.")
    due = [action.due_at for action in actions(incident, PostKind.SAFETY) if action.due_at]
    assert due
    assert set(due) == {incident.reported_at + 24 * HOUR}


def test_who_is_in_conflict_gets_nothing(mapped):
    """The leader has a tie with the parent: every step of the leader is for the deputy, nothing leaks by a duty."""
    DeclaredTie.objects.create(school=mapped.school, staff=mapped.leader, guardian=mapped.rik)
    incident = report(mapped.sanne, party(Side.AFFECTED, mapped.sanne), party(Side.INVOLVED, mapped.rik))
    leaders = actions(incident, PostKind.LEADER)
    assert {action.owner for action in leaders} == {mapped.deputy}
    assert {action.deputy for action in leaders} == {None}
    me = fresh(mapped.leader)
    assert not CaseAction.objects.visible_to(me).exists()
    assert not Duty.objects.visible_to(me).filter(kind=DutyKind.ACTION).exists()


def test_a_conflict_found_later_takes_the_steps_away(mapped):
    incident = report(
        mapped.sanne,
        party(Side.AFFECTED, mapped.sanne),
        NewParty(Side.INVOLVED, "unknown", description="Rode jas."),
    )
    assert actions(incident, PostKind.LEADER)[0].owner == mapped.leader
    DeclaredTie.objects.create(school=mapped.school, staff=mapped.leader, guardian=mapped.rik)
    unknown = incident.parties.get(side=Side.INVOLVED)
    name_person(
        unknown,
        actor=fresh(mapped.safety),
        version=incident.version,
        found=FoundOut(guardian=mapped.rik),
        reason="Zelf.",
    )
    assert {action.owner for action in actions(incident, PostKind.LEADER)} == {mapped.deputy}
    assert not Duty.objects.open().filter(kind=DutyKind.ACTION, owner=mapped.leader).exists()
    assert not Duty.objects.open().filter(kind=DutyKind.ACTION, deputy=mapped.leader).exists()


def test_a_leader_who_lived_through_it_does_nothing_of_it(mapped):
    incident = report(mapped.sanne, party(Side.AFFECTED, mapped.sanne), party(Side.AFFECTED, mapped.leader))
    steps = actions(incident)
    assert {step.owner for step in steps if step.post.kind == PostKind.LEADER} == {mapped.deputy}
    assert not any(mapped.leader in (step.owner, step.deputy) for step in steps)


def test_who_stands_in_loses_it_too_when_a_conflict_is_found(mapped):
    """The list of what one has to do would tell that there is a case."""
    incident = report(
        mapped.sanne,
        party(Side.AFFECTED, mapped.sanne),
        NewParty(Side.INVOLVED, "unknown", description="Rode jas."),
    )
    assert {step.deputy for step in actions(incident, PostKind.LEADER)} == {mapped.deputy}
    keep_from(incident, actor=fresh(mapped.leader), version=incident.version, staff=mapped.deputy)
    assert {step.owner for step in actions(incident, PostKind.LEADER)} == {mapped.leader}
    assert {step.deputy for step in actions(incident, PostKind.LEADER)} == {None}
    assert not Duty.objects.visible_to(fresh(mapped.deputy)).filter(kind=DutyKind.ACTION).exists()


def test_the_pages_of_a_step_do_not_name_the_case(mapped):
    incident = report(mapped.sanne)
    step = map_actions.add_action(
        incident, actor=mapped.leader, what="Bel de wijkagent.", owner=mapped.hans, due_on=today()
    )
    hans, leader = log_in(mapped.hans.user), log_in(mapped.leader.user)
    for name in ("action", "action_not_needed", "action_give"):
        url = reverse(f"incidents:{name}", args=[step.pk])
        assert "Bel de wijkagent." in hans.get(url).content.decode()
        assert incident.number not in hans.get(url).content.decode()
    assert incident.number in leader.get(reverse("incidents:action", args=[step.pk])).content.decode()


def test_lists_of_duties_say_a_step_of_the_map_and_never_one_that_was_added(mapped):
    incident = report(mapped.sanne)
    map_actions.add_action(
        incident, actor=mapped.leader, what="Bel mevrouw Jansen.", owner=mapped.leader, due_on=today()
    )
    client = log_in(mapped.leader.user)
    said = actions(incident, PostKind.LEADER)[0].what
    for url in (reverse("my_tasks"), reverse("today")):
        page = client.get(url).content.decode()
        assert said in page
        assert "Jansen" not in page


def test_done_not_needed_and_handed_over(mapped):
    incident = report(mapped.sanne)
    first, second, *_rest = actions(incident, PostKind.LEADER)
    map_actions.end_action(first, actor=mapped.leader, version=1, state=ActionState.DONE)
    assert duty(first).state == State.DONE
    with pytest.raises(ValidationError):
        map_actions.end_action(second, actor=mapped.leader, version=1, state=ActionState.NOT_NEEDED)
    map_actions.end_action(second, actor=mapped.leader, version=1, state=ActionState.NOT_NEEDED, why="Al gebeld.")
    second.refresh_from_db()
    assert (second.why, duty(second).state) == ("Al gebeld.", State.DROPPED)
    care = actions(incident, PostKind.COUNSELLOR)[0]
    map_actions.hand_over_action(care, actor=mapped.leader, version=1, to=mapped.bram)
    assert duty(care).owner == mapped.bram
    assert Notification.objects.filter(recipient=mapped.bram.user, kind="case").count() == 1
    me = fresh(mapped.bram)
    assert CaseAction.objects.visible_to(me).get() == care
    assert not Incident.objects.visible_to(me).exists()


def test_nobody_behind_the_wall_is_asked(mapped):
    DeclaredTie.objects.create(school=mapped.school, staff=mapped.bram, guardian=mapped.rik)
    incident = report(mapped.sanne, party(Side.AFFECTED, mapped.sanne), party(Side.INVOLVED, mapped.rik))
    step = actions(incident)[0]
    with pytest.raises(ValidationError):
        map_actions.hand_over_action(step, actor=mapped.leader, version=1, to=fresh(mapped.bram))
    with pytest.raises(ValidationError):
        map_actions.add_action(incident, actor=mapped.leader, what="Bel.", owner=fresh(mapped.bram), due_on=today())
    added = map_actions.add_action(incident, actor=mapped.leader, what="Bel.", owner=mapped.hans, due_on=today() + DAY)
    assert duty(added).owner == mapped.hans


def test_again_is_said_by_the_leader_and_adds_its_route(mapped):
    incident = report(mapped.sanne)
    assert incident.is_again is None
    before = len(actions(incident))
    map_actions.say_again(incident, actor=mapped.leader, version=incident.version, again=True)
    assert len(actions(incident)) > before


def test_late_first_a_reminder_then_the_deputy_then_the_leader_each_once(mapped):
    incident = report(mapped.sanne)
    safety = map_actions.add_action(
        incident, actor=mapped.leader, what="Bewaar de berichten.", owner=mapped.hans, due_on=today()
    )
    CaseAction.objects.filter(pk=safety.pk).update(deputy=mapped.bram)
    CaseAction.objects.exclude(pk=safety.pk).delete()
    now = timezone.now()
    seen = []
    for hours in range(24, 24 * 8, 6):
        map_chasing.chase_actions(now + hours * HOUR)
        safety.refresh_from_db()
        seen.append(safety.owner.first_name)
    assert list(dict.fromkeys(seen)) == ["Hans", "Bram", "Fatima"]
    assert Notification.objects.filter(recipient=mapped.hans.user, kind="case").count() == 1
    for person in (mapped.bram, mapped.leader):
        assert (
            Notification.objects.filter(recipient=person.user, kind="case", key__startswith=duty(safety).pk).count()
            == 1
        )


def test_aftercare_never_passes_by_itself(mapped):
    incident = report(mapped.sanne)
    care = actions(incident, PostKind.COUNSELLOR)[0]
    owner = care.owner
    Absence.objects.create(school=mapped.school, staff=owner, from_date=today())
    map_chasing.pass_on_absent()
    for days in range(4, 30, 2):
        map_chasing.chase_actions(timezone.now() + days * DAY)
    care.refresh_from_db()
    assert care.owner == owner


def test_absence_gives_the_steps_to_who_stands_in(mapped):
    incident = report(mapped.sanne)
    Absence.objects.create(school=mapped.school, staff=mapped.leader, from_date=today())
    assert map_chasing.pass_on_absent() == len(actions(incident, PostKind.LEADER))
    assert {action.owner for action in actions(incident, PostKind.LEADER)} == {mapped.deputy}
    assert map_chasing.pass_on_absent() == 0


def test_open_steps_keep_a_case_open_and_closing_at_once_leaves_them(mapped):
    incident = report(mapped.sanne)
    assert "step" in [each.code for each in missing(incident)]
    severities(mapped.school)
    close_light(incident, actor=mapped.leader, version=incident.version, outcome="established", reason="Besproken.")
    assert {action.state for action in actions(incident)} == {ActionState.NOT_NEEDED}
    assert not Duty.objects.open().filter(kind=DutyKind.ACTION).exists()


def test_a_joined_report_leaves_its_steps_and_takes_them_up_when_parted(mapped):
    one, other = report(mapped.sanne), report(mapped.hans)
    joining.join_report(other, actor=mapped.leader, version=other.version, into=one)
    assert {action.state for action in actions(other)} == {ActionState.NOT_NEEDED}
    other.refresh_from_db()
    joining.part_report(other, actor=mapped.leader, version=other.version)
    assert {action.state for action in actions(other)} == {ActionState.OPEN}
    assert {duty(action).state for action in actions(other)} == {State.OPEN}


def test_a_case_keeps_the_map_it_was_reported_under(mapped):
    incident = report(mapped.sanne)
    second = map_versions.draft_of(mapped.school, actor=mapped.leader)
    map_versions.publish(second, actor=mapped.leader, approved_on=today(), approved_by="team")
    incident.refresh_from_db()
    assert incident.map_version == mapped.version
    assert report(mapped.sanne).map_version == second
