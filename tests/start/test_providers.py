"""Who may say who somebody is stands in the environment; what is incomplete or unsafe is refused at the start."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from partnership.providers import from_environment
from tests.openid import TENANT

pytestmark = pytest.mark.once
MICROSOFT = {
    "OIDC_PROVIDERS": "microsoft",
    "OIDC_MICROSOFT_TENANT": TENANT.upper(),
    "OIDC_MICROSOFT_CLIENT_ID": "id",
    "OIDC_MICROSOFT_CLIENT_SECRET": "not-a-secret",
    "OIDC_MICROSOFT_DOMAINS": "School.example,bestuur.example",
}
GOOGLE = {
    "OIDC_PROVIDERS": "google",
    "OIDC_GOOGLE_CLIENT_ID": "id",
    "OIDC_GOOGLE_CLIENT_SECRET": "not-a-secret",
    "OIDC_GOOGLE_DOMAINS": "school.example",
}
OTHER = {"OIDC_PROVIDERS": "entree", "OIDC_ENTREE_ISSUER": "https://login.example.org"} | {
    name.replace("GOOGLE", "ENTREE"): value for name, value in GOOGLE.items() if name != "OIDC_PROVIDERS"
}


def read(given: dict[str, str], *, production: bool = True):
    env = environ.Env()
    env.ENVIRON = dict(given)
    return from_environment(env, production=production)


def test_nothing_is_configured_unless_it_is_named():
    assert read({}) == {}
    assert read({name: value for name, value in MICROSOFT.items() if name != "OIDC_PROVIDERS"}) == {}


def test_microsoft_is_bound_to_the_tenant():
    provider = read(MICROSOFT)["microsoft"]

    assert provider.issuer == f"https://login.microsoftonline.com/{TENANT}/v2.0"
    assert provider.origin == "https://login.microsoftonline.com"
    assert provider.domains == {"school.example", "bestuur.example"}
    assert (provider.label, provider.tenant) == ("Microsoft", TENANT)
    assert "mfa" in provider.second_factor


def test_google_and_others_side_by_side():
    providers = read(GOOGLE | OTHER | {"OIDC_PROVIDERS": "google,entree", "OIDC_ENTREE_MFA": "phr"})

    assert [(each.kind, each.label, each.origin) for each in providers.values()] == [
        ("google", "Google", "https://accounts.google.com"),
        ("other", "Entree", "https://login.example.org"),
    ]
    assert providers["entree"].second_factor == {"phr"}


def test_second_tenant_has_a_name_and_words_of_its_own():
    given = {name.replace("MICROSOFT", "NOORD"): value for name, value in MICROSOFT.items()}
    wanted = {"OIDC_PROVIDERS": "noord", "OIDC_NOORD_KIND": "microsoft", "OIDC_NOORD_LABEL": "het account van Noord"}

    provider = read(given | wanted)["noord"]

    assert (provider.kind, provider.label) == ("microsoft", "het account van Noord")


@pytest.mark.parametrize("tenant", ["common", "organizations", "consumers", ""])
def test_every_tenant_of_the_world_is_refused(tenant):
    with pytest.raises(ImproperlyConfigured, match="OIDC_MICROSOFT_TENANT"):
        read(MICROSOFT | {"OIDC_MICROSOFT_TENANT": tenant})


@pytest.mark.parametrize("name", ["CLIENT_ID", "CLIENT_SECRET", "DOMAINS"])
def test_what_is_missing_is_named(name):
    with pytest.raises(ImproperlyConfigured, match=f"OIDC_GOOGLE_{name}"):
        read(GOOGLE | {f"OIDC_GOOGLE_{name}": ""})


@pytest.mark.parametrize("domains", ["*", "school", "@school.example"])
def test_domains_are_domains(domains):
    with pytest.raises(ImproperlyConfigured, match="OIDC_GOOGLE_DOMAINS"):
        read(GOOGLE | {"OIDC_GOOGLE_DOMAINS": domains})


@pytest.mark.parametrize(
    ("issuer", "production", "good"),
    [
        ("http://127.0.0.1:9000", False, True),
        ("http://127.0.0.1:9000", True, False),
        ("http://login.example.org", False, False),
        ("login.example.org", True, False),
        ("", True, False),
    ],
)
def test_issuer_is_reached_safely(issuer, production, good):
    given = OTHER | {"OIDC_ENTREE_ISSUER": issuer}
    if good:
        assert read(given, production=production)
    else:
        with pytest.raises(ImproperlyConfigured, match="OIDC_ENTREE_ISSUER"):
            read(given, production=production)


def test_secret_is_not_shown_when_a_provider_is_printed():
    assert "not-a-secret" not in repr(read(GOOGLE))
