"""The school's own words about incidents: changed by leader and safety coordinator, switched off, never deleted."""

import pytest
from django.urls import reverse

from incidents.models import Behaviour, EmergencyNumber, Hint, IncidentSettings, Place, Severity
from incidents.services.defaults_hints import hint_defaults, warning_default
from partnership.records.models import Revision
from tests.browsing import browser, filled
from tests.incidents.making_measures import make_terms

ADDED = [
    ("severity", Severity, {"name": "Ernstig", "rank": "2", "criteria": "Dreigen.", "needs_measure": "on"}),
    ("behaviour", Behaviour, {"name": "schelden", "form": "verbal"}),
    ("place", Place, {"name": "plein"}),
    ("hint", Hint, {"name": "Politie", "when": "threat", "text": "Bel 112.", "source": "wet"}),
    ("number", EmergencyNumber, {"name": "Directeur", "telephone": "06 12345678"}),
]


@pytest.fixture(params=["fatima", "ingrid"])
def client(request, cast):
    return browser(cast.staff[request.param])


@pytest.mark.parametrize(("name", "model", "answers"), ADDED)
def test_a_word_is_added_changed_and_switched_off(cast, client, name, model, answers):
    url = reverse(f"incidents:{name}_new")
    assert client.post(url, filled(client.get(url), **answers)).status_code == 302
    row = model.objects.get()
    assert (row.school, row.name, row.is_active, row.version) == (cast.linde, answers["name"], True, 1)

    edit = reverse(f"incidents:{name}_edit", args=[row.pk])
    client.post(edit, filled(client.get(edit), name="Anders"))
    row.refresh_from_db()
    assert (row.name, row.version) == ("Anders", 2)
    assert Revision.objects.of(row).get().values == {"name": answers["name"]}

    switch = reverse(f"incidents:{name}_switch", args=[row.pk])
    client.post(switch)
    assert not model.objects.in_use().exists()
    assert "not in use" in client.get(reverse("incidents:definitions")).content.decode()
    client.post(switch)
    assert row in model.objects.in_use()


def test_the_same_word_twice_is_refused_in_plain_words(client):
    url = reverse("incidents:place_new")
    client.post(url, filled(client.get(url), name="Plein"))
    answer = client.post(url, filled(client.get(url), name="plein"))
    assert answer.status_code == 422
    assert "is there already" in answer.content.decode()
    assert Place.objects.count() == 1


def test_equal_names_of_two_forms_are_two_behaviours(client):
    url = reverse("incidents:behaviour_new")
    for form in ("verbal", "digital"):
        assert client.post(url, filled(client.get(url), name="dreigen", form=form)).status_code == 302


def test_a_number_that_cannot_be_called_is_refused(client):
    url = reverse("incidents:number_new")
    answer = client.post(url, filled(client.get(url), name="Directeur", telephone="06 12"))
    assert answer.status_code == 422


def test_two_who_change_one_word(cast):
    row = Place.objects.create(school=cast.linde, name="plein")
    url = reverse("incidents:place_edit", args=[row.pk])
    fatima, ingrid = browser(cast.staff["fatima"]), browser(cast.staff["ingrid"])
    late = filled(fatima.get(url), name="schoolplein")
    ingrid.post(url, filled(ingrid.get(url), name="voorplein"))
    answer = fatima.post(url, late)
    assert answer.status_code == 409
    assert "voorplein" in answer.content.decode()
    assert Place.objects.get().name == "voorplein"


def test_the_first_settings_are_made_when_saved(cast, client):
    url = reverse("incidents:settings")
    answer = client.post(url, filled(client.get(url), complaint_route="Bij de directeur.", talk_label="normgesprek"))
    assert answer.status_code == 302
    terms = IncidentSettings.objects.get()
    assert (terms.school, terms.complaint_route, terms.talk_label) == (cast.linde, "Bij de directeur.", "normgesprek")
    assert terms.allows_confidential


def test_settings_need_a_complaint_route(client):
    url = reverse("incidents:settings")
    assert client.post(url, filled(client.get(url), complaint_route="")).status_code == 422


def test_text_of_the_warning_is_saved_and_an_unknown_word_refused(cast, client):
    make_terms(cast.linde)
    url = reverse("incidents:warning_text")
    page = client.get(url)
    assert "Geachte [naam]," in page.content.decode()
    answer = client.post(url, filled(page, warning_text=warning_default() + "\n\n[adres]"))
    assert answer.status_code == 422
    assert "[adres]" in answer.content.decode()
    assert client.post(url, filled(page, warning_text=warning_default() + "\n\nTot ziens.")).status_code == 302
    assert IncidentSettings.objects.get().warning_text.endswith("Tot ziens.")
    assert client.get(reverse("incidents:warning_preview")).content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["sanne", "hans", "marieke", "tess", "yvonne"])
def test_others_change_and_see_nothing_here(cast, name):
    client = browser(cast.staff[name])
    row = Place.objects.create(school=cast.linde, name="plein")
    for page in ("definitions", "settings", "warning_text", "warning_preview", "place_new"):
        assert client.get(reverse(f"incidents:{page}")).status_code == 403
    assert client.post(reverse("incidents:place_switch", args=[row.pk])).status_code == 403
    assert Place.objects.in_use().exists()


def test_leader_of_another_school_finds_nothing(cast):
    row = Place.objects.create(school=cast.linde, name="plein")
    assert browser(cast.staff["wim"]).get(reverse("incidents:place_edit", args=[row.pk])).status_code == 404


def test_proposed_hints_can_be_kept_and_claim_no_duty_that_is_no_law(cast):
    rows = [Hint.objects.create(school=cast.linde, **columns) for columns in hint_defaults()]
    assert len({row.name for row in rows}) == len(rows)
    by_name = {row.name: row for row in rows}
    inspectorate = next(row for name, row in by_name.items() if "36 777" in row.text)
    assert not inspectorate.is_active
    labour = next(row for row in rows if "re-integratiegids" in row.source)
    assert (labour.when, labour.is_active) == (Hint.When.INJURY, True)
