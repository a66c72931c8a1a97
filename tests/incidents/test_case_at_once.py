"""Several people press at the same moment: one wins, the others are told, and nothing is written twice."""

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from incidents.enums import Status, Step
from incidents.models import CaseStep, ChildTalk, Incident, Telling
from incidents.services.handling import take_case
from partnership.records.versions import VersionConflict
from partnership.school.models import StaffMember
from tests.at_once import at_once
from tests.browsing import browser, filled
from tests.cast import make_cast
from tests.incidents.making_case import make_case, severities

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def case(cast) -> Incident:
    severities(cast.linde)
    return make_case(cast.staff["sanne"], guardian=cast.guardians["peter"], pupil=cast.pupils["finn"])


def test_a_case_that_five_take_at_once_has_one_handler(case, cast):
    people = [cast.staff[name].pk for name in ("fatima", "ruben", "gijs", "ingrid", "fatima")]

    def take(number: int) -> bool:
        with scopes_disabled():
            actor = StaffMember.objects.select_related("user", "school").get(pk=people[number])
            try:
                take_case(case, actor=actor, version=1)
            except VersionConflict:
                return False
            return True

    assert sorted(at_once(len(people), take)) == [False, False, False, False, True]
    now = Incident.objects.get(pk=case.pk)
    assert now.status == Status.HANDLING
    assert CaseStep.objects.filter(incident=case, step=Step.HANDLER).count() == 1
    assert (Telling.objects.count(), ChildTalk.objects.count()) == (1, 1)


def test_a_form_of_a_case_that_is_sent_ten_times_at_once_counts_once(case, cast):
    client = browser(cast.staff["fatima"])
    url = reverse("incidents:severity", args=[case.pk])
    answers = {"severity": str(severities(cast.linde)["serious"].pk), "reason": "Er is gedreigd."}
    sent = filled(client.get(url), **answers)
    clients = [browser(cast.staff["fatima"]) for _ in range(10)]
    statuses = at_once(10, lambda number: clients[number].post(url, sent).status_code)
    assert set(statuses) == {302}
    assert CaseStep.objects.filter(incident=case, step=Step.SEVERITY).count() == 1
    assert Incident.objects.get(pk=case.pk).version == 2
