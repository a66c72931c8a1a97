"""Logging in by a provider, over real HTTP with one on loopback: who comes in, who does not, and what is kept."""

import re
import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings as project
from django.core import mail
from django.test import Client
from django.urls import reverse

from partnership.accounts import second_factor, services
from partnership.accounts.models import User
from tests.flows.server import free_port
from tests.openid import TENANT, OpenIDServer, new_key, openid_server

from .conftest import code_of, is_logged_in, log_in
from .test_second_factor import add_app

pytestmark = pytest.mark.django_db
ADDRESS = {"email": "joris@school.example", "email_verified": True}
MICROSOFT = {"tid": TENANT, "preferred_username": "joris@school.example"}
GOOGLE = {"hd": "school.example", **ADDRESS}
REFUSED, FAILED = 403, 400


@pytest.fixture(scope="module")
def running():
    with openid_server() as server:
        yield server


@pytest.fixture
def openid(running, settings) -> OpenIDServer:
    """The provider, as honest as at its first day, under three names: one of each kind."""
    running.claims, running.key, running.algorithm, running.discovery = {}, running.published_key, "RS256", {}
    running.asked.clear()
    kinds = {"school": "other", "microsoft": "microsoft", "google": "google"}
    settings.OIDC_PROVIDERS = {name: running.provider(kind, name) for name, kind in kinds.items()}
    return running


def start(client: Client, name: str = "school", **sent) -> str:
    """Press the button; return where the browser is sent."""
    return client.post(reverse("provider_login", args=[name]), sent).headers["Location"]


def come_back(client: Client, there: str, **changes):
    """Let the provider answer and follow its way back, with `changes` in what it hands over."""
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=5).headers["Location"])
    return client.get(back.path, dict(parse_qsl(back.query)) | changes)


def by_provider(client: Client, openid: OpenIDServer, name: str = "school", claims: dict | None = None, **sent):
    """Log in by the provider, which says `claims` of the person; return the answer."""
    openid.claims = claims if claims is not None else ADDRESS
    return come_back(client, start(client, name, **sent))


# The way in


@pytest.mark.parametrize(("name", "claims"), [("school", ADDRESS), ("microsoft", MICROSOFT), ("google", GOOGLE)])
def test_invited_person_comes_in_and_is_linked(client, teacher, openid, name, claims):
    response = by_provider(client, openid, name, claims)

    assert response.url == reverse("today")
    assert is_logged_in(client)
    account = SocialAccount.objects.get(user=teacher)
    assert account.provider == name
    assert account.extra_data == {}
    assert "subject-1" not in account.uid
    assert not SocialToken.objects.exists()
    assert User.objects.count() == 1
    teacher.refresh_from_db()
    assert teacher.has_usable_password()


def test_way_leads_back_to_the_page_that_was_asked_for_and_to_no_other_site(client, teacher, openid):
    assert by_provider(client, openid, next="/account/me/").url == "/account/me/"
    assert by_provider(Client(), openid, next="https://elsewhere.example/").url == reverse("today")


def test_provider_is_asked_with_state_nonce_and_pkce_and_nothing_the_address_says(client, teacher, openid):
    path = reverse("provider_login", args=["school"])
    there = client.post(f"{path}?scope=everything&auth_params=prompt%3Dnone&process=connect").headers["Location"]
    asked = dict(parse_qsl(urlsplit(there).query))

    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert asked["response_type"] == "code"
    assert asked["prompt"] == "login"
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 16
    assert asked["redirect_uri"] == "http://testserver/account/provider/school/callback/"


def test_session_begins_under_a_new_key(client, teacher, openid):
    there = start(client)
    before = client.session.session_key
    openid.claims = ADDRESS

    come_back(client, there)

    assert is_logged_in(client)
    assert client.session.session_key != before


def test_first_time_tells_the_person_by_mail(client, teacher, openid, django_capture_on_commit_callbacks):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            by_provider(Client(), openid)

    assert [message.to for message in mail.outbox] == [[teacher.email]]


