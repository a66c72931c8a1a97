"""What a school does not use leaves no trace: no page, no link, no figure, no reminder; on again, all is as before."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse

from contacts.enums import Precision
from contacts.models import Agreement, Contact
from contacts.services.agreements import NewAgreement, add_agreement
from contacts.services.planned import cancel_planned
from contacts.services.upkeep import report_absence
from contacts.services.when import When
from partnership.audit.models import AuditEvent
from partnership.duties.agenda import agendas
from partnership.duties.feed import calendar_of, find_feed, make_feed
from partnership.duties.models import Duty, State
from partnership.school.access_routes import all_routes
from partnership.school.enums import Part, Role
from partnership.school.models import SWITCHES, School, StaffMember
from partnership.school.rules.policy import DATA_CLASSES, POLICY, PolicyError, read_data_classes
from partnership.school.rules.rights import PUPIL_SCOPES
from partnership.school.services.settings import change_settings
from partnership.web.access import data_class_of, rule_of
from tests.access import oracle
from tests.access.cases import make_cases, make_given
from tests.access.plans import make_plans
from tests.access.test_matrix import ask, means, shown
from tests.access.world import World
from tests.browsing import browser, filled
from tests.cast import (
    DAY,
    PERSONAS,
    Persona,
    assign,
    make_contact,
    make_group,
    make_pupil,
    make_school,
    make_staff,
    today,
)
from tests.planner.conftest import planned

PARTS = sorted(SWITCHES)
CLASSES = {part: {name for name, each in DATA_CLASSES.items() if each.part == part} for part in PARTS}
ROUTES = {
    part: {route.name for route in all_routes() if data_class_of(route.rule) in classes}
    for part, classes in CLASSES.items()
}
NOTHING_TO_HIDE = {("tim", Part.INCIDENTS), ("sonja", Part.PLANNER)}
NOT_AT_LINDE = {"P0", "P5", "P8", "P14", "P14d"}
PAGES = (
    "today", "contacts:group_list", "pupil_list", "contacts:absence_new", "school:settings", "school:staff_list",
    "audit_list", "vision:rules",
)  # fmt: skip


@pytest.fixture
def world(cast) -> World:
    make_plans(cast)
    make_cases(cast)
    make_given(cast)
    return World()


@pytest.fixture
def sanne(db) -> StaffMember:
    """Class teacher of groep 5, with one talk planned for today and one agreement to keep."""
    sanne = make_staff(make_school(), "Sanne")
    group = make_group(sanne.school)
    assign(sanne, group)
    child = make_pupil(group)
    on = today()
    planned(fresh(sanne), child, when=When(Precision.DAY, on))
    add_agreement(make_contact(sanne, child), actor=sanne, new=NewAgreement("Send the book list", sanne, on))
    return fresh(sanne)


def fresh(member: StaffMember) -> StaffMember:
    """Return the person as a new request finds them."""
    return StaffMember.objects.select_related("user", "school").get(pk=member.pk)


def switch(member: StaffMember, *, on: bool, part: Part = Part.PLANNER) -> StaffMember:
    change_settings(member.school, actor=member, values={SWITCHES[part]: on})
    return fresh(member)


def set_use(school: School, part: str, *, on: bool) -> None:
    School.objects.filter(pk=school.pk).update(**{SWITCHES[part]: on})


def links_to(part: str, response) -> set[str]:
    """Return the addresses on a page, of links and forms, that belong to the part."""
    found = set()
    for link in re.findall(r'(?:href|action)="(/[^"#?]*)', response.content.decode()):
        try:
            match = resolve(link)
        except Resolver404:
            continue
        if data_class_of(rule_of(match.func, match.view_name)) in CLASSES[part]:
            found.add(link)
    return found


def nearest_cells(persona: Persona, world: World) -> list[oracle.Cell]:
    """Return one cell for each address and method: of a row that opens for the persona, if there is one."""
    cells = {}
    for cell in oracle.cells(persona, world):
        known = cells.get((cell.route, cell.method))
        if known is None or (cell.expected == "ok" != known.expected):
            cells[cell.route, cell.method] = cell
    return list(cells.values())


def open_kinds(member: StaffMember) -> set[str]:
    return set(Duty.objects.visible_to(member).open().values_list("kind", flat=True))


def told(member: StaffMember) -> int:
    """Return how many duties the digest of today and the next days speaks of."""
    return len(agendas([member.user_id], day=today(), until=today() + 30 * DAY)[member.user_id].duties)


def test_every_switch_is_of_a_part_that_has_data():
    assert set(SWITCHES) <= {each.part for each in DATA_CLASSES.values()} <= {"", *Part.values}
    assert all(len(names) > 20 for names in ROUTES.values())
    assert {"contacts:year", "contacts:norm_list", "contacts:oversight", "duties:feed_page"} <= ROUTES[Part.PLANNER]
    assert not {"contacts:group", "contacts:new", "contacts:agreement", "contacts:absence_new", "today"} & set().union(
        *ROUTES.values()
    )


def test_every_address_of_incidents_is_of_their_part():
    """Also where who may come in is not said by a right; rules of conduct are the school's, whatever it uses."""
    names = {route.name for route in all_routes()}
    assert ROUTES[Part.INCIDENTS] == {name for name in names if name.startswith("incidents:")}
    assert {"incident_terms", "measure", "access_list"} < CLASSES[Part.INCIDENTS]
    assert {name for name in names if name.startswith("vision:")}.isdisjoint(ROUTES[Part.INCIDENTS])


