"""Each page asks the database the same number of questions for one family as for a full class.

The numbers stand here, so that a change of them shows. They hold everything a request asks: session, person at work,
rights, ties, page and the line in the log.
"""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.services.agreements import NewAgreement, add_agreement, finish_agreement
from contacts.services.log import change_contact, log_contact
from partnership.school.enums import Role
from tests.browsing import browser
from tests.cast import (
    assign,
    give_role,
    make_contact,
    make_group,
    make_guardian,
    make_pupil,
    make_school,
    make_staff,
    tie,
    today,
)
from tests.contacts.conftest import entry

NUMBERS = {
    "today": 16,  # for a school leader: 3 of them for what waits for nobody
    "classes": 5,
    "class": 11,
    "pupils": 8,
    "search": 8,
    "pupil": 28,
    "form": 18,
    "change": 26,
    "contact": 20,
    "versions": 12,
    "agreement": 12,
    "log": 18,
    "staff": 10,
}
MOMENT = datetime.datetime(2026, 11, 24, 11, tzinfo=datetime.UTC)


class World:
    """A class of `pupils` children with `contacts` about the first of them, and as many about the others.

    Sanne keeps the class and has every role a page asks for; she has a tie with one more family.
    """

    def __init__(self, *, pupils: int, contacts: int):
        self.school = make_school()
        self.sanne = make_staff(self.school, "Sanne")
        self.group = make_group(self.school)
        other = make_group(self.school, "Groep 6")
        assign(self.sanne, self.group)
        for role in (Role.SCHOOL_LEADER, Role.ADMIN):
            give_role(self.sanne, role)
        make_pupil(self.group, "Eigen", guardians=[make_guardian(self.school, "Sanne", staff=self.sanne)])
        self.pupils, self.mothers = [], []
        for number in range(pupils):
            parents = [make_guardian(self.school, f"Ouder {number}{letter}") for letter in "ab"]
            self.pupils.append(make_pupil(self.group, f"Kind {number:02}", guardians=parents))
            self.mothers.append(parents[0])
            tie(parents[0], make_pupil(other, f"Broer {number:02}", guardians=[]))
        colleagues = [make_staff(self.school, f"Collega {number}") for number in range(pupils)]
        for colleague in colleagues:
            assign(colleague, other)
        self._talk(contacts, colleagues)

    def _talk(self, contacts: int, colleagues: list) -> None:
        first, sanne = self.pupils[0], self.sanne
        mother = self.mothers[0]
        brother = mother.guardianships.exclude(pupil=first).get().pupil
        for number in range(contacts):
            moment = timezone.now() - datetime.timedelta(hours=number)
            make_contact(sanne, first, happened_at=moment)
            make_contact(colleagues[0], self.pupils[-1], happened_at=moment)
        said = entry(
            first, brother, guardians=frozenset([mother]),
            colleagues=frozenset(colleagues), with_interpreter=True,
            agreements=tuple(
                NewAgreement(f"Agreed {number}", sanne, today() + (number - 1) * datetime.timedelta(days=1))
                for number in range(max(contacts // 10, 3))
            ),
        )  # fmt: skip
        self.contact = log_contact(said, actor=sanne)
        self.agreement = add_agreement(self.contact, actor=sanne, new=NewAgreement("Done.", sanne))
        finish_agreement(self.agreement, actor=sanne)
        for version in range(1, max(contacts // 10, 2)):
            self.contact = change_contact(self.contact, actor=sanne, version=version, entry=said)

    def addresses(self) -> dict[str, str]:
        pupil, contact = self.pupils[0], self.contact
        return {
            "today": reverse("today"),
            "classes": reverse("contacts:group_list"),
            "class": reverse("contacts:group", args=[self.group.pk]),
            "pupils": reverse("pupil_list"),
            "search": f"{reverse('pupil_list')}?q=Kind",
            "pupil": reverse("pupil_detail", args=[pupil.pk]),
            "form": reverse("contacts:new", args=[pupil.pk]),
            "change": reverse("contacts:edit", args=[contact.pk]),
            "contact": reverse("contacts:detail", args=[contact.pk]),
            "versions": reverse("contacts:history", args=[contact.pk]),
            "agreement": reverse("contacts:agreement", args=[self.agreement.pk]),
            "log": reverse("audit_list"),
            "staff": reverse("school:staff_list"),
        }

    def counted(self) -> dict[str, int]:
        client = browser(self.sanne)
        return {name: self._count(client, url) for name, url in self.addresses().items()}

    @staticmethod
    def _count(client, url: str) -> int:
        assert client.get(url).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)


@pytest.fixture
def standing_clock():
    """A session is noted as seen by the clock; here it stands still."""
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.mark.parametrize(("pupils", "contacts"), [(1, 3), (30, 300)])
def test_pages_ask_as_many_questions_for_one_family_as_for_a_class(standing_clock, db, pupils, contacts):
    assert World(pupils=pupils, contacts=contacts).counted() == NUMBERS
