"""The year of a class as one page: what is seen, of whom, and what it costs."""

import datetime
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from contacts.enums import About, ForWhom, Precision, Result, Status
from contacts.models import Contact, ContactGuardian, ContactNorm, ContactPupil
from contacts.services.when import When
from contacts.services.yeargrid import FILTERS, year_grid
from partnership.school.enums import AssignmentKind, Channel, DayOffKind, Role
from partnership.school.models import DeclaredTie, Group, Guardianship, Reachability
from tests.browsing import browser
from tests.cast import assign, make_contact, make_pupil, make_staff
from tests.planner.conftest import MONDAY, at, children, day, fresh, off, planned, teacher

HOSTILE = ['<script>alert("x")</script>', "'\"><img src=x onerror=alert(1)>", "&lt;b&gt;", "O'Brien & <b>Zn</b>"]


class Table(HTMLParser):
    """Collects the rows of the grid: per row the cells, each with week, kind of sign, words and text."""

    def __init__(self, page: str):
        super().__init__()
        self.rows: list[dict] = []
        self.weeks: list[str] = []
        self.tags: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        if tag == "tr" and "data-plan" in given:
            self.inside = True
            self.rows.append({"plan": given["data-plan"], "text": "", "cells": {}})
        elif tag == "th" and "data-week" in given:
            self.weeks.append(given["data-week"])
        elif self.inside and tag == "td" and "count" not in given.get("class", ""):
            cells = self.rows[-1]["cells"]
            cells[self.weeks[len(cells)]] = self.cell = {"class": given.get("class", ""), "text": ""}
        elif self.inside and tag == "a" and given.get("class", "").startswith("m "):
            self.cell |= {"kind": given["class"].removeprefix("m m-"), "href": given["href"], "words": given["title"]}

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "tr"

    def handle_data(self, data):
        if self.inside:
            self.rows[-1]["text"] += data
            if self.rows[-1]["cells"]:
                self.cell["text"] += data


def url_of(group) -> str:
    return reverse("contacts:year", args=[group.pk])


def table(group, staff, **query) -> Table:
    return Table(browser(staff).get(url_of(group), query).content.decode())


def signs(found: Table, row: int = 0) -> dict[str, str]:
    cells = found.rows[row]["cells"]
    return {week: cell["kind"] for week, cell in cells.items() if "kind" in cell}


# What stands in a cell


@pytest.mark.parametrize(
    ("columns", "kind", "words"),
    [
        ({}, "held", "spoken, 2 September"),
        ({"about": About.NICE}, "good", "something nice, 2 September"),
        ({"about": About.CONCERN}, "care", "concern about the child, 2 September"),
        ({"channel": Channel.APP, "result": Result.SENT}, "sent", "written, 2 September"),
        ({"status": "missed", "result": Result.NO_ANSWER}, "tried", "tried, 2 September"),
        ({"status": "missed", "result": Result.DID_NOT_COME}, "miss", "did not come, 2 September"),
    ],
)
def test_shape_and_words_of_each_kind(group, sanne, columns, kind, words):
    [child] = children(group, 1)
    contact = make_contact(sanne, child, happened_at=at("2026-09-02 15:00"), **columns)
    [row] = table(group, sanne).rows
    cell = row["cells"]["2026-08-31"]
    assert (cell["kind"], cell["words"], cell["href"]) == (kind, words, f"/contacts/{contact.pk}/")
    assert cell["text"] in "✓✓+!?×"
    assert row["plan"] == reverse("contacts:plan_new", args=[child.pk])


def test_what_is_planned_opens_its_own_page(group, sanne):
    [child] = children(group, 1)
    contact = planned(sanne, child, when=When(Precision.DAY, day("2026-10-01")))
    found = table(group, sanne)
    assert signs(found) == {"2026-09-28": "planned"}
    assert found.rows[0]["cells"]["2026-09-28"]["href"] == f"/planned/{contact.pk}/"


def test_what_has_no_day_yet_names_none(group, sanne):
    [child] = children(group, 1)
    planned(sanne, child, when=When.week_of(day("2026-09-14")))
    cell = table(group, sanne).rows[0]["cells"]["2026-09-14"]
    assert cell["words"] == "planned, some time in the week"
    week = browser(sanne).get(url_of(group), {"week": "2026-09-14"}).content.decode().split('class="year-week')[1]
    assert "planned, telephone, some time in the week" in week


