"""Each page of the login is listed once, opens, and has no inline script or style."""

import re

import pytest
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

from partnership.accounts.urls import PUBLIC_VIEWS, SELF_VIEWS, urlpatterns

from .conftest import log_in

pytestmark = pytest.mark.django_db
NOT_FOR_LOOKING = {"session_extend", "account_unlock_passkey", "mfa_login_webauthn"}


def test_every_page_is_either_public_or_own():
    names = [pattern.name for pattern in urlpatterns]

    assert sorted(names) == sorted([*PUBLIC_VIEWS, *SELF_VIEWS])
    assert not PUBLIC_VIEWS.keys() & SELF_VIEWS.keys()


def plain_pages(names):
    for name in names:
        try:
            yield name, reverse(name)
        except NoReverseMatch:
            continue


def assert_calm(page: str):
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert not re.search(r"\sstyle=|\son\w+=|<style", page)


def test_public_pages_open_without_login(client):
    for name, path in plain_pages(PUBLIC_VIEWS.keys() - {"account_logout", "mfa_authenticate"} - NOT_FOR_LOOKING):
        response = client.get(path)
        assert response.status_code == 200, name
        assert_calm(response.content.decode())


def test_own_pages_ask_for_login(client):
    for name, path in plain_pages(SELF_VIEWS):
        response = client.get(path)
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("account_login")), name


def test_own_pages_open_after_login(client, teacher):
    log_in(client, teacher)
    opened = {
        "profile", "account_change_password", "account_reauthenticate", "usersessions_list", "mfa_index",
        "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_generate_recovery_codes",
    }  # fmt: skip
    for name, path in plain_pages(opened):
        response = client.get(path)
        assert response.status_code == 200, name
        assert_calm(response.content.decode())


def test_own_pages_of_what_one_does_not_have_are_not_found(client, teacher):
    log_in(client, teacher)

    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 404
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 404
