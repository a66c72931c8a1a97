"""The base form counts once (T17), and two who edit the same row lose nothing (T19)."""

import random
import uuid

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from contacts.models import Contact
from contacts.services.log import change_contact, log_contact
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty
from partnership.records.models import Revision, Submission
from partnership.records.versions import VersionConflict
from partnership.school.enums import Channel
from partnership.school.models import Invitation, StaffMember
from tests.at_once import at_once
from tests.browsing import browser, fields_of, filled
from tests.contacts.conftest import edit_url, entry, new_url

THREADS = 10
INTERLEAVINGS = 1000


@pytest.fixture
def sanne(cast):
    return cast.staff["sanne"]


@pytest.fixture
def finn(cast):
    return cast.pupils["finn"]


@pytest.fixture
def contact(sanne, finn):
    return log_contact(entry(finn, summary="First."), actor=sanne)


def twin_of(client: Client) -> Client:
    """Return another connection of the same browser."""
    twin = Client(**client.defaults)
    twin.cookies = client.cookies.copy()
    return twin


def sent_at_once(client: Client, url: str, sent: dict) -> list[str]:
    """Send the same form ten times at the same moment; return where the answers lead."""
    twins = [twin_of(client) for _ in range(THREADS)]
    answers = at_once(THREADS, lambda number: twins[number].post(url, sent))
    assert {answer.status_code for answer in answers} == {302}
    return [answer.url for answer in answers]


# T17


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("about", ["", "nice"])
def test_contact_sent_ten_times_at_once_is_one_contact(sanne, finn, about):
    client = browser(sanne)
    url = new_url(finn, about=about)
    before = set(Contact.objects.values_list("pk", flat=True)), Duty.objects.count()
    sent = filled(client.get(url), summary="Once.", agreement_0="Call.", result="no_answer")

    places = sent_at_once(client, url, sent)

    [contact] = Contact.objects.exclude(pk__in=before[0])
    assert places == [contact.get_absolute_url()] * THREADS
    assert (contact.attempts.count(), contact.agreements.count(), contact.pupils.count()) == (1, 1, 1)
    assert Duty.objects.count() == before[1] + 1
    assert AuditEvent.objects.about(contact).count() == 1


@pytest.mark.django_db(transaction=True)
def test_change_sent_ten_times_at_once_is_one_version(sanne, contact):
    client = browser(sanne)
    url = edit_url(contact)
    places = sent_at_once(client, url, filled(client.get(url), summary="Second.", agreement_0="Call."))

    kept = Contact.objects.get(pk=contact.pk)
    assert places == [contact.get_absolute_url()] * THREADS
    assert (kept.version, kept.summary, kept.agreements.count()) == (2, "Second.", 1)
    assert [row.values["summary"] for row in Revision.objects.of(contact)] == ["First."]


@pytest.mark.django_db(transaction=True)
def test_invitation_sent_ten_times_at_once_is_one_mail(cast):
    client = browser(cast.staff["tim"])
    url = reverse("school:staff_new")
    page = client.get(url)
    places = sent_at_once(client, url, filled(page, email="new@school.example", first_name="New", last_name="One"))

    assert set(places) == {reverse("school:staff_list")}
    assert StaffMember.objects.filter(email="new@school.example").count() == 1
    assert Invitation.objects.filter(staff__email="new@school.example").count() == 1
    assert len(mail.outbox) == 1


def test_back_and_sent_again_leads_to_the_same_contact(sanne, finn):
    """Also the retry of a browser whose first answer was cut off."""
    client = browser(sanne)
    sent = filled(client.get(new_url(finn)), summary="Once.")
    before = Contact.objects.count()
    first = client.post(new_url(finn), sent)
    later = [client.post(new_url(finn), sent) for _ in range(3)]
    assert {answer.url for answer in later} == {first.url}
    assert Contact.objects.count() == before + 1


def test_form_opened_anew_is_a_new_contact(sanne, finn):
    client = browser(sanne)
    before = Contact.objects.count()
    for _ in range(2):
        client.post(new_url(finn), filled(client.get(new_url(finn))))
    assert Contact.objects.count() == before + 2


