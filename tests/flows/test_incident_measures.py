"""After both sides were heard: a coordinator words a warning, the leader decides and takes the letter along."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.flows.person import DESKTOP, PHONE, SAVE, key_of, today

FATIMA, INGRID, SANNE = "fatima@lindeboom.example", "ingrid@lindeboom.example", "sanne@lindeboom.example"
CASE = """
from django.utils import timezone
from django_scopes import scopes_disabled
from incidents.models import Incident, Party, Place
from partnership.school.models import Guardian, School, SchoolYear, StaffMember
with scopes_disabled():
    school = School.objects.get(brin="01DL")
    sanne = StaffMember.objects.get(school=school, user__email="{reporter}")
    fatima = StaffMember.objects.get(school=school, user__email="{handler}")
    year = SchoolYear.objects.get(school=school, start__lte=timezone.localdate(), end__gte=timezone.localdate())
    place = Place.objects.get_or_create(school=school, name="Ingang")[0]
    case = Incident.objects.create(
        school=school, year=year, number="{number}", reporter=sanne, handler=fatima, place=place, status="handling",
        occurred_at=timezone.now(), was_threatened=True,
    )
    Party.objects.create(school=school, incident=case, side="affected", kind="staff", staff=sanne)
    parent = Guardian.objects.filter(school=school, staff=None, institution="").first()
    Party.objects.create(school=school, incident=case, side="involved", kind="guardian", guardian=parent)
    print(case.pk)
"""
WORDS = {
    "behaviour": "U riep bij de deur: “Ik weet waar je woont.”", "weighs_colleague": "Durft niet alleen naar buiten.",
    "weighs_parent": "Maakte zich zorgen over zijn zoon.", "weighs_child": "Komt graag op school.",
    "fits": "Een gesprek alleen is te licht voor een bedreiging.",
    "earlier_warning": "Niet eerder: dit is de eerste keer.", "expected": "U maakt een afspraak en praat rustig.",
}  # fmt: skip


numbers = itertools.count(1)


@pytest.fixture
def case(site) -> str:
    """The address of the measures of a case at the demo school."""
    number = f"2627-M{next(numbers):03}"
    made = site.manage("shell", "-v", "0", "-c", CASE.format(reporter=SANNE, handler=FATIMA, number=number))
    return f"/incidents/{key_of(made)}/measures/"


def test_a_warning_is_worded_decided_and_taken_along(worker, case):
    fatima = worker(FATIMA, DESKTOP)
    fatima.open("/incidents/settings/")
    fatima.type("complaint_route", "Eerst bij de directeur, daarna bij de klachtencommissie.")
    fatima.follow(SAVE)
    assert fatima.path == "/incidents/definitions/"

    ingrid = worker(INGRID, PHONE)
    ingrid.open(case)
    ingrid.follow("a[href$='/measures/new/']")
    ingrid.choose("kind", "written_warning")
    for name, text in WORDS.items():
        ingrid.type(name, text)
    ingrid.tap(ingrid.page.locator("[name=rule]").nth(2))
    ingrid.follow(SAVE)
    measure = ingrid.path
    expect(ingrid.page.locator(".note-turn li")).to_have_count(2)  # not heard yet, complaint route not told
    expect(ingrid.page.locator("a[href$='/decide/']")).to_have_count(0)
    ingrid.open(f"{measure}decide/", status=403)

    ingrid.open(f"{measure}edit/")
    ingrid.choose("heard", "yes")
    ingrid.follow(SAVE)
    expect(ingrid.page.locator("#id_heard_on.is-invalid")).to_be_visible()
    ingrid.type("heard_on", today())
    ingrid.choose("complaint_route_told")
    ingrid.follow(SAVE)
    assert ingrid.path == measure
    expect(ingrid.page.locator(".note-turn")).to_have_count(0)

    fatima.open(measure)
    fatima.follow("a[href$='/decide/']")
    fatima.follow(SAVE)
    assert fatima.path == measure
    with fatima.page.expect_download() as waiting:
        fatima.tap("a[href$='/letter/']")
    assert waiting.value.suggested_filename == "brief.pdf"
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    fatima.follow("a[href$='/done/']")
    fatima.follow(SAVE)
    fatima.open(case)
    expect(fatima.row(re.compile("."))).to_be_visible()
    expect(fatima.page.locator("section .chip-good")).to_have_count(1)


def test_who_was_affected_does_not_read_the_measure(worker, case):
    fatima = worker(FATIMA, PHONE)
    fatima.open(f"{case}new/")
    fatima.type("behaviour", WORDS["behaviour"])
    fatima.follow(SAVE)
    measure = fatima.path
    fatima.follow("a[href$='/drop/']")
    fatima.type("dropped_because", "De ouder verhuist.")
    fatima.follow(SAVE)
    assert fatima.reads("De ouder verhuist.")
    sanne = worker(SANNE, PHONE)
    sanne.open(measure, status=404)
    sanne.open(case, status=404)


def test_a_rule_is_written_published_worded_anew_and_ended(worker):
    fatima, sanne = worker(FATIMA, PHONE), worker(SANNE, DESKTOP)
    fatima.open("/rules/")
    fatima.follow("a[href='/rules/new/']")
    fatima.type("text_nl", "We houden de deur voor elkaar open.")
    fatima.follow(SAVE)
    rule = fatima.path
    sanne.open("/rules/")
    assert not sanne.reads("We houden de deur voor elkaar open.")
    fatima.follow("form[action$='/publish/'] button")
    sanne.open("/rules/")
    assert sanne.reads("We houden de deur voor elkaar open.")
    expect(sanne.page.locator("main [lang=nl]")).to_have_count(1)  # the others are there in English
    sanne.open(f"{rule}edit/", status=403)
    fatima.open(rule)
    fatima.tap("details:has(form[action$='/end/']) > summary")
    fatima.follow("form[action$='/end/'] button")
    assert fatima.path == "/rules/"
    sanne.open("/rules/")
    assert not sanne.reads("We houden de deur voor elkaar open.")


def test_definitions_and_the_text_of_the_letter(worker):
    ingrid = worker(INGRID, PHONE)
    for page in ("severities/new", "hints/new", "numbers/new", "behaviours/new", "settings"):
        ingrid.open(f"/incidents/{page}/")
    ingrid.open("/incidents/places/new/")
    ingrid.type("name", "Fietsenstalling")
    ingrid.follow(SAVE)
    ingrid.tap("#place > summary") if not ingrid.page.locator("#place[open]").count() else None
    row = ingrid.row("Fietsenstalling")
    ingrid.follow(row.locator("form button"))
    expect(ingrid.page.locator("#place .chip-soft").nth(1)).to_be_attached()

    ingrid.open("/incidents/warning/")
    text = ingrid.page.locator("[name=warning_text]")
    ingrid.type("warning_text", text.input_value() + "\n\n[adres]")
    ingrid.follow(SAVE)
    expect(ingrid.page.locator("#id_warning_text.is-invalid")).to_be_visible()
    assert ingrid.reads("[adres]")
    ingrid.type("warning_text", text.input_value().replace("\n\n[adres]", ""))
    ingrid.follow(SAVE)
    with ingrid.page.expect_download() as waiting:
        ingrid.tap("a[href$='/preview/']")
    assert waiting.value.suggested_filename == "brief.pdf"
