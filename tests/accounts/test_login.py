import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from partnership.accounts.models import User
from partnership.accounts.services import create_login, deactivate
from partnership.accounts.signals import user_deactivated

from .conftest import NEW_PASSWORD, PASSWORD, is_logged_in, log_in

pytestmark = pytest.mark.django_db


def test_login_leads_to_the_first_page(client, teacher):
    response = log_in(client, teacher)

    assert response.status_code == 302
    assert response.url == reverse("today")
    assert is_logged_in(client)


def test_login_leads_back_to_the_page_that_was_asked_for(client, teacher):
    response = log_in(client, teacher, next=reverse("usersessions_list"))

    assert response.url == reverse("usersessions_list")


def test_login_leads_to_no_other_site(client, teacher):
    response = log_in(client, teacher, next="https://elsewhere.example/")

    assert response.url == reverse("today")


def test_email_address_may_be_typed_in_capitals(client, teacher):
    client.post(reverse("account_login"), {"login": "JORIS@School.example", "password": PASSWORD})

    assert is_logged_in(client)


def test_wrong_password_and_unknown_address_get_the_same_answer(client, teacher):
    known = log_in(client, teacher, password="iets heel anders dan goed")
    unknown = client.post(
        reverse("account_login"), {"login": "niemand@school.example", "password": "iets heel anders dan goed"}
    )

    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors
    assert not is_logged_in(client)


def test_five_wrong_passwords_slow_down_one_account_and_nobody_else_behind_that_address(client, teacher, colleague):
    for _ in range(5):
        log_in(client, teacher, password="iets heel anders dan goed")

    refused = log_in(client, teacher)
    assert refused.status_code == 200
    assert refused.context["form"].non_field_errors().as_data()[0].code == "too_many_login_attempts"
    assert not is_logged_in(client)

    log_in(client, colleague)
    assert is_logged_in(client)


def test_slowed_down_account_is_free_again_after_five_minutes(client, teacher, clock):
    for _ in range(5):
        log_in(client, teacher, password="iets heel anders dan goed")
    clock.shift(301)

    log_in(client, teacher)

    assert is_logged_in(client)


def test_at_most_thirty_guesses_an_hour(client, teacher, clock):
    for _ in range(11):
        for _ in range(3):
            log_in(client, teacher, password="iets heel anders dan goed")
        clock.shift(301)

    log_in(client, teacher)

    assert not is_logged_in(client)


def test_passwords_are_kept_with_argon2(teacher):
    assert teacher.password.startswith("argon2")


@pytest.mark.parametrize("path", ["account/signup/", "account/email/", "account/password/set/", "account/social/"])
def test_pages_we_do_not_use_are_not_there(client, path):
    assert client.get(f"/{path}").status_code == 404


def test_leaver_with_the_right_password_is_told_that_the_login_is_closed(client, teacher):
    deactivate(teacher, actor=None)

    response = log_in(client, teacher)

    assert response.url == reverse("account_inactive")
    assert not is_logged_in(client)


def test_live_session_of_a_leaver_fails_at_the_next_request(client, teacher):
    log_in(client, teacher)
    User.objects.filter(pk=teacher.pk).update(is_active=False)

    assert not is_logged_in(client)


def test_deactivating_ends_the_sessions_and_tells_who_did_it(client, teacher, colleague):
    log_in(client, teacher)
    heard = []

    def hear(sender, user, actor, **kwargs):
        heard.append((user, actor))

    user_deactivated.connect(hear)
    deactivate(teacher, actor=colleague)
    user_deactivated.disconnect(hear)

    assert heard == [(teacher, colleague)]
    assert client.session.session_key is None or not client.session.keys()


def test_create_login_makes_a_login_that_works(client):
    user = create_login("Noor@School.example", name="Noor", password=NEW_PASSWORD)

    log_in(client, user, password=NEW_PASSWORD)

    assert user.email == "noor@school.example"
    assert is_logged_in(client)


def test_create_login_refuses_an_address_that_has_one(teacher):
    with pytest.raises(ValidationError) as refused:
        create_login("JORIS@school.example", name="Joris", password=NEW_PASSWORD)

    assert refused.value.code == "login_exists"


def test_create_login_refuses_a_weak_password():
    with pytest.raises(ValidationError):
        create_login("noor@school.example", name="Noor", password="te kort")


def test_logging_out_empties_the_browser(client, teacher):
    log_in(client, teacher)

    response = client.post(reverse("account_logout"))

    assert response.url == reverse("account_login")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_logged_in(client)


def test_logging_out_asks_first_when_only_looked_at(client, teacher):
    log_in(client, teacher)

    response = client.get(reverse("account_logout"))

    assert response.status_code == 200
    assert is_logged_in(client)


def test_pages_behind_the_login_are_not_stored(client, teacher):
    log_in(client, teacher)

    assert "no-store" in client.get(reverse("profile"))["Cache-Control"]


def test_login_backend_gives_no_rights(teacher):
    assert not teacher.has_perm("accounts.change_user")


def test_login_page_can_be_opened_without_scripts_or_cookies():
    page = Client().get(reverse("account_login")).content.decode()

    assert 'name="login"' in page
    assert "<script>" not in page
