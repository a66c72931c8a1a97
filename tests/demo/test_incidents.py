"""Incidents of the demo: in both schools, in different states, and behind their walls."""

import pytest

from incidents.enums import Kind, Side, Status
from incidents.models import EmergencyNumber, Incident, Party
from partnership.school.models import StaffMember

pytestmark = pytest.mark.usefixtures("demo")


def at(email: str) -> StaffMember:
    return StaffMember.objects.select_related("user", "school").get(email=email)


def test_both_schools_have_cases_of_every_kind():
    found = {brin: sorted(rows) for brin, rows in _states().items()}
    assert found["01DL"] == ["aftercare", "closed", "handling", "handling", "reported"]
    assert found["02WC"] == ["aftercare", "closed", "handling"]
    assert EmergencyNumber.objects.values("school").distinct().count() == 2


def _states() -> dict[str, list[str]]:
    states: dict[str, list[str]] = {}
    for brin, status in Incident.objects.values_list("school__brin", "status"):
        states.setdefault(brin, []).append(status)
    return states


def test_the_leader_who_was_affected_handles_nothing_of_it():
    fatima = at("fatima@lindeboom.example")
    own = Incident.objects.get(parties__staff=fatima, parties__side=Side.AFFECTED)
    assert own.handler == at("ruben@lindeboom.example")
    assert not Incident.objects.visible_to(fatima).filter(pk=own.pk).exists()
    assert Incident.objects.followed_by(fatima).filter(pk=own.pk).exists()


def test_somebody_unknown_is_described_and_not_named():
    party = Party.objects.get(kind=Kind.UNKNOWN)
    assert (party.name, party.incident.status) == ("", Status.REPORTED)
    assert "groene regenjas" in party.description


def test_a_team_leader_has_the_case_of_the_own_team_only():
    rachid, margriet = at("rachid@waterland.example"), at("margriet@waterland.example")
    mine = Incident.objects.visible_to(rachid)
    assert {incident.handler for incident in mine} == {rachid}
    assert not mine.filter(pk__in=Incident.objects.visible_to(margriet).values("pk")).exists()


def test_nothing_of_the_stories_lies_ahead(loaded_demo):
    for incident in Incident.objects.prefetch_related("steps"):
        assert incident.occurred_at <= incident.reported_at
        assert all(step.at >= incident.reported_at for step in incident.steps.all())
