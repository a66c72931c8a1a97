"""A leader makes the map their own: a draft, a step in other words, what is missing mended, approved and published."""

import re

from playwright.sync_api import expect

from tests.flows.person import DESKTOP, PHONE, SAVE

FATIMA, SANNE = "fatima@lindeboom.example", "sanne@lindeboom.example"
SAID = "Spreek je collega voor het eind van de dag."
BEGIN = "form[action$='/draft/new/'] button"


def test_a_leader_edits_and_publishes(worker):
    fatima = worker(FATIMA, DESKTOP)
    fatima.open("/map/versions/")
    fatima.follow(BEGIN)
    draft = fatima.path
    expect(fatima.page.locator(".note-good")).to_be_visible()

    fatima.follow(fatima.page.locator("a[href*='/steps/'][href$='/edit/']").nth(2))
    fatima.type("what", SAID)
    fatima.follow(SAVE)
    assert fatima.path == draft
    assert fatima.reads(SAID)

    # A situation is taken off its route: the check says so, and there is no way to publish until it is mended.
    fatima.follow("a[href*='/routes/'][href$='/edit/']")
    route = fatima.path
    fatima.page.locator("[name=situations]:checked").first.uncheck()
    fatima.follow(SAVE)
    expect(fatima.page.locator(".mend li")).to_have_count(1)
    expect(fatima.page.locator("a[href$='/publish/']")).to_have_count(0)
    fatima.open(route)
    fatima.page.locator("[name=situations]:not(:checked)").first.check()
    fatima.follow(SAVE)
    expect(fatima.page.locator(".mend")).to_have_count(0)

    fatima.follow("a[href$='/changes/']")
    assert fatima.reads(SAID)
    fatima.open(draft)
    fatima.follow("a[href$='/publish/']")
    fatima.type("approved_by", "team en MR")
    fatima.follow(SAVE)
    expect(fatima.page.locator("#messages .note-good")).to_be_visible()
    expect(fatima.page.locator("main .chip-good")).to_have_count(1)

    sanne = worker(SANNE, PHONE)
    sanne.open("/map/versions/")
    sanne.follow("a.tap[href*='/versions/']")
    assert sanne.reads(SAID)


def test_a_function_gets_somebody_and_the_map_is_tried(worker):
    fatima = worker(FATIMA, PHONE)
    fatima.open("/map/functions/")
    fatima.follow("a[href$='/functions/new/']")
    fatima.page.select_option("[name=kind]", "leader")
    expect(fatima.page.locator("[name=holder]")).to_be_hidden()
    fatima.page.select_option("[name=kind]", "adviser")
    fatima.type("name", "vertrouwenspersoon")
    fatima.page.select_option("[name=holder]", index=1)
    fatima.type("deputy_name", "Truus van de Berk")
    fatima.follow(SAVE)
    assert fatima.reads("Truus van de Berk")

    fatima.open("/map/dry-run/")
    fatima.follow("main form button.btn-primary")
    expect(fatima.page.locator("#answer .line > li").first).to_be_visible()
    assert re.search(r"voor \w+ \d+ \w+ \d\d:\d\d uur", fatima.page.locator("#answer").inner_text())
    fatima.open("/map/working/")
