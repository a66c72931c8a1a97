"""T3 for the map: routes, functions and people of others in the forms with which it is written, refused alike."""

import re
import uuid

import pytest
from django.urls import reverse

from incidents.models import MapPost, Route, RouteStep
from partnership.audit.models import AuditEvent
from tests.access.filling import filled_in
from tests.access.maps import make_maps

pytestmark = pytest.mark.usefixtures("quick_pages")
KEY = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
CHANGED = [MapPost, Route, RouteStep, AuditEvent]
NEW_STEP = {"what": "Bel het bestuur.", "term": "at_once"}


@pytest.fixture
def made(cast):
    return make_maps(cast)


@pytest.fixture
def strangers(cast, made) -> dict[str, list[uuid.UUID]]:
    """Keys that the leader of Linde may not use; a route of what is in use is none of the draft."""
    in_use = made["linde"].version.routes.get()
    switched_off = MapPost.objects.create(school=cast.linde, kind="other", name="Oud", is_active=False)
    staff = cast.staff
    return {
        "route": [made["berk"].route.pk, in_use.pk, made["linde"].step.pk],
        "post": [made["berk"].post.pk, switched_off.pk, made["linde"].route.pk],
        "staff": [staff["els"].pk, staff["gone"].pk, staff["sonja"].pk, cast.guardians["anja"].pk],
    }  # fmt: skip


TRIED = [
    ("route_new", "draft", "then", "route", {"name": "Online"}),
    ("route_edit", "route", "then", "route", {}),
    ("step_new", "route", "post", "post", NEW_STEP),
    ("step_edit", "step", "post", "post", {}),
    ("step_edit", "step", "informs", "post", {}),
    ("post_new", None, "holder", "staff", {"kind": "other", "name": "Iemand"}),
    ("post_edit", "post", "holder", "staff", {}),
    ("post_edit", "post", "deputy", "staff", {}),
]


@pytest.mark.parametrize(("page", "row", "field", "kind", "more"), TRIED, ids=lambda each: str(each)[:20])
def test_keys_of_others_are_refused_alike(cast, made, strangers, page, row, field, kind, more):
    """An absent key is among them: what may not be chosen answers as what is not there."""
    url = reverse(f"map:{page}", args=[getattr(made["linde"], row).pk] if row else [])
    client = cast.client("P6")
    form = client.get(url).context_data["form"]
    before, errors = [model.objects.count() for model in CHANGED], []
    for key in [*strangers[kind], uuid.uuid4()]:
        response = client.post(url, filled_in(form, **more, **{field: str(key)}))
        assert response.status_code == 422
        found = response.context_data["form"].errors
        errors.append({name: KEY.sub("<pk>", " ".join(each)) for name, each in found.items()})
    assert [model.objects.count() for model in CHANGED] == before
    assert set(errors[0]) == {field}
    assert errors == [errors[0]] * len(errors)


def test_what_is_offered_is_accepted(cast, made):
    """The control: the same forms with rows of their own."""
    linde, client = made["linde"], cast.client("P6")
    for page, row, answers in (
        ("step_new", linde.route, NEW_STEP | {"post": str(linde.post.pk), "informs": [str(linde.post.pk)]}),
        ("post_edit", linde.post, {"deputy": str(cast.staff["hans"].pk)}),
    ):
        url = reverse(f"map:{page}", args=[row.pk])
        form = client.get(url).context_data["form"]
        assert client.post(url, filled_in(form, **answers)).status_code == 302
