"""Who finds what of measures: the accused parent, an affected leader, a curious colleague, other teams and schools."""

import uuid

import pytest
from django.urls import reverse

from incidents.models import Measure
from incidents.services.measures import decide_measure
from partnership.duties.models import Duty
from partnership.school.models import StaffMember
from tests.cast import today
from tests.incidents.conftest import fresh
from tests.incidents.making_measures import WORDED, make_case, make_measure, make_terms

PAGES = ("measure", "measure_edit", "measure_decide", "measure_done", "measure_drop", "measure_letter")


@pytest.fixture
def made(cast) -> dict[str, Measure]:
    """A decided warning and a draft about Fatiha, one about Daan (P4), and one in a case in which P7 was affected."""
    make_terms(cast.linde)
    fatima = cast.staff["fatima"]
    case = make_case(cast.staff["sanne"], by=cast.guardians["fatiha"], handler=fatima)
    about_daan = make_case(cast.staff["sanne"], by=cast.guardians["daan"], handler=fatima)
    of_ruben = make_case(cast.staff["ruben"], by=cast.guardians["peter"], handler=fatima)
    return {
        "decided": decide_measure(make_measure(case, fatima), actor=fatima, version=1, due_on=today()),
        "draft": make_measure(case, cast.staff["ingrid"]),
        "about daan": make_measure(about_daan, fatima),
        "of ruben": make_measure(of_ruben, fatima),
    }


def bodies(client, measure_key, case_key) -> set[tuple]:
    """Everything that pages say about one measure and its case: refusals must be one and the same."""
    urls = [reverse(f"incidents:{name}", args=[measure_key]) for name in PAGES]
    urls += [reverse(f"incidents:{name}", args=[case_key]) for name in ("measures", "measure_new")]
    answers = [client.get(url) for url in urls]
    return {(answer.status_code, answer.content) for answer in answers}


WALLED = [
    ("P4", "about daan"), ("P7", "of ruben"), ("P3", "draft"), ("P3e", "draft"), ("P6t", "draft"), ("P8", "draft"),
    ("P2", "draft"), ("P6c", "draft"), ("P9", "draft"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name"), WALLED)
def test_what_may_not_be_known_answers_as_what_is_not_there(cast, made, code, name):
    client, measure = cast.client(code), made[name]
    found = bodies(client, measure.pk, measure.incident_id)
    assert found == bodies(client, uuid.uuid4(), uuid.uuid4())
    assert {status for status, _ in found} <= {403, 404}


@pytest.mark.parametrize(("code", "name"), WALLED)
def test_nothing_is_changed_through_the_wall(cast, made, code, name):
    client, measure = cast.client(code), made[name]
    before = list(Measure.objects.order_by("pk").values())
    for page in PAGES[1:-1]:
        sent = {"submission_key": uuid.uuid4(), "version": 1, "due_on": today(), "done_on": today(),
                "dropped_because": "x", "kind": "written_warning", "party": measure.party_id, "heard": "not_yet",
                **WORDED}  # fmt: skip
        assert client.post(reverse(f"incidents:{page}", args=[measure.pk]), sent).status_code in (403, 404)
    assert list(Measure.objects.order_by("pk").values()) == before


def test_an_affected_leader_follows_as_everyone_affected(cast, made):
    ruben = StaffMember.objects.get(pk=cast.staff["ruben"].pk)
    decide_measure(made["of ruben"], actor=cast.staff["fatima"], version=1, due_on=today())
    assert made["of ruben"] not in Measure.objects.visible_to(ruben)
    assert set(Measure.objects.visible_to(ruben)) == {made["decided"], made["draft"], made["about daan"]}
    assert [row.pk for row in Measure.objects.outcomes_for(ruben)] == [made["of ruben"].pk]


def test_a_shared_case_shows_no_measures(cast, made):
    measure, marieke = made["draft"], cast.staff["marieke"]
    measure.incident.shares.create(
        school=cast.linde, staff=marieke, reason="Zorg", until=today(), by=cast.staff["fatima"]
    )
    assert not Measure.objects.visible_to(StaffMember.objects.get(pk=marieke.pk)).exists()


def test_a_team_leader_who_handles_the_case_decides_its_measures(cast, made):
    measure, tess = made["draft"], StaffMember.objects.get(pk=cast.staff["tess"].pk)
    measure.incident.handler = tess
    measure.incident.save()
    assert set(Measure.objects.changeable_by(tess)) == {measure, made["decided"]}


def test_a_board_officer_decides_in_a_case_they_handle_and_finds_no_other(cast, made):
    measure, sonja = made["draft"], cast.staff["sonja"]
    measure.incident.handler = sonja
    measure.incident.save()
    assert set(Measure.objects.changeable_by(fresh(sonja))) == {measure, made["decided"]}
    client = cast.client("P11")
    for name in ("measure", "measure_edit", "measure_decide"):
        assert client.get(reverse(f"incidents:{name}", args=[measure.pk])).status_code == 200
        assert client.get(reverse(f"incidents:{name}", args=[made["of ruben"].pk])).status_code == 404
    assert client.get(measure.incident.get_absolute_url()).status_code == 200
    assert [case.pk for case in client.get(reverse("incidents:triage")).context["page"].rows] == [measure.incident_id]


def test_the_safety_coordinator_reads_and_words_but_is_refused_the_decision(cast, made):
    client, draft = cast.client("P6s"), made["draft"]
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert client.get(reverse("incidents:measure_edit", args=[draft.pk])).status_code == 200
    for page in ("measure_decide", "measure_done"):
        assert client.get(reverse(f"incidents:{page}", args=[draft.pk])).status_code == 403


def test_duties_name_nobody(made):
    for duty in Duty.objects.filter(kind="incident.measure"):
        assert duty.link == f"/incidents/measures/{duty.source}/"


def test_the_letter_is_saved_under_a_neutral_name_and_kept_nowhere(cast, made):
    answer = cast.client("P6").get(reverse("incidents:measure_letter", args=[made["decided"].pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="brief.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"%PDF-")


def test_a_talk_has_no_letter(cast, made):
    measure = made["draft"]
    measure.kind = "boundary_talk"
    measure.save()
    assert cast.client("P6").get(reverse("incidents:measure_letter", args=[measure.pk])).status_code == 404


def test_an_unfinished_draft_cannot_be_reached_by_who_was_affected(cast, made):
    assert cast.client("P2").get(made["decided"].get_absolute_url()).status_code == 404
