"""The overview counts what the viewer may open, and nothing else: compared with counting case by case."""

import datetime
import re
from collections import Counter
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incidents.enums import AggressionForm, Side
from incidents.models import Incident, Party
from incidents.services import sharing
from incidents.services.overview import overview_of, periods_of
from incidents.services.search import Wish, find_cases
from partnership.school.enums import Role
from partnership.school.models import SchoolYear, StaffMember
from tests.browsing import browser
from tests.cast import DAY, make_school, make_staff, today
from tests.incidents.making_case import make_case, make_place, severities

URL = reverse("incidents:overview")
SVG = re.compile(r"<svg class=\"count.*?</svg>", re.DOTALL)
MOMENT = datetime.datetime(2026, 11, 24, 11, tzinfo=datetime.UTC)
QUERIES = 7  # of a request: session, login, person, rights, walls, school years, counts
VIEWERS = ["fatima", "ingrid", "ruben", "tess", "sonja", "marieke", "hans", "wim", "daan"]


@pytest.fixture
def cases(cast) -> list[Incident]:
    """Of all sorts: the leader Ruben is a parent in one and lived through another; one is kept from the coordinator;
    one was given to Tess, one to the board; one is shared with Hans; one was joined; one is of the other school."""
    staff, words = cast.staff, severities(cast.linde)
    yard, door = make_place(cast.linde, "plein"), make_place(cast.linde, "ingang")
    year = SchoolYear.objects.get(school=cast.linde, start__lte=today(), end__gte=today())
    long_ago = timezone.now() - (today() - year.start + 40 * DAY)

    def made(**columns) -> Incident:
        return make_case(columns.pop("reporter", staff["sanne"]), **columns)

    rows = [
        made(guardian=cast.guardians["peter"], place=yard, severity=words["light"]),
        made(guardian=cast.guardians["ruben"], place=yard, severity=words["grave"], forms=("physical", "verbal")),
        made(affected=[staff["ruben"]], place=door, forms=("digital",), occurred_at=timezone.now() - 40 * DAY),
        made(guardian=cast.guardians["anja"], place=door, handler=staff["tess"], forms=("non_verbal",)),
        made(unknown="Man met pet", place=door, handler=staff["sonja"], severity=words["serious"]),
        made(guardian=cast.guardians["judith"], place=yard, occurred_at=long_ago, reported_at=long_ago),
        made(reporter=staff["bram"], place=door, forms=("verbal", "digital")),
        make_case(staff["els"], forms=("physical",)),
    ]
    make_case(staff["bram"], place=door, joined_to=rows[0], forms=("digital",))
    rows[6].kept_from.create(school=cast.linde, staff=staff["ingrid"], by=staff["sanne"])
    sharing.share_case(rows[0], actor=staff["fatima"], staff=staff["hans"], reason="x", until=today() + DAY)
    return rows


def fresh(person: StaffMember) -> StaffMember:
    return StaffMember.objects.select_related("user", "school").get(pk=person.pk)


def counted(person: StaffMember, period: str = "") -> dict[str, dict[str, int]]:
    """What the overview says, without what there is none of."""
    me = fresh(person)
    overview = overview_of(periods_of(me, period), staff=me)
    parts = {"form": overview.forms, "severity": overview.severities, "place": overview.places}
    parts |= {"month": overview.months}
    return {name: {bar.name: bar.number for bar in bars if bar.number} for name, bars in parts.items()}


def one_by_one(person: StaffMember, period: str = "") -> dict[str, dict[str, int]]:
    """The same, by opening each case that this person may open."""
    me = fresh(person)
    periods = periods_of(me, period)
    found = {"form": Counter(), "severity": Counter(), "place": Counter(), "month": Counter()}
    for case in Incident.objects.all().order_by("pk"):
        if case.joined_to_id or not Incident.objects.visible_to(me).filter(pk=case.pk).exists():
            continue
        day = timezone.localdate(case.occurred_at)
        if periods.year.start <= day < periods.year.end:
            found["month"][next(each.name for each in periods.months if each.start <= day < each.end)] += 1
        if periods.chosen.start <= day < periods.chosen.end:
            found["severity"][case.severity.name if case.severity else "nog niet bepaald"] += 1
            found["place"][case.place.name] += 1
            found["form"].update(AggressionForm(row.form).label for row in case.forms.all())
    return {name: {str(key): number for key, number in counts.items()} for name, counts in found.items()}


