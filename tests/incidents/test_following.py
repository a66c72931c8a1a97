"""Who reported, lived through or saw it follows the case, and adds to it; nothing sent is rewritten."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from incidents.enums import Addition, Outcome, Side, Status, Step
from incidents.models import Account, Addendum, CaseStep, Incident
from incidents.services import closing, handling, joining
from incidents.services.following import add_to_report, note_talk, object_to_report, write_account
from incidents.services.giving import give_case
from incidents.services.sharing import end_share, keep_from, share_case
from partnership.audit import services as audit
from tests.cast import log_in
from tests.incidents.conftest import duties_of, party, report


@pytest.fixture
def incident(linde) -> Incident:
    """Sanne reports what she and Hans lived through and Bram saw."""
    return report(
        linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.AFFECTED, linde.hans),
        party(Side.WITNESS, linde.bram), party(Side.INVOLVED, linde.rik), related_pupils=(linde.sem,),
    )  # fmt: skip


def page(person, incident, name: str = "follow"):
    return log_in(person.user).get(reverse(f"incidents:{name}", args=[incident.pk]))


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_receipt_says_who_has_it_and_what_comes(linde, incident):
    words = text_of(page(linde.sanne, incident, "receipt"))
    assert "We staan achter je" in words
    assert "Fatima van School" in words
    assert "Iemand praat met Sem" in words
    assert "2 collega's zijn gevraagd" in words
    assert incident.number in words


def test_the_status_is_in_plain_words(linde, incident):
    assert "Wacht tot iemand de melding opent" in text_of(page(linde.sanne, incident)).replace("wacht", "Wacht")
    Incident.objects.filter(pk=incident.pk).update(status=Status.HANDLING, opened_at=timezone.now())
    assert "wordt behandeld" in text_of(page(linde.sanne, incident))


def test_the_outcome_shows_when_the_reporter_was_told(linde, incident):
    Incident.objects.filter(pk=incident.pk).update(outcome=Outcome.PARTLY)
    assert "deels vastgesteld" not in text_of(page(linde.sanne, incident))
    Incident.objects.filter(pk=incident.pk).update(reporter_told_on=timezone.localdate())
    assert "deels vastgesteld" in text_of(page(linde.sanne, incident))


def test_who_looked_is_named_once_and_oneself_is_not(linde, incident):
    for person in (linde.leader, linde.leader, linde.safety, linde.sanne):
        audit.record("incident.read", actor=person.user, obj=incident)
    audit.record("incident.report", actor=linde.deputy.user, obj=incident)  # did something, but did not look
    looks = page(linde.sanne, incident).context_data["looked"]
    assert [(look.name, look.times) for look in looks] == [("Ingrid van School", 1), ("Fatima van School", 2)]
    assert "Ingrid van School" in text_of(page(linde.sanne, incident))


@pytest.mark.parametrize("name", ["sanne", "hans", "bram"])
def test_everyone_in_it_follows_and_sees_no_words_of_another(linde, incident, name):
    words = text_of(page(getattr(linde, name), incident))
    assert ("you will hear from me" in words) == (name == "sanne")


def test_who_only_saw_it_learns_nothing_of_the_child(linde, incident):
    assert "Iemand praat met Sem" in text_of(page(linde.hans, incident))
    assert "Iemand praat met Sem" not in text_of(page(linde.bram, incident))


@pytest.mark.parametrize("name", ["leader", "deputy", "safety"])
def test_who_handles_it_does_not_follow_it(linde, incident, name):
    for page_name in ("follow", "receipt", "account", "addendum", "objection"):
        assert page(getattr(linde, name), incident, page_name).status_code == 404


def test_an_own_account_is_written_once_and_unseen_until_it_is_shared(linde, incident):
    client = log_in(linde.bram.user)
    url = reverse("incidents:account", args=[incident.pk])
    form = client.get(url).context_data["form"]
    sent = {"facts": "I saw him wave his arms.", "submission_key": str(form["submission_key"].value())}
    assert client.post(url, sent).headers["Location"] == reverse("incidents:follow", args=[incident.pk])
    account = Account.objects.get(author=linde.bram)
    assert (account.side, account.facts) == (Side.WITNESS, "I saw him wave his arms.")
    assert duties_of(linde.bram) == []
    assert CaseStep.objects.filter(step=Step.ACCOUNT, by=linde.bram).count() == 1
    assert "wave his arms" not in text_of(page(linde.sanne, incident))
    Account.objects.filter(pk=account.pk).update(shared_at=timezone.now(), shared_by=linde.leader)
    assert "wave his arms" in text_of(page(linde.sanne, incident))
    assert client.get(url).status_code == 302 or Account.objects.filter(author=linde.bram).count() == 1
    with pytest.raises(ValidationError):
        write_account(incident, actor=linde.bram, facts="Again.")


def test_who_only_reported_writes_no_second_account(linde):
    incident = report(linde.sanne, party(Side.AFFECTED, linde.hans))
    response = page(linde.sanne, incident, "account")
    assert response.headers["Location"] == reverse("incidents:follow", args=[incident.pk])


def test_what_is_added_stands_beside_what_was_sent(linde, incident):
    add_to_report(incident, actor=linde.sanne, kind=Addition.CORRECTION, text="It was at three.")
    addendum = Addendum.objects.get()
    assert (addendum.kind, addendum.text) == (Addition.CORRECTION, "It was at three.")
    assert Account.objects.get(author=linde.sanne).facts == "He said: you will hear from me."
    assert incident.steps.get(step=Step.ADDENDUM).after == Addition.CORRECTION
    assert "It was at three." in text_of(page(linde.sanne, incident))
    assert "It was at three." not in text_of(page(linde.hans, incident))


def test_the_reaction_of_a_parent_is_not_ones_own_to_add(linde, incident):
    with pytest.raises(ValidationError):
        add_to_report(incident, actor=linde.sanne, kind=Addition.REACTION, text="He says so.")


def test_on_whose_behalf_it_is_can_object(linde):
    incident = report(linde.sanne, on_behalf_of=linde.hans)
    object_to_report(incident, actor=linde.hans, reason="I want to talk with him first.")
    account = Account.objects.get(author=linde.hans)
    assert (account.objects_to_report, account.facts) == (True, "I want to talk with him first.")
    assert duties_of(linde.hans) == []
    assert "je maakt bezwaar" in text_of(page(linde.hans, incident))
    with pytest.raises(ValidationError):
        object_to_report(incident, actor=linde.sanne)


def test_who_handles_it_is_asked_to_talk_with_who_objects_before_it_goes_on(linde):
    incident = report(linde.sanne, on_behalf_of=linde.hans)
    asked = duties_of(linde.leader)
    account = object_to_report(incident, actor=linde.hans, reason="I want to talk with him first.")
    assert duties_of(linde.leader) == sorted([*asked, "incident.objection"])
    assert [each.code for each in closing.missing(incident)][:2] == ["severity", "objection"]
    assert closing.light_severity(incident) is None

    moved = handling.hand_over(incident, actor=linde.leader, version=incident.version, to=linde.deputy, reason="Away.")
    assert "incident.objection" not in duties_of(linde.leader)
    assert "incident.objection" in duties_of(linde.deputy)
    client, url = log_in(linde.deputy.user), reverse("incidents:account_talked", args=[account.pk])
    assert url in client.get(moved.get_absolute_url()).content.decode()
    client.post(url)
    assert "incident.objection" not in duties_of(linde.deputy)
    assert "objection" not in [each.code for each in closing.missing(incident)]
    assert closing.light_severity(incident) is not None
    assert url not in client.get(moved.get_absolute_url()).content.decode()
    note_talk(account, actor=linde.deputy)
    steps = CaseStep.objects.filter(incident=incident).values_list("step", flat=True)
    assert list(steps).count(Step.OBJECTED) == list(steps).count(Step.TALKED) == 1


def test_a_report_without_handler_yet_asks_for_the_talk_later(linde):
    incident = report(linde.sanne, on_behalf_of=linde.hans)
    give_case(incident, to=None, actor=None)
    object_to_report(Incident.objects.get(pk=incident.pk), actor=linde.hans)
    give_case(incident, to=linde.safety, actor=None)
    assert "incident.objection" in duties_of(linde.safety)


def test_who_read_the_case_it_was_joined_to_looked_at_a_report_too(linde, incident):
    other = report(linde.bram, party(Side.AFFECTED, linde.bram))
    audit.record("incident.read", actor=linde.deputy.user, obj=incident)
    joining.join_report(other, actor=linde.leader, version=other.version, into=incident)
    audit.record("incident.read", actor=linde.leader.user, obj=incident)
    assert [look.name for look in page(linde.bram, other).context_data["looked"]] == ["Fatima van School"]


def test_who_objects_after_writing_keeps_what_was_written(linde):
    incident = report(linde.sanne, on_behalf_of=linde.hans)
    write_account(incident, actor=linde.hans, facts="He pushed me.")
    object_to_report(incident, actor=linde.hans, reason="No more.")
    account = Account.objects.get(author=linde.hans)
    assert (account.objects_to_report, account.facts) == (True, "He pushed me.")
    assert Addendum.objects.get(author=linde.hans).text == "No more."


def test_my_reports_holds_what_is_mine_and_nothing_else(linde, incident):
    other = report(linde.sanne)
    for person, number in ((linde.sanne, 2), (linde.hans, 1), (linde.leader, 0), (linde.deputy, 0)):
        response = log_in(person.user).get(reverse("incidents:mine"))
        assert len(response.context_data["page_obj"].object_list) == number
    assert other.number not in text_of(log_in(linde.hans.user).get(reverse("incidents:mine")))


def test_what_was_shared_is_found_there_until_it_ends(linde):
    case = report(linde.sanne)
    for person in (linde.bram, linde.hans):
        share_case(case, actor=linde.leader, staff=person, reason="You see him.", until=timezone.localdate())

    def found(person) -> bool:
        return case.get_absolute_url() in text_of(log_in(person.user).get(reverse("incidents:mine")))

    assert found(linde.bram)
    assert found(linde.hans)
    assert not found(linde.deputy)
    end_share(case.shares.get(staff=linde.bram), actor=linde.leader)
    keep_from(case, actor=linde.leader, version=case.version, staff=linde.hans)
    assert not found(linde.bram)
    assert not found(linde.hans)


def test_a_late_handler_shows_when_the_report_moves_on(linde, incident):
    Incident.objects.filter(pk=incident.pk).update(open_before=timezone.now() + datetime.timedelta(hours=2))
    assert "anders gaat de melding naar iemand anders" in text_of(page(linde.sanne, incident))
