"""The form to report with: what it asks, keeps and refuses."""

import uuid

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents.enums import Kind, Side
from incidents.models import Incident, IncidentSettings, KeptFrom, Party, Place
from incidents.services.definitions import provide
from partnership.records.services import load_draft
from partnership.school.models import DeclaredTie
from tests.access.filling import filled_in
from tests.cast import log_in, make_pupil, make_school, make_staff, tie
from tests.incidents.conftest import report

URL = "/incidents/new/"


@pytest.fixture
def client(linde):
    return log_in(linde.sanne.user)


@pytest.fixture
def answers(client, linde):
    """Return what somebody sends after a bad telephone call: two choices and a few words."""
    provide(linde.school)
    form = client.get(URL).context_data["form"]
    place = Place.objects.get(school=linde.school, order=3)

    def answer(**changes) -> dict:
        said = {"what": ["verbal"], "place": str(place.pk), "facts": "He said: wait until I see you."}
        return filled_in(form, **said | changes)

    return answer


def test_two_choices_and_a_sentence_are_enough(client, linde, answers):
    response = client.post(URL, answers())
    incident = Incident.objects.get()
    assert response.headers["Location"] == reverse("incidents:receipt", args=[incident.pk])
    assert incident.reporter == linde.sanne
    assert [(row.side, row.staff) for row in incident.parties.all()] == [(Side.AFFECTED, linde.sanne)]
    assert (incident.was_threatened, incident.police_called) == (None, None)


def test_everything_that_can_be_said_is_kept(client, linde, answers):
    chosen = f"guardian/{linde.rik.pk}/{linde.sem.pk}"
    client.post(
        URL,
        answers(
            experience="I was shaking.", interpretation="He was tired.", questions=["was_threatened", "is_afraid"],
            pattern="repeated", complaint_goes_on="yes", police_called="no", has_injury="yes",
            kept_from_0=str(linde.bram.pk), involved_0_name="Rik van Thuis", involved_0_key=chosen,
            involved_1_name="Oma Ank", involved_1_kind="grandparent", involved_1_email="ank@home.example",
            involved_1_telephone="06 1234 5678", involved_1_works_here="no",
            involved_2_description="A man in a red coat.", witness_0_name="hans van school",
        ),
    )  # fmt: skip
    incident = Incident.objects.get()
    assert (incident.was_threatened, incident.was_hurt, incident.is_afraid) == (True, None, True)
    assert (incident.police_called, incident.has_injury, incident.has_damage) == (False, True, None)
    assert (incident.pattern, incident.complaint_goes_on) == ("repeated", "yes")
    assert KeptFrom.objects.get().staff == linde.bram
    rik, ank, man = Party.objects.filter(side=Side.INVOLVED).order_by(F("guardian").desc(nulls_last=True), "-name")
    assert (rik.guardian, rik.kind, rik.name) == (linde.rik, Kind.GUARDIAN, "")
    assert (ank.name, ank.kind, ank.email) == ("Oma Ank", Kind.GRANDPARENT, "ank@home.example")
    assert (ank.telephone, ank.works_here) == ("+31612345678", "no")
    assert (man.kind, man.description) == (Kind.UNKNOWN, "A man in a red coat.")
    assert Party.objects.get(side=Side.WITNESS).staff == linde.hans  # typed, and no other has that name
    assert incident.child_talks.get().pupil == linde.sem


def test_who_changes_the_name_means_what_stands_there(client, linde, answers):
    chosen = f"guardian/{linde.rik.pk}/{linde.sem.pk}"
    client.post(URL, answers(involved_0_name="Rik's brother", involved_0_key=chosen))
    party = Party.objects.get(side=Side.INVOLVED)
    assert (party.guardian, party.name) == (None, "Rik's brother")


def test_sending_twice_reports_once(client, answers):
    """T17: a double click, or a page sent again."""
    data = answers()
    first, second = client.post(URL, data), client.post(URL, data)
    assert first.headers["Location"] == second.headers["Location"]
    assert Incident.objects.count() == 1


def test_a_report_sent_after_the_session_ended_is_kept(client, linde, answers):
    """T20: the signed token in the form names its author; after logging in the words stand there again."""
    data = answers(facts="She waited at my car.")
    client.logout()
    response = client.post(URL, data)
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert not Incident.objects.exists()
    kept = load_draft(linde.sanne.user, form="incident", object_key=f"new/{linde.school.pk}")
    assert kept["facts"] == ["She waited at my car."]
    again = log_in(linde.sanne.user).get(URL)
    assert again.context_data["has_draft"]
    assert "She waited at my car." in again.content.decode()


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(client, answers):
    response = client.post(URL, answers(what=[], facts="", involved_0_telephone="no number", involved_0_name="Ank"))
    assert response.status_code == 422
    assert set(response.context_data["form"].errors) == {"what", "facts", "involved_0_telephone"}
    assert 'value="Ank"' in response.content.decode()
    assert not Incident.objects.exists()


