"""Drafts: kept while typing, of one person, one form and one child, and shown to nobody else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts.models import Contact
from contacts.services.log import log_contact
from partnership.records.models import Draft
from partnership.records.services import sign_draft_token
from tests.browsing import browser, fields_of, filled
from tests.contacts.conftest import edit_url, entry, new_url

TYPED = "Typed for half an hour."
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SAVE, DROP = "draft_save", "draft_drop"


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sanne(clock, cast):
    return cast.staff["sanne"]


@pytest.fixture
def amira(cast):
    return cast.pupils["amira"]


def keep(client: Client, sent: dict, **extra) -> int:
    return client.post(reverse(SAVE), sent, **extra).status_code


def test_draft_of_a_person_is_shown_to_nobody_else(cast, sanne, amira):
    client = browser(sanne)
    assert keep(client, filled(client.get(new_url(amira)), summary=TYPED)) == 204
    others = [name for name in cast.staff if name not in ("sanne", "gone", "shut")]
    for name in others:
        other = browser(cast.staff[name])
        page = other.get(new_url(amira))
        assert TYPED not in page.content.decode()
        if page.status_code == 200:
            assert not page.context["has_draft"]
    assert len(others) > 15
    assert fields_of(client.get(new_url(amira)))["summary"] == [TYPED]


def test_draft_belongs_to_one_child_and_one_kind_of_form(sanne, amira, cast):
    client = browser(sanne)
    keep(client, filled(client.get(new_url(amira)), summary=TYPED))
    assert TYPED in client.get(new_url(amira)).content.decode()
    assert TYPED not in client.get(new_url(amira, about="nice")).content.decode()
    assert TYPED not in client.get(new_url(cast.pupils["finn"])).content.decode()


def test_last_draft_counts(sanne, amira):
    client = browser(sanne)
    for text in ("One", "One two", TYPED):
        keep(client, filled(client.get(new_url(amira)), summary=text))
    assert Draft.objects.count() == 1
    assert fields_of(client.get(new_url(amira)))["summary"] == [TYPED]


def test_draft_stands_encrypted_in_the_database_without_tokens(sanne, amira):
    client = browser(sanne)
    keep(client, filled(client.get(new_url(amira)), summary=TYPED, csrfmiddlewaretoken="a" * 64))
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM records_draft")
        [(stored,)] = cursor.fetchall()
    assert stored.startswith("enc1:")
    assert not {"csrfmiddlewaretoken", "submission_key", "draft_token"} & set(Draft.objects.get().payload)


def test_draft_is_thrown_away_by_its_author_only(cast, sanne, amira):
    client, other = browser(sanne), browser(cast.staff["daan"])
    page = client.get(new_url(amira))
    token = fields_of(page)["draft_token"]
    keep(client, filled(page, summary=TYPED))
    other.post(reverse(DROP), {"draft_token": token, "next": new_url(amira)})
    assert Draft.objects.count() == 1

    answer = client.post(reverse(DROP), {"draft_token": token, "next": new_url(amira)})
    assert answer.url == new_url(amira)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "evil"])
def test_throwing_a_draft_away_leads_nowhere_else(sanne, where):
    assert browser(sanne).post(reverse(DROP), {"next": where}).url == "/"


def test_page_offers_an_empty_form_beside_a_draft(sanne, amira):
    client = browser(sanne)
    keep(client, filled(client.get(new_url(amira)), summary=TYPED))
    page = client.get(new_url(amira))
    drop = fields_of(page, having="next")
    client.post(reverse(DROP), drop)
    assert fields_of(client.get(new_url(amira)))["summary"] == [""]


def test_draft_of_a_change_is_not_saved_over_what_was_written_meanwhile(sanne, amira):
    """She types on her phone, changes it at her desk, and comes back to the phone: both texts are shown."""
    contact = log_contact(entry(amira, summary="First."), actor=sanne)
    url = edit_url(contact)
    desk, phone = browser(sanne), browser(sanne)
    keep(phone, filled(phone.get(url), summary=TYPED))
    page = desk.get(url)
    desk.post(reverse(DROP), fields_of(page, having="next"))
    keep(phone, filled(page, summary=TYPED))
    desk.post(url, filled(page, summary="From the desk.", version="1"))
    keep(phone, filled(page, summary=TYPED))

    back = phone.get(url)
    assert fields_of(back)["summary"] == [TYPED]
    told = phone.post(url, fields_of(back))
    assert told.status_code == 409
    assert "From the desk." in told.content.decode()
    assert Contact.objects.get(pk=contact.pk).summary == "From the desk."
    assert phone.post(url, fields_of(told)).status_code == 302


def test_mistake_in_a_form_is_not_overwritten_by_an_older_draft(sanne, amira):
    client = browser(sanne)
    page = client.get(new_url(amira))
    keep(client, filled(page, summary="Older."))
    answer = client.post(new_url(amira), filled(page, summary=TYPED, with_whom=None))
    assert fields_of(answer)["summary"] == [TYPED]


# The address that keeps drafts.


def test_without_a_session_the_script_hears_401_and_nothing_is_kept(sanne, amira):
    token = sign_draft_token(sanne.user.pk, "contact", f"{amira.pk}/ordinary")
    assert keep(Client(), {"draft_token": token, "summary": TYPED}) == 401
    assert not Draft.objects.exists()


def test_token_of_someone_else_is_refused(cast, sanne, amira):
    token = sign_draft_token(cast.staff["daan"].user.pk, "contact", f"{amira.pk}/ordinary")
    assert keep(browser(sanne), {"draft_token": token, "summary": TYPED}) == 403
    assert not Draft.objects.exists()


@pytest.mark.parametrize("token", ["", "made-up", "a:b:c"])
def test_token_that_is_not_ours_is_refused(sanne, token):
    assert keep(browser(sanne), {"draft_token": token, "summary": TYPED}) == 403
    assert not Draft.objects.exists()


def test_changed_token_is_refused(sanne, amira):
    client = browser(sanne)
    [token] = fields_of(client.get(new_url(amira)))["draft_token"]
    for place in range(0, len(token), 7):
        swapped = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert keep(client, {"draft_token": swapped, "summary": TYPED}) == 403
    assert keep(client, {"draft_token": token, "summary": TYPED}) == 204


def test_token_lasts_one_day(clock, sanne, amira):
    token = sign_draft_token(sanne.user.pk, "contact", f"{amira.pk}/ordinary")
    clock.shift(timedelta(hours=24))
    assert keep(browser(sanne), {"draft_token": token}) == 204
    clock.shift(timedelta(seconds=1))
    assert keep(browser(sanne), {"draft_token": token}) == 403


def test_drafts_can_only_be_sent(sanne):
    client = browser(sanne)
    assert {client.get(reverse(name)).status_code for name in (SAVE, DROP)} == {405}


def test_every_long_form_says_where_its_draft_goes(cast, sanne, amira):
    contact = cast.contacts["amira"]
    pages = {sanne: [new_url(amira), edit_url(contact)], cast.staff["tim"]: [reverse("school:staff_new")]}
    for member, addresses in pages.items():
        client = browser(member)
        for url in addresses:
            html = client.get(url).content.decode()
            assert re.search(rf'<form method="post"[^>]*data-draft-url="{reverse(SAVE)}"', html)
