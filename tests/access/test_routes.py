"""T1: no address without a rule, and the rules say why."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, include, path
from django.views.generic import View

from partnership.accounts.rules import PUBLIC_VIEWS, SELF_VIEWS
from partnership.school.access_routes import all_routes
from partnership.school.rules.policy import OPERATIONS, POLICY
from partnership.urls import urlpatterns as real_urlpatterns
from partnership.web.access import Allowed, Public, SignedIn, rule_of
from tests.cast import log_in, make_user


class UnguardedView(View):
    def get(self, request) -> HttpResponse:
        return HttpResponse("open to the world")


# The site with an address somebody forgot, hidden behind a name that has a rule elsewhere.
planted = [path("again/", UnguardedView.as_view(), name="profile")]
urlpatterns = [*real_urlpatterns, path("hidden/", include((planted, "planted")))]


def callbacks(patterns: list, namespace: str = "") -> list[tuple[str, object]]:
    """Return name and callback of every address below `patterns`."""
    found = []
    for entry in patterns:
        if isinstance(entry, URLPattern):
            found.append((f"{namespace}{entry.name or ''}", entry.callback))
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += callbacks(entry.url_patterns, inner)
    return found


def without_rule(patterns: list) -> list[str]:
    return [name for name, callback in callbacks(patterns) if rule_of(callback, name) is None]


def test_every_address_has_a_rule():
    assert without_rule(get_resolver().url_patterns) == []
    assert len(callbacks(get_resolver().url_patterns)) > 50


@pytest.mark.urls(__name__)
def test_planted_address_without_a_rule_is_found():
    assert without_rule(get_resolver().url_patterns) == ["planted:profile"]
    assert [route.name for route in all_routes() if route.rule is None] == ["planted:profile"]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("signed_in", [True, False])
def test_address_without_a_rule_fails_in_tests(db, signed_in):
    client = log_in(make_user()) if signed_in else Client()
    with pytest.raises(ImproperlyConfigured, match="has no access rule"):
        client.get("/hidden/again/")


@pytest.mark.urls(__name__)
def test_address_without_a_rule_is_not_there_in_production(db, settings):
    settings.PRODUCTION = True
    response = log_in(make_user()).get("/hidden/again/")
    assert response.status_code == 404
    assert b"open to the world" not in response.content


def test_walks_find_the_same_addresses():
    assert sorted(name for name, _ in callbacks(get_resolver().url_patterns)) == [each.name for each in all_routes()]


def test_every_open_address_says_why():
    reasons = [route.rule.why for route in all_routes() if isinstance(route.rule, Public | SignedIn)]
    assert all(len(why.split()) > 1 for why in reasons)


def test_rules_ask_what_the_policy_knows():
    asked = {(route.rule.data_class, route.rule.operation) for route in all_routes() if isinstance(route.rule, Allowed)}
    assert all(data_class in POLICY.data_classes and operation in OPERATIONS for data_class, operation in asked)
    granted = {(row.data_class, row.operation) for row in POLICY.rows}
    assert asked <= granted, "an address that nobody may open"


def test_rules_by_name_have_an_address():
    names = {route.name for route in all_routes()}
    assert {*PUBLIC_VIEWS, *SELF_VIEWS} <= names


def test_views_of_our_own_carry_their_rule_themselves():
    ours = [callback.view_class for name, callback in callbacks(real_urlpatterns) if not name.startswith("mfa_")]
    ours = [view for view in ours if view.__module__.split(".")[0] in ("contacts", "partnership")]
    named = [view.__name__ for view in ours if not hasattr(view, "access") and "accounts" not in view.__module__]
    assert named == []
