from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse

from partnership.accounts import sessions
from partnership.accounts.signals import post_refused

from .conftest import MONDAY, PASSWORD, is_logged_in, log_in

pytestmark = pytest.mark.django_db
UNLOCK = "account_unlock"


@pytest.fixture
def at_work(client, teacher, clock):
    """The teacher, just logged in, on a shared computer."""
    log_in(client, teacher)
    return client


@pytest.fixture
def refused_posts():
    """What a higher layer hears of POSTs that may not be carried out; it keeps them."""
    heard = []

    def keep(sender, request, reason, **kwargs):
        heard.append((reason, request.POST["draft_token"], request.POST.get("summary")))
        return True

    post_refused.connect(keep)
    yield heard
    post_refused.disconnect(keep)


def session_cookie(response):
    return response.cookies[settings.SESSION_COOKIE_NAME]


def test_session_stays_open_while_somebody_works(at_work, clock):
    for _ in range(5):
        clock.shift(timedelta(minutes=14))
        assert is_logged_in(at_work)


def test_idle_session_locks_and_leads_back_to_the_same_page(at_work, clock):
    clock.shift(timedelta(minutes=15))

    locked = at_work.get(reverse("usersessions_list") + "?page=2")
    assert locked.url == f"{reverse(UNLOCK)}?next=%2Faccount%2Fme%2Fsessions%2F%3Fpage%3D2"

    page = at_work.get(locked.url)
    assert page.status_code == 200
    opened = at_work.post(reverse(UNLOCK), {"password": PASSWORD, "next": "/account/me/sessions/?page=2"})
    assert opened.url == "/account/me/sessions/?page=2"
    assert is_logged_in(at_work)


def test_locked_session_stays_locked_however_often_it_knocks(at_work, clock):
    clock.shift(timedelta(minutes=20))
    for _ in range(3):
        assert at_work.get(reverse("profile")).status_code == 302

    assert not is_logged_in(at_work)


def test_wrong_password_does_not_unlock(at_work, clock):
    clock.shift(timedelta(minutes=16))

    response = at_work.post(reverse(UNLOCK), {"password": "iets heel anders dan goed"})

    assert response.status_code == 200
    assert not is_logged_in(at_work)


def test_guessing_at_the_lock_counts_as_guessing_at_the_login(at_work, clock, teacher):
    clock.shift(timedelta(minutes=16))
    for _ in range(5):
        at_work.post(reverse(UNLOCK), {"password": "iets heel anders dan goed"})

    at_work.post(reverse(UNLOCK), {"password": PASSWORD})

    assert not is_logged_in(at_work)


def test_a_code_from_the_app_alone_does_not_unlock(at_work, clock):
    clock.shift(timedelta(minutes=16))

    assert at_work.get(reverse("mfa_reauthenticate")).url.startswith(reverse(UNLOCK))
    assert at_work.get(reverse("account_reauthenticate")).url.startswith(reverse(UNLOCK))


def test_unlocking_gives_the_session_a_new_key(at_work, clock, teacher):
    old_key = at_work.session.session_key
    clock.shift(timedelta(minutes=16))

    at_work.post(reverse(UNLOCK), {"password": PASSWORD})

    assert at_work.session.session_key != old_key
    assert UserSession.objects.get(user=teacher).session_key == at_work.session.session_key


def test_unlock_page_leads_on_when_nothing_is_locked(at_work):
    assert at_work.get(reverse(UNLOCK) + "?next=/account/me/").url == "/account/me/"


def test_unlock_page_leads_a_stranger_through_the_login(client, teacher):
    asked = client.get(reverse(UNLOCK) + "?next=/account/me/")
    page = client.get(asked.url)

    response = client.post(
        reverse("account_login"),
        {"login": teacher.email, "password": PASSWORD, "next": page.context["redirect_field_value"]},
        follow=True,
    )

    assert response.redirect_chain[-1][0] == "/account/me/"


def test_logging_out_works_under_lock(at_work, clock):
    clock.shift(timedelta(minutes=16))

    assert at_work.post(reverse("account_logout")).url == reverse("account_login")


def test_post_under_lock_is_offered_to_who_keeps_drafts(at_work, clock, refused_posts):
    clock.shift(timedelta(minutes=16))

    response = at_work.post(
        reverse("profile"),
        {"draft_token": "token", "summary": "Sem hielp vandaag"},
        headers={"Referer": "http://testserver/account/me/?from=class", "Accept-Language": "en"},
    )

    assert refused_posts == [("locked", "token", "Sem hielp vandaag")]
    assert response.url == f"{reverse(UNLOCK)}?next=%2Faccount%2Fme%2F%3Ffrom%3Dclass"
    assert "is kept" in at_work.get(response.url, headers={"Accept-Language": "en"}).content.decode()


def test_post_after_the_absolute_end_is_offered_too(at_work, clock, refused_posts):
    clock.shift(timedelta(hours=9, minutes=50))
    at_work.post(reverse(UNLOCK), {"password": PASSWORD})
    clock.shift(timedelta(minutes=10))

    response = at_work.post(reverse("profile"), {"draft_token": "token", "summary": "Sem hielp vandaag"})

    assert refused_posts == [("ended", "token", "Sem hielp vandaag")]
    assert response.url == f"{reverse('account_login')}?next=%2Faccount%2Fme%2F"


