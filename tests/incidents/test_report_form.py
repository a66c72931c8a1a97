"""The form to report with: what it asks, keeps and refuses."""

import pytest
from django.urls import reverse

from incidents.enums import Side
from incidents.models import Incident, Place
from tests.access.filling import filled_in
from tests.cast import log_in


@pytest.fixture
def client(linde):
    return log_in(linde.sanne.user)


def answers(client, linde, **changes) -> dict:
    """Return what somebody sends after a bad telephone call: two taps and a few words."""
    form = client.get(reverse("incidents:new")).context_data["form"]
    place = Place.objects.get(school=linde.school, order=3)
    return filled_in(form, what=["verbal"], place=str(place.pk), facts="He said: wait until I see you.", **changes)


def send(client, linde, **changes):
    return client.post(reverse("incidents:new"), answers(client, linde, **changes))


def test_two_choices_and_a_sentence_are_enough(client, linde):
    response = send(client, linde)
    incident = Incident.objects.get()
    assert response.headers["Location"] == reverse("incidents:receipt", args=[incident.pk])
    assert incident.reporter == linde.sanne
    assert [(row.side, row.staff) for row in incident.parties.all()] == [(Side.AFFECTED, linde.sanne)]
    assert (incident.was_threatened, incident.police_called) == (None, None)