def test_each_opened_form_has_a_key_of_its_own(sanne, finn):
    client = browser(sanne)
    keys = {fields_of(client.get(new_url(finn)))["submission_key"][0] for _ in range(3)}
    assert len({uuid.UUID(key) for key in keys}) == 3


def test_key_of_a_refused_form_still_counts_once(sanne, finn):
    client = browser(sanne)
    sent = filled(client.get(new_url(finn)), happened_at="2099-01-01T12:00")
    assert client.post(new_url(finn), sent).status_code == 422
    assert not Submission.objects.filter(user=sanne.user).exists()
    mended = {**sent, "happened_at": [""]}
    assert client.post(new_url(finn), mended).url == client.post(new_url(finn), mended).url


def test_key_of_someone_else_is_no_obstacle_and_tells_nothing(cast, sanne, finn):
    leader = cast.staff["fatima"]
    first, second = browser(sanne), browser(leader)
    key = fields_of(first.get(new_url(finn)))["submission_key"]
    one = first.post(new_url(finn), filled(first.get(new_url(finn)), submission_key=key))
    other = second.post(new_url(finn), filled(second.get(new_url(finn)), submission_key=key))
    assert one.url != other.url
    assert Contact.objects.get(pk=other.url.split("/")[-2]).author == leader


def test_key_of_one_form_does_not_open_another(cast, finn):
    """Tim gets a role with which he also logs contacts; a made-up request mixes the two forms."""
    tim = cast.staff["tim"]
    client = browser(tim)
    page = client.get(reverse("school:staff_new"))
    sent = filled(page, email="new@school.example", first_name="New", last_name="One")
    client.post(reverse("school:staff_new"), sent)
    Submission.objects.filter(user=tim.user).update(form="contact")
    assert client.post(reverse("school:staff_new"), sent).status_code == 400


@pytest.mark.parametrize("key", ["", "not-a-key", "123"])
def test_form_without_a_good_key_is_refused_and_gets_a_way_on(sanne, finn, key):
    client = browser(sanne)
    answer = client.post(new_url(finn), filled(client.get(new_url(finn)), submission_key=key, summary="Kept."))
    assert answer.status_code == 422
    assert fields_of(answer)["summary"] == ["Kept."]


# T19


def test_second_writer_sees_both_texts_and_can_save_then(sanne, contact):
    url = edit_url(contact)
    desk, phone = browser(sanne), browser(sanne)
    at_desk, on_phone = desk.get(url), phone.get(url)
    assert phone.post(url, filled(on_phone, summary="From the phone.")).status_code == 302

    told = desk.post(url, filled(at_desk, summary="From the desk.", others="Aunt", agreement_0="Call."))
    assert told.status_code == 409
    assert "From the phone." in told.content.decode()
    again = fields_of(told)
    assert (again["summary"], again["others"], again["agreement_0"]) == (["From the desk."], ["Aunt"], ["Call."])
    assert Contact.objects.get(pk=contact.pk).summary == "From the phone."
    assert not contact.agreements.exists()

    merged = desk.post(url, filled(told, summary="From the phone. From the desk."))
    assert (merged.status_code, merged.url) == (302, contact.get_absolute_url())
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.version, kept.summary, kept.agreements.count()) == (3, "From the phone. From the desk.", 1)
    assert [row.values["summary"] for row in Revision.objects.of(contact)] == ["From the phone.", "First."]


def test_second_writer_sees_what_was_written_per_child_too(cast, sanne):
    amira, bilal = cast.pupils["amira"], cast.pupils["bilal"]
    contact = log_contact(entry(amira, bilal, texts={amira: "Hers.", bilal: "His."}), actor=sanne)
    url = edit_url(contact)
    desk, phone = browser(sanne), browser(sanne)
    at_desk, on_phone = desk.get(url), phone.get(url)
    phone.post(url, filled(on_phone, **{f"text_{bilal.pk}": "His, from the phone."}))
    told = desk.post(url, filled(at_desk, **{f"text_{bilal.pk}": "His, from the desk."}))
    assert told.status_code == 409
    assert "His, from the phone." in told.content.decode()
    assert fields_of(told)[f"text_{bilal.pk}"] == ["His, from the desk."]