@pytest.mark.parametrize("name", VIEWERS)
def test_counts_are_those_of_the_cases_one_may_open(cast, cases, name):
    person = cast.staff[name]
    periods = periods_of(fresh(person))
    asked = ["", *(period.key for period in (*periods.years, *periods.months))]
    for period in asked:
        assert counted(person, period) == one_by_one(person, period), period


def test_a_walled_case_is_counted_for_nobody_behind_the_wall(cast, cases):
    """The affected leader and the leader who is a parent in it count neither; the leader beside them counts both."""
    everything, behind = counted(cast.staff["fatima"]), counted(cast.staff["ruben"])
    assert sum(everything["severity"].values()) - sum(behind["severity"].values()) == 2
    assert AggressionForm.PHYSICAL.label in everything["form"]
    assert AggressionForm.PHYSICAL.label not in behind["form"]
    Party.objects.create(
        school=cast.linde, incident=cases[0], side=Side.INVOLVED, kind="staff", staff=cast.staff["ruben"]
    )
    assert sum(counted(cast.staff["ruben"])["severity"].values()) == sum(behind["severity"].values()) - 1


def test_it_counts_what_the_list_shows(cast, cases):
    for name in ("fatima", "ingrid", "ruben", "tess", "sonja"):
        me = fresh(cast.staff[name])
        year = periods_of(me).year
        listed = [
            row
            for row in find_cases(Wish(state="all"), staff=me).rows
            if year.start <= timezone.localdate(row.occurred_at) < year.end
        ]
        assert sum(counted(me)["severity"].values()) == len(listed), name


def test_the_drawings_are_well_formed_and_the_numbers_stand_in_tables(cast, cases):
    page = browser(cast.staff["fatima"]).get(URL, headers={"HX-Request": "true"}).content.decode()
    drawings = [ElementTree.fromstring(text) for text in SVG.findall(page)]  # noqa: S314 - our own page
    assert len(drawings) > 10
    assert all(drawing.get("aria-hidden") == "true" or drawing.get("aria-label") for drawing in drawings)
    columns = next(drawing for drawing in drawings if drawing.get("role") == "img")
    assert len(columns.findall("g")) == len(periods_of(fresh(cast.staff["fatima"])).months)
    assert page.count("<table") == 4
    assert "<html" not in page
    assert "<html" in browser(cast.staff["fatima"]).get(URL).content.decode()


def test_nonsense_as_a_period_is_this_school_year(cast, cases):
    client = browser(cast.staff["fatima"])
    for period in ("x", "2026-13-40", str(cases[0].pk), "\x00", "9" * 500):
        response = client.get(URL, {"period": period})
        assert response.context_data["periods"].chosen == response.context_data["periods"].years[0]


def test_an_empty_year_and_a_school_without_years_say_so(cast):
    assert "Nothing was reported in" in browser(cast.staff["fatima"]).get(URL).content.decode()
    leader = make_staff(make_school("De Es"), "Ada", role=Role.SCHOOL_LEADER)
    SchoolYear.objects.filter(school=leader.school).delete()
    assert "This school has no school year yet" in browser(leader).get(URL).content.decode()


def test_a_year_goes_on_until_the_next_begins(cast):
    """What happens in the holidays after it, and on its last evening, is counted."""
    rows = list(SchoolYear.objects.filter(school=cast.linde).order_by("start"))
    SchoolYear.objects.filter(pk=rows[0].pk).update(end=rows[1].start - 20 * DAY)
    evening = timezone.make_aware(datetime.datetime.combine(rows[1].start - DAY, datetime.time(23, 30)))
    make_case(cast.staff["sanne"], occurred_at=evening)
    fatima = cast.staff["fatima"]
    assert sum(counted(fatima, str(rows[0].pk))["month"].values()) == 1
    assert counted(fatima)["month"] == {}


@pytest.mark.parametrize("number", [1, 8])
def test_the_overview_asks_as_often_for_many_as_for_one(cast, number):
    with time_machine.travel(MOMENT, tick=False):
        client = browser(cast.staff["fatima"])
        for each in range(number):
            make_case(cast.staff["sanne"], place=make_place(cast.linde, f"plek {each}"))
        client.get(URL)
        with CaptureQueriesContext(connection) as asked:
            client.get(URL)
    assert len(asked) == QUERIES
