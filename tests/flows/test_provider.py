"""A teacher logs in with the account of the school: a real browser, a site of its own and a provider on loopback."""

import pytest

from tests.flows.person import DESKTOP, PHONE, Person
from tests.flows.server import running_site
from tests.openid import CLIENT_ID, CLIENT_SECRET, TENANT, openid_server

SANNE = "sanne@lindeboom.example"
BUTTON = "button[formaction='/account/provider/{}/']"


@pytest.fixture(scope="session")
def openid():
    with openid_server() as server:
        server.asks_first = True
        yield server


@pytest.fixture(scope="session")
def provider_site(tmp_path_factory, openid):
    """The demo site with two providers, both the one on loopback."""
    settings = {"OIDC_PROVIDERS": "microsoft,google", "OIDC_MICROSOFT_TENANT": TENANT}
    for name in ("MICROSOFT", "GOOGLE"):
        settings |= {
            f"OIDC_{name}_ISSUER": openid.issuer,
            f"OIDC_{name}_CLIENT_ID": CLIENT_ID,
            f"OIDC_{name}_CLIENT_SECRET": CLIENT_SECRET,
            f"OIDC_{name}_DOMAINS": "lindeboom.example",
        }
    with running_site(tmp_path_factory.mktemp("provider") / "data", **settings) as site:
        yield site


@pytest.fixture
def person(browser, provider_site, openid):
    """Return a function that gives someone a browser for this site, which may go to the provider as well."""
    contexts = []

    def visit(look: dict) -> Person:
        contexts.append(browser.new_context(**look, base_url=provider_site.url))
        someone = Person(contexts[-1], provider_site.url)
        someone.elsewhere = openid.issuer
        return someone

    yield visit
    for context in contexts:
        context.close()


def by_provider(person: Person, openid, name: str, claims: dict) -> None:
    """Press the button, say at the provider that it is you, and look at the page that comes."""
    openid.claims = claims
    person.tap(BUTTON.format(name))
    person.page.wait_for_url(f"{openid.issuer}/**")
    person.page.get_by_text("It is me").click()
    person.page.wait_for_url(f"{person.url}/**")
    person.look()


def test_teacher_logs_in_and_comes_back_where_she_was(person, openid):
    sanne = person(PHONE)
    sanne.open("/pupils/")
    assert sanne.path == "/account/login/"

    by_provider(sanne, openid, "microsoft", {"tid": TENANT, "preferred_username": SANNE})

    assert sanne.path == "/pupils/"
    assert sanne.page.locator("main a[href^='/pupils/']").count() > 5
    assert sanne.cookie("sessionid")["expires"] == -1
    sanne.open("/account/me/")


def test_stranger_reads_whom_to_ask(person, openid):
    stranger = person(DESKTOP)
    stranger.open("/account/login/")
    stranger.choose("own_device")

    by_provider(stranger, openid, "google", {"hd": "elders.example", "email": SANNE, "email_verified": True})

    assert stranger.path == "/account/provider/google/callback/"
    assert stranger.page.locator("nav a[href='/pupils/']").count() == 0
    assert openid.asked[-1].get("prompt") is None


def test_browser_lets_the_form_go_to_no_other_host(person, openid):
    someone = person(PHONE)
    someone.open("/account/login/")
    policy = someone.page.request.get("/account/login/").headers["content-security-policy"]

    [allowed] = [rule for rule in policy.split("; ") if rule.startswith("form-action")]
    assert allowed == f"form-action 'self' {openid.issuer}"
