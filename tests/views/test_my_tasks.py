"""My tasks: all duties of a person by due moment, in few queries, and nothing of what may not be read."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.services.agreements import NewAgreement, add_agreement
from partnership.duties.models import Duty
from tests.cast import DAY, log_in, make_contact, make_group, make_pupil, make_school, make_staff, today

pytestmark = pytest.mark.django_db
URL = reverse("my_tasks")


@pytest.fixture
def sanne():
    return make_staff(make_school(), "Sanne")


def agree(staff, text: str, due_on=None):
    pupil = make_pupil(make_group(staff.school, f"Groep {text}"), "Sem")
    return add_agreement(make_contact(staff, pupil), actor=staff, new=NewAgreement(text, staff, due_on))


def parts(staff) -> dict[str, list[str]]:
    groups = log_in(staff.user).get(URL).context_data["groups"]
    return {str(title): [task.agreement.text for task in tasks] for title, tasks in groups}


def test_tasks_stand_under_their_day(sanne):
    for text, due in {"a": today() - DAY, "b": today(), "c": today() + DAY, "d": today() + 30 * DAY, "e": None}.items():
        agree(sanne, text, due)
    assert list(parts(sanne).values()) == [["a"], ["b"], ["c"], ["d"], ["e"]]


def test_what_has_a_time_is_late_from_that_moment(sanne):
    agree(sanne, "a", today())
    Duty.objects.update(due_at=timezone.now() - datetime.timedelta(minutes=5), due_on=today())
    assert list(parts(sanne)) == ["Late"]


def test_who_stands_in_sees_for_whom(sanne):
    hans = make_staff(sanne.school, "Hans")
    agree(sanne, "a", today())
    Duty.objects.update(deputy=hans)
    Duty.objects.update(kind="incident.action")
    page = log_in(hans.user).get(URL).content.decode()
    assert f"je valt in voor {sanne.name}" in page


def test_without_tasks_the_page_says_so(sanne):
    assert "Niets te doen" in log_in(sanne.user).get(URL).content.decode()


def test_another_sees_nothing_of_it(sanne):
    agree(sanne, "a", today())
    assert parts(make_staff(sanne.school, "Hans")) == {}


def test_many_tasks_ask_as_often_as_few_and_come_in_pages(sanne):
    def asked() -> int:
        client = log_in(sanne.user)
        client.get(URL)
        with CaptureQueriesContext(connection) as found:
            client.get(URL)
        return len(found)

    agree(sanne, "first", today())
    few = asked()
    for number in range(60):
        agree(sanne, f"n{number}", today() + number * DAY)
    assert asked() == few
    response = log_in(sanne.user).get(URL, {"page": 2})
    assert sum(len(tasks) for _title, tasks in response.context_data["groups"]) == 11