def test_taken_back_is_nowhere_and_the_last_of_a_week_stands_in_front(group, sanne):
    [child] = children(group, 1)
    make_contact(sanne, child, happened_at=at("2026-09-02 15:00"), status=Status.CANCELLED)
    assert signs(table(group, sanne)) == {}
    make_contact(sanne, child, happened_at=at("2026-09-01 15:00"), about=About.CONCERN)
    make_contact(sanne, child, happened_at=at("2026-09-03 15:00"), about=About.NICE)
    cell = table(group, sanne).rows[0]["cells"]["2026-08-31"]
    assert (cell["kind"], cell["text"]) == ("good", "+2")
    assert cell["words"] == "something nice, 3 September, and 1 more"


def test_a_sunday_night_is_of_that_week(group, sanne):
    [child] = children(group, 1)
    make_contact(sanne, child, happened_at=at("2026-09-06 23:30"))
    assert signs(table(group, sanne)) == {"2026-08-31": "held"}


def test_weeks_of_the_school_year_with_holidays_and_now(school, group, sanne):
    off(school, "Kamp", "2026-09-14", "2026-09-18", kind=DayOffKind.UNSUITABLE)
    off(school, "Dag vrij", "2026-09-21")
    children(group, 1)
    grid = year_grid(group, staff=sanne)
    assert (len(grid.weeks), sum(span for _, span in grid.months)) == (48, 48)
    assert {week.monday: week.holiday for week in grid.weeks if week.holiday} == {day("2026-10-19"): "Herfstvakantie"}
    assert [week.monday for week in grid.weeks if week.is_now] == [MONDAY]
    assert table(group, sanne).rows[0]["cells"]["2026-10-19"]["class"] == "hol"


def test_coverage_in_front_and_turns_on_top(school, group, sanne):
    ContactNorm.objects.create(
        school=school, year=group.year, agreed_on=MONDAY, count=2, per="window", before=day("2026-10-01")
    )
    pupils = children(group, 3)
    for _ in range(2):
        make_contact(sanne, pupils[0], happened_at=at("2026-09-02 15:00"))
    make_contact(sanne, pupils[1], happened_at=at("2026-09-02 15:00"))
    rows = [row["text"] for row in table(group, sanne).rows]
    assert [row.split()[0] for row in rows] == ["Kind02", "Kind03", "Kind01"]
    assert ["turn" in row for row in rows] == [True, True, False]
    assert ["1/2" in rows[0], "0/2" in rows[1], "2/2" in rows[2]] == [True, True, True]


# What people typed


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_and_holidays_stay_text(school, group, sanne, hostile):
    child = make_pupil(group, "Sem", last_name="Vries")
    holiday = off(school, "Vrij", "2026-11-02", "2026-11-06")
    planned(sanne, child)
    harmless = table(group, sanne).tags
    type(child).objects.filter(pk=child.pk).update(first_name=hostile, last_name=hostile)
    type(holiday).objects.filter(pk=holiday.pk).update(name=hostile)
    group.name = hostile
    group.save()
    page = browser(sanne).get(url_of(group)).content.decode()
    assert hostile not in page
    assert escape(f"{hostile} {hostile}") in page
    found = Table(page)
    assert f"{hostile} {hostile}" in found.rows[0]["text"]
    assert found.tags == harmless


# Filters


def prepared(group, sanne) -> None:
    """Five children: nothing yet; something nice; only written; tried; spoken, with an interpreter."""
    ContactNorm.objects.create(
        school=group.school, year=group.year, agreed_on=MONDAY, count=1, per="window", before=day("2026-10-01")
    )
    _nothing, nice, written, tried, spoken = children(group, 5)
    when = at("2026-09-02 15:00")
    make_contact(sanne, nice, happened_at=when, about=About.NICE)
    make_contact(sanne, written, happened_at=when, channel=Channel.APP, result=Result.SENT)
    make_contact(sanne, tried, happened_at=when, status="missed", result=Result.NO_ANSWER)
    make_contact(sanne, spoken, happened_at=when)
    Reachability.objects.filter(guardian__guardianships__pupil=spoken).update(needs_interpreter=True)


EXPECTED = {
    "turn": ["Kind01", "Kind03", "Kind04"],
    "nice": ["Kind01", "Kind03", "Kind04", "Kind05"],
    "written": ["Kind03"],
    "unreached": ["Kind04"],
    "interpreter": ["Kind05"],
}


def test_counts_on_the_filters_are_what_they_show(group, sanne):
    prepared(group, sanne)
    grid = year_grid(group, staff=sanne)
    assert {name: grid.count(name) for name in FILTERS} == {name: len(rows) for name, rows in EXPECTED.items()}
    for name, expected in EXPECTED.items():
        rows = table(group, sanne, show=name).rows
        assert sorted(row["text"].split()[0] for row in rows) == expected
    page = browser(sanne).get(url_of(group)).content.decode()
    assert "No good news yet 4" in page
    assert "Not reached yet 1" in page


