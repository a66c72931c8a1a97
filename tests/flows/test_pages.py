"""Every page that people can reach by links, and what pages weigh."""

import re
from collections import Counter, deque
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

from partnership.demo.accounts import DEMO_PASSWORD
from tests.flows.person import DESKTOP, KEY, MY_CLASS, NICE, PHONE, SUBMIT_LOGIN, Person

SANNE, FATIMA, TIM = "sanne@lindeboom.example", "fatima@lindeboom.example", "tim@bestuur.example"
EVERYBODY = {"/", "/account/me/", "/account/me/password/", "/account/me/second-step/"}
PUPILS = {"/pupils/", "/pupils/*/", "/groups/*/"}
CONTACTS = PUPILS | {"/pupils/*/contacts/new/", "/pupils/*/contacts/new/?about", "/contacts/*/"}
SPECIAL = {
    SANNE: CONTACTS | {"/contacts/*/edit/", "/agreements/*/"},
    FATIMA: CONTACTS | {"/groups/", "/looked/"},
    TIM: {"/staff/", "/staff/new/", "/staff/*/", "/staff/*/days/", "/staff/*/work/new/"},
}
FIRST_PAGE, LATER_PAGE = 120_000, 30_000
TWICE = 2  # of each kind of page two are opened


def kind_of(address: str) -> str:
    """What makes a page one of a kind: its address without keys and numbers, and what is asked of it."""
    parts = urlsplit(address)
    path = re.sub(rf"{KEY}|\d+", "*", parts.path)
    return "?".join([path, *sorted(name for name, _ in parse_qsl(parts.query))])


def open_everything(person: Person) -> set[str]:
    """Open every kind of page that this person can reach by links; return the kinds."""
    waiting, opened = deque(["/"]), Counter()
    while waiting:
        address = waiting.popleft()
        if opened[kind_of(address)] < TWICE:
            opened[kind_of(address)] += 1
            person.open(address)
            links = person.page.locator("a[href]:not([download])").evaluate_all(
                "links => links.map((a) => a.getAttribute('href'))"
            )
            waiting.extend(urljoin(address, link) for link in links if not link.startswith(("#", "mailto:", "tel:")))
    return set(opened)


@pytest.mark.parametrize("login", [SANNE, FATIMA, TIM])
def test_every_page_is_good_to_use_on_a_phone_and_all_dutch(worker, login):
    person = worker(login, PHONE)
    assert open_everything(person) >= EVERYBODY | SPECIAL[login]
    assert person.language == "nl"


def test_every_page_of_a_leader_is_good_to_use_on_a_dark_wide_screen(worker):
    fatima = worker(FATIMA, DESKTOP)
    assert open_everything(fatima) >= EVERYBODY | SPECIAL[FATIMA]
    assert fatima.language == "en"


def test_pages_are_light(visitor, measured):
    sanne = visitor(PHONE)
    wire = sanne.context.new_cdp_session(sanne.page)
    wire.send("Network.enable")
    sizes = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    def weight_of(go) -> int:
        sizes.clear()
        go()
        sanne.page.wait_for_load_state("networkidle")
        return int(sum(sizes))

    def log_in() -> None:
        sanne.type("login", SANNE)
        sanne.type("password", DEMO_PASSWORD)
        sanne.follow(SUBMIT_LOGIN)

    first = weight_of(lambda: sanne.open("/"))
    later = [weight_of(log_in)]
    later.append(weight_of(lambda: sanne.follow(MY_CLASS)))
    later.append(weight_of(lambda: sanne.follow(f"main {NICE}")))
    later.append(weight_of(lambda: sanne.open(sanne.address_of("Sem de Vries"))))
    measured(f"first page {first / 1000:.0f} kB over the wire, later pages at most {max(later) / 1000:.0f} kB")
    assert first <= FIRST_PAGE
    assert max(later) <= LATER_PAGE
