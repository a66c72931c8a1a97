"""The planner: agree, plan a class, change it, undo it, and run the day."""

import re

from playwright.sync_api import expect

from tests.flows.person import DESKTOP, PHONE, SAVE, UNDO, key_of, today
from tests.flows.planning import JORIS, SANNE, class_of, day_after, make_plan, next_weekday, plan_one, spoken

FATIMA = "fatima@lindeboom.example"
SIGNS = "table.year a.m-planned"


def planned_for(person, children: list[str]) -> list[int]:
    """How many planned contacts the year plan shows for each child."""
    page = person.context.request.get(class_of(person, "Groep 5B") + "year/").text()
    rows = page.partition("<tbody>")[2].split("</tr>")
    return [next(row for row in rows if f">{child}<" in row).count("m-planned") for child in children]


def test_a_leader_agrees_how_often_and_the_class_sees_it(worker):
    fatima = worker(FATIMA, DESKTOP)
    fatima.open("/norms/new/")
    fatima.page.locator("[name=scope]").select_option(label="Groep 8")
    fatima.type("count", "2")
    fatima.choose("per", "window")
    fatima.type("why", "Elk gezin hoort ons vroeg.")
    fatima.follow(SAVE)
    expect(fatima.page.locator(".error-summary")).to_be_visible()
    expect(fatima.page.locator("#id_first_weeks.is-invalid")).to_be_visible()
    expect(fatima.page.locator("[name=why]")).to_have_value("Elk gezin hoort ons vroeg.")
    assert fatima.page.locator("[name=scope] option:checked").inner_text() == "Groep 8"

    fatima.type("first_weeks", "30")
    fatima.follow(SAVE)
    assert fatima.path == "/norms/"
    row = fatima.row("Elk gezin hoort ons vroeg.")
    expect(row).to_contain_text("30")
    year = class_of(fatima, "Groep 8") + "year/"
    fatima.open(year)
    expect(fatima.page.locator(".head")).to_contain_text("30")

    fatima.open("/norms/")
    fatima.follow(fatima.row("Elk gezin hoort ons vroeg.").locator("form[action$='/end/'] button"))
    fatima.open(year)
    expect(fatima.page.locator(".head")).not_to_contain_text("30")


def test_a_class_is_planned_moved_by_hand_undone_and_planned_again(worker):
    children = ["Finn Bakker", "Lieke van der Meer", "Luuk Groen"]
    sanne = worker(SANNE, DESKTOP)
    year = class_of(sanne, "Groep 5B") + "year/"
    before = planned_for(sanne, children)

    make_plan(sanne, children, precision="time")
    lines = sanne.page.locator(".plan-lines > li")
    assert sorted(lines.locator("[name^=take_] + label").all_inner_texts()) == children
    first, second = (lines.nth(number).locator("[name^=at_]") for number in (0, 1))
    days = [lines.nth(number).locator("[name^=on_]") for number in (0, 1)]
    free = second.input_value()
    days[1].fill(days[0].input_value())
    second.fill(first.input_value())
    sanne.follow(SAVE)
    expect(sanne.page.locator(".plan-lines .is-invalid")).to_have_count(1)
    second.fill("16:45" if free != "16:45" else "16:00")
    sanne.follow(SAVE)
    assert sanne.path == year
    assert planned_for(sanne, children) == [number + 1 for number in before]

    undo = sanne.page.locator(f"{UNDO}[action$='/undo/']").get_attribute("action")
    moved = children[0]
    row = sanne.page.locator("table.year tbody tr").filter(has_text=moved)
    sanne.follow(row.locator("a.m-planned").last)
    sanne.follow("a[href$='/move/']")
    later = day_after(sanne.page.locator("[name=on]").input_value(), 7)
    sanne.type("on", later)
    sanne.follow(SAVE)
    assert sanne.path.startswith("/planned/")

    sanne.open(class_of(sanne, "Groep 5B") + "plan/")
    sanne.follow(f"form[action='{undo}'] button")
    assert sanne.path == year
    assert planned_for(sanne, children) == [before[0] + 1, *before[1:]]

    make_plan(sanne, children[1:], precision="week")
    sanne.follow(SAVE)
    assert planned_for(sanne, children) == [number + 1 for number in before]


