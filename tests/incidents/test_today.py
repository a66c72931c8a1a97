"""What a case asks stands on the first page of who must do it, and says nothing of what it is about."""

from django.urls import reverse

from incidents.enums import Side
from tests.cast import log_in
from tests.incidents.conftest import party, report


def first_page(person) -> str:
    return " ".join(log_in(person.user).get("/").content.decode().split())


def test_the_leader_finds_the_new_report_with_its_moment(linde):
    incident = report(
        linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.INVOLVED, linde.rik), related_pupils=(linde.sem,)
    )
    page = first_page(linde.leader)
    assert "Nieuwe melding" in page
    assert "Gesprek met een kind" in page
    assert f'href="{incident.get_absolute_url()}"' in page
    assert [
        words for words in ("Rik van Thuis", "Sem van Huis", "you will hear", incident.number) if words in page
    ] == []


def test_the_colleague_who_was_there_finds_the_request(linde):
    incident = report(linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.WITNESS, linde.hans))
    page = first_page(linde.hans)
    assert "Opschrijven wat je zag of meemaakte" in page
    assert reverse("incidents:follow", args=[incident.pk]) in page
    assert "Nieuwe melding" not in page


def test_everyone_at_work_can_report_and_who_is_from_outside_cannot(linde):
    assert "/incidents/new/" in first_page(linde.hans)
    assert "/incidents/new/" not in first_page(linde.board)
    assert log_in(linde.board.user).get("/incidents/new/").status_code == 403
