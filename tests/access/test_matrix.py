"""T2: everyone at every address, by GET and POST, with every kind of row: what the site answers and what it must."""

import re
from collections import Counter

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from partnership.accounts.models import User
from partnership.audit.models import AuditEvent
from partnership.providers import Provider
from partnership.records.services import sign_draft_token
from partnership.school import access_routes
from tests.access import oracle
from tests.access.cases import make_cases, make_given
from tests.access.maps import make_maps
from tests.access.plans import make_plans
from tests.access.world import World
from tests.cast import PERSONAS

KWARGS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
    "school:invitation": {"token": "unknown"},
    "duties:feed": {"token": "unknown"},
    "provider_login": {"provider": "school"},
    "provider_callback": {"provider": "school"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
}
NOBODY = Provider(
    name="school", kind="other", label="School", issuer="http://127.0.0.1:1", client_id="x", client_secret="x",
    domains=frozenset(), second_factor=frozenset(),
)  # fmt: skip
READS = {
    *("pupil_detail", "contacts:detail", "contacts:history", "contacts:edit", "contacts:agreement"),
    *("contacts:day_sheet", "contacts:plan_export", "school:restriction", "incidents:follow", "incidents:case"),
    *("incidents:child_talk", "incidents:second_look", "incidents:action"),
    *("incidents:measure", "incidents:measure_edit", "incidents:measure_letter"),
}
IN_DOCS = {persona.code: persona for persona in access_routes.PERSONAS}
ROUTES = {route.name: route for route in access_routes.all_routes()}


pytestmark = pytest.mark.usefixtures("quick_pages")


@pytest.fixture
def world(cast, settings) -> World:
    """The cast and its plans, with the second step asked of all roles that need it: everyone but P16 has one.

    Who logs in by a provider finds one that does not answer.
    """
    settings.OIDC_PROVIDERS = {"school": NOBODY}
    make_plans(cast)
    make_cases(cast)
    make_given(cast)
    make_maps(cast)
    settings.MFA_REQUIRED = ["school_leader", "safety_coordinator", "counsellor", "board_officer", "admin"]
    for user in User.objects.exclude(pk=cast.personas[oracle.MISSING_SECOND_STEP].user.pk):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    return World()


def answer_of(response: HttpResponse) -> str:
    """Return what a response means to the person: one of the words of the matrix."""
    where = response.headers.get("Location", "")
    if response.status_code == 401 or where.startswith(reverse("account_login") + "?next="):
        return "login"
    if where == reverse("mfa_index") and response.wsgi_request.second_factor_missing:
        return "2nd"
    return str(response.status_code) if response.status_code in (403, 404, 405) else "ok"


def ask(client: Client, cell: oracle.Cell, data: dict) -> HttpResponse:
    """Send one request and take back whatever it did."""
    kwargs = KWARGS.get(cell.route) or ({"pk": cell.key} if cell.key else None)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        response = client.generic(cell.method, reverse(cell.route, kwargs=kwargs)) if cell.method == "GET" else (
            client.post(reverse(cell.route, kwargs=kwargs), data)
        )  # fmt: skip
        response.audited = AuditEvent.objects.count()
        transaction.set_rollback(True)
    client.cookies.load(cookies)
    return response


def means(cell: oracle.Cell, response: HttpResponse) -> str:
    """An own page of which there is nothing yet (no recovery codes, no such passkey) may say so."""
    answer = answer_of(response)
    nothing_there = cell.route in oracle.SELF | oracle.PUBLIC and cell.expected == "ok" and answer == "404"
    return "ok" if nothing_there else answer


def in_docs(cell: oracle.Cell, code: str) -> str:
    """What the docs say; where they say that the row decides, it is what the oracle says of this row."""
    said = access_routes.outcome(ROUTES[cell.route], cell.method, IN_DOCS[code], cell.relation)
    return cell.expected if said == "row" and cell.expected in ("ok", "404") else said


@pytest.mark.parametrize("code", PERSONAS)
def test_every_address_answers_what_the_policy_says(code, cast, world):
    persona = cast.personas[code]
    client = persona.client()
    token = {"draft_token": sign_draft_token(persona.user.pk, "contact", "x")} if persona.user else {}
    already = AuditEvent.objects.count()
    surprises, hidden, refused = [], set(), set()
    for cell in oracle.cells(persona, world):
        response = ask(client, cell, token)
        answer, audited = means(cell, response), response.audited - already
        if not answer == cell.expected == in_docs(cell, code):
            surprises.append(f"{cell.method} {cell.route} {cell.relation}: {answer}, must be {cell.expected}")
        if cell.method == "GET" and cell.route in oracle.ROWS:
            must = int(answer == "ok" and cell.route in READS)
            if audited != must:
                surprises.append(f"GET {cell.route} {cell.relation}: {audited} audit rows, must be {must}")
        if cell.expected == "404":
            hidden.add(shown(response))
        if cell.expected == "403":
            refused.add(shown(response))
    assert surprises == []
    assert len(hidden) <= 1, "what may not be known of differs from what is not there"
    assert len(refused) <= 1, "a refusal tells more than that it refuses"


def shown(response: HttpResponse) -> tuple:
    """Everything of a response that a person can see: body and headers, without what is new in every answer."""
    headers = {name: value for name, value in response.headers.items() if name != "X-Session-Ends"}
    headers["Content-Security-Policy"] = re.sub(r"'nonce-[^']+'", "", headers.get("Content-Security-Policy", ""))
    return response.status_code, response.content, tuple(sorted(headers.items()))


def test_cells_are_counted(cast, world, capsys):
    counts = Counter()
    for persona in cast.personas.values():
        counts.update(cell.expected for cell in oracle.cells(persona, world))
    with capsys.disabled():
        print(f"\naccess matrix: {counts.total()} cells, {dict(counts)}")  # noqa: T201 - the count is part of the result
    assert counts.total() > 3000


def test_routes_are_those_of_the_site():
    assert set(ROUTES) == oracle.ALL
    assert {name for name, route in ROUTES.items() if route.has_row} == set(oracle.ROWS) - oracle.OF_CASES
    assert {name for name, route in ROUTES.items() if route.is_given} == oracle.OF_CASES
    assert {name: set(route.methods) for name, route in ROUTES.items()} == {
        name: oracle.methods_of(name) for name in oracle.ALL
    }


def test_cast_of_the_docs_is_the_cast_of_the_tests():
    assert {persona.code: persona.title for persona in access_routes.PERSONAS} == {
        code: title for code, (title, _) in PERSONAS.items()
    }


@pytest.mark.parametrize("code", PERSONAS)
def test_docs_name_the_rows_that_the_cast_meets(code, cast, world):
    met = {relation for kind in oracle.KINDS for relation in oracle.related_rows(kind, cast.personas[code], world)}
    named = IN_DOCS[code].relations | {"school", "other school", "absent"}
    assert met == named