def test_an_interpreter_of_a_parent_of_the_past_is_not_needed(group, sanne):
    prepared(group, sanne)
    Guardianship.objects.update(until=day("2026-09-01"))
    assert year_grid(group, staff=sanne).count("interpreter") == 0


@pytest.mark.parametrize(
    "query", [{"show": "nonsense"}, {"show": "<b>"}, {"week": "nonsense"}, {"week": "0001-01-01"},
              {"week": "9999-12-31"}, {"week": "2026-02-31"}, {"week": "1999-01-01", "show": "turn"}]
)  # fmt: skip
def test_an_address_that_was_changed_by_hand(group, sanne, query):
    prepared(group, sanne)
    assert browser(sanne).get(url_of(group), query).status_code == 200


def test_on_the_phone_a_list_of_one_week(group, sanne):
    prepared(group, sanne)
    page = browser(sanne).get(url_of(group), {"week": "2026-09-04"}).content.decode()
    week = page.split('class="year-week')[1].split("</ul>")[0]
    assert "31 August – 4 September" in week
    assert week.count("<li") == 4
    assert "Wednesday 2 September" in week


# Who sees it


def test_who_sees_the_year(school, group, sanne):
    prepared(group, sanne)
    gym, leader = make_staff(school, "Bram"), make_staff(school, "Fatima", role=Role.SCHOOL_LEADER)
    assign(gym, group, AssignmentKind.SUBJECT_TEACHER)
    other = teacher(Group.objects.create(school=school, year=group.year, key="6", name="Groep 6"), "Emine")
    answers = {member.first_name: browser(member).get(url_of(group)).status_code for member in (gym, other, leader)}
    assert answers == {"Bram": 403, "Emine": 403, "Fatima": 200}


def test_a_tied_family_has_no_row(school, group, sanne):
    prepared(group, sanne)
    DeclaredTie.objects.create(school=school, staff=sanne, pupil=group.enrolments.get(pupil__first_name="Kind02").pupil)
    assert [row["text"].split()[0] for row in table(group, sanne).rows] == ["Kind01", "Kind03", "Kind04", "Kind05"]


def test_own_balance_counts_ones_own_contacts_only(group, sanne, joris):
    prepared(group, sanne)
    page = browser(sanne).get(url_of(group)).content.decode()
    assert "1 times something nice, 2 ordinary, 0 about a concern" in page
    assert "You yourself this school year" not in browser(joris).get(url_of(group)).content.decode()


# What it costs


def many_contacts(group, sanne, number: int) -> None:
    """Write `number` contacts with a parent each, spread over the children."""
    pupils = [row.pupil for row in group.enrolments.select_related("pupil").order_by("pk")]
    guardians = {row.pupil_id: row.guardian_id for row in Guardianship.objects.filter(pupil__in=pupils)}
    start = at("2026-08-17 08:00")
    contacts = [
        Contact(
            school=group.school, year=group.year, author=sanne, channel=Channel.PHONE, result=Result.SPOKEN,
            happened_at=start + datetime.timedelta(hours=each % 480),
        )
        for each in range(number)
    ]  # fmt: skip
    Contact.objects.bulk_create(contacts)
    pairs = [(contact, pupils[each % len(pupils)]) for each, contact in enumerate(contacts)]
    ContactPupil.objects.bulk_create(
        ContactPupil(school=group.school, contact=contact, pupil=pupil, group=group) for contact, pupil in pairs
    )
    ContactGuardian.objects.bulk_create(
        ContactGuardian(school=group.school, contact=contact, guardian_id=guardians[pupil.pk])
        for contact, pupil in pairs
    )


def test_ten_queries_for_the_whole_page_however_many_contacts(group, sanne, joris, capsys):
    ContactNorm.objects.create(
        school=group.school, year=group.year, agreed_on=MONDAY, count=3, for_whom=ForWhom.EVERY_CUSTODY
    )
    children(group, 30)
    client, url = browser(sanne), url_of(group)
    client.get(url)
    counts = {}
    for number in (30, 300):
        many_contacts(group, sanne, number - Contact.objects.count())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts[number] = len(queries)
    with capsys.disabled():
        print(f"\nqueries for the year of a class, by contacts: {counts}")  # noqa: T201 - the figure is asked for
    assert counts == {30: 10, 300: 10}


def test_a_fresh_grid_has_the_same_for_everyone(group, sanne, joris):
    prepared(group, sanne)
    assert year_grid(group, staff=fresh(sanne)).body() == year_grid(group, staff=fresh(joris)).body()
