"""What someone typed is not lost: a mistake in a form, a closed page, a session that ended."""

import pytest
from playwright.sync_api import expect

from partnership.demo.accounts import DEMO_PASSWORD
from tests.flows.person import DESKTOP, PHONE, SAVE, SUBMIT_LOGIN

JORIS = "joris@lindeboom.example"
DROP = "form[action='/drafts/drop/'] button"


def begin(person, pupil: str, text: str) -> str:
    """Begin to log a contact; return the address of the form."""
    form = f"{person.address_of(pupil)}contacts/new/"
    person.open(form)
    person.type("summary", text)
    return form


def test_a_form_with_a_mistake_keeps_what_was_typed_and_says_what_to_mend(worker):
    text = "Moeder vertelde dat Lars niet goed slaapt."
    joris = worker(JORIS, PHONE)
    begin(joris, "Lars Jansen", text)
    for box in joris.page.locator("[name=with_whom]:checked").all():
        joris.choose("with_whom", box.get_attribute("value"))
    joris.follow(SAVE)
    summary = joris.page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(joris.page.locator("[name=summary]")).to_have_value(text)

    joris.tap(summary.locator("a").first)
    expect(joris.page.locator("[name=with_whom]").first).to_be_focused()
    joris.choose("with_whom", joris.page.locator("[name=with_whom]").first.get_attribute("value"))
    joris.follow(SAVE)
    assert joris.reads(text)


@pytest.mark.stack
def test_a_draft_waits_when_the_page_is_closed_until_it_is_thrown_away(worker):
    text = "Vader belde over het overblijven."
    joris = worker(JORIS, PHONE)
    form = begin(joris, "Jayden Landveld", text)
    expect(joris.page.locator("[data-draft-status]")).not_to_be_empty()
    joris.page.close()

    joris.new_page()
    joris.open(form)
    expect(joris.page.locator("[name=summary]")).to_have_value(text)
    joris.follow(DROP)
    expect(joris.page.locator("[name=summary]")).to_have_value("")
    joris.open(form)
    expect(joris.page.locator("[name=summary]")).to_have_value("")
    expect(joris.page.locator(DROP)).to_have_count(0)


@pytest.mark.stack
def test_what_was_sent_after_the_session_ended_stands_in_the_form_after_logging_in(visitor):
    text = "Oma haalt Tess voortaan op woensdag."
    joris = visitor(DESKTOP)
    joris.log_in(JORIS)
    form = begin(joris, "Tess Boersma", text)
    joris.context.clear_cookies(name="sessionid")
    joris.follow(SAVE)
    assert joris.path == "/account/login/"
    joris.type("login", JORIS)
    joris.type("password", DEMO_PASSWORD)
    joris.follow(SUBMIT_LOGIN)
    assert joris.path == form
    expect(joris.page.locator("[name=summary]")).to_have_value(text)
    joris.follow(SAVE)
    assert joris.reads(text)
