"""An administrator invites someone, who then has a login."""

import email
import re
from email.policy import default
from pathlib import Path

import pytest

from tests.flows.person import DESKTOP, PHONE, SAVE, SUBMIT_LOGIN

TIM, NEW = "tim@bestuur.example", "vera@lindeboom.example"
PASSWORD = "zes kleine eendjes zwemmen"


def mails_to(site, address: str) -> list[str]:
    """The texts of the mails to this address, from the folder of the demo."""
    found = []
    for path in Path(site.env["DATA_DIR"], "mail").glob("*.log"):
        for part in path.read_bytes().split(b"-" * 79):
            mail = email.message_from_bytes(part.lstrip(), policy=default)
            if mail["To"] == address:
                found.append(mail.get_content())
    return found


@pytest.mark.stack
def test_who_is_invited_chooses_a_password_and_logs_in(worker, visitor, site):
    tim = worker(TIM, DESKTOP)
    tim.open("/staff/")
    tim.follow("main a[href='/staff/new/']")
    tim.type("email", NEW)
    tim.type("first_name", "Vera")
    tim.type("last_name", "Kok")
    tim.follow(SAVE)
    assert tim.path == "/staff/"
    assert tim.reads("Vera Kok")
    (mail,) = mails_to(site, NEW)
    link = re.search(r"http\S+/invitation/\S+", mail)[0]

    vera = visitor(PHONE)
    vera.open(link)
    vera.type("password", PASSWORD)
    vera.type("again", PASSWORD)
    vera.follow("form:has([name=again]) button.btn-primary")
    assert vera.path == "/account/login/"
    vera.type("login", NEW)
    vera.type("password", PASSWORD)
    vera.follow(SUBMIT_LOGIN)
    assert vera.path == "/"
    assert vera.page.locator("nav a[href='/pupils/']").count() == 1

    stranger = visitor(PHONE)
    stranger.open(link, status=410)
