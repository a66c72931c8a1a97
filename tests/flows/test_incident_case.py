"""A case from the morning after until it is closed; a leader who lived through it; a colleague who is curious."""

import re

import pytest
from playwright.sync_api import expect

from tests.flows.person import DESKTOP, KEY, PHONE, SAVE, key_of, today
from tests.flows.planning import day_after

FATIMA, SANNE, RUBEN = "fatima@lindeboom.example", "sanne@lindeboom.example", "ruben@lindeboom.example"
MAKE = """
from django_scopes import scopes_disabled
with scopes_disabled():
    from partnership.school.models import Guardianship, School, StaffMember
    from tests.incidents.making_case import make_case, make_place, severities
    school = School.objects.get(name__icontains="Lindeboom")
    def person(name):
        return StaffMember.objects.select_related("user", "school").get(user__email=f"{name}@lindeboom.example")
    severities(school)
    family = Guardianship.objects.filter(school=school, pupil__enrolments__group__name="Groep 5B").first()
    %s
    print("made", case.pk)
"""
SHOUTED = """case = make_case(person("sanne"), handler=person("fatima"), guardian=family.guardian, pupil=family.pupil,
        was_threatened=True, facts="Vader riep: ik weet waar je woont.", label="%s")"""
OF_LEADER = """case = make_case(person("sanne"), handler=person("ruben"), affected=[person("fatima")],
        facts="Er werd naar de directeur gespuugd.", label="%s")"""
LIGHT = """case = make_case(person("bram"), handler=person("fatima"), facts="Moeder hing boos op.", label="%s")"""


@pytest.fixture
def made(site):
    """Return a function that makes a case and returns its address."""

    def make(what: str, label: str) -> str:
        printed = site.manage("shell", "-c", MAKE % (what % label))
        return f"/incidents/{re.search(f'made ({KEY})', printed)[1]}/"

    return make


def test_the_leader_next_morning(made, worker):
    case = made(SHOUTED, "deuropening")
    fatima = worker(FATIMA, PHONE)
    fatima.open("/incidents/?q=deuropening")
    fatima.follow(f"main a[href='{case}']")
    assert fatima.reads("ik weet waar je woont")
    aside = fatima.page.locator("aside").first.bounding_box()
    assert aside["y"] < fatima.page.locator("#accounts").bounding_box()["y"]  # the column first
    fatima.follow("form[action$='/take/'] button")

    fatima.follow("a[href$='/severity/']")
    fatima.tap(fatima.page.get_by_label("2 ernstig"))
    fatima.type("reason", "Er is gedreigd.")
    fatima.follow(SAVE)
    fatima.follow("a[href$='/share/']")
    fatima.page.locator("[name=staff_member]").select_option(label="Marieke van Dam")
    fatima.type("reason", "Zij kent het gezin.")
    fatima.type("until", day_after(today(), 14))
    fatima.follow(SAVE)
    assert fatima.reads("Zij kent het gezin.")

    fatima.follow(".case-missing a[href*='/talks/']")
    talk = fatima.path
    fatima.follow("a[href$='/give/']")
    fatima.page.locator("[name=speaker]").select_option(label="Sanne Visser")
    fatima.follow(SAVE)

    sanne = worker(SANNE, PHONE)
    sanne.open(talk)
    assert not sanne.reads("ik weet waar je woont")
    sanne.follow("button[name=state][value=done]")
    sanne.open(case, status=404)

    fatima.open(case)
    fatima.follow(".case-missing a[href*='/tellings/']")
    fatima.choose("way", "phone")
    fatima.follow(SAVE)
    fatima.follow(".case-missing a[href$='/reporter/']")
    fatima.follow(SAVE)
    expect(fatima.page.locator(".case-missing")).to_have_count(0)
    fatima.follow("aside a[href$='/close/']")
    fatima.choose("heard", "yes")
    fatima.choose("outcome", "established")
    fatima.type("reason", "Vader erkent het en biedt excuses aan.")
    fatima.follow(SAVE)
    assert fatima.reads("Vader erkent het en biedt excuses aan.")
    fatima.open("/incidents/?q=deuropening")
    expect(fatima.page.locator(f"main a[href='{case}']")).to_have_count(0)
    fatima.open("/incidents/?q=deuropening&state=closed")
    expect(fatima.page.locator(f"main a[href='{case}']")).to_be_visible()


def test_the_lightest_in_three_taps_on_one_page(made, worker):
    case = made(LIGHT, "ophangen")
    fatima = worker(FATIMA, PHONE)
    fatima.open(f"{case}close/at-once/")
    fatima.type("reason", "Moeder belde zelf terug.")
    fatima.taps = 0
    fatima.choose("told")
    fatima.choose("aftercare")
    fatima.follow("button[name=outcome][value=established]")
    assert fatima.taps == 3
    assert fatima.path == case


def test_the_leader_who_lived_through_it_handles_nothing(made, worker):
    case = made(OF_LEADER, "gespuugd")
    fatima = worker(FATIMA, DESKTOP)
    fatima.open("/incidents/?state=all&q=gespuugd")
    expect(fatima.page.locator("main .rows")).to_have_count(0)
    for part in ("", "severity/", "close/", "share/"):
        fatima.open(f"{case}{part}", status=404)
    ruben = worker(RUBEN, DESKTOP)
    ruben.open("/incidents/?q=gespuugd")
    ruben.follow(f"main a[href='{case}']")
    assert ruben.reads("Er werd naar de directeur gespuugd.")
    ruben.follow("aside a[href$='/looked/']")
    assert not ruben.reads("Fatima")


@pytest.mark.parametrize("who", ["bram", "joris", "marieke", "hans", "tim"])
def test_a_curious_colleague_finds_nothing_anywhere(made, worker, who):
    case = made(SHOUTED, "nieuwsgierig")
    board = {"tim": "tim@bestuur.example"}
    curious = worker(board.get(who, f"{who}@lindeboom.example"), PHONE)
    assert curious.context.request.get("/incidents/").status == 403
    for path in (case, f"{case}looked/", f"{case}share/", f"/incidents/talks/{key_of(case)}/"):
        curious.open(path, status=404)
    for path in ["/", "/pupils/?q=nieuwsgierig"][: 1 if who == "tim" else 2]:
        curious.open(path)
        assert not curious.reads("ik weet waar")
        assert key_of(case) not in curious.page.content()
