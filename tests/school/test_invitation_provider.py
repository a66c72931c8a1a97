"""Accepting an invitation with the account of the school, and what the log says of logging in with it."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from partnership.accounts.models import User
from partnership.accounts.services import deactivate
from partnership.audit.models import AuditEvent
from partnership.school.models import Invitation
from partnership.school.services.accounts import invite
from tests.browsing import fields_of
from tests.cast import make_school, make_staff
from tests.openid import openid_server

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    with openid_server() as server:
        yield server


@pytest.fixture
def openid(running, settings):
    running.claims = {"email": "w.dekker@school.example", "email_verified": True}
    settings.OIDC_PROVIDERS = {"school": running.provider()}
    return running


@pytest.fixture
def newcomer():
    return make_staff(make_school("Het Kompas"), "Willemijn", login=False, email="W.Dekker@school.example")


@pytest.fixture
def path(newcomer) -> str:
    return urlsplit(invite(newcomer, actor=None)).path


@pytest.fixture
def visitor() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="en")


def go_to_provider(client: Client, purpose: str, **sent):
    there = client.post(reverse("provider_login", args=["school"]), {"purpose": purpose, **sent}).headers["Location"]
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=5).headers["Location"])
    return client.get(back.path, dict(parse_qsl(back.query)))


def log_of(user: User) -> list[tuple]:
    rows = AuditEvent.objects.about(user).order_by("pk")
    return [(row.action, row.actor, row.fields) for row in rows]


def test_invited_person_needs_no_password(visitor, openid, newcomer, path):
    page = visitor.get(path)
    assert fields_of(page, having="purpose")["next"] == [path]
    assert go_to_provider(visitor, "invitation", next=path).url == path
    known = visitor.get(path)
    assert "password" not in fields_of(known, having="name")

    accepted = visitor.post(path, {"name": "Willemijn Dekker"})

    assert accepted.url == reverse("account_login")
    newcomer.refresh_from_db()
    assert (newcomer.user.email, newcomer.user.name) == ("w.dekker@school.example", "Willemijn Dekker")
    assert not newcomer.user.has_usable_password()
    assert go_to_provider(visitor, "login").url == reverse("today")
    assert log_of(newcomer.user) == [
        ("account.login_by_provider", newcomer.user, ["school"]),
    ]
    assert visitor.get(path).status_code == 410


def test_password_is_still_a_way_to_accept(visitor, openid, newcomer, path):
    given = {"name": "Willemijn", "password": "een zin over appeltaart", "again": "een zin over appeltaart"}
    assert visitor.post(path, given).url == reverse("account_login")

    assert go_to_provider(visitor, "login").url == reverse("today")
    newcomer.refresh_from_db()
    assert SocialAccount.objects.get().user == newcomer.user


@pytest.mark.parametrize("claims", [{"email": "ander@school.example", "email_verified": True}, {}])
def test_somebody_else_cannot_accept_it(visitor, openid, newcomer, path, claims):
    openid.claims = claims
    go_to_provider(visitor, "invitation", next=path)

    answer = visitor.post(path, {"name": "Iemand anders"})

    assert "another e-mail address" in " ".join(answer.context["form"].non_field_errors())
    assert not User.objects.exists()
    assert Invitation.objects.get().used_at is None
    assert fields_of(visitor.get(path), having="password")


def test_showing_who_one_is_does_not_log_in(visitor, openid, newcomer, path):
    go_to_provider(visitor, "invitation", next=path)

    assert visitor.get(reverse("profile")).status_code == 302
    assert not User.objects.exists()


def test_login_that_was_closed_stays_closed(visitor, openid, newcomer, path):
    deactivate(User.objects.create_user("w.dekker@school.example", None), actor=None)
    go_to_provider(visitor, "invitation", next=path)

    answer = visitor.post(path, {"name": "Willemijn"})

    assert answer.context["form"].non_field_errors()
    newcomer.refresh_from_db()
    assert newcomer.user is None
    assert not SocialAccount.objects.exists()


def test_without_a_provider_the_page_offers_none(visitor, settings, path):
    assert settings.OIDC_PROVIDERS == {}
    assert "provider" not in visitor.get(path).content.decode()


# The log


@pytest.fixture
def member(openid):
    user = User.objects.create_user("w.dekker@school.example", name="Willemijn")
    return make_staff(make_school("De Vlieger"), "Willemijn", user=user)


def test_linking_and_logging_in_stand_in_the_log(visitor, openid, member):
    go_to_provider(visitor, "login")
    go_to_provider(Client(), "login")

    assert log_of(member.user) == [
        ("account.link", member.user, ["school"]),
        ("account.login_by_provider", member.user, ["school"]),
        ("account.login_by_provider", member.user, ["school"]),
    ]
    assert {row.school_id for row in AuditEvent.objects.about(member.user)} == {member.school_id}


def test_refusals_stand_in_the_log_by_key_only(visitor, openid, member):
    deactivate(member.user, actor=None)
    go_to_provider(visitor, "login")
    openid.claims = {"email": "niemand@school.example", "email_verified": True}
    go_to_provider(visitor, "login")

    rows = AuditEvent.objects.filter(action="account.refuse").order_by("pk")
    assert [(row.object_id, row.actor, row.school_id, row.fields) for row in rows] == [
        (str(member.user.pk), None, member.school_id, ["school", "inactive"]),
        ("", None, None, ["school", "unknown"]),
    ]


def test_command_parts_a_login_from_its_account(visitor, openid, member, capsys):
    go_to_provider(visitor, "login")
    call_command("unlink", "W.DEKKER@school.example")
    call_command("unlink", "w.dekker@school.example")

    assert not SocialAccount.objects.exists()
    assert log_of(member.user)[-1] == ("account.unlink", None, ["school"])
    assert visitor.get(reverse("profile")).status_code == 302
    assert capsys.readouterr().out.count("\n") == 2
    with pytest.raises(CommandError):
        call_command("unlink", "niemand@school.example")
