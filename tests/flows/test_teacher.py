"""A teacher logs what was said with parents."""

import pytest
from playwright.sync_api import expect

from partnership.demo.accounts import DEMO_PASSWORD
from tests.flows.person import DESKTOP, MY_CLASS, NICE, PHONE, SAVE, SUBMIT_LOGIN, UNDO, key_of, today

SANNE, INGRID = "sanne@lindeboom.example", "ingrid@lindeboom.example"


@pytest.mark.stack
def test_a_teacher_logs_in_and_logs_something_nice_in_three_taps(visitor, measured):
    news = "Finn las vandaag een heel hoofdstuk voor aan de klas."
    sanne = visitor(PHONE)
    sanne.open("/")
    sanne.type("login", SANNE)
    sanne.type("password", DEMO_PASSWORD)
    sanne.follow(SUBMIT_LOGIN)

    sanne.taps = 0
    sanne.follow(MY_CLASS)
    sanne.follow(sanne.row("Finn Bakker").locator(NICE))
    sanne.type("summary", news)
    sanne.follow(SAVE)
    measured(f"{sanne.taps} taps beside typing from the first page to something nice that is saved")
    assert sanne.taps <= 3
    assert sanne.reads(news)

    sanne.follow("main a[href^='/groups/']")
    row = sanne.row("Finn Bakker")
    assert row.locator("time").first.get_attribute("datetime").startswith(today())
    expect(row.locator(".chip-good")).to_be_visible()
    sanne.follow(row.locator("a[href^='/pupils/']").first)
    assert sanne.reads(news)


def test_what_was_logged_can_be_undone_and_put_back(worker):
    news = "Thijs heeft een gedicht geschreven over zijn opa."
    sanne = worker(SANNE, PHONE)
    pupil = sanne.address_of("Thijs Molenaar")
    sanne.log_nice(pupil, news)

    sanne.follow(f"{UNDO}[action$='/withdraw/'] button")
    assert sanne.path == pupil
    assert not sanne.reads(news)

    sanne.follow(f"{UNDO}[action$='/restore/'] button")
    assert sanne.reads(news)
    sanne.open(pupil)
    assert sanne.reads(news)


def test_a_text_is_copied_for_the_pupil_system_and_the_date_is_noted(worker):
    news = "Isa hielp een kleuter die gevallen was."
    sanne = worker(SANNE, PHONE, permissions=["clipboard-read", "clipboard-write"])
    sanne.log_nice(sanne.address_of("Isa Vermeulen"), news)
    contact = sanne.path
    noted = sanne.page.locator("div:has(> [data-copied-url]) time")
    expect(noted).to_have_count(0)

    with sanne.page.expect_response("**/copied/"):
        sanne.tap("[data-copied-url]")
    assert news in sanne.page.evaluate("navigator.clipboard.readText()")
    sanne.open(contact)
    assert noted.get_attribute("datetime").startswith(today())


def test_what_a_teacher_agreed_stands_on_today_until_it_is_done(worker):
    promise = "Ik stuur de boekenlijst van de bibliotheek"
    sanne = worker(SANNE, PHONE)
    sanne.open(f"{sanne.address_of('Luuk Groen')}contacts/new/")
    sanne.type("summary", "Gesproken over lezen thuis.")
    sanne.type("agreement_0", promise)
    sanne.follow(SAVE)
    assert sanne.reads(promise)
    assert promise in sanne.page.locator("#for-parent-1").input_value()

    sanne.open("/")
    sanne.follow(sanne.row(promise).locator("form[action$='/done/'] button"))
    assert sanne.path == "/"
    assert not sanne.reads(promise)
    sanne.follow(f"{UNDO}[action$='/reopen/'] button")
    sanne.open("/")
    assert sanne.reads(promise)


def test_of_two_children_each_teacher_reads_the_common_part_and_her_own_child(worker):
    common = "Vader vertelde dat de familie in het voorjaar verhuist."
    of_noah, of_lina = "Noah vindt het spannend.", "Lina wil haar hut meenemen."
    sanne = worker(SANNE, DESKTOP)
    noah, lina = sanne.address_of("Noah Haddou"), sanne.address_of("Lina Haddou")
    sanne.open(f"{noah}contacts/new/")
    sanne.type("summary", common)
    sanne.choose(f"child_{key_of(lina)}")
    sanne.type(f"text_{key_of(noah)}", of_noah)
    sanne.type(f"text_{key_of(lina)}", of_lina)
    sanne.follow(SAVE)
    assert all(sanne.reads(text) for text in (common, of_noah, of_lina))
    contact = sanne.path

    ingrid = worker(INGRID, DESKTOP)
    ingrid.open(lina)
    assert ingrid.reads(common)
    assert ingrid.reads(of_lina)
    ingrid.open(contact)
    assert ingrid.reads(common)
    assert ingrid.reads(of_lina)
    assert of_noah not in ingrid.page.content()
    ingrid.open(noah)
    assert of_noah not in ingrid.page.content()