def test_subject_counts_once_linked_and_the_address_no_more(client, teacher, colleague, openid):
    by_provider(client, openid)
    by_provider(Client(), openid, claims={"email": "j.jansen@school.example", "email_verified": True})
    teacher.email, colleague.email = "j.jansen@school.example", "joris@school.example"
    User.objects.filter(pk=teacher.pk).update(email=teacher.email)
    User.objects.filter(pk=colleague.pk).update(email=colleague.email)
    again = Client()

    by_provider(again, openid)

    assert again.get(reverse("profile")).context["user"] == teacher
    assert SocialAccount.objects.count() == 1


# Who does not come in


STRANGERS = {
    "nobody with that address": ("school", {"email": "niemand@school.example", "email_verified": True}),
    "address not proven": ("school", {"email": "joris@school.example", "email_verified": False}),
    "address said to be proven by silence": ("school", {"email": "joris@school.example"}),
    "no address at all": ("school", {}),
    "address that is no text": ("school", {"email": ["joris@school.example"], "email_verified": True}),
    "address outside the domains": ("school", {"email": "joris@elders.example", "email_verified": True}),
    "two addresses in one": ("school", {"email": "x@elders.example@school.example", "email_verified": True}),
    "other tenant": ("microsoft", MICROSOFT | {"tid": TENANT.replace("6", "7")}),
    "no tenant": ("microsoft", {"preferred_username": "joris@school.example"}),
    "guest of the tenant": ("microsoft", MICROSOFT | {"acct": 1}),
    "free text as Microsoft's e-mail": (
        "microsoft", {"tid": TENANT, "preferred_username": "boef@school.example", "email": "joris@school.example"},
    ),
    "other Workspace": ("google", GOOGLE | {"hd": "elders.example"}),
    "Google without a Workspace": ("google", ADDRESS),
    "Google, not proven": ("google", GOOGLE | {"email_verified": False}),
}  # fmt: skip


@pytest.mark.parametrize("case", STRANGERS)
def test_stranger_is_sent_to_the_administrator(client, teacher, openid, case):
    name, claims = STRANGERS[case]

    response = by_provider(client, openid, name, claims)

    assert response.status_code == REFUSED
    assert not is_logged_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_microsoft_address_counts_when_the_domain_is_proven(client, teacher, openid):
    said = {"tid": TENANT, "preferred_username": "jb@school.onmicrosoft.example", "xms_edov": True}

    by_provider(client, openid, "microsoft", said | {"email": "joris@school.example"})

    assert is_logged_in(client)


def page_without_csrf(response) -> str:
    return re.sub(r'(data-csrf|name="csrfmiddlewaretoken" value)="[^"]+"', "", response.content.decode())


def test_every_refusal_reads_the_same(client, teacher, colleague, openid):
    by_provider(Client(), openid, claims={"email": colleague.email, "email_verified": True, "sub": "hers"})
    services.deactivate(teacher, actor=None)
    unknown = by_provider(client, openid, claims={"email": "niemand@school.example", "email_verified": True})
    closed = by_provider(client, openid)
    handed_on = by_provider(client, openid, claims={"email": colleague.email, "email_verified": True, "sub": "new"})

    assert {answer.status_code for answer in (unknown, closed, handed_on)} == {REFUSED}
    assert len({page_without_csrf(answer) for answer in (unknown, closed, handed_on)}) == 1


def test_leaver_who_was_linked_is_refused(client, teacher, openid):
    by_provider(client, openid)
    services.deactivate(teacher, actor=None)

    response = by_provider(Client(), openid)

    assert response.status_code == REFUSED
    assert not is_logged_in(client)


def test_address_handed_on_opens_no_old_login(client, teacher, openid):
    by_provider(client, openid)
    newcomer = Client()

    assert by_provider(newcomer, openid, claims=ADDRESS | {"sub": "somebody new"}).status_code == REFUSED
    assert not is_logged_in(newcomer)


def test_parting_ends_the_sessions_and_lets_link_anew(client, teacher, openid):
    by_provider(client, openid)
    assert services.unlink_providers(teacher, actor=None) == 1
    assert not is_logged_in(client)

    by_provider(client, openid, claims=ADDRESS | {"sub": "anew"})

    assert is_logged_in(client)


# Answers that do not fit