def test_post_under_lock_changes_nothing(at_work, clock, teacher):
    clock.shift(timedelta(minutes=16))

    at_work.post(reverse("profile"), {"name": "Iemand anders"})

    teacher.refresh_from_db()
    assert teacher.name == "Joris Bakker"


def test_htmx_is_sent_to_the_lock_as_a_whole_page(at_work, clock):
    clock.shift(timedelta(minutes=16))

    response = at_work.get(
        reverse("profile"), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/account/me/?a=1"}
    )

    assert response["HX-Redirect"] == f"{reverse(UNLOCK)}?next=%2Faccount%2Fme%2F%3Fa%3D1"


def test_script_is_told_that_the_session_is_locked(at_work, clock):
    clock.shift(timedelta(minutes=16))

    response = at_work.post(reverse("profile"), headers={"Sec-Fetch-Mode": "cors"})

    assert response.status_code == 401


def test_session_ends_after_a_working_day_however_busy(at_work, clock):
    for _ in range(10 * 6 - 1):
        clock.shift(timedelta(minutes=10))
        at_work.get(reverse("profile"))
    assert is_logged_in(at_work)
    clock.shift(timedelta(minutes=10))

    ended = at_work.get(reverse("profile"))

    assert ended.url == f"{reverse('account_login')}?next=%2Faccount%2Fme%2F"
    assert ended["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_logged_in(at_work)


def test_unlocking_does_not_postpone_the_absolute_end(at_work, clock):
    clock.shift(timedelta(hours=9, minutes=50))
    at_work.post(reverse(UNLOCK), {"password": PASSWORD})
    clock.shift(timedelta(minutes=10))

    assert not is_logged_in(at_work)


def test_session_on_a_shared_computer_ends_with_the_browser(client, teacher):
    cookie = session_cookie(log_in(client, teacher))

    assert cookie["max-age"] == ""
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_session_on_an_own_device_lasts_until_the_absolute_end(client, teacher, clock):
    cookie = session_cookie(log_in(client, teacher, own_device="on"))
    assert cookie["max-age"] == 10 * 3600

    clock.shift(timedelta(minutes=10))
    later = session_cookie(client.get(reverse("profile")))
    assert later["max-age"] == 10 * 3600 - 600


def test_own_device_is_proposed_again_and_forgotten_when_unticked(client, teacher):
    log_in(client, teacher, own_device="on")
    client.post(reverse("account_logout"))
    assert client.get(reverse("account_login")).context["form"].initial["own_device"]

    log_in(client, teacher)
    client.post(reverse("account_logout"))
    assert not client.get(reverse("account_login")).context["form"].initial["own_device"]


def test_fourth_session_ends_the_oldest(teacher, clock):
    browsers = [Client() for _ in range(4)]
    for browser in browsers:
        log_in(browser, teacher)
        clock.shift(60)

    assert [is_logged_in(browser) for browser in browsers] == [False, True, True, True]


def test_list_names_the_own_sessions_only(client, teacher, colleague):
    log_in(Client(headers={"User-Agent": "Mozilla/5.0 (Android 14) Chrome/131.0 Safari/537.36"}), teacher)
    log_in(Client(), colleague)
    log_in(client, teacher)

    page = client.get(reverse("usersessions_list"), headers={"Accept-Language": "en"})

    assert [session.device for session in page.context["sessions"]] == ["Chrome, Android", "unknown device"]


def test_logging_out_everywhere_ends_every_session(client, teacher):
    phone = Client()
    log_in(phone, teacher)
    log_in(client, teacher)

    response = client.post(reverse("usersessions_list"))

    assert response.url == reverse("account_login")
    assert not is_logged_in(client)
    assert not is_logged_in(phone)


def test_script_can_say_that_somebody_is_still_there(at_work, clock):
    clock.shift(timedelta(minutes=14))
    before = at_work.get(reverse("session_extend")).json()["ends"]
    after = at_work.post(reverse("session_extend")).json()["ends"]

    assert after - before == 14 * 60


def test_looking_at_the_clock_does_not_postpone_the_lock(at_work, clock):
    for _ in range(3):
        clock.shift(timedelta(minutes=5))
        at_work.get(reverse("session_extend"))

    assert not is_logged_in(at_work)


def test_saying_that_somebody_is_there_does_not_unlock(at_work, clock):
    clock.shift(timedelta(minutes=16))
    at_work.post(reverse("session_extend"))

    assert not is_logged_in(at_work)


def test_each_page_says_when_the_session_locks(at_work, clock):
    response = at_work.get(reverse("profile"))

    assert int(response["X-Session-Ends"]) == MONDAY.timestamp() + 15 * 60


def test_session_without_a_beginning_is_over(client, teacher):
    client.force_login(teacher)
    session = client.session
    del session[sessions.STARTED]
    session.save()

    assert not is_logged_in(client)