def test_held_from_today_and_not_reached_from_the_page_of_the_talk(worker):
    held, tried = "Jayden Landveld", "Lars Jansen"
    sanne = worker(SANNE, PHONE)
    plan_one(sanne, held, on=today(), at="23:30", channel="at_school")
    plan_one(sanne, tried, on=today(), at="23:45", channel="phone")
    attempt = sanne.path
    sanne.open("/")
    before = spoken(sanne)

    talk = sanne.page.locator("main li:has(form[action$='/held/'])").filter(has_text=held)
    sanne.follow(talk.locator("button"))
    assert sanne.path == "/"
    assert spoken(sanne) == before + 1
    expect(talk).to_have_count(0)
    sanne.follow(f"{UNDO}[action$='/reopen/'] button")
    sanne.open("/")
    assert spoken(sanne) == before
    sanne.follow(talk.locator("button"))

    sanne.follow(sanne.page.locator("main li").filter(has_text=tried).locator(f"a[href='{attempt}']"))
    sanne.follow("button[name=result][value=no_answer]")
    assert sanne.path == attempt
    expect(sanne.page.locator(".facts time")).to_have_count(1)
    expect(sanne.page.locator("form[action$='/held/']")).to_be_visible()
    sanne.open("/")
    assert spoken(sanne) == before + 1


def test_the_week_on_a_phone_goes_back_and_on(worker):
    sanne = worker(SANNE, PHONE)
    sanne.open(class_of(sanne, "Groep 5B") + "year/")
    title = sanne.page.locator("#week-title")
    this_week = title.inner_text()
    previous, following = (sanne.page.locator(".week-nav > a").nth(number) for number in (0, 1))
    assert previous.bounding_box()["y"] == following.bounding_box()["y"]
    sanne.follow(previous)
    assert title.inner_text() != this_week
    sanne.follow(following)
    assert title.inner_text() == this_week
    expect(sanne.page.locator("table.year")).to_be_hidden()


def test_the_year_plan_by_keyboard(worker):
    sanne = worker(SANNE, DESKTOP)
    year = class_of(sanne, "Groep 5B") + "year/"
    sanne.open(year)
    cell = sanne.page.locator("table.year td[tabindex='0']")
    expect(cell).to_have_count(1)
    cell.focus()
    week = cell.get_attribute("data-week")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        sanne.page.keyboard.press(key)
    expect(sanne.page.locator("td:focus")).to_have_attribute("data-week", week)
    sanne.page.keyboard.press("End")
    empty = sanne.page.locator("td:focus")
    last = empty.get_attribute("data-week")
    with sanne.page.expect_navigation():
        sanne.page.keyboard.press("Enter")
    sanne.look()
    assert re.search(r"/plan/new/\?week=", sanne.page.url)
    expect(sanne.page.locator("[name=on]")).to_have_value(last)

    sanne.open(year)
    sign = sanne.page.locator(SIGNS).first
    address = sign.get_attribute("href")
    sign.locator("xpath=..").focus()
    with sanne.page.expect_navigation():
        sanne.page.keyboard.press("Enter")
    assert sanne.path == address


def test_a_legend_shows_one_kind_only(worker):
    sanne = worker(SANNE, DESKTOP)
    sanne.open(class_of(sanne, "Groep 5B") + "year/")
    held = sanne.page.locator("table.year a.m-held").first
    expect(held).to_be_visible()
    sanne.tap("button.legend-item:has(.m-planned)")
    expect(held).to_be_hidden()
    expect(sanne.page.locator(SIGNS).first).to_be_visible()
    sanne.tap("button.legend-item:has(.m-planned)")
    expect(held).to_be_visible()


def test_a_teacher_falls_ill_on_tuesday_and_the_other_one_takes_over(worker):
    tuesday = next_weekday(2, weeks=2)
    sanne = worker(SANNE, PHONE)
    plan_one(sanne, "Emma Verbeek", on=tuesday, precision="day")
    talk = sanne.path
    sanne.open("/absence/new/")
    sanne.type("from_date", tuesday)
    sanne.type("until", day_after(tuesday, -1))
    sanne.follow(SAVE)
    expect(sanne.page.locator("#id_until.is-invalid")).to_be_visible()
    sanne.type("until", tuesday)
    sanne.follow(SAVE)
    assert sanne.path == "/"
    sanne.open(talk)
    assert sanne.reads("Joris Kuipers")

    joris = worker(JORIS, DESKTOP)
    joris.open(talk)
    expect(joris.page.locator("form[action$='/held/'] button")).to_be_visible()
    joris.follow("a[href$='/cancel/']")
    joris.type("reason", "Ouders zijn op reis.")
    joris.follow(SAVE)
    assert joris.reads("Ouders zijn op reis.")
    assert key_of(joris.path) == key_of(talk)


