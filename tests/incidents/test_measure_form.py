"""The form of a measure: once (T17), two at a time (T19), nothing typed is lost."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from incidents.models import Measure
from partnership.records.models import Draft
from tests.browsing import browser, filled
from tests.cast import today
from tests.incidents.making_measures import WORDED, add_involved, make_case, make_measure, make_rule, make_terms

LIST_COSTS = 10
ANSWERS = {"kind": "written_warning", "heard": "yes", "heard_on": str(today()), "complaint_route_told": "on", **WORDED}


@pytest.fixture
def case(cast):
    make_terms(cast.linde)
    return make_case(cast.staff["sanne"], by=cast.guardians["fatiha"])


@pytest.fixture
def client(cast):
    return browser(cast.staff["fatima"])


@pytest.fixture
def rule(cast):
    return make_rule(cast.staff["fatima"], en="We talk calmly.")


def test_a_measure_is_worded_and_shown(client, case, rule):
    url = reverse("incidents:measure_new", args=[case.pk])
    page = client.get(url)
    assert "We talk calmly." in page.content.decode()
    answer = client.post(url, filled(page, **ANSWERS, rule=str(rule.pk)), follow=True)
    measure = Measure.objects.get()
    assert answer.redirect_chain[-1][0] == measure.get_absolute_url()
    assert (measure.rule, measure.no_rule_because, measure.heard_on) == (rule, "", today())
    assert WORDED["behaviour"] in answer.content.decode()


def test_a_double_click_makes_one_measure(client, case):
    url = reverse("incidents:measure_new", args=[case.pk])
    sent = filled(client.get(url), **ANSWERS)
    first, second = client.post(url, sent), client.post(url, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Measure.objects.count() == 1


def test_a_draft_may_be_unfinished(client, case):
    url = reverse("incidents:measure_new", args=[case.pk])
    answer = client.post(url, filled(client.get(url), behaviour="Riep iets."), follow=True)
    page = answer.content.decode()
    assert "Needed before it can be decided" in page
    assert reverse("incidents:measure_decide", args=[Measure.objects.get().pk]) not in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"behaviour": ""}, "behaviour"), ({"heard_on": ""}, "heard_on"), ({"heard_on": "2099-01-01"}, "heard_on"),
     ({"party": None}, "party"), ({"kind": "access_ban"}, "kind")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, case, wrong, field):
    add_involved(case, name="opa Jan")  # with two people nobody is chosen beforehand
    party = str(case.parties.filter(side="involved").first().pk)
    url = reverse("incidents:measure_new", args=[case.pk])
    answer = client.post(url, filled(client.get(url), **(ANSWERS | {"party": party} | wrong)))
    assert answer.status_code == 422
    assert set(answer.context_data["form"].errors) == {field}
    assert WORDED["fits"] in answer.content.decode()
    assert not Measure.objects.exists()


def test_the_second_of_two_sees_both_texts_and_chooses(cast, client, case):
    measure = make_measure(case, cast.staff["fatima"])
    url = reverse("incidents:measure_edit", args=[measure.pk])
    mine = filled(client.get(url), behaviour="Wat ik schreef.")
    other = browser(cast.staff["ingrid"])
    assert other.post(url, filled(other.get(url), behaviour="Wat Ingrid schreef.")).status_code == 302
    answer = client.post(url, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Wat ik schreef." in page
    assert "Wat Ingrid schreef." in page
    measure.refresh_from_db()
    assert measure.behaviour == "Wat Ingrid schreef."
    assert client.post(url, filled(answer, behaviour="Samen.")).status_code == 302
    measure.refresh_from_db()
    assert (measure.behaviour, measure.version) == ("Samen.", 3)


def test_a_decision_on_words_that_changed_meanwhile_is_not_taken(cast, client, case):
    measure = make_measure(case, cast.staff["ingrid"])
    url = reverse("incidents:measure_decide", args=[measure.pk])
    mine = filled(client.get(url))
    edit = reverse("incidents:measure_edit", args=[measure.pk])
    other = browser(cast.staff["ingrid"])
    other.post(edit, filled(other.get(edit), behaviour="Iets anders."))
    assert client.post(url, mine).status_code == 409
    measure.refresh_from_db()
    assert measure.decided_on is None


def test_words_for_a_measure_that_was_decided_meanwhile_are_kept(cast, client, case):
    measure = make_measure(case, cast.staff["ingrid"])
    url = reverse("incidents:measure_edit", args=[measure.pk])
    other = browser(cast.staff["ingrid"])
    late = filled(other.get(url), behaviour="Te laat.")
    decide = reverse("incidents:measure_decide", args=[measure.pk])
    assert client.post(decide, filled(client.get(decide))).status_code == 302
    answer = other.post(url, late)
    assert answer.status_code == 409
    again = other.post(url, filled(answer))
    assert again.status_code == 422
    assert "Te laat." in again.content.decode()


def test_a_post_after_the_session_ended_is_kept_as_a_draft(cast, client, case):
    url = reverse("incidents:measure_new", args=[case.pk])
    sent = filled(client.get(url), **ANSWERS)
    client.logout()
    assert client.post(url, sent).status_code == 302
    draft = Draft.objects.get(user=cast.staff["fatima"].user)
    assert draft.payload["behaviour"] == [WORDED["behaviour"]]
    assert WORDED["behaviour"] in browser(cast.staff["fatima"]).get(url).content.decode()


def test_nobody_with_a_name_nobody_to_choose(cast, client):
    case = make_case(cast.staff["sanne"])
    answer = client.get(reverse("incidents:measure_new", args=[case.pk]))
    assert "Nobody can get a measure yet" in answer.content.decode()
    assert [str(message) for message in get_messages(answer.wsgi_request)] == []


def test_markup_in_words_is_shown_as_text(cast, client, case):
    measure = make_measure(case, cast.staff["fatima"], behaviour="<script>alert(1)</script>")
    page = client.get(measure.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_measures_of_a_case_cost_the_same_for_one_and_for_three(
    cast, client, case, number, django_assert_num_queries
):
    for _each in range(number):
        make_measure(case, cast.staff["fatima"])
    url = reverse("incidents:measures", args=[case.pk])
    client.get(url)
    with django_assert_num_queries(LIST_COSTS):
        assert client.get(url).content.decode().count("/measures/") >= number


def test_what_one_measure_costs(cast, client, case, rule, django_assert_max_num_queries):
    """Nine come before: session, person, school, roles, ties, and the three of who may know of which case."""
    measure = make_measure(case, cast.staff["fatima"], rule=rule)
    client.get(measure.get_absolute_url())
    with django_assert_max_num_queries(14):
        client.get(measure.get_absolute_url())
