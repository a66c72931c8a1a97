import pytest
from django.urls import reverse
from django.utils import translation

from partnership.accounts.models import User

from .conftest import log_in

pytestmark = pytest.mark.django_db

FILLED_IN = {"name": "Joris", "language": "", "theme": "", "digest": "daily", "digest_hour": "7"}


@pytest.fixture
def signed_in(client, teacher):
    log_in(client, teacher)
    return client


@pytest.mark.parametrize(
    ("own", "asked", "expected"),
    [
        ("", "nl-NL,nl;q=0.9", "nl"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "pl,tr;q=0.9", "nl"),
        ("", "", "nl"),
        ("", "fr,en;q=0.5", "en"),
        ("en", "nl", "en"),
        ("nl", "en", "nl"),
    ],
)
def test_language_is_the_own_choice_then_the_browsers_then_dutch(signed_in, teacher, own, asked, expected):
    User.objects.filter(pk=teacher.pk).update(language=own)

    response = signed_in.get(reverse("profile"), headers={"Accept-Language": asked} if asked else {})

    assert response["Content-Language"] == expected
    assert f'<html lang="{expected}"' in response.content.decode()


def test_login_page_follows_the_browser(client):
    assert client.get(reverse("account_login"), headers={"Accept-Language": "en"})["Content-Language"] == "en"
    assert client.get(reverse("account_login"))["Content-Language"] == "nl"


def test_language_of_one_request_does_not_stick(signed_in):
    before = translation.get_language()

    signed_in.get(reverse("profile"), headers={"Accept-Language": "en"})

    assert translation.get_language() == before


def test_profile_saves_name_language_colours_and_mail(signed_in, teacher):
    chosen = {"name": "Joris B.", "language": "en", "theme": "dark", "digest": "weekly", "digest_hour": "16"}

    response = signed_in.post(reverse("profile"), chosen)

    teacher.refresh_from_db()
    assert response.url == reverse("profile")
    assert (teacher.name, teacher.language, teacher.theme) == ("Joris B.", "en", "dark")
    assert (teacher.digest, teacher.digest_hour) == ("weekly", 16)


@pytest.mark.parametrize("wrong", [{"language": "fr"}, {"digest": "hourly"}, {"digest_hour": "24"}])
def test_profile_refuses_what_is_not_offered(signed_in, wrong):
    response = signed_in.post(reverse("profile"), FILLED_IN | wrong)

    assert list(response.context["form"].errors) == list(wrong)


@pytest.mark.parametrize("name", ["", "   "])
def test_profile_refuses_an_empty_name(signed_in, teacher, name):
    response = signed_in.post(reverse("profile"), FILLED_IN | {"name": name})

    assert list(response.context["form"].errors) == ["name"]
    teacher.refresh_from_db()
    assert teacher.name == "Joris Bakker"


def test_profile_does_not_change_the_email_address(signed_in, teacher):
    signed_in.post(reverse("profile"), FILLED_IN | {"email": "ander@school.example"})

    teacher.refresh_from_db()
    assert teacher.email == "joris@school.example"