LIES = {
    "other nonce": {"nonce": "made up"},
    "no nonce": {"nonce": None},
    "other issuer": {"iss": "https://elsewhere.example"},
    "other audience": {"aud": "another-app"},
    "made for several, handed out to another": {"aud": ["partnership", "another-app"], "azp": "another-app"},
    "too old": {"exp": 1_700_000_000},
    "no end": {"exp": None},
    "no subject": {"sub": None},
}


@pytest.mark.parametrize("case", LIES)
def test_token_that_does_not_fit_is_no_login(client, teacher, openid, case):
    response = by_provider(client, openid, claims=ADDRESS | LIES[case])

    assert response.status_code == FAILED
    assert not is_logged_in(client)
    assert not SocialAccount.objects.exists()


def test_token_signed_with_another_key_is_no_login(client, teacher, openid):
    openid.key = new_key()

    assert by_provider(client, openid).status_code == FAILED
    assert not is_logged_in(client)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_token_signed_with_a_key_that_anybody_has_is_no_login(client, teacher, openid, algorithm):
    openid.algorithm = algorithm
    openid.key = None

    assert by_provider(client, openid).status_code == FAILED
    assert not is_logged_in(client)


@pytest.mark.parametrize("state", ["", "made-up"])
def test_state_that_was_not_given_out_here_is_no_login(client, teacher, openid, state):
    openid.claims = ADDRESS

    response = come_back(client, start(client), state=state)

    assert response.status_code == FAILED
    assert not is_logged_in(client)


def test_state_of_another_browser_is_no_login(client, teacher, openid):
    openid.claims = ADDRESS
    there = start(client)

    assert come_back(Client(), there).status_code == FAILED


def test_state_works_once_and_at_its_own_provider_only(client, teacher, openid):
    openid.claims = ADDRESS
    there = start(client)
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=5).headers["Location"])

    other = client.get(reverse("provider_callback", args=["google"]), dict(parse_qsl(back.query)))
    assert other.status_code == FAILED
    come_back(client, there)
    assert is_logged_in(client)
    assert come_back(client, there).status_code == FAILED


def test_code_of_another_login_does_not_pass_pkce(client, teacher, openid):
    openid.claims = ADDRESS
    other = urlsplit(requests.get(start(Client()), allow_redirects=False, timeout=5).headers["Location"])
    stolen = dict(parse_qsl(other.query))

    assert come_back(client, start(client), code=stolen["code"]).status_code == FAILED
    assert not is_logged_in(client)


def test_person_who_stops_at_the_provider_is_back_at_the_login(client, teacher, openid):
    state = dict(parse_qsl(urlsplit(start(client)).query))["state"]

    response = client.get(
        reverse("provider_callback", args=["school"]), {"error": "access_denied", "state": state}, follow=True
    )

    assert response.redirect_chain[-1][0] == reverse("account_login")
    assert "School" in str(next(iter(response.context["messages"])))


DISCOVERY = {
    "another issuer": {"issuer": "https://elsewhere.example"},
    "login page elsewhere": {"authorization_endpoint": "http://elsewhere.example/authorize"},
    "incomplete": {"jwks_uri": None},
}


@pytest.mark.parametrize("case", DISCOVERY)
def test_provider_that_is_not_the_one_of_the_settings_is_not_gone_to(client, openid, case):
    openid.discovery = DISCOVERY[case]

    assert client.post(reverse("provider_login", args=["school"])).status_code == FAILED


def test_provider_that_is_away_gives_a_plain_page(client, teacher, openid, settings):
    there = start(client)
    openid.claims = ADDRESS
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=5).headers["Location"])
    gone = openid.provider(issuer=f"http://127.0.0.1:{free_port()}")
    settings.OIDC_PROVIDERS = {"school": gone}

    for response in [
        client.post(reverse("provider_login", args=["school"])),
        client.get(back.path, dict(parse_qsl(back.query))),
    ]:
        assert response.status_code == 503
        assert reverse("account_login") in response.content.decode()


# The second step


@pytest.fixture
def required(monkeypatch, teacher):
    """The teacher's role needs a second step."""
    monkeypatch.setattr(second_factor, "required_for", [lambda user: user == teacher])


