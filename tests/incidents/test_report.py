"""A report: what is written, who is asked, who is not."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from incidents.enums import AggressionForm, Kind, Side, Step
from incidents.models import (
    Account,
    Behaviour,
    CaseStep,
    ChildTalk,
    Incident,
    IncidentSettings,
    KeptFrom,
    NameQuestion,
    Party,
    Place,
    Telling,
)
from incidents.services.definitions import provide
from incidents.services.report import NewParty
from incidents.signals import incident_reported
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty
from partnership.notifications.models import Notification
from partnership.school.calendar import add_school_days
from tests.cast import make_guardian, make_school, make_staff, today
from tests.incidents.conftest import duties_of, fresh, party, report


def test_a_report_is_written_whole(linde):
    shouting = behaviour(linde, "shouting", AggressionForm.VERBAL)
    parties = [party(Side.AFFECTED, linde.sanne), party(Side.INVOLVED, linde.rik), party(Side.WITNESS, linde.hans)]
    incident = report(
        linde.sanne, *parties, facts="He said: you will hear from me.",
        experience="I was shaking.", interpretation="He heard it too late.",
        was_threatened=True, behaviours=(shouting,), forms=(),
    )  # fmt: skip
    account = Account.objects.get(incident=incident)
    assert (account.author, account.is_report, account.facts) == (linde.sanne, True, "He said: you will hear from me.")
    assert (account.experience, account.interpretation) == ("I was shaking.", "He heard it too late.")
    assert [row.form for row in incident.forms.all()] == [AggressionForm.VERBAL]
    assert {(row.side, row.called) for row in incident.parties.all()} == {
        (Side.AFFECTED, "Sanne van School"), (Side.INVOLVED, "Rik van Thuis"), (Side.WITNESS, "Hans van School"),
    }  # fmt: skip
    step = CaseStep.objects.get(incident=incident)
    assert (step.step, step.by, step.after) == (Step.REPORTED, linde.sanne, str(linde.leader.pk))
    assert AuditEvent.objects.get(action="incident.report").object_id == str(incident.pk)


def behaviour(linde, name: str, form: str) -> Behaviour:
    return Behaviour.objects.create(school=linde.school, name=name, form=form)


def test_the_number_tells_the_year_and_nothing_else(linde):
    first, second = report(linde.sanne), report(linde.hans)
    year = first.year
    assert first.number.startswith(f"{year.start:%y}{year.end:%y}-")
    assert first.number != second.number
    assert len(first.number) == 9


def test_the_leader_must_open_it_and_gets_a_mail_without_content(linde):
    incident = report(linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.INVOLVED, linde.rik))
    assert incident.handler == linde.leader
    assert duties_of(linde.leader) == ["incident.open", "incident.tell_person"]
    assert Notification.objects.filter(recipient=linde.leader.user, kind="case").count() == 1
    duty = Duty.objects.get(kind="incident.open")
    assert duty.due_at == incident.open_before
    assert str(duty.link) == f"/incidents/{incident.pk}/"


@pytest.mark.parametrize(("answers", "hours"), [({}, 4), ({"is_afraid": False}, 4), ({"was_hurt": True}, 1)])
def test_danger_makes_the_term_shorter(linde, answers, hours):
    incident = report(linde.sanne, **answers)
    wait = incident.open_before - timezone.now()
    assert abs(wait - datetime.timedelta(hours=hours)) < datetime.timedelta(minutes=1)


def test_the_signal_comes_inside_the_transaction(linde):
    seen = []

    def listen(sender, incident, **kwargs):
        seen.append(incident.number)
        raise RuntimeError

    incident_reported.connect(listen)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():  # that of the form that was sent
            report(linde.sanne)
    finally:
        incident_reported.disconnect(listen)
    assert len(seen) == 1
    assert (Incident.objects.count(), Account.objects.count(), Duty.objects.count()) == (0, 0, 0)


def test_who_was_involved_by_name_is_told_and_who_is_described_is_not(linde):
    incident = report(
        linde.sanne,
        party(Side.AFFECTED, linde.sanne),
        party(Side.INVOLVED, linde.rik),
        NewParty(Side.INVOLVED, Kind.GRANDPARENT, name="Oma Ank"),
        NewParty(Side.INVOLVED, Kind.UNKNOWN, description="A woman in a red coat, pushed the gate."),
    )
    told = {row.party.called for row in Telling.objects.filter(incident=incident)}
    assert told == {"Rik van Thuis", "Oma Ank"}
    due = {row.due_on for row in Telling.objects.all()}
    assert due == {add_school_days(linde.school, today(), 10)}


def test_each_child_gets_one_talk(linde):
    pupils = (party(Side.WITNESS, linde.sem), party(Side.AFFECTED, linde.sem))
    incident = report(linde.sanne, *pupils, related_pupils=(linde.sem,))
    talk = ChildTalk.objects.get(incident=incident)
    assert (talk.pupil, talk.speaker, talk.due_on) == (linde.sem, None, add_school_days(linde.school, today(), 2))
    assert "incident.child_talk" in duties_of(linde.leader)


def test_colleagues_who_were_there_are_asked_for_their_own_account(linde):
    caretaker = make_staff(linde.school, "Koos", login=False)
    incident = report(
        linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.AFFECTED, linde.hans),
        party(Side.WITNESS, linde.bram), party(Side.WITNESS, caretaker),
    )  # fmt: skip
    assert duties_of(linde.hans) == duties_of(linde.bram) == ["incident.account"]
    assert duties_of(linde.sanne) == duties_of(caretaker) == []
    link = Duty.objects.filter(kind="incident.account").first().link
    assert link == f"/incidents/{incident.pk}/follow/"


def test_a_colleague_behind_the_wall_is_asked_nothing(linde):
    incident = report(
        linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.WITNESS, linde.hans), kept_from=(linde.hans,)
    )
    assert duties_of(linde.hans) == []
    assert KeptFrom.objects.get(incident=incident).by == linde.sanne
    assert not Incident.objects.findable_by(fresh(linde.hans)).exists()


def test_on_behalf_the_colleague_knows_at_once(linde):
    incident = report(linde.sanne, party(Side.WITNESS, linde.sanne), on_behalf_of=linde.hans)
    duty = Duty.objects.get(kind="incident.account")
    assert (duty.owner, duty.due_on) == (linde.hans, today())
    assert Notification.objects.filter(recipient=linde.hans.user, kind="case").count() == 1
    assert Incident.objects.followed_by(fresh(linde.hans)).get() == incident
    assert Party.objects.get(side=Side.AFFECTED).staff == linde.hans


def test_a_kept_name_is_with_one_person_only(linde):
    incident = report(linde.sanne, confided_to=fresh(linde.safety))
    assert incident.handler == linde.safety
    affected = Party.objects.get(incident=incident)
    assert (affected.staff, affected.kind) == (None, Kind.STAFF)
    assert Incident.objects.followed_by(fresh(linde.sanne)).get() == incident


def test_the_name_of_a_colleague_is_a_question_and_blocks_nobody(linde):
    hans = NewParty(Side.INVOLVED, Kind.OTHER, name=" hàns  van SCHOOL ")
    incident = report(linde.sanne, party(Side.AFFECTED, linde.sanne), hans)
    question = NameQuestion.objects.get(incident=incident)
    assert (question.colleague, question.answer) == (linde.hans, None)
    assert "incident.name_question" in duties_of(linde.leader)
    assert not Incident.objects.findable_by(fresh(linde.hans)).exists()  # as any colleague
    assert Incident.objects.knowable_by(fresh(linde.hans)).exists()


def test_a_known_guardian_with_the_name_of_a_colleague_is_a_question_too(linde):
    namesake = make_guardian(linde.school, "Hans")
    namesake.last_name = "van School"
    namesake.save(update_fields=["last_name"])
    report(linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.INVOLVED, namesake))
    assert NameQuestion.objects.get().colleague == linde.hans


def test_nobody_is_asked_about_the_own_name(linde):
    leader = NewParty(Side.INVOLVED, Kind.OTHER, name="Fatima van School")
    incident = report(linde.sanne, party(Side.AFFECTED, linde.sanne), leader)
    assert incident.handler == linde.leader
    assert "incident.name_question" not in duties_of(linde.leader)
    assert duties_of(linde.deputy) == ["incident.name_question"]


@pytest.mark.parametrize(
    "change",
    [
        {"forms": ()},
        {"facts": "  "},
        {"occurred_at": timezone.now() + datetime.timedelta(days=1)},
        {"parties": (NewParty(Side.WITNESS, Kind.OTHER, name="Somebody"),)},
        {"parties": (NewParty(Side.AFFECTED, Kind.GUARDIAN, name="Somebody"),)},
    ],
)
def test_what_is_missing_or_cannot_be_is_refused(linde, change):
    parties = change.pop("parties", (party(Side.AFFECTED, linde.sanne),))
    with pytest.raises(ValidationError):
        report(linde.sanne, *parties, **change)
    assert not Incident.objects.exists()


def test_nobody_of_another_school_comes_into_a_report(linde):
    other = make_school("De Berk")
    provide(other)
    stranger = make_staff(other, "Els")
    place = Place.objects.filter(school=other).first()
    for change in ({"place": place}, {"kept_from": (stranger,)}, {"on_behalf_of": stranger}):
        with pytest.raises(ValidationError):
            report(linde.sanne, **change)
    with pytest.raises(ValidationError):
        report(linde.sanne, party(Side.AFFECTED, stranger))


def test_what_the_school_does_not_allow_is_refused(linde):
    provide(linde.school)
    IncidentSettings.objects.update(allows_confidential=False, allows_on_behalf=False)
    for change in ({"confided_to": fresh(linde.leader)}, {"on_behalf_of": linde.hans}):
        with pytest.raises(ValidationError):
            report(linde.sanne, **change)


def test_a_name_is_confided_only_to_who_can_handle_it(linde):
    with pytest.raises(ValidationError):
        report(linde.sanne, confided_to=fresh(linde.bram))
