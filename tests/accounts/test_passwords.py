import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from partnership.accounts.forms import SetPasswordForm
from partnership.accounts.models import User

from .conftest import NEW_PASSWORD, PASSWORD, is_logged_in, log_in
from .test_second_factor import add_app

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "veertien tekens",
        "correct horse battery staple",
        "ik fiets elke dag",
        "Zin met ë en 漢字 erin",
        "p" + "aard " * 25,
    ],
)
def test_sentence_is_a_good_password(password):
    validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "te kort is kor",
        "aaaaaaaaaaaaaaaaaaaa",
        "welkomschool2026!",
        "Partnerschap2026!",
        "123456789012345678",
        "joris.bakker@school",
        "qwertyuiopqwertyuiop",
        "een lange zin " * 10,
    ],
)
def test_password_that_is_easy_to_guess_or_too_long_is_refused(password):
    user = User(email="joris.bakker@school.example", name="Joris Bakker")

    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_set_password_form_wants_the_same_password_twice():
    assert SetPasswordForm({"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).is_valid()
    assert "password2" in SetPasswordForm({"password1": NEW_PASSWORD, "password2": PASSWORD}).errors


def test_set_password_form_refuses_the_own_address():
    user = User(email="joris.bakker@school.example")

    form = SetPasswordForm({"password1": user.email, "password2": user.email}, user=user)

    assert "password1" in form.errors


def ask_for_mail(client, callbacks, email) -> str:
    """Ask for a new password and return the link from the mail."""
    with callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": email})
    return re.search(r"http\S+", mail.outbox[-1].body)[0]


def choose(client, link, password):
    form = client.get(link, follow=True)
    return client.post(form.context["action_url"], {"password1": password, "password2": password})


def test_forgotten_password_is_set_by_the_link_in_the_mail(client, teacher, django_capture_on_commit_callbacks):
    link = ask_for_mail(client, django_capture_on_commit_callbacks, teacher.email)

    assert choose(client, link, NEW_PASSWORD).url == reverse("account_reset_password_from_key_done")
    assert not is_logged_in(client)
    log_in(client, teacher, password=NEW_PASSWORD)
    assert is_logged_in(client)


def test_link_works_once(client, teacher, django_capture_on_commit_callbacks):
    link = ask_for_mail(client, django_capture_on_commit_callbacks, teacher.email)
    choose(client, link, NEW_PASSWORD)

    assert client.get(link, follow=True).context["token_fail"]


def test_link_works_two_hours(client, teacher, django_capture_on_commit_callbacks, clock):
    link = ask_for_mail(client, django_capture_on_commit_callbacks, teacher.email)
    clock.shift(2 * 3600 + 1)

    assert client.get(link, follow=True).context["token_fail"]


def test_forgotten_password_answers_the_same_to_every_address(client, teacher, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        known = client.post(reverse("account_reset_password"), {"email": teacher.email})
        unknown = client.post(reverse("account_reset_password"), {"email": "niemand@school.example"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [[teacher.email]]


def test_fourth_mail_within_an_hour_is_refused_for_known_and_unknown_alike(client, teacher):
    for email in [teacher.email, "niemand@school.example"]:
        answers = [client.post(reverse("account_reset_password"), {"email": email}).status_code for _ in range(4)]
        assert answers == [302, 302, 302, 429]


def test_new_password_by_mail_does_not_skip_the_second_step(client, teacher, django_capture_on_commit_callbacks):
    log_in(client, teacher)
    add_app(client)
    thief = Client()
    link = ask_for_mail(thief, django_capture_on_commit_callbacks, teacher.email)
    choose(thief, link, NEW_PASSWORD)

    answer = log_in(thief, teacher, password=NEW_PASSWORD)

    assert answer.url == reverse("mfa_authenticate")
    assert not is_logged_in(thief)


def test_new_password_works_at_once_also_after_wrong_guesses(client, teacher, django_capture_on_commit_callbacks):
    for _ in range(5):
        log_in(client, teacher, password="iets heel anders dan goed")
    choose(client, ask_for_mail(client, django_capture_on_commit_callbacks, teacher.email), NEW_PASSWORD)

    log_in(client, teacher, password=NEW_PASSWORD)

    assert is_logged_in(client)


def test_new_password_ends_the_sessions_elsewhere(client, teacher, django_capture_on_commit_callbacks):
    elsewhere = Client()
    log_in(elsewhere, teacher)
    choose(client, ask_for_mail(client, django_capture_on_commit_callbacks, teacher.email), NEW_PASSWORD)

    assert not is_logged_in(elsewhere)


def test_changing_the_password_logs_out_everywhere(client, teacher):
    elsewhere = Client()
    log_in(elsewhere, teacher)
    log_in(client, teacher)

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert response.url == reverse("account_login")
    assert not is_logged_in(client)
    assert not is_logged_in(elsewhere)
    log_in(client, teacher, password=NEW_PASSWORD)
    assert is_logged_in(client)
