"""Who gets a report, who never does, and what happens when nobody opens it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from incidents.enums import Kind, Side, Step
from incidents.models import Incident, KeptFrom, NameQuestion, Party
from incidents.services.giving import give_case, keep_walls, pass_on_unopened
from incidents.services.notices import still_due
from incidents.services.report import NewParty
from incidents.tasks import pass_on_reports
from partnership.duties.models import Duty
from partnership.notifications.models import Notification
from partnership.school.enums import Role
from partnership.school.models import Absence, DeclaredTie, Team
from tests.cast import assign, give_role, make_group, make_guardian, make_staff, tie, today
from tests.incidents.conftest import duties_of, fresh, party, report

HOUR = datetime.timedelta(hours=1)


def test_a_leader_who_was_affected_does_not_get_it(linde):
    incident = report(linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.AFFECTED, linde.leader))
    assert incident.handler == linde.deputy
    assert not Incident.objects.visible_to(fresh(linde.leader)).exists()
    assert Incident.objects.followed_by(fresh(linde.leader)).get() == incident
    assert duties_of(linde.leader) == ["incident.account"]


@pytest.mark.parametrize("how", ["email", "telephone", "tie", "parent", "child", "kept from"])
def test_a_leader_behind_the_wall_finds_nothing(linde, how):
    """The deputy gets it; the leader has no duty, no mail, and finds it nowhere."""
    leader, involved, more = linde.leader, party(Side.INVOLVED, linde.rik), {}
    if how == "email":
        involved = NewParty(Side.INVOLVED, Kind.OTHER, name="Rik", email=leader.user.email.upper())
    elif how == "telephone":
        leader.telephone = "+31689000001"
        leader.save(update_fields=["telephone"])
        involved = NewParty(Side.INVOLVED, Kind.OTHER, name="Rik", telephone="+31689000001")
    elif how == "tie":
        DeclaredTie.objects.create(school=linde.school, staff=leader, guardian=linde.rik)
    elif how == "parent":  # the other parent of the child
        tie(make_guardian(linde.school, "Fatima", staff=leader), linde.sem)
    elif how == "child":
        tie(make_guardian(linde.school, "Fatima", staff=leader), linde.sem)
        involved = NewParty(Side.INVOLVED, Kind.UNKNOWN, description="Red coat.")
        more = {"related_pupils": (linde.sem,)}
    else:
        more = {"kept_from": (leader,)}
    incident = report(linde.sanne, party(Side.AFFECTED, linde.sanne), involved, **more)
    assert incident.handler == linde.deputy
    assert not Incident.objects.findable_by(fresh(leader)).exists()
    assert duties_of(leader) == []
    assert not Notification.objects.filter(recipient=leader.user, kind="case").exists()


def test_the_line_goes_on_to_safety_coordinator_and_board(linde):
    everyone = [linde.leader, linde.deputy, linde.safety, linde.board]
    for number, person in enumerate(everyone):
        incident = report(linde.sanne, kept_from=tuple(everyone[:number]))
        assert incident.handler == person
    nobody = report(linde.sanne, kept_from=tuple(everyone))
    assert nobody.handler is None
    assert not Duty.objects.open().filter(source=nobody.pk).exists()


def test_an_absent_leader_is_passed_by(linde):
    Absence.objects.create(school=linde.school, staff=linde.leader, from_date=today())
    assert report(linde.sanne).handler == linde.deputy


def test_a_leader_of_one_team_gets_what_is_about_that_team(linde):
    lower, upper = (Team.objects.create(school=linde.school, name=name) for name in ("Onderbouw", "Bovenbouw"))
    linde.group.team = lower
    linde.group.save(update_fields=["team"])
    for name, team in (("Els", upper), ("Tess", lower)):
        give_role(make_staff(linde.school, name), Role.SCHOOL_LEADER, team=team)
    of_pupil = report(linde.hans, party(Side.AFFECTED, linde.hans), related_pupils=(linde.sem,))
    of_reporter = report(linde.sanne)
    of_nobody = report(linde.hans)
    handlers = [each.handler.first_name for each in (of_pupil, of_reporter, of_nobody)]
    assert handlers == ["Tess", "Tess", "Fatima"]


def test_a_leader_of_another_team_finds_nothing(linde):
    team = Team.objects.create(school=linde.school, name="Bovenbouw")
    els = make_staff(linde.school, "Els")
    give_role(els, Role.SCHOOL_LEADER, team=team)
    assign(els, make_group(linde.school, "Groep 8", team=team))
    report(linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.INVOLVED, linde.rik))
    assert not Incident.objects.findable_by(fresh(els)).exists()
    assert not Incident.objects.handled_by(fresh(els)).exists()


def test_what_is_not_opened_in_time_goes_to_each_once(linde):
    incident = report(linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.INVOLVED, linde.rik))
    assert pass_on_unopened() == 0
    owners = []
    for _round in range(5):
        pass_on_unopened(timezone.now() + 5 * HOUR)
        Incident.objects.filter(pk=incident.pk, open_before__gt=timezone.now()).update(open_before=timezone.now())
        incident.refresh_from_db()
        owners.append(incident.handler.first_name)
    assert owners == ["Ruben", "Ingrid", "Sonja", "Sonja", "Sonja"]
    assert duties_of(linde.board) == ["incident.open", "incident.tell_person"]
    assert duties_of(linde.leader) == duties_of(linde.deputy) == []
    assert Notification.objects.filter(kind="case").values("recipient").distinct().count() == 4
    steps = incident.steps.filter(step=Step.HANDLER)
    assert [step.by for step in steps] == [None, None, None]


def test_what_was_opened_stays(linde):
    incident = report(linde.sanne)
    Incident.objects.filter(pk=incident.pk).update(opened_at=timezone.now())
    assert pass_on_unopened(timezone.now() + 5 * HOUR) == 0


def test_the_clock_passes_on_at_every_school(linde):
    incident = report(linde.sanne)
    Incident.objects.filter(pk=incident.pk).update(open_before=timezone.now() - HOUR)
    pass_on_reports()
    incident.refresh_from_db()
    assert incident.handler == linde.deputy


def test_a_case_without_anybody_waits_for_somebody(linde):
    people = [linde.leader, linde.deputy, linde.safety, linde.board]
    incident = report(linde.sanne, kept_from=tuple(people))
    newcomer = make_staff(linde.school, "Joost", role=Role.SAFETY_COORDINATOR)
    assert pass_on_unopened(incident.open_before + HOUR) == 1
    incident.refresh_from_db()
    assert incident.handler == newcomer
    assert "incident.open" in duties_of(newcomer)


def test_a_mail_is_not_sent_to_who_has_it_no_more(linde):
    incident = report(linde.sanne)
    [row] = Notification.objects.filter(kind="case")
    assert still_due([row], timezone.now()) == {row.pk: 1}
    give_case(incident, to=fresh(linde.deputy), actor=linde.leader)
    assert still_due([row], timezone.now()) == {row.pk: 0}


def test_a_mail_is_not_sent_to_who_came_behind_the_wall(linde):
    incident = report(linde.sanne)
    [row] = Notification.objects.filter(kind="case")
    KeptFrom.objects.create(school=linde.school, incident=incident, staff=linde.leader, by=linde.sanne)
    assert still_due([row], timezone.now()) == {row.pk: 0}


def test_a_notice_of_any_duty_finds_its_case(linde):
    """The duty to write an account is about somebody in the case, not about the case itself."""
    incident = report(linde.sanne, on_behalf_of=linde.hans)
    row = Notification.objects.get(kind="case", recipient=linde.hans.user)
    assert still_due([row], timezone.now()) == {row.pk: 1}
    KeptFrom.objects.create(school=linde.school, incident=incident, staff=linde.hans, by=linde.sanne)
    assert still_due([row], timezone.now()) == {row.pk: 0}


def test_giving_a_case_takes_along_what_waits(linde):
    incident = report(
        linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.INVOLVED, linde.rik), related_pupils=(linde.sem,)
    )
    Duty.objects.create(
        school=linde.school, owner=linde.leader, kind="incident.tell_reporter", source=incident.pk, link="/"
    )
    given = give_case(incident, to=fresh(linde.safety), actor=linde.leader, reason="I am on holiday.")
    assert (given.handler, given.version, given.opened_at) == (linde.safety, 2, None)
    kinds = ["incident.child_talk", "incident.open", "incident.tell_person", "incident.tell_reporter"]
    assert duties_of(linde.safety) == kinds
    assert duties_of(linde.leader) == []
    assert incident.steps.get(step=Step.HANDLER).reason == "I am on holiday."


def test_a_case_is_not_given_to_who_lived_through_it(linde):
    incident = report(linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.AFFECTED, linde.deputy))
    with pytest.raises(ValidationError):
        give_case(incident, to=fresh(linde.deputy), actor=linde.leader)


def test_when_a_conflict_appears_nobody_behind_the_wall_keeps_anything(linde):
    """The unknown man turns out to be the husband of the leader; the witness turns out to be his brother."""
    incident = report(
        linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.WITNESS, linde.hans), party(Side.INVOLVED, "A man")
    )
    for person in (linde.leader, linde.hans):
        KeptFrom.objects.create(school=linde.school, incident=incident, staff=person, by=linde.deputy)
    assert keep_walls(Incident.objects.get(pk=incident.pk), by=None).handler == linde.deputy
    assert duties_of(linde.leader) == duties_of(linde.hans) == []
    assert duties_of(linde.deputy) == ["incident.open", "incident.tell_person"]


def test_a_question_about_a_name_leaves_who_gets_a_conflict(linde):
    incident = report(linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.INVOLVED, "Bram van School"))
    question = NameQuestion.objects.get()
    assert duties_of(linde.leader) == ["incident.name_question", "incident.open", "incident.tell_person"]
    Party.objects.filter(pk=question.party_id).update(staff=linde.leader)
    keep_walls(Incident.objects.get(pk=incident.pk), by=None)
    assert duties_of(linde.leader) == []
    assert "incident.name_question" in duties_of(linde.deputy)