def test_a_day_is_moved_at_once_and_put_back(worker):
    day, later = next_weekday(1, weeks=3), next_weekday(3, weeks=3)
    sanne = worker(SANNE, PHONE)
    plan_one(sanne, "Nina Dimitrova", on=day, precision="day")
    talk = sanne.path
    before = sanne.page.locator(".facts dd").first.inner_text()
    sanne.open("/planned/days/")
    sanne.type("on", day)
    sanne.choose("act", "move")
    sanne.type("to", day_after(today(), -7))
    sanne.follow(SAVE)
    expect(sanne.page.locator("#id_to.is-invalid")).to_be_visible()
    sanne.type("to", later)
    sanne.follow(SAVE)
    undo = sanne.page.locator(f"{UNDO}[action^='/planned/changes/']").get_attribute("action")
    sanne.open(talk)
    assert sanne.page.locator(".facts dd").first.inner_text() != before
    sanne.open("/planned/days/")
    sanne.follow(f"main form[action='{undo}'] button")
    sanne.open(talk)
    assert sanne.page.locator(".facts dd").first.inner_text() == before


def test_a_planned_contact_gets_another_way_and_another_teacher(worker):
    sanne = worker(SANNE, DESKTOP)
    plan_one(sanne, "Oliver Bennett", on=next_weekday(4, weeks=3), precision="day", channel="phone")
    talk = sanne.path
    sanne.follow("a[href$='/move/']")
    sanne.choose("channel", "email")
    sanne.choose("precision", "time")
    sanne.type("at", "15:30")
    sanne.follow(SAVE)  # a message has no time
    expect(sanne.page.locator("#div_id_channel.is-invalid")).to_be_visible()
    sanne.choose("channel", "at_school")
    owner = sanne.page.locator("[name=owner]")
    sanne._unfold("owner")
    owner.select_option(label="Joris Kuipers")
    sanne.follow(SAVE)
    assert sanne.path == talk
    assert sanne.reads("Joris Kuipers")
    assert sanne.reads("15:30")
    sanne.follow(f"{UNDO}[action^='/planned/changes/'] button")
    sanne.open(talk)
    assert not sanne.reads("Joris Kuipers")


def test_the_preview_with_errors_on_a_phone(worker):
    """What is wrong is named on top and at the place itself; nothing lies under the bar with the button."""
    sanne = worker(SANNE, PHONE)
    make_plan(sanne, ["Julia Maas", "Ravi Ramdas", "Sofie Dijkstra"], precision="time")
    lines = sanne.page.locator(".plan-lines > li")
    lines.nth(0).locator("[name^=on_]").fill("")
    lines.nth(2).locator("[name^=on_]").fill(lines.nth(1).locator("[name^=on_]").input_value())
    lines.nth(2).locator("[name^=at_]").fill("")
    sanne.follow(SAVE)
    expect(sanne.page.locator(".plan-lines .is-invalid")).to_have_count(2)
    expect(sanne.page.locator(".error-summary li a")).to_have_count(2)
    for link in sanne.page.locator(".error-summary li a").all():
        sanne.tap(link)
        sanne.look()
    sanne.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    sanne.look()


def test_the_administrator_sees_that_no_mail_is_in_trouble(worker):
    tim = worker("tim@bestuur.example", PHONE)
    tim.open("/mail/trouble/")
    expect(tim.page.locator(".empty h2")).to_be_visible()
    assert worker(SANNE, DESKTOP).context.request.get("/mail/trouble/").status == 403


def test_many_talks_of_an_evening_are_one_row_of_today(worker):
    sanne = worker(SANNE, PHONE)
    group = class_of(sanne, "Groep 5B")
    children = ["Fenna Hofstra", "Maja Kowalczyk", "Mats Wolters", "Melissa Francisca", "Noah Haddou", "Selam Tesfay"]
    lines = [f"{child}; {today()}; 19:{number}0" for number, child in enumerate(children)]
    sanne.open(f"{group}plan/paste/")
    sanne.type("text", "\n".join(lines))
    sanne.follow(SAVE)
    sheet = sanne.path
    sanne.open("/")
    row = sanne.page.locator(f"main li:has(a[href='{sheet}'])")
    expect(row).to_contain_text("19:00 – 19:50")
    expect(sanne.page.locator("main li:has(form[action$='/held/'])").filter(has_text="Mats Wolters")).to_have_count(0)
    sanne.follow(row.locator("a.btn"))
    assert sanne.path == sheet
    expect(sanne.page.locator(".sheet > li")).to_have_count(len(children))
