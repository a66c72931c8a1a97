"""The list, the page of a case and its forms: what they show, how they count, and two who act at once (T17, T19)."""

import datetime
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incidents.enums import Outcome, Status, Step
from incidents.models import CaseStep, Incident
from incidents.services import closing, handling, telling
from incidents.services.firstduties import plan_missing
from incidents.services.search import Wish, find_cases
from partnership.audit.models import AuditEvent
from partnership.records.models import Draft
from partnership.school.models import StaffMember
from tests.browsing import browser, filled
from tests.cast import DAY, make_guardian, today
from tests.incidents.making_case import make_case, make_place, severities

MOMENT = datetime.datetime(2026, 11, 24, 11, tzinfo=datetime.UTC)
# How often pages ask the database, everything of a request counted.
LIST, CASE = 9, 9


@pytest.fixture
def fatima(cast):
    return cast.staff["fatima"]


@pytest.fixture
def case(cast, fatima) -> Incident:
    severities(cast.linde)
    return make_case(cast.staff["sanne"], handler=fatima, guardian=cast.guardians["peter"], pupil=cast.pupils["finn"])


def again(case: Incident) -> Incident:
    return Incident.objects.get(pk=case.pk)


def fresh(staff: StaffMember) -> StaffMember:
    return StaffMember.objects.select_related("user", "school").get(pk=staff.pk)


def url_of(name: str, row) -> str:
    return reverse(f"incidents:{name}", args=[row.pk])


# Reading


def test_each_look_at_a_case_is_recorded(case, fatima, cast):
    for person in (fatima, cast.staff["ingrid"], fatima):
        assert browser(person).get(case.get_absolute_url()).status_code == 200
    assert AuditEvent.objects.about(case).filter(action="incident.read").count() == 3
    page = browser(cast.staff["sanne"]).get(url_of("looked", case)).content.decode()
    assert "2 times" in page
    assert "Ingrid" in page
    assert again(case).opened_at is not None


def test_who_it_was_shared_with_reads_what_was_said_and_no_more(case, cast, fatima):
    hans = cast.staff["hans"]
    case.shares.create(school=case.school, staff=hans, reason="x", until=today(), by=fatima)
    page = browser(hans).get(case.get_absolute_url()).content.decode()
    assert "Hij riep iets." in page
    assert "Ik schrok." not in page
    assert "I take this on" not in page


def test_earlier_shows_what_was_established_with_the_same_person_in_the_term(case, cast, fatima):
    def earlier(days: int, outcome: str, guardian) -> str:
        at = timezone.now() - days * DAY
        made = make_case(cast.staff["bram"], guardian=guardian, occurred_at=at, reported_at=at)
        Incident.objects.filter(pk=made.pk).update(status=Status.CLOSED, closed_at=at, outcome=outcome)
        return made.number

    peter, anja = cast.guardians["peter"], cast.guardians["anja"]
    yes = [earlier(20, Outcome.ESTABLISHED, peter), earlier(300, Outcome.PARTLY, peter)]
    no = [earlier(20, Outcome.NOT_ESTABLISHED, peter), earlier(20, Outcome.ESTABLISHED, anja),
          earlier(1000, Outcome.ESTABLISHED, peter), earlier(20, Outcome.WITHDRAWN, peter)]  # fmt: skip
    page = browser(fatima).get(case.get_absolute_url()).content.decode()
    assert [number in page for number in yes] == [True, True]
    assert not any(number in page for number in no)


def test_list_filters_and_finds(cast, fatima, case):
    other = make_case(
        cast.staff["bram"], forms=("physical",), place=make_place(cast.linde, "gymzaal"), label="Kerst",
        guardian=cast.guardians["anja"],
    )  # fmt: skip
    me = fresh(fatima)

    def found(**wish) -> list[str]:
        return [row.number for row in find_cases(Wish(**wish), staff=me).rows]

    assert found() == [other.number, case.number]
    assert found(form="physical") == [other.number]
    assert found(place=str(other.place_id)) == [other.number]
    assert found(handler=str(fatima.pk)) == [case.number]
    assert found(handler="none") == [other.number]
    assert found(severity="none") == [other.number, case.number]
    assert found(state=Status.CLOSED) == []
    for words in ("anja", "Anja thuis", "kerst", "gym", other.number.lower(), "Bram"):
        assert found(words=words) == [other.number], words
    assert found(words="Finn") == [case.number]
    assert found(words="riep") == []
    Incident.objects.filter(pk=other.pk).update(reported_at=timezone.now() - 40 * DAY)
    assert found(period="30") == [case.number]


