"""The own device and the shared computer: passkeys, the lock, the end of a session (users.md 5, T14)."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from partnership.demo.accounts import DEMO_PASSWORD
from tests.flows.person import DESKTOP, MY_CLASS, NICE, PHONE, SAVE, SUBMIT_LOGIN, Person

CHANTAL, EMINE, ANNEKE = "chantal@lindeboom.example", "emine@lindeboom.example", "anneke@lindeboom.example"
LOTTE, NOOR = "lotte@lindeboom.example", "noor@lindeboom.example"
TEN_HOURS = 10 * 3600
LEAVE = """
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore("{key}")
session["accounts.seen"] -= 16 * 60
session.save()
"""


def add_authenticator(person: Person) -> None:
    """Give the device a way to see that it is its owner, who touches it when asked."""
    device = person.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def go_away_for_a_while(person: Person, site) -> None:
    """Let sixteen minutes pass for this session."""
    site.manage("shell", "-v", "0", "-c", LEAVE.format(key=person.cookie("sessionid")["value"]))


def test_on_the_own_device_one_touch_unlocks_and_three_taps_log_something_nice(visitor, site, measured):
    chantal = visitor(PHONE)
    chantal.open("/")
    add_authenticator(chantal)
    chantal.type("login", CHANTAL)
    chantal.type("password", DEMO_PASSWORD)
    chantal.choose("own_device")
    chantal.follow(SUBMIT_LOGIN)
    chantal.open("/account/me/passkeys/new/")
    chantal.follow("form[data-passkey=add] button[type=submit]")
    chantal.open("/account/me/passkeys/")
    assert chantal.page.locator("main li").count() == 1

    chantal.open("/")
    chantal.follow(MY_CLASS)
    where = chantal.path
    go_away_for_a_while(chantal, site)
    chantal.open(where)
    assert chantal.path == "/account/unlock/"
    assert chantal.page.locator(MY_CLASS).count() == 0

    chantal.taps, chantal.seconds_looking, began = 0, 0, time.monotonic()
    chantal.follow("form[data-passkey=unlock] button")
    assert chantal.path == where
    chantal.follow(f"main {NICE}")
    chantal.type("summary", "Heeft vandaag een lied voorgezongen.")
    chantal.follow(SAVE)
    seconds = time.monotonic() - began - chantal.seconds_looking
    measured(f"{chantal.taps} taps and {seconds:.1f} s from the lock screen to something nice that is saved")
    assert chantal.taps <= 3
    assert chantal.reads("Heeft vandaag een lied voorgezongen.")


def test_a_passkey_is_a_way_in_by_itself(visitor):
    emine = visitor(PHONE)
    emine.open("/")
    add_authenticator(emine)
    emine.log_in(EMINE)
    emine.open("/account/me/passkeys/new/")
    emine.follow("form[data-passkey=add] button[type=submit]")
    emine.context.clear_cookies(name="sessionid")
    emine.open("/pupils/")
    assert emine.path == "/account/login/"
    emine.follow("form[data-passkey=login] button")
    assert emine.path == "/pupils/"


def test_a_locked_session_keeps_what_was_sent_and_opens_with_the_password(visitor, site):
    text = "Moeder vroeg of er nog plaats is in het koor."
    anneke = visitor(DESKTOP)
    anneke.log_in(ANNEKE)
    anneke.open("/")
    anneke.follow(f"main {NICE}")
    form = anneke.path
    anneke.type("summary", text)
    go_away_for_a_while(anneke, site)
    anneke.follow(SAVE)
    assert anneke.path == "/account/unlock/"
    anneke.type("password", DEMO_PASSWORD)
    anneke.follow("form:has([name=password]) button[type=submit]")
    assert anneke.path == form
    expect(anneke.page.locator("[name=summary]")).to_have_value(text)


@pytest.mark.parametrize("own_device", [True, False], ids=["own device", "shared computer"])
def test_a_session_outlives_the_browser_on_the_own_device_only(computer, own_device):
    lotte = computer.start()
    lotte.log_in(LOTTE, own_device=own_device)
    lotte.open("/")
    left = lotte.cookie("sessionid")["expires"] - time.time()
    assert TEN_HOURS - 60 < left <= TEN_HOURS if own_device else left < 0
    lotte = computer.start()
    lotte.open("/")
    assert lotte.path == ("/" if own_device else "/account/login/")


def test_after_logging_out_nothing_is_left_on_a_shared_computer(computer):
    said = "Een geheim dat niemand op deze computer mag vinden."
    noor = computer.start()
    noor.log_in(NOOR)
    noor.open("/")
    noor.open(noor.address_of("Kyra Bosman"))
    pupil = noor.path
    noor.log_nice(pupil, said)
    noor.open(pupil)
    assert noor.reads(said)
    noor.tap("details.menu summary")
    noor.follow("form[action='/account/logout/'] button")
    noor.page.go_back()
    assert said not in noor.page.content()
    assert noor.path == "/account/login/"
    noor.context.close()
    for file in computer.folder.rglob("*"):
        if file.is_file():
            found = file.read_bytes()
            assert said.encode() not in found, file
            assert said.encode("utf-16-le") not in found, file


class Computer:
    """A computer with one browser profile, which can be closed and started again."""

    def __init__(self, browser_type, options: dict, folder: Path, url: str):
        self.browser_type, self.options, self.folder, self.url = browser_type, options, folder, url
        self.context = None

    def start(self) -> Person:
        if self.context:
            self.context.close()
        self.context = self.browser_type.launch_persistent_context(self.folder, base_url=self.url, **self.options)
        return Person(self.context, self.url)


@pytest.fixture
def computer(browser_type, browser_type_launch_args, site, tmp_path):
    computer = Computer(browser_type, browser_type_launch_args | DESKTOP, tmp_path / "profile", site.url)
    yield computer
    computer.context.close()
