"""T4, light: every text has a mark; everyone reads every page they can open and finds only what is theirs."""

import itertools
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from contacts.models import Agreement, Contact, ContactPupil
from partnership.accounts.models import User
from partnership.school.models import Guardian, GuardianDetails, Pupil, Reachability, School
from tests.access import oracle
from tests.access.plans import make_plans
from tests.access.world import Person, World
from tests.cast import today

MARK = re.compile(r"qz\d{4}q")
CODES = ["P1", "P2", "P3", "P3e", "P4", "P6t", "P6c", "P6s", "P7", "P12", "P15"]
LISTS = [
    *("today", "pupil_list", "audit_list", "contacts:group_list", "guardian_incomplete", "school:staff_list"),
    *("contacts:planned_days", "contacts:absence_new", "contacts:norm_list", "contacts:norm_new", "contacts:oversight"),
    *("school:settings", "school:calendar", "school:day_off_new", "duties:feed_page", "contacts:left_over"),
]
EXPECTED_KINDS = {
    "name of a child",
    "name of a guardian",
    "way to reach",
    "how to reach",
    "summary",
    "part",
    "agreement",
}
numbers = itertools.count(1)


class Marks:
    """Marks every text in the database, and says who may read which mark."""

    def __init__(self):
        self.of: dict[str, tuple[str, object]] = {}
        for pupil in Pupil.objects.all():
            self.put(pupil, "last_name", "name of a child", pupil)
        for guardian in Guardian.objects.all():
            self.put(guardian, "last_name", "name of a guardian", guardian)
        for row in GuardianDetails.objects.exclude(guardian__in=Guardian.objects.filter(first_name="Ruben")):
            self.put(row, "email", "way to reach", row.guardian, "{}@home.example")
        for row in Reachability.objects.all():
            self.put(row, "best_times", "how to reach", row.guardian)
        for contact in Contact.objects.all():
            self.put(contact, "summary", "summary", contact)
        for part in ContactPupil.objects.select_related("pupil"):
            self.put(part, "text", "part", part)
        for agreement in Agreement.objects.all():
            self.put(agreement, "text", "agreement", agreement)

    def put(self, row, column: str, kind: str, about, shape: str = "{}") -> None:
        mark = f"qz{next(numbers):04}q"
        setattr(row, column, shape.format(mark))
        row.save(update_fields=[column])
        self.of[mark] = kind, about

    def theirs(self, person: Person) -> set[str]:
        return {mark for mark, (kind, about) in self.of.items() if may_read(person, kind, about)}


def may_read(person: Person, kind: str, about) -> bool:
    if kind == "name of a child":
        return bool(person.reach("directory", "read", about))
    if kind in ("name of a guardian", "way to reach", "how to reach"):
        classes = {
            "name of a guardian": "directory",
            "way to reach": "guardian_details",
            "how to reach": "reachability",
        }
        children = [row.pupil_id for row in person.world.guardianships if row.guardian_id == about.pk]
        pupils = [person.world.pupil[key] for key in children]
        tied = about.pk in person.tied_guardians
        return not tied and any(person.reach(classes[kind], "read", pupil) for pupil in pupils)
    if kind == "agreement":
        return person.may_agreement("read", about)
    contact = person.world.contact[about.contact_id if kind == "part" else about.pk]
    if not person.may_contact("read", contact):
        return False
    own = contact.author_id == person.staff.pk
    return kind == "summary" or own or bool(person.reach("contact", "read", about.pupil))


def addresses(world: World) -> Iterator[str]:
    """Give every page that can be read, with every row there is."""
    yield from (reverse(name) for name in LISTS)
    yield reverse("pupil_list") + "?q=van"
    for name, (_, _, kind, _) in oracle.ROWS.items():
        if "GET" in oracle.methods_of(name):
            yield from (reverse(name, args=[row.pk]) for row in kind.rows(world))


@pytest.fixture
def marks(cast) -> Marks:
    User.objects.update(language="en")
    School.objects.update(overview_from=today(), overview_agreed="As agreed.")
    make_plans(cast)
    return Marks()


@pytest.mark.once
@pytest.mark.parametrize("code", CODES)
def test_pages_show_nobody_what_is_not_theirs(code, cast, marks):
    world, client = World(), cast.client(code)
    theirs = marks.theirs(world.person(cast.personas[code].staff))
    leaks, seen = [], set()
    for address in addresses(world):
        response = client.get(address)
        found = set(MARK.findall(response.content.decode() + str(response.headers)))
        leaks += [f"{address}: {marks.of[mark][0]} of {marks.of[mark][1]!r}" for mark in found - theirs]
        seen |= found
    assert leaks == []
    if code in ("P2", "P6c"):  # the crawl does see what may be seen
        assert {marks.of[mark][0] for mark in seen} == EXPECTED_KINDS


def test_leak_is_seen(cast, marks):
    """The control: a text that someone copied to where it does not belong is found by the crawl."""
    bilal = next(
        mark for mark, (kind, about) in marks.of.items() if kind == "summary" and about == cast.contacts["bilal"]
    )
    Pupil.objects.filter(pk=cast.pupils["amira"].pk).update(first_name=bilal)
    page = cast.client("P3e").get(reverse("pupil_list")).content.decode()
    assert bilal in MARK.findall(page)
    assert bilal not in marks.theirs(World().person(cast.staff["hans"]))
