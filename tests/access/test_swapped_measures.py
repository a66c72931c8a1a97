"""T3 for measures: people and rules of others in the form of a measure, refused alike."""

import re
import uuid

import pytest
from django.urls import reverse

from incidents.models import Measure
from tests.access.cases import make_cases
from tests.access.filling import filled_in
from tests.incidents.making_measures import WORDED, add_involved

pytestmark = pytest.mark.usefixtures("quick_pages")
KEY = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


@pytest.fixture
def made(cast):
    return make_cases(cast)


def others(made, field: str) -> dict[str, uuid.UUID]:
    if field == "rule":
        return {"other school": made.rules["berk"].pk, "absent": uuid.uuid4(), "a case": made.incidents["peter"].pk}
    parties = {name: case.parties.get(side="involved").pk for name, case in made.incidents.items() if name != "peter"}
    unknown = add_involved(made.incidents["peter"]).pk
    affected = made.incidents["peter"].parties.get(side="affected").pk
    return {**parties, "unknown": unknown, "who was affected": affected, "absent": uuid.uuid4()}


@pytest.mark.parametrize("field", ["party", "rule"])
@pytest.mark.parametrize("page", ["measure_new", "measure_edit"])
def test_people_and_rules_of_others_are_refused_alike(cast, made, field, page):
    row = made.incidents["peter"] if page == "measure_new" else made.measures["peter"]
    url, client = reverse(f"incidents:{page}", args=[row.pk]), cast.client("P6")
    keys, errors = others(made, field), []
    form = client.get(url).context_data["form"]
    before = Measure.objects.count()
    for key in keys.values():
        sent = filled_in(form, **{"kind": "written_warning", "heard": "not_yet", **WORDED, field: str(key)})
        response = client.post(url, sent)
        assert response.status_code == 422
        found = response.context_data["form"].errors
        errors.append({name: KEY.sub("<pk>", " ".join(each)) for name, each in found.items()})
    assert Measure.objects.count() == before
    assert set(errors[0]) == {field}
    assert errors == [errors[0]] * len(errors)


def test_a_measure_is_worded_with_what_is_offered(cast, made):
    """The control: the same form with its own person and rule is accepted."""
    url, client = reverse("incidents:measure_new", args=[made.incidents["peter"].pk]), cast.client("P6")
    form = client.get(url).context_data["form"]
    sent = filled_in(form, kind="written_warning", heard="not_yet", rule=str(made.rules["linde"].pk), **WORDED)
    assert client.post(url, sent).status_code == 302
    assert Measure.objects.filter(incident=made.incidents["peter"]).count() == 2