def test_third_writer_is_told_again(sanne, contact):
    """Whoever merges is not excused from looking again."""
    url = edit_url(contact)
    desk, phone = browser(sanne), browser(sanne)
    at_desk = desk.get(url)
    for number in range(3):
        phone.post(url, filled(phone.get(url), summary=f"Phone {number}."))
        at_desk = desk.post(url, filled(at_desk, summary="Desk."))
        assert at_desk.status_code == 409
        assert f"Phone {number}." in at_desk.content.decode()
    assert desk.post(url, filled(at_desk)).status_code == 302


def test_form_without_a_version_overwrites_nothing(sanne, contact):
    client = browser(sanne)
    for version in (None, "", "0", "7"):
        answer = client.post(edit_url(contact), filled(client.get(edit_url(contact)), summary="x", version=version))
        assert answer.status_code == 409
    assert Contact.objects.get(pk=contact.pk).summary == "First."


def test_contact_that_was_taken_back_meanwhile_keeps_what_was_typed(sanne, contact):
    url = edit_url(contact)
    desk, phone = browser(sanne), browser(sanne)
    at_desk = desk.get(url)
    phone.post(reverse("contacts:withdraw", args=[contact.pk]))
    desk.post(url, filled(at_desk, summary="From the desk."))
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.status, kept.summary) == ("cancelled", "From the desk.")


def accepted_or_told(contact, author, version, said) -> tuple[bool, Contact]:
    """Return whether the change was accepted, and the contact as it stands now."""
    try:
        return True, change_contact(contact, actor=author, version=version, entry=said)
    except VersionConflict as conflict:
        return False, conflict.current


def test_thousand_interleavings_of_three_writers_lose_no_text(sanne, finn, contact):
    """Who saves without having seen the newest version is told; every text that was accepted is still there."""
    chance = random.Random(19)  # noqa: S311 - chance, no secrets
    seen = {"desk": 1, "phone": 1, "home": 1}
    accepted = ["First."]
    told = 0
    for number in range(INTERLEAVINGS):
        writer = chance.choice(list(seen))
        if chance.random() < 0.4:
            seen[writer] = Contact.objects.get(pk=contact.pk).version
            continue
        text = f"{writer} {number}"
        was_accepted, stands = accepted_or_told(contact, sanne, seen[writer], entry(finn, summary=text))
        assert was_accepted == (seen[writer] == len(accepted))
        if was_accepted:
            accepted.append(text)
        else:
            told += 1
        assert (stands.version, stands.summary) == (len(accepted), accepted[-1])
    kept = [row.values["summary"] for row in Revision.objects.of(contact)][::-1]
    assert [*kept, Contact.objects.get(pk=contact.pk).summary] == accepted
    assert len(accepted) > 100
    assert told > 100


@pytest.mark.django_db(transaction=True)
def test_many_pages_sent_at_the_same_moment_accept_one(sanne, contact):
    """Each with a key of its own, as from several devices."""
    url = edit_url(contact)
    clients = [browser(sanne) for _ in range(3)]
    sent = [filled(client.get(url), summary=f"Device {number}.") for number, client in enumerate(clients)]

    answers = at_once(3, lambda number: clients[number].post(url, sent[number]))

    assert sorted(answer.status_code for answer in answers) == [302, 409, 409]
    won = next(number for number, answer in enumerate(answers) if answer.status_code == 302)
    for number, answer in enumerate(answers):
        if number != won:
            assert f"Device {won}." in answer.content.decode()
            assert fields_of(answer)["summary"] == [f"Device {number}."]
    with scopes_disabled():
        kept = Contact.objects.get(pk=contact.pk)
    assert (kept.version, kept.summary, kept.channel) == (2, f"Device {won}.", Channel.PHONE)
