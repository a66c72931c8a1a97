"""The numbers of the class page, against the same numbers counted by hand in Python, for made-up classes."""

import datetime
import random

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.enums import FAILED, REACHED, About, Result, Status
from contacts.models import Contact, ContactGuardian, ContactPupil
from contacts.services.overview import class_rows
from partnership.school.enums import AssignmentKind, Channel
from partnership.school.models import Reachability
from tests.browsing import browser
from tests.cast import (
    DAY,
    assign,
    enrol,
    make_contact,
    make_group,
    make_guardian,
    make_pupil,
    make_school,
    make_staff,
    tie,
    today,
    year_of,
)
from tests.contacts.conftest import fresh, row_about

SEEDS = range(8)
NAMES = ["Anna", "Bo", "Cas", "Dina", "Dina", "Eva", "Finn", "Gijs", "Hugo"]
STATES = [*[Status.HELD] * 4, *[Status.MISSED] * 3, Status.CANCELLED, Status.PLANNED]


class MadeUpClass:
    """A class with contacts at random; `tied` is a teacher who is the father of one child."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)  # noqa: S311 - chance, no secrets
        self.school = make_school()
        self.group = make_group(self.school)
        self.teacher = make_staff(self.school, "Sanne")
        self.tied = make_staff(self.school, "Daan")
        for member in (self.teacher, self.tied):
            assign(member, self.group)
        self.pupils = [make_pupil(self.group, name) for name in NAMES]
        self.own_child = self.random.choice(self.pupils)
        self.own_person = make_guardian(self.school, "Daan", staff=self.tied)
        tie(self.own_person, self.own_child)
        self.last_year = year_of(self.school, self.group.year.start - DAY)
        self.contacts = [self._contact(number) for number in range(60)]
        self._elsewhere()

    def _contact(self, number: int) -> dict:
        """One contact as plain facts, and as rows; no two at the same moment."""
        pick = self.random
        facts = {
            "about": pick.choice(list(About)),
            "status": pick.choice(STATES),
            "channel": pick.choice(list(Channel)),
            "year": pick.choice([self.group.year, self.group.year, self.last_year]),
            "pupils": pick.sample(self.pupils, pick.choice([1, 1, 1, 2, 3])),
            "with_tied": pick.random() < 0.1,
            "at": timezone.now() - datetime.timedelta(days=pick.randrange(90), minutes=number),
        }
        results = [result for result in Result if (result in FAILED) == (facts["status"] == Status.MISSED)]
        facts["result"] = pick.choice(results)
        contact = Contact.objects.create(
            school=self.school, author=self.teacher, happened_at=facts["at"],
            owner=self.teacher, precision="day", planned_on=timezone.localdate(facts["at"]),
            **{name: facts[name] for name in ("about", "status", "channel", "year", "result")},
        )  # fmt: skip
        for pupil in facts["pupils"]:
            ContactPupil.objects.create(school=self.school, contact=contact, pupil=pupil)
        if facts["with_tied"]:
            ContactGuardian.objects.create(school=self.school, contact=contact, guardian=self.own_person)
        return facts

    def _elsewhere(self) -> None:
        """Children who are not in the class today."""
        gone = make_pupil(self.group, "Aad", left_on=today())
        moved = make_pupil(make_group(self.school, "Groep 6"), "Abe")
        enrol(moved, self.group, from_date=self.group.year.start, until=today() - DAY)
        for pupil in (gone, moved):
            make_contact(self.teacher, pupil)

    def counted(self, *, for_tied: bool) -> list[tuple]:
        """Return the rows of the class page, counted without a database."""
        children = [child for child in self.pupils if not (for_tied and child == self.own_child)]
        rows = [self._row(child, for_tied=for_tied) for child in children]
        # Nobody reached yet first, then who was reached longest ago; then by name.
        never = datetime.datetime.min.replace(tzinfo=datetime.UTC)
        return sorted(rows, key=lambda row: (row[3] or never, row[0].first_name, row[0].last_name, row[0].pk))

    def _row(self, child, *, for_tied: bool) -> tuple:
        ours = [
            facts
            for facts in self.contacts
            if child in facts["pupils"] and facts["year"] == self.group.year
            and not (for_tied and (facts["with_tied"] or self.own_child in facts["pupils"]))
        ]  # fmt: skip
        held = [facts for facts in ours if facts["status"] == Status.HELD]
        last = max(held, key=lambda facts: facts["at"], default=None)
        spoken = max((facts["at"] for facts in held if facts["result"] in REACHED), default=None)
        nice = max((facts["at"] for facts in held if facts["about"] == About.NICE), default=None)
        failed = [facts for facts in ours if facts["status"] == Status.MISSED]
        tries = sum(spoken is None or facts["at"] > spoken for facts in failed)
        return child, last and last["at"], last and last["channel"], spoken, nice, tries


def rows_of(group, staff) -> list[tuple]:
    rows = class_rows(group, staff=fresh(staff))
    return [(row, row.last_at, row.last_channel, row.spoken_at, row.nice_at, row.tries) for row in rows]


@pytest.mark.parametrize("seed", SEEDS)
def test_class_page_counts_what_a_person_would_count(db, seed):
    made_up = MadeUpClass(seed)
    assert rows_of(made_up.group, made_up.teacher) == made_up.counted(for_tied=False)
    assert rows_of(made_up.group, made_up.tied) == made_up.counted(for_tied=True)


def test_pages_show_the_counted_numbers(db):
    made_up = MadeUpClass(2027)
    for member, for_tied in [(made_up.teacher, False), (made_up.tied, True)]:
        rows = made_up.counted(for_tied=for_tied)
        spoken = sum(row[3] is not None for row in rows)
        client = browser(member)
        page = client.get(reverse("contacts:group", args=[made_up.group.pk])).context
        assert [pupil.pk for pupil in page["pupils"]] == [row[0].pk for row in rows]
        assert page["spoken"] == spoken

        [shown] = client.get(reverse("today")).context["classes"]
        assert (shown["size"], shown["spoken"]) == (len(rows), spoken)
        assert shown["next"] == [row[0] for row in rows[:5]]
        assert shown["without_good_news"] == [row[0] for row in rows if row[4] is None]


def test_made_up_classes_hold_every_kind_of_case(db):
    """Else the comparison proves little."""
    rows = [row for seed in SEEDS for row in MadeUpClass(seed).counted(for_tied=True)]
    assert any(row[3] is None and row[5] for row in rows)
    assert any(row[3] and row[5] for row in rows)
    assert any(row[1] and row[3] is None for row in rows)
    assert any(row[1] is None for row in rows)
    assert any(row[4] is None for row in rows)


def test_a_message_that_was_sent_is_the_last_contact_and_not_spoken(cast, sanne):
    finn = cast.pupils["finn"]
    before = row_about(finn, class_rows(cast.groups["five"], staff=fresh(sanne))).spoken_at
    contact = make_contact(sanne, finn, channel=Channel.APP, result=Result.SENT, happened_at=timezone.now())
    row = row_about(finn, class_rows(cast.groups["five"], staff=fresh(sanne)))
    assert (row.last_at, row.last_channel, row.spoken_at) == (contact.happened_at, Channel.APP, before)


def test_interpreter_shows_while_a_guardian_who_needs_one_is_there(cast, sanne, amira):
    Reachability.objects.filter(guardian=cast.guardians["said"]).update(needs_interpreter=True)

    def shown():
        return row_about(amira, class_rows(cast.groups["five"], staff=fresh(sanne))).needs_interpreter

    assert shown()
    amira.guardianships.filter(guardian=cast.guardians["said"]).update(until=today() - DAY)
    assert not shown()


def test_class_page_of_a_subject_teacher_shows_marks_and_no_concern(cast, bram, amira):
    """Date, channel and a mark for something nice; concern and how a talk went show only inside (users.md 25)."""
    make_contact(
        cast.staff["sanne"], amira, about="concern", mood="hard", summary="Secret.", happened_at=timezone.now()
    )
    page = browser(bram).get(reverse("contacts:group", args=[cast.groups["five"].pk]))
    words = page.content.decode().lower()
    assert page.status_code == 200
    assert "telephone" in words
    assert not any(word in words for word in ("concern", "hard", "secret"))


def test_timeline_shows_a_concern_only_to_who_may_read_it(cast, sanne, bram, amira):
    make_contact(sanne, amira, about="concern", happened_at=timezone.now())
    url = reverse("pupil_detail", args=[amira.pk])
    assert "concern" in browser(sanne).get(url).content.decode()
    assert "concern" not in browser(bram).get(url).content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("hans", 403), ("noor", 403), ("els", 404), ("fatima", 200), ("bram", 200)]
)
def test_class_page_opens_for_who_works_with_the_class(cast, name, status):
    url = reverse("contacts:group", args=[cast.groups["five"].pk])
    assert browser(cast.staff[name]).get(url).status_code == status


def test_classes_one_keeps_stand_apart_from_other_classes(cast, sanne):
    assign(sanne, cast.groups["six"], AssignmentKind.SUBJECT_TEACHER)
    page = browser(sanne).get(reverse("contacts:group_list")).context
    assert page["kept"] == [cast.groups["five"]]
    assert page["object_list"] == [cast.groups["six"]]


def test_class_without_children_says_so(cast):
    leader = cast.staff["fatima"]
    group = make_group(cast.linde, "Groep 9")
    page = browser(leader).get(reverse("contacts:group", args=[group.pk]))
    assert page.status_code == 200
    assert list(page.context["pupils"]) == []


def test_class_of_last_year_says_which_year(cast):
    group = make_group(cast.linde, "Groep 4", year=year_of(cast.linde, cast.groups["five"].year.start - DAY))
    page = browser(cast.staff["fatima"]).get(reverse("contacts:group", args=[group.pk]))
    assert not page.context["is_current"]
    assert group.year.name in page.content.decode()
