"""The counts above the list: there at once on a desktop, on a phone when asked for, and on a page of their own."""

from playwright.sync_api import expect

from tests.flows.person import DESKTOP, PHONE

INGRID = "ingrid@lindeboom.example"


def test_the_counts_are_there_where_there_is_room_and_follow_the_period(worker):
    ingrid = worker(INGRID, DESKTOP)
    ingrid.open("/incidents/")
    period = ingrid.page.locator("#counts select[name=period]")
    expect(period).to_be_visible()
    ingrid.look()
    last = period.locator("option").last
    name, key = last.inner_text(), last.get_attribute("value")
    period.select_option(key)
    expect(ingrid.page.locator("#counts [role=status]")).to_contain_text(name)
    assert ingrid.path == "/incidents/"


def test_on_a_phone_the_counts_come_when_they_are_asked_for(worker):
    ingrid = worker(INGRID, PHONE)
    ingrid.open("/incidents/")
    counts = ingrid.page.locator("#counts")
    assert counts.count() == 0
    ingrid.tap(".overview > summary")
    expect(counts).to_be_visible()
    ingrid.look()


def test_without_scripts_the_counts_have_a_page(worker):
    ingrid = worker(INGRID, PHONE, java_script_enabled=False)
    ingrid.open("/incidents/")
    ingrid.tap(".overview > summary")
    ingrid.page.locator(".overview-part a").click()
    expect(ingrid.page.locator("#counts")).to_be_visible()
    assert ingrid.path == "/incidents/overview/"