@pytest.mark.parametrize("said", [{"amr": ["pwd", "mfa"]}, {"acr": "mfa"}, {"acrs": ["mfa"]}])
def test_second_step_at_the_provider_counts_when_it_says_so(client, teacher, openid, required, said):
    by_provider(client, openid, claims=ADDRESS | said)

    assert is_logged_in(client)


@pytest.mark.parametrize("said", [{}, {"amr": ["pwd"]}, {"amr": "pwd mfa"}, {"acr": "1"}, {"amr": [["mfa"], None]}])
def test_without_it_the_role_needs_a_second_step_of_our_own(client, teacher, openid, required, said):
    by_provider(client, openid, claims=ADDRESS | said)

    assert client.get(reverse("profile")).url == reverse("mfa_index")


def test_settings_say_which_words_count(client, teacher, openid, required, settings):
    settings.OIDC_PROVIDERS = {"school": openid.provider(second_factor=frozenset({"hwk"}))}
    by_provider(client, openid, claims=ADDRESS | {"amr": ["mfa"]})
    assert not is_logged_in(client)

    by_provider(client, openid, claims=ADDRESS | {"amr": ["hwk"]})

    assert is_logged_in(client)


def test_own_second_step_is_asked_unless_the_provider_saw_one(client, teacher, openid, clock):
    log_in(client, teacher)
    secret, _ = add_app(client)
    client.post(reverse("account_logout"))
    clock.shift(60)

    first = by_provider(client, openid, own_device="on", next="/account/me/")
    assert first.url == reverse("mfa_authenticate")
    assert not is_logged_in(client)
    second = client.post(first.url, {"code": code_of(secret)})
    assert second.url == "/account/me/"
    assert second.cookies[project.SESSION_COOKIE_NAME]["max-age"] == 10 * 3600

    other = Client()
    assert by_provider(other, openid, claims=ADDRESS | {"amr": ["mfa"]}).url == reverse("today")
    assert is_logged_in(other)


def test_second_step_of_one_person_counts_for_nobody_else_in_that_browser(client, teacher, colleague, openid, required):
    said = {"email": "fatima@school.example", "email_verified": True, "amr": ["mfa"], "sub": "hers"}
    by_provider(client, openid, claims=said)
    log_in(client, teacher)
    client.post(reverse("account_logout"))
    by_provider(client, openid, claims={"email": "niemand@school.example", "email_verified": True, "amr": ["mfa"]})

    log_in(client, teacher)

    assert client.get(reverse("profile")).url == reverse("mfa_index")


def test_microsoft_is_asked_for_the_context_that_means_a_second_step(client, openid, settings):
    settings.OIDC_PROVIDERS = {"microsoft": openid.provider("microsoft", "microsoft", second_factor=frozenset({"c1"}))}

    asked = dict(parse_qsl(urlsplit(start(client, "microsoft")).query))

    assert asked["claims"] == '{"id_token": {"acrs": {"essential": true, "value": "c1"}}}'


# The session


def test_session_records_by_which_way_somebody_came(client, teacher, openid):
    by_provider(client, openid)

    [record] = client.session["account_authentication_methods"]
    assert (record["method"], record["provider"]) == ("socialaccount", "school")


@pytest.mark.parametrize(("own", "prompt"), [("on", None), ("", "login")])
def test_shared_computer_is_asked_again_and_forgets(client, teacher, openid, own, prompt):
    response = by_provider(client, openid, own_device=own)

    assert openid.asked[-1].get("prompt") == prompt
    assert bool(response.cookies[project.SESSION_COOKIE_NAME]["max-age"]) == bool(own)
    assert bool(client.cookies["own_device"].value) == bool(own)


@pytest.fixture
def locked(client, teacher, openid, clock):
    """The teacher came by the provider and was away for a quarter of an hour."""
    by_provider(client, openid)
    clock.shift(timedelta(minutes=16))
    return client


def unlock(client: Client, openid: OpenIDServer, clock, *, after: int, **claims):
    """Unlock by the provider, which says that the person showed itself `after` seconds from now."""
    openid.claims = {"auth_time": int(clock.time()) + after, **claims}
    return come_back(client, start(client, purpose="unlock", next="/account/me/sessions/"))