def test_list_goes_on_and_back_without_a_count(cast, fatima):
    at = timezone.now()
    cases = [make_case(cast.staff["bram"], reported_at=at - (n // 2) * DAY) for n in range(7)]
    cases.sort(key=lambda case: (-case.reported_at.timestamp(), case.pk.hex))
    me, seen, page = fresh(fatima), [], find_cases(Wish(), staff=fresh(fatima), size=3)
    assert page.later == ""
    while True:
        seen.append([row.pk for row in page.rows])
        if not page.earlier:
            break
        page = find_cases(Wish(after=page.earlier), staff=me, size=3)
    assert [key for keys in seen for key in keys] == [case.pk for case in cases]
    back = find_cases(Wish(before=page.later), staff=me, size=3)
    assert [row.pk for row in back.rows] == seen[1]
    assert [row.pk for row in find_cases(Wish(before=back.later), staff=me, size=3).rows] == seen[0]
    assert find_cases(Wish(before=back.later), staff=me, size=3).later == ""


@pytest.mark.parametrize("nonsense", ["after=x", "before=20260101_zz", "state=%00", "severity=1", "handler=a", "q=%27"])
def test_list_takes_nonsense_for_nothing(case, fatima, nonsense):
    assert browser(fatima).get(f"{reverse('incidents:triage')}?{nonsense}").status_code == 200


# Counting


@pytest.mark.parametrize("number", [1, 50])
def test_the_list_asks_as_often_for_one_as_for_fifty(cast, fatima, number):
    severities(cast.linde)
    with time_machine.travel(MOMENT, tick=False):
        for _ in range(number):
            make_case(cast.staff["sanne"], handler=fatima, guardian=cast.guardians["peter"], pupil=cast.pupils["finn"])
        assert asked(fatima, reverse("incidents:triage")) == LIST
        assert asked(fatima, reverse("incidents:triage") + "?q=Finn&state=all") == LIST


def test_a_case_asks_as_often_with_much_in_it_as_with_little(cast, fatima, case):
    with time_machine.travel(MOMENT, tick=False):
        assert asked(fatima, case.get_absolute_url()) == CASE
        fill(case, cast, fatima, 1)
        assert asked(fatima, case.get_absolute_url()) == CASE
        fill(case, cast, fatima, 8)
        assert asked(fatima, case.get_absolute_url()) == CASE


def fill(case: Incident, cast, fatima, number: int) -> None:
    for _ in range(number):
        guardian = make_guardian(cast.linde, "Vreemde")
        case.parties.create(school=case.school, side="involved", kind="guardian", guardian=guardian)
        telling.add_to_case(case, actor=fatima, kind="more", text="Meer.")
        case.shares.create(school=case.school, staff=cast.staff["hans"], reason="x", until=today(), by=fatima)
        make_case(cast.staff["emine"], joined_to=case, handler=fatima)
    plan_missing(case)


def asked(person: StaffMember, url: str) -> int:
    client = browser(person)
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


# Forms


def severity_answers(case: Incident) -> dict:
    return {"severity": str(severities(case.school)["light"].pk), "reason": "Het viel mee."}


FORMS = {
    "severity": severity_answers,
    "move": lambda case: {"to": "handling", "reason": "Ik bel."},
    "details": lambda case: {"label": "hek"},
    "hand_over": lambda case: {"to": str(StaffMember.objects.get(first_name="Ingrid").pk), "reason": "Ik ben weg."},
    "close_light": lambda case: {"told": "on", "aftercare": "on", "reason": "Klaar.", "outcome": "established"},
    "tell_reporter": lambda case: {},
    "keep_from": lambda case: {"staff_member": str(StaffMember.objects.get(first_name="Cor").pk)},
}


@pytest.mark.parametrize("name", FORMS)
def test_who_comes_second_overwrites_nothing_and_loses_nothing(case, cast, fatima, name):
    """T19: two have the same form open; the other one changed the case meanwhile."""
    client, answers = browser(fatima), FORMS[name](case)
    page = client.get(url_of(name, case))
    sent = filled(page, **answers)
    handling.set_details(again(case), actor=cast.staff["ingrid"], version=again(case).version, label="van Ingrid")
    response = client.post(url_of(name, case), sent)
    assert response.status_code == 409
    assert again(case).label == "van Ingrid"
    assert CaseStep.objects.filter(incident=case).exclude(step__in=[Step.REPORTED, Step.DETAILS]).count() == 0
    for field, answer in answers.items():
        if field not in ("told", "aftercare", "outcome"):
            assert answer in response.content.decode(), field
    seen = filled(response, **answers, submission_key=str(uuid.uuid4()))
    assert client.post(url_of(name, case), seen).status_code == 302


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_sent_twice_counts_once(case, fatima, name):
    """T17: the same answer, and one step."""
    client = browser(fatima)
    sent = filled(client.get(url_of(name, case)), **FORMS[name](case))
    first = client.post(url_of(name, case), sent)
    steps = CaseStep.objects.filter(incident=case).count()
    second = client.post(url_of(name, case), sent)
    assert (first.status_code, second.status_code) in [(302, 302), (302, 404)]  # given away, closed or not
    assert CaseStep.objects.filter(incident=case).count() == steps


def test_a_button_with_an_old_version_changes_nothing(case, fatima):
    client = browser(fatima)
    for version in ("", "0", "99", "x"):
        assert client.post(url_of("take", case), {"version": version}).status_code == 302
        assert again(case).status == Status.REPORTED
    client.post(url_of("take", case), {"version": "1"})
    assert again(case).status == Status.HANDLING


def test_closing_says_what_is_missing_and_keeps_what_was_typed(case, fatima):
    client = browser(fatima)
    sent = filled(client.get(url_of("close", case)), heard="yes", outcome="established", reason="Vader gaf het toe.")
    response = client.post(url_of("close", case), sent)
    assert response.status_code == 422
    assert "Vader gaf het toe." in response.content.decode()
    assert "How serious was it?" in response.content.decode()


def test_three_taps_close_the_lightest(case, fatima):
    client = browser(fatima)
    page = client.get(url_of("close_light", case))
    client.post(url_of("close_light", case), filled(page, told="on", aftercare="on", reason="Ze belde terug.",
                                                    outcome="established"))  # fmt: skip
    assert again(case).outcome == Outcome.ESTABLISHED


def test_ticks_of_the_lightest_are_asked(case, fatima):
    client = browser(fatima)
    page = client.get(url_of("close_light", case))
    response = client.post(url_of("close_light", case), filled(page, reason="Klaar.", outcome="established"))
    assert response.status_code == 422
    assert again(case).is_open


def test_people_and_rows_of_others_are_refused_in_forms(case, cast, fatima):
    """T3: keys of another school, of another case, and none at all, answered alike."""
    client = browser(fatima)
    elsewhere, other = cast.staff["els"], make_case(cast.staff["wim"], handler=None)
    tries = {
        "share": ("staff_member", {"reason": "x", "until": str(today())}),
        "hand_over": ("to", {"reason": "x"}),
        "keep_from": ("staff_member", {}),
        "join": ("into", {}),
        "add": ("party", {"kind": "reaction", "text": "x"}),
    }
    near = make_case(cast.staff["bram"], handler=fatima)
    assert near.number in client.get(url_of("join", case)).content.decode()
    for name, (field, more) in tries.items():
        page = client.get(url_of(name, case))
        errors = []
        for key in (elsewhere.pk, other.pk, uuid.uuid4()):
            response = client.post(url_of(name, case), filled(page, **more, **{field: str(key)}))
            assert response.status_code == 422, name
            errors.append([str(error).replace(str(key), "") for error in response.context["form"].errors[field]])
        assert errors == [errors[0]] * 3
    assert not case.shares.exists()


def test_what_was_typed_is_kept_as_a_draft_when_the_login_ended(case, fatima):
    client = browser(fatima)
    sent = filled(client.get(url_of("severity", case)), reason="Half geschreven.")
    client.logout()
    client.post(url_of("severity", case), sent)
    assert Draft.objects.count() == 1
    assert "Half geschreven." in browser(fatima).get(url_of("severity", case)).content.decode()


def test_after_giving_it_away_a_team_leader_is_back_at_the_list(cast, fatima):
    tess = cast.staff["tess"]
    case = make_case(cast.staff["sanne"], handler=tess)
    client = browser(tess)
    page = client.get(url_of("hand_over", case))
    response = client.post(url_of("hand_over", case), filled(page, to=str(fatima.pk), reason="Te dichtbij."))
    assert response.url == reverse("incidents:triage")
    assert client.get(case.get_absolute_url()).status_code == 404


def test_a_closed_case_can_be_opened_again_from_its_page(case, fatima):
    closed = closing.close_light(case, actor=fatima, version=1, outcome=Outcome.WITHDRAWN, reason="Ingetrokken.")
    client = browser(fatima)
    assert url_of("reopen", case) in client.get(case.get_absolute_url()).content.decode()
    page = client.get(url_of("reopen", closed))
    client.post(url_of("reopen", closed), filled(page, reason="Toch niet."))
    assert again(case).status == Status.REOPENED
