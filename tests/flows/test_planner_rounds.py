"""Rounds made elsewhere, the evening itself, and what is taken along; and who finds nothing of it."""

import csv
import io

import vobject
from playwright.sync_api import expect

from tests.flows.person import DESKTOP, PHONE, SAVE, today
from tests.flows.planning import SANNE, class_of, day_after, plan_one

BRAM, HANS = "bram@lindeboom.example", "hans@lindeboom.example"


def test_a_pasted_round_is_run_on_one_sheet(worker):
    children = ["Sem de Vries", "Yusuf Arslan", "Tess Boersma"]
    promise = "We lezen elke avond tien minuten samen."
    day = day_after(today(), 1)
    lines = [f"{child}; {day}; 19:{number}0" for number, child in enumerate(children)]
    sanne = worker(SANNE, PHONE)
    group = class_of(sanne, "Groep 5B")
    sanne.open(f"{group}plan/")
    sanne.follow(f"a[href='{group}plan/paste/']")
    wrong = "\n".join([*lines, f"Wie Isdit; {day}; 19:40"])
    sanne.type("text", wrong)
    sanne.follow(SAVE)
    expect(sanne.page.locator("#id_text.is-invalid")).to_have_value(wrong)

    sanne.type("text", "\n".join(lines))
    sanne.follow(SAVE)
    assert sanne.path.startswith("/rounds/")
    rows = sanne.page.locator(".sheet > li")
    expect(rows).to_have_count(len(children))

    def mark(child: str, outcome: str) -> None:
        sanne.tap(rows.filter(has_text=child).locator(f"[name^=outcome_][value='{outcome}']"))

    mark(children[0], "held")
    mark(children[1], "did_not_come")
    agreed = rows.filter(has_text=children[0]).locator("[name^=agreed_]")
    expect(agreed).to_be_hidden()
    sanne.tap(rows.filter(has_text=children[0]).locator("summary"))
    agreed.fill(promise)
    sanne.follow(SAVE)
    expect(rows.locator(".chip-good")).to_have_count(1)
    expect(rows.locator(".chip-turn")).to_have_count(1)
    expect(rows.locator("[name^=outcome_][value=held]")).to_have_count(1)
    sanne.open("/")
    assert sanne.reads(promise)


def test_the_own_calendar_reads_the_address_without_a_login(worker, visitor, site):
    sanne = worker(SANNE, PHONE)
    sanne.open("/calendar/")
    sanne.follow("main form button")
    address = sanne.page.locator("#feed-address").input_value()
    plan_one(sanne, "Ravi Ramdas", on=today(), at="22:15", channel="at_school")

    calendar = visitor(DESKTOP).context.request.get(address)
    assert calendar.ok
    assert calendar.headers["content-type"].startswith("text/calendar")
    text = calendar.text()
    assert "Ravi" not in text
    assert "Ramdas" not in text
    read = vobject.readOne(text)
    zone = read.vtimezone.tzid.value
    assert zone == "Europe/Amsterdam"
    starts = [event.dtstart.value for event in read.vevent_list]
    assert any(getattr(start, "hour", None) == 22 and start.minute == 15 for start in starts)
    assert len({event.uid.value for event in read.vevent_list}) == len(starts)

    sanne.open("/calendar/")
    sanne.follow("button[name=end]")
    assert visitor(DESKTOP).context.request.get(address).status == 404


def test_the_plan_of_a_class_comes_as_a_file_for_a_spreadsheet(worker):
    sanne = worker(SANNE, DESKTOP)
    group = class_of(sanne, "Groep 5B")
    sanne.open(f"{group}year/")
    with sanne.page.expect_download() as waiting:
        sanne.tap(f"a[href='{group}year/export/']")
    text = waiting.value.path().read_bytes().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert len(head) == 4
    assert {len(row) for row in rows} == {4}
    assert "Amira El Idrissi" in {row[0] for row in rows}


def test_who_does_not_keep_the_class_finds_no_plan_of_it(worker):
    sanne = worker(SANNE, PHONE)
    plan_one(sanne, "Isa Vermeulen", on=day_after(today(), 3), precision="day")
    talk, group, pupil = sanne.path, class_of(sanne, "Groep 5B"), sanne.address_of("Isa Vermeulen")
    of_class = [f"{group}{page}" for page in ("year/", "year/export/", "plan/", "plan/paste/", "meeting/", "day/")]
    for login in (BRAM, HANS):
        other = worker(login, DESKTOP)
        for path in (*of_class, talk, f"{talk}move/", f"{talk}cancel/", f"{pupil}plan/new/", "/coverage/"):
            answer = other.context.request.get(path)
            assert answer.status in {403, 404}, f"{login} {path}: {answer.status}"
            assert "Isa" not in answer.text(), f"{login} {path}"
        other.open(f"{group}year/", status=403)
    sanne.open(f"{talk}cancel/")
    sanne.follow(SAVE)
    expect(sanne.page.locator("a[href$='/move/']")).to_be_visible()