@pytest.fixture
def clock(clock):
    """The clock of these tests can be read."""
    clock.time = time.time
    return clock


def test_provider_unlocks_when_it_asked_again(locked, openid, clock):
    assert not is_logged_in(locked)
    old_key = locked.session.session_key

    response = unlock(locked, openid, clock, after=5)

    assert response.url == "/account/me/sessions/"
    assert is_logged_in(locked)
    assert locked.session.session_key != old_key
    assert (openid.asked[-1]["prompt"], openid.asked[-1]["max_age"]) == ("login", "0")


def test_provider_that_only_knew_who_was_there_does_not_unlock(locked, openid, clock):
    assert unlock(locked, openid, clock, after=-960).url == reverse("account_unlock")
    assert unlock(locked, openid, clock, after=0, auth_time=None).url == reverse("account_unlock")
    assert not is_logged_in(locked)


def test_somebody_else_does_not_unlock(locked, colleague, openid, clock):
    by_provider(Client(), openid, claims={"email": colleague.email, "email_verified": True, "sub": "hers"})

    assert unlock(locked, openid, clock, after=5, sub="hers").url == reverse("account_unlock")
    assert not is_logged_in(locked)


def test_google_does_not_unlock_since_it_cannot_be_made_to_ask(locked, openid):
    page = locked.get(reverse("account_unlock")).content.decode()

    assert "/provider/school/" in page
    assert "/provider/google/" not in page
    assert locked.post(reverse("provider_login", args=["google"]), {"purpose": "unlock"}).status_code == 404


def test_session_by_provider_ends_after_a_working_day(client, teacher, openid, clock):
    by_provider(client, openid, own_device="on")
    for _ in range(60):
        clock.shift(timedelta(minutes=10))
        client.get(reverse("profile"))

    assert not is_logged_in(client)


def test_person_without_a_password_is_offered_one_by_mail(client, teacher, openid):
    teacher.set_password(None)
    teacher.save()
    by_provider(client, openid)

    assert client.get(reverse("account_change_password")).url == reverse("account_reset_password")


@pytest.fixture
def without_password(client, teacher, openid, clock):
    """The teacher knows no password, came by the provider, and has been at work for eleven minutes."""
    teacher.set_password(None)
    teacher.save()
    by_provider(client, openid)
    clock.shift(timedelta(minutes=11))
    return client


def test_changing_the_second_step_without_a_password_asks_the_provider_again(without_password, openid, clock):
    page = reverse("mfa_activate_totp")
    asked = without_password.get(page)
    assert asked.url == f"{reverse('account_unlock')}?next=%2Faccount%2Fme%2Fsecond-step%2Fapp%2Fnew%2F"
    assert not is_logged_in(without_password)
    shown = without_password.get(asked.url).content.decode()
    assert 'type="password"' not in shown
    assert "/provider/school/" in shown

    unlock(without_password, openid, clock, after=5)

    assert without_password.get(page).status_code == 200


# The pages


def test_login_page_offers_what_is_configured(client, openid, settings):
    page = client.get(reverse("account_login"), headers={"Accept-Language": "nl"}).content.decode()
    assert [f"/provider/{name}/" in page for name in settings.OIDC_PROVIDERS] == [True, True, True]

    settings.OIDC_PROVIDERS = {}

    assert "provider" not in client.get(reverse("account_login")).content.decode()


def test_nothing_configured_leaves_nothing(client):
    assert project.OIDC_PROVIDERS == {}
    for name in ["microsoft", "google", "school"]:
        assert client.post(reverse("provider_login", args=[name])).status_code == 404
        assert client.get(reverse("provider_callback", args=[name])).status_code == 404


def test_login_by_provider_begins_with_a_form_of_our_own(openid):
    strict = Client(enforce_csrf_checks=True)

    assert strict.get(reverse("provider_login", args=["school"])).status_code == 405
    assert strict.post(reverse("provider_login", args=["school"])).status_code == 403
    assert openid.asked == []


def test_authenticators_are_left_alone(client, teacher, openid):
    by_provider(client, openid, claims=ADDRESS | {"amr": ["mfa"]})

    assert not Authenticator.objects.exists()