def test_unknown_part_is_refused(tmp_path):
    path = tmp_path / "data_classes.csv"
    head = "data_class,level,purpose,ground,kinds,retention,part\n"
    path.write_text(head + "school,V0,why,law,name,always,\ncontact_plan,V2,why,law,dates,a year,plannr\n")
    with pytest.raises(PolicyError, match=r"data_classes\.csv:3"):
        read_data_classes(path)


@pytest.mark.parametrize("code", sorted(PERSONAS))
def test_pages_of_a_part_are_not_there_for_anybody_when_it_is_off(code, cast, world, quick_pages):
    persona = cast.personas[code]
    client = persona.client()
    cells = nearest_cells(persona, world)
    of_parts = {part: [cell for cell in cells if cell.route in ROUTES[part]] for part in PARTS}
    absent = shown(client.get("/nothing-here/"))
    for part, cells in of_parts.items():
        assert {cell.route for cell in cells} == ROUTES[part]
        set_use(cast.linde, part, on=False)
        for cell in cells:
            response = ask(client, cell, {})
            if code in NOT_AT_LINDE:
                assert means(cell, response) == cell.expected, cell
            elif response.status_code != 405:
                assert shown(response) == absent, cell
        set_use(cast.linde, part, on=True)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["sanne", "bram", "fatima", "marieke", "tess", "tim", "sonja"])
def test_no_link_leads_to_what_is_off(who, part, cast, world):
    pages = [reverse(name) for name in PAGES]
    pages += [reverse("contacts:group", args=[cast.groups["five"].pk])]
    pages += [reverse("pupil_detail", args=[cast.pupils[name].pk]) for name in ("amira", "finn")]
    client = browser(cast.staff[who])
    before = {page: links_to(part, client.get(page)) for page in pages}
    assert before[reverse("today")] or (who, part) in NOTHING_TO_HIDE

    set_use(cast.linde, part, on=False)
    assert {page: links_to(part, client.get(page)) for page in pages} == {page: set() for page in pages}

    set_use(cast.linde, part, on=True)
    assert {page: links_to(part, client.get(page)) for page in pages} == before


@pytest.mark.parametrize("part", PARTS)
def test_nobody_has_a_right_in_what_is_off(part, cast):
    set_use(cast.linde, part, on=False)
    asked = {(row.data_class, row.operation) for row in POLICY.rows if row.data_class in CLASSES[part]}
    for persona in cast.personas.values():
        if persona.staff is None or persona.school != cast.linde:
            continue
        rights = fresh(persona.staff).rights
        for right in asked:
            assert not rights.may(*right)
            assert not rights.for_whole_school(*right)
            assert rights.pupil_keys(*right, only=PUPIL_SCOPES) == frozenset()
            assert not type(cast.groups["five"]).objects.filter(rights.groups(*right)).exists()


@pytest.mark.parametrize("part", PARTS)
def test_rules_of_conduct_stay_whatever_is_off(part, cast, world):
    set_use(cast.linde, part, on=False)
    page = browser(cast.staff["hans"]).get(reverse("vision:rules")).content.decode()
    assert "We praten rustig." in page


