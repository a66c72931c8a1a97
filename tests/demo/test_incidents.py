"""Incidents of the demo: in both schools, in different states, and behind their walls."""

import pytest
from django.utils import timezone

from incidents.enums import Kind, MeasureKind, MeasureState, Outcome, Side, Status
from incidents.models import EmergencyNumber, Incident, Measure, Party
from incidents.services.closing import missing
from partnership.school.models import StaffMember

pytestmark = pytest.mark.usefixtures("demo")


def at(email: str) -> StaffMember:
    return StaffMember.objects.select_related("user", "school").get(email=email)


def test_both_schools_have_cases_of_every_kind():
    found = {brin: sorted(rows) for brin, rows in _states().items()}
    assert set(found["01DL"]) == set(Status)
    assert set(found["02WC"]) == {"reported", "handling", "aftercare", "evaluation", "closed"}
    outcomes = set(Incident.objects.filter(status=Status.CLOSED).values_list("outcome", flat=True))
    assert outcomes == set(Outcome)
    assert EmergencyNumber.objects.values("school").distinct().count() == 2


def _states() -> dict[str, list[str]]:
    states: dict[str, list[str]] = {}
    for brin, status in Incident.objects.values_list("school__brin", "status"):
        states.setdefault(brin, []).append(status)
    return states


def test_the_leader_who_was_affected_handles_nothing_of_it():
    fatima = at("fatima@lindeboom.example")
    own = Incident.objects.get(label="gesprek op het plein", parties__staff=fatima, parties__side=Side.AFFECTED)
    assert own.handler == at("ruben@lindeboom.example")
    assert not Incident.objects.visible_to(fatima).filter(pk=own.pk).exists()
    assert Incident.objects.followed_by(fatima).filter(pk=own.pk).exists()


def test_somebody_unknown_is_described_and_not_named():
    party = Party.objects.get(kind=Kind.UNKNOWN, incident__reporter=at("anneke@lindeboom.example"))
    assert (party.name, party.incident.status) == ("", Status.REPORTED)
    assert "groene regenjas" in party.description


def test_a_team_leader_has_the_case_of_the_own_team_only():
    rachid, margriet = at("rachid@waterland.example"), at("margriet@waterland.example")
    mine = Incident.objects.visible_to(rachid)
    assert {incident.handler for incident in mine} == {rachid}
    assert not mine.filter(pk__in=Incident.objects.visible_to(margriet).values("pk")).exists()


def test_nothing_of_the_stories_lies_ahead(loaded_demo):
    now = timezone.now()
    for incident in Incident.objects.prefetch_related("steps"):
        assert incident.occurred_at <= incident.reported_at
        assert all(incident.reported_at <= step.at <= now for step in incident.steps.all())


def test_a_talk_was_held_and_a_warning_waits_for_its_letter():
    case = Incident.objects.get(label="duw bij het hek")
    talk, warning = case.measures.order_by("decided_on", "drafted_at")
    assert (talk.kind, talk.state) == (MeasureKind.BOUNDARY_TALK, MeasureState.DONE)
    assert (warning.kind, warning.state) == (MeasureKind.WRITTEN_WARNING, MeasureState.DECIDED)
    for measure in Measure.objects.exclude(decided_on=None):
        assert timezone.localdate(measure.incident.reported_at) <= measure.heard_on <= measure.decided_on


def test_what_is_under_way_still_asks_something():
    for case in Incident.objects.open().filter(joined_to=None):
        assert "reporter" in {each.code for each in missing(case)}


def test_what_touches_the_whole_leadership_lies_with_the_board():
    case = Incident.objects.get(label="gesprek met de leiding")
    assert case.handler.email == "sonja@bestuur.example"
    for login in ("fatima", "ruben", "ingrid"):
        assert not Incident.objects.visible_to(at(f"{login}@lindeboom.example")).filter(pk=case.pk).exists()


def test_two_reports_of_one_quarrel_count_once():
    joined = Incident.objects.exclude(joined_to=None).get()
    assert joined.label == joined.joined_to.label == "ruzie bij het ophalen"
