"""What was typed survives a session that ends in the middle (T20): for its own author, on the same page, and for
nobody else."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from contacts.models import Contact
from partnership.accounts.services import deactivate
from partnership.records.models import Draft
from tests.browsing import fields_of, filled
from tests.contacts.conftest import new_url

PASSWORD = "een zin over appeltaart"
NEW_PASSWORD = "drie fietsen in de regen"
TYPED = "Typed for half an hour."
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sanne(clock, cast):
    member = cast.staff["sanne"]
    member.user.set_password(PASSWORD)
    member.user.save()
    return member


@pytest.fixture
def amira(cast):
    return cast.pupils["amira"]


@pytest.fixture
def bilal(cast):
    return cast.pupils["bilal"]


class Writer:
    """Sanne with a form half filled in. Her browser sends forms as a real one: with the token of the page."""

    def __init__(self, sanne, amira, bilal):
        self.user = sanne.user
        self.client = Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="en")
        self.log_in()
        self.url = new_url(amira, about="nice")
        self.typed = {
            "summary": TYPED, "result": "message_left", "with_interpreter": "on", "agreement_1": "Call.",
            f"child_{bilal.pk}": "on", f"text_{bilal.pk}": "Only his.", "happened_at": "2026-11-20T15:30",
        }  # fmt: skip
        self.sent = filled(self.client.get(self.url), **self.typed)
        self.contacts = Contact.objects.count()

    def log_in(self, *, password: str = PASSWORD, to: str = ""):
        page = self.client.get(reverse("account_login"))
        sent = filled(page, having="login", login=self.user.email, password=password) | {"next": [to]}
        return self.client.post(reverse("account_login"), sent)

    def send(self):
        return self.client.post(self.url, self.sent)

    def finds_it_back(self) -> bool:
        """Whether the same page shows what was typed, and everything of it."""
        page = self.client.get(self.url)
        shown = fields_of(page)
        kept = set(self.sent) - {"csrfmiddlewaretoken", "submission_key", "draft_token"}
        return page.context["has_draft"] and all(shown[name] == self.sent[name] for name in kept)


@pytest.fixture
def writer(sanne, amira, bilal) -> Writer:
    return Writer(sanne, amira, bilal)


def way_back(answer) -> str:
    """Return the page that the login will lead to."""
    return parse_qs(urlsplit(answer.url).query)["next"][0]


# The five moments.


def test_locked_session_keeps_the_form_and_gives_it_back_after_unlocking(writer, clock):
    clock.shift(timedelta(minutes=15))
    late = writer.send()
    assert (late.status_code, urlsplit(late.url).path) == (302, reverse("account_unlock"))
    assert way_back(late) == writer.url
    assert Contact.objects.count() == writer.contacts

    unlock = writer.client.get(late.url)
    assert "What you typed is kept." in unlock.content.decode()
    assert TYPED not in unlock.content.decode()
    opened = writer.client.post(
        reverse("account_unlock"), filled(unlock, having="password", password=PASSWORD, next=writer.url)
    )
    assert opened.url == writer.url
    assert writer.finds_it_back()


def test_session_at_its_end_keeps_the_form_and_gives_it_back_after_login(writer, clock):
    for _ in range(39):
        clock.shift(timedelta(minutes=14))
        writer.client.get(reverse("today"))
    clock.shift(timedelta(hours=1))
    late = writer.send()
    assert urlsplit(late.url).path == reverse("account_login")
    assert "What you typed is kept." in writer.client.get(late.url).content.decode()
    assert Contact.objects.count() == writer.contacts

    assert writer.log_in(to=way_back(late)).url == writer.url
    assert writer.finds_it_back()


@pytest.mark.parametrize("why", ["logged out in another tab", "ended from another device", "cookie gone"])
def test_session_that_is_gone_keeps_the_form_and_gives_it_back_after_login(writer, why):
    if why == "logged out in another tab":
        other_tab = writer.client.get(reverse("today"))
        writer.client.post(reverse("account_logout"), filled(other_tab, having="csrfmiddlewaretoken"))
    elif why == "ended from another device":
        Session.objects.all().delete()
    else:
        del writer.client.cookies[settings.SESSION_COOKIE_NAME]
    late = writer.send()
    assert urlsplit(late.url).path == reverse("account_login")
    assert Contact.objects.count() == writer.contacts

    assert writer.log_in(to=way_back(late)).url == writer.url
    assert writer.finds_it_back()


def test_new_password_on_another_device_keeps_the_form(writer):
    writer.user.set_password(NEW_PASSWORD)
    writer.user.save()
    late = writer.send()
    assert urlsplit(late.url).path == reverse("account_login")
    assert writer.log_in(password=NEW_PASSWORD, to=way_back(late)).url == writer.url
    assert writer.finds_it_back()


def test_token_of_before_a_new_login_keeps_the_form_and_says_so(writer):
    """She logs in again in another tab, and then sends the form of the first one."""
    writer.client.cookies.pop(settings.SESSION_COOKIE_NAME)
    writer.log_in()
    late = writer.send()
    assert late.status_code == 403
    assert "is kept as a draft" in late.content.decode()
    assert TYPED not in late.content.decode()
    assert Contact.objects.count() == writer.contacts
    assert writer.finds_it_back()


def test_what_was_kept_can_be_sent_after_all_and_is_gone_then(writer, clock):
    clock.shift(timedelta(minutes=20))
    late = writer.send()
    writer.client.post(
        reverse("account_unlock"),
        filled(writer.client.get(late.url), having="password", password=PASSWORD, next=writer.url),
    )
    saved = writer.client.post(writer.url, fields_of(writer.client.get(writer.url)))
    contact = Contact.objects.get(pk=saved.url.split("/")[-2])
    assert (contact.summary, contact.result, contact.pupils.count()) == (TYPED, "message_left", 2)
    assert not Draft.objects.exists()
    assert not writer.client.get(writer.url).context["has_draft"]


def test_login_that_was_closed_keeps_nothing_and_saves_nothing(writer):
    deactivate(writer.user, actor=None)
    late = writer.send()
    assert urlsplit(late.url).path == reverse("account_login")
    assert Contact.objects.count() == writer.contacts
    assert not Draft.objects.exists()


def test_colleague_who_logs_in_on_the_same_computer_saves_and_sees_nothing_of_it(cast, writer, amira):
    """Sanne's form is still open in a tab when Daan, who keeps the same class, logs in."""
    daan = cast.staff["daan"]
    writer.client.cookies.pop(settings.SESSION_COOKIE_NAME)
    sanne, writer.user = writer.user, daan.user
    daan.user.set_password(PASSWORD)
    daan.user.save()
    writer.log_in()
    late = writer.send()
    assert late.status_code == 403
    assert Contact.objects.count() == writer.contacts
    assert Draft.objects.get().user == sanne
    page = writer.client.get(writer.url)
    assert not page.context["has_draft"]
    assert TYPED not in page.content.decode()


def test_locked_session_tells_the_script_and_keeps_what_it_sent(writer, clock):
    """The last keystrokes before the lock reach the server after it."""
    clock.shift(timedelta(minutes=15))
    sent = writer.sent
    headers = {"sec-fetch-mode": "cors", "x-csrftoken": sent["csrfmiddlewaretoken"][0]}
    assert writer.client.post(reverse("draft_save"), sent, headers=headers).status_code == 401
    assert Draft.objects.get().payload["summary"] == [TYPED]


def test_session_of_a_page_is_that_of_its_person(writer):
    """The writer of these tests is really logged in."""
    assert writer.client.session[SESSION_KEY] == str(writer.user.pk)
