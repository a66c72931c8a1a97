"""Somebody reports an incident: after a bad telephone call, at the gate, and when something comes between."""

import re

import pytest
from playwright.sync_api import expect

from partnership.demo.accounts import DEMO_PASSWORD
from tests.flows.person import DESKTOP, PHONE, SAVE, SUBMIT_LOGIN

SANNE, HANS, BRAM, DAAN, WILMA = (f"{name}@lindeboom.example" for name in ("sanne", "hans", "bram", "daan", "wilma"))
REPORT = "main a[href='/incidents/new/']"
ON_THE_PHONE = ".chip-choice:has-text('telefoon') input"
AT_THE_GATE = ".chip-choice:has-text('ingang') input"
FACTS = "[name=facts]"
STATUS = "[data-draft-status]"
FORM = "/incidents/new/"


def say_what(person, form: str, place: str, facts: str) -> None:
    """Choose what it was and where, and write what was said or done."""
    person.choose("what", form)
    person.tap(place)
    person.type("facts", facts)


@pytest.mark.stack
def test_a_teacher_reports_a_bad_call_in_four_taps_and_sees_what_happens_next(worker, measured):
    said = "Hij zei: 'Je hoort nog van mij' en gooide de hoorn erop."
    sanne = worker(SANNE, PHONE)
    sanne.open("/")
    sanne.taps = 0
    sanne.follow(REPORT)
    say_what(sanne, "verbal", ON_THE_PHONE, said)
    sanne.type("involved_0_name", "Vader van Lars")
    sanne.follow(SAVE)
    measured(f"{sanne.taps} taps beside typing from the first page to a report that is sent")
    assert sanne.taps <= 4
    assert sanne.path.endswith("/receipt/")
    assert sanne.reads("We staan achter je")
    assert sanne.reads("Fatima Benali")

    sanne.follow("main a[href$='/follow/']")
    assert not sanne.page.get_by_text(said).is_visible()
    sanne.tap("details:has-text('Toon wat je verstuurde') summary")
    expect(sanne.page.get_by_text(said)).to_be_visible()
    sanne.follow("main a[href$='/addendum/']")
    sanne.type("text", "Hij belde een uur later nog eens, rustiger.")
    sanne.follow(SAVE)
    assert sanne.path.endswith("/follow/")
    sanne.follow(".back")
    sanne.follow(sanne.page.locator("main .rows a").first)


def test_somebody_known_is_found_by_the_child_and_nobody_of_the_own_family(worker):
    daan = worker(DAAN, PHONE)
    daan.open(FORM)
    name = daan.page.locator("[name=involved_0_name]")
    name.press_sequentially("Lars Jan")
    found = daan.page.locator("#id_involved_0_name_found button")
    expect(found.filter(has_text="Dennis Jansen")).to_be_visible()
    found.filter(has_text="Dennis Jansen").click()
    expect(name).to_have_value("Dennis Jansen")
    expect(daan.page.locator("[name=involved_0_key]")).to_have_value(re.compile("^guardian/"))
    name.fill("")
    name.press_sequentially("Mats Wol")
    expect(daan.page.locator("#id_involved_0_name_found p")).to_be_visible()
    expect(found).to_have_count(0)
    expect(daan.page.locator("[name=involved_0_key]")).to_have_value("")


def test_the_caretaker_at_the_gate_reports_without_a_class_and_without_scripts(worker):
    hans = worker(HANS, PHONE, java_script_enabled=False)
    hans.open("/")
    hans.follow(REPORT)
    say_what(hans, "physical", AT_THE_GATE, "Hij duwde me tegen het hek en liep door.")
    hans.choose("questions", "was_hurt")
    hans.type("involved_0_description", "Man in een blauwe jas met een oranje muts.")
    hans.type("witness_0_name", "Wilma Scholten")
    hans.follow(SAVE)
    assert hans.path.endswith("/receipt/")
    assert hans.reads("112")
    assert hans.reads("Wat er nu gebeurt")


def test_a_report_is_written_with_the_keyboard_alone(worker):
    bram = worker(BRAM, DESKTOP)
    bram.open(FORM)
    bram.page.locator("[name=what]").first.focus()
    bram.page.keyboard.press("Space")
    bram.page.locator("[name=place]").first.focus()
    bram.page.keyboard.press("Space")
    bram.page.locator(FACTS).focus()
    bram.page.keyboard.type("She shouted that I am no teacher.")
    name = bram.page.locator("[name=involved_0_name]")
    name.focus()
    bram.page.keyboard.type("Finn Bak", delay=20)
    found = bram.page.locator("#id_involved_0_name_found button")
    expect(found).not_to_have_count(0)
    bram.page.keyboard.press("Tab")
    expect(found.first).to_be_focused()
    bram.page.keyboard.press("Enter")
    expect(name).to_be_focused()
    expect(name).not_to_have_value("Finn Bak")
    bram.page.locator(SAVE).focus()
    with bram.page.expect_navigation():
        bram.page.keyboard.press("Enter")
    bram.look()
    assert bram.path.endswith("/receipt/")


def test_what_is_missing_is_said_plainly_and_what_was_typed_stays(worker):
    bram = worker(BRAM, PHONE)
    bram.open(FORM)
    bram.type("facts", "Zij riep iets over het rooster.")
    bram.follow(SAVE)
    summary = bram.page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary.locator("li")).to_have_count(2)
    expect(bram.page.locator(FACTS)).to_have_value("Zij riep iets over het rooster.")
    bram.tap(summary.locator("a").first)
    expect(bram.page.locator("[name=what]").first).to_be_focused()


@pytest.mark.stack
def test_a_draft_outlives_the_browser_and_the_end_of_the_login(visitor):
    said = "Ze zei dat ze me op zou wachten."
    wilma = visitor(PHONE)
    wilma.log_in(WILMA)
    wilma.open(FORM)
    say_what(wilma, "verbal", AT_THE_GATE, said)
    expect(wilma.page.locator(STATUS)).not_to_be_empty()
    wilma.context.close()

    later = visitor(PHONE)
    later.log_in(WILMA)
    later.open(FORM)
    expect(later.page.locator(FACTS)).to_have_value(said)
    expect(later.page.locator("[name=what][value=verbal]")).to_be_checked()
    expect(later.page.locator(AT_THE_GATE)).to_be_checked()

    later.type("facts", f"{said} Bij de fietsen.")
    later.context.clear_cookies(name="sessionid")
    later.follow(SAVE)
    assert later.path == "/account/login/"
    later.type("login", WILMA)
    later.type("password", DEMO_PASSWORD)
    later.follow(SUBMIT_LOGIN)
    assert later.path == FORM
    expect(later.page.locator(FACTS)).to_have_value(f"{said} Bij de fietsen.")
    later.follow(SAVE)
    assert later.path.endswith("/receipt/")
    later.open(FORM)
    expect(later.page.locator(FACTS)).to_have_value("")


def test_a_double_click_reports_once(worker):
    bram = worker(BRAM, PHONE)
    bram.open("/incidents/mine/")
    before = bram.page.locator("main .rows > li").count()
    bram.open(FORM)
    say_what(bram, "verbal", ON_THE_PHONE, "Hij schold me uit.")
    with bram.page.expect_navigation():
        bram.page.locator(SAVE).dblclick()
    bram.page.wait_for_url("**/receipt/")
    bram.open("/incidents/mine/")
    expect(bram.page.locator("main .rows > li")).to_have_count(before + 1)