def test_somebody_must_have_lived_through_it(client, answers):
    data = answers()
    data.pop("myself")
    response = client.post(URL, data)
    assert set(response.context_data["form"].errors) == {"myself"}


def test_a_moment_to_come_is_refused(client, answers):
    response = client.post(URL, answers(occurred_at="2099-01-01T10:00"))
    assert set(response.context_data["form"].errors) == {"occurred_at"}


def test_what_the_school_does_not_allow_is_not_asked(client, linde):
    provide(linde.school)
    IncidentSettings.objects.update(allows_on_behalf=False, allows_confidential=False)
    fields = client.get(URL).context_data["form"].fields
    assert {"on_behalf_of", "confided_to"} & set(fields) == set()


def test_a_name_can_be_confided_to_who_handles_reports_only(client, linde):
    choices = [name for _key, name in client.get(URL).context_data["form"].fields["confided_to"].choices[1:]]
    assert choices == ["Fatima van School", "Ruben van School", "Ingrid van School"]


@pytest.fixture
def strangers(linde) -> dict[str, str]:
    """Keys of people whom Sanne, who has a tie with the family of Kyra, may not choose."""
    other = make_school("De Berk")
    els = make_staff(other, "Els")
    kyra = make_pupil(linde.group, "Kyra")
    anja = kyra.guardianships.get().guardian
    DeclaredTie.objects.create(school=linde.school, staff=linde.sanne, guardian=anja)
    tie(anja, kyra) if not kyra.guardianships.exists() else None
    absent = uuid.uuid4()
    return {
        "staff of another school": f"staff/{els.pk}",
        "absent": f"staff/{absent}",
        "tied pupil": f"pupil/{kyra.pk}",
        "tied guardian": f"guardian/{anja.pk}/{kyra.pk}",
        "guardian of another child": f"guardian/{linde.rik.pk}/{kyra.pk}",
        "no key": "guardian/x",
        "a word": "staff",
    }


@pytest.mark.parametrize("side", ["affected", "involved", "witness"])
def test_people_of_others_are_refused_alike(client, strangers, answers, side):
    """T3: whatever the key, the answer is one."""
    errors = []
    for key in strangers.values():
        data = answers(**{f"{side}_0_name": "Somebody", f"{side}_0_key": key})
        response = client.post(URL, data)
        assert response.status_code == 422
        errors.append(dict(response.context_data["form"].errors))
    assert set(errors[0]) == {f"{side}_0_name"}
    assert errors == [errors[0]] * len(errors)
    assert not Incident.objects.exists()


@pytest.mark.parametrize("field", ["place", "behaviours", "on_behalf_of", "confided_to", "kept_from_0"])
def test_keys_of_another_school_and_absent_ones_are_refused_alike(client, answers, field):
    other = make_school("De Berk")
    provide(other)
    keys = {"place": Place.objects.filter(school=other).first().pk}.get(field) or make_staff(other, "Els").pk
    errors = []
    for key in (keys, uuid.uuid4()):
        response = client.post(URL, answers(**{field: str(key)}))
        assert response.status_code == 422
        errors.append({name: [text.replace(str(key), "") for text in texts] for name, texts in _errors(response)})
    assert errors[0] == errors[1]
    assert set(errors[0]) == {field}


def _errors(response) -> list[tuple[str, list[str]]]:
    return list(response.context_data["form"].errors.items())


def found(client, query: str, side: str = "involved") -> list[str]:
    response = client.get(reverse("incidents:people"), {"q": query, "side": side})
    return [f"{each.name}: {each.about}" for each in response.context_data["found"]]


def test_a_guardian_is_found_by_the_child(client):
    assert found(client, "sem") == ["Rik van Thuis: ouder of verzorger van Sem van Huis, Groep 5"]


def test_colleagues_and_children_are_found_where_they_can_be_chosen(client):
    assert found(client, "hans", "witness") == ["Hans van School: collega"]
    assert "Sem van Huis: Groep 5" in found(client, "sem", "affected")
    assert found(client, "sanne", "witness") == []  # oneself


def test_nobody_of_a_tied_family_is_found(client, strangers):
    for side in ("affected", "involved", "witness"):
        assert found(client, "kyra", side) == []


def test_nothing_is_found_without_words_or_for_another_side(client):
    assert found(client, "") == found(client, "sem", "everybody") == []


FORM, SENT = 11, 50


def test_pages_ask_little(client, linde, answers):
    """The form; and a report with a guardian, a child and a witness: four duties of two people, savepoints included."""
    data = answers(involved_0_name="Rik van Thuis", involved_0_key=f"guardian/{linde.rik.pk}/{linde.sem.pk}")
    with CaptureQueriesContext(connection) as opened:
        client.get(URL)
    with CaptureQueriesContext(connection) as sent:
        client.post(URL, data | {"witness_0_name": "Hans van School"})
    assert Incident.objects.count() == 1
    assert len(opened) == FORM
    assert len(sent) == SENT


def test_the_list_asks_as_much_for_many_as_for_one(client, linde):
    counts = []
    for number in (1, 6):
        for _each in range(number):
            report(linde.sanne)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("incidents:mine")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
