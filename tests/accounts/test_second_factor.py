import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse

from partnership.accounts import cipher, second_factor

from .conftest import PASSWORD, code_of, is_logged_in, log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def required(monkeypatch, teacher):
    """The teacher's role needs a second step."""
    monkeypatch.setattr(second_factor, "required_for", [lambda user: user == teacher])


def add_app(client) -> tuple[str, list[str]]:
    """Add an app with codes through the pages; return its secret and the recovery codes."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    return secret, response.context["unused_codes"]


@pytest.fixture
def with_app(client, teacher, clock):
    """The teacher has an app with codes and is logged out again: (secret, recovery codes)."""
    log_in(client, teacher)
    kept = add_app(client)
    client.post(reverse("account_logout"))
    clock.shift(60)
    return kept


def test_app_is_asked_for_after_the_password(client, teacher, with_app):
    secret, _ = with_app

    first = log_in(client, teacher)
    assert first.url == reverse("mfa_authenticate")
    assert not is_logged_in(client)

    second = client.post(first.url, {"code": code_of(secret)})
    assert second.url == reverse("today")
    assert is_logged_in(client)


def test_own_device_and_page_survive_the_second_step(client, teacher, with_app):
    secret, _ = with_app
    log_in(client, teacher, own_device="on", next="/account/me/")

    response = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert response.url == "/account/me/"
    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 10 * 3600


def test_wrong_code_does_not_log_in(client, teacher, with_app):
    secret, _ = with_app
    log_in(client, teacher)

    client.post(reverse("mfa_authenticate"), {"code": f"{(int(code_of(secret)) + 1) % 10**6:06d}"})

    assert not is_logged_in(client)


def test_code_works_once(client, teacher, with_app):
    secret, _ = with_app
    code = code_of(secret)
    log_in(client, teacher)
    client.post(reverse("mfa_authenticate"), {"code": code})
    other = Client()
    log_in(other, teacher)

    other.post(reverse("mfa_authenticate"), {"code": code})

    assert not is_logged_in(other)


def test_five_wrong_codes_slow_down(client, teacher, with_app):
    secret, _ = with_app
    wrong = f"{(int(code_of(secret)) + 1) % 10**6:06d}"
    log_in(client, teacher)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": wrong})

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert not is_logged_in(client)


def test_recovery_code_works_once(client, teacher, with_app):
    _, recovery_codes = with_app
    log_in(client, teacher)
    client.post(reverse("mfa_authenticate"), {"code": recovery_codes[0]})
    assert is_logged_in(client)

    other = Client()
    log_in(other, teacher)
    other.post(reverse("mfa_authenticate"), {"code": recovery_codes[0]})
    assert not is_logged_in(other)


def test_recovery_codes_are_shown_once(client, teacher):
    log_in(client, teacher)
    add_app(client)

    again = client.get(reverse("mfa_view_recovery_codes"))

    assert set(again.context["unused_codes"]) == {"****"}


def test_secrets_of_second_steps_are_encrypted(client, teacher):
    log_in(client, teacher)
    secret, _ = add_app(client)

    stored = Authenticator.objects.get(user=teacher, type=Authenticator.Type.TOTP).data["secret"]

    assert secret not in stored
    assert cipher.decrypt(stored) == secret


def test_secrets_open_with_an_earlier_secret_key(settings):
    stored = cipher.encrypt("geheim")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret key of the same installation"

    assert cipher.decrypt(stored) == "geheim"


def test_second_step_can_be_added_at_once_after_logging_in(client, teacher):
    log_in(client, teacher)

    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_changing_the_second_step_later_asks_for_the_password(client, teacher, with_app, clock):
    secret, _ = with_app
    log_in(client, teacher)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    clock.shift(11 * 60)

    response = client.get(reverse("mfa_deactivate_totp"))

    assert response.url.startswith(reverse("account_reauthenticate"))
    client.post(response.url, {"password": PASSWORD})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200


def test_removing_the_app_needs_no_leftovers(client, teacher):
    log_in(client, teacher)
    add_app(client)

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(user=teacher).exists()


def test_role_that_needs_a_second_step_sees_only_the_pages_to_set_it_up(client, teacher, required):
    log_in(client, teacher)

    assert client.get(reverse("profile")).url == reverse("mfa_index")
    assert client.post(reverse("profile"), {"name": "Iemand anders"}).url == reverse("mfa_index")
    assert client.get(reverse("usersessions_list")).url == reverse("mfa_index")
    for page in ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_logout"]:
        assert client.get(reverse(page)).status_code == 200


def test_setting_up_the_second_step_opens_the_rest(client, teacher, required):
    log_in(client, teacher)
    add_app(client)

    assert is_logged_in(client)


def test_recovery_codes_alone_are_no_second_step(teacher):
    Authenticator.objects.create(user=teacher, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert not second_factor.is_set_up(teacher)


def test_role_without_that_need_goes_on(client, colleague, required):
    log_in(client, colleague)

    assert is_logged_in(client)


def test_passkey_of_somebody_else_is_not_found(client, teacher, colleague):
    passkey = Authenticator.objects.create(
        user=colleague, type=Authenticator.Type.WEBAUTHN, data={"name": "telefoon", "credential": {}}
    )
    log_in(client, teacher)

    for page in ["mfa_edit_webauthn", "mfa_remove_webauthn"]:
        for answer in [client.get(reverse(page, args=[passkey.pk])), client.post(reverse(page, args=[passkey.pk]))]:
            assert answer.status_code == 404


def test_passkey_page_gives_the_options_to_a_script(client):
    options = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()

    assert options["request_options"]["publicKey"]["userVerification"] == "required"


@pytest.mark.parametrize(
    "answer",
    ["", "no json", "{}", "[]", "3", '{"id": "x", "response": {}}', '{"id": "eA", "rawId": "eA", "response": {}}'],
)
def test_made_up_passkey_does_not_log_in(client, teacher, answer):
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})

    response = client.post(reverse("mfa_login_webauthn"), {"credential": answer})

    assert response.url == reverse("account_login")
    assert not is_logged_in(client)


@pytest.mark.parametrize("answer", ["", "no json", "{}", "[]", "3", '{"id": "eA", "rawId": "eA", "response": {}}'])
def test_made_up_passkey_is_not_added(client, teacher, answer):
    log_in(client, teacher)
    client.get(reverse("mfa_add_webauthn"))

    response = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": answer, "passwordless": "on"})

    assert response.status_code == 200
    assert not Authenticator.objects.filter(user=teacher).exists()