def test_reminders_of_the_planner_rest_and_come_back(sanne):
    duties = list(Duty.objects.order_by("pk").values())
    assert open_kinds(sanne) == {"contacts.planned", "contacts.agreement"}
    assert told(sanne) == 2

    sanne = switch(sanne, on=False)
    assert open_kinds(sanne) == {"contacts.agreement"}
    assert told(sanne) == 1

    sanne = switch(sanne, on=True)
    assert open_kinds(sanne) == {"contacts.planned", "contacts.agreement"}
    assert told(sanne) == 2
    assert list(Duty.objects.order_by("pk").values()) == duties, "nothing was touched"


def test_what_is_planned_stands_on_today_and_with_the_child_only_while_it_is_on(sanne):
    client = browser(sanne)
    contact = Contact.objects.get(status="planned")
    pages = [reverse("today"), reverse("pupil_detail", args=[contact.pupils.get().pupil_id])]
    link = reverse("contacts:planned", args=[contact.pk])
    for on in (True, False, True):
        switch(sanne, on=on)
        assert [link in client.get(page).content.decode() for page in pages] == [on, on]


def test_talk_that_ended_meanwhile_does_not_come_back(sanne):
    sanne = switch(sanne, on=False)
    contact = Contact.objects.get(status="planned")
    cancel_planned(contact, actor=sanne, version=contact.version)
    assert Duty.objects.get(source=contact.pk).state == State.DROPPED
    assert open_kinds(switch(sanne, on=True)) == {"contacts.agreement"}


def test_who_leaves_meanwhile_leaves_nothing_behind(sanne):
    """Also without the planner, what waits goes to the leader."""
    fatima = make_staff(sanne.school, "Fatima", role=Role.SCHOOL_LEADER)
    sanne = switch(sanne, on=False)
    report_absence(sanne, actor=sanne, from_date=today(), until=None)
    assert Agreement.objects.get().owner == fatima
    assert Contact.objects.get(status="planned").owner == fatima
    assert open_kinds(fresh(fatima)) == {"contacts.agreement"}
    assert open_kinds(switch(fresh(fatima), on=True)) == {"contacts.planned", "contacts.agreement"}


def test_own_calendar_address_is_not_there_while_it_is_off(sanne, client):
    path = urlsplit(make_feed(sanne, actor=sanne)).path
    token = path.strip("/").rpartition("/")[2]
    before = calendar_of(sanne)
    assert client.get(path).status_code == 200
    switch(sanne, on=False)
    assert find_feed(token) is None
    gone = client.get(path)
    assert gone.status_code == 404
    assert shown(gone) == shown(client.get(path.replace(token, "unknown")))
    sanne = switch(sanne, on=True)
    assert client.get(path).status_code == 200
    assert calendar_of(sanne).count(b"BEGIN:VEVENT") == before.count(b"BEGIN:VEVENT") == 2


def test_duties_of_another_school_do_not_rest(sanne):
    other = make_staff(make_school("De Berk"), "Els")
    switch(other, on=False)
    assert open_kinds(fresh(sanne)) == {"contacts.planned", "contacts.agreement"}


def test_leader_switches_the_planner_off_and_on_in_the_settings(cast):
    client, address = browser(cast.staff["fatima"]), reverse("school:settings")
    page = client.get(address)
    assert "What the school uses" in page.content.decode()
    School.objects.filter(pk=cast.linde.pk).update(remind_days=5, overview_agreed="As agreed.")

    client.post(address, filled(page, having="uses_planner", uses_planner=None, remind_days="5"))
    off = client.get(address).content.decode()
    assert not School.objects.get(pk=cast.linde.pk).uses_planner
    assert School.objects.get(pk=cast.berk.pk).uses_planner
    assert 'name="remind_days"' not in off
    assert 'name="overview_from"' not in off
    event = AuditEvent.objects.filter(action="school.change").latest("pk")
    assert "uses_planner" in str(event.fields)

    client.post(address, filled(client.get(address), having="tries_before_hint", uses_planner="on"))
    school = School.objects.get(pk=cast.linde.pk)
    assert (school.uses_planner, school.remind_days) == (True, 5)


@pytest.mark.parametrize("code", sorted(set(PERSONAS) - {"P0", "P14", "P14d"}))
def test_menu_has_at_most_four_entries(code, cast):
    page = cast.client(code).get(reverse("today")).content.decode()
    [menu] = re.findall(r'<nav class="nav-main".*?</nav>', page, re.DOTALL)
    entries = menu.count("<li>")
    assert 1 <= entries <= 4
    if code == "P2":
        assert entries == 4
