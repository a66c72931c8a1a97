"""What the flows of the planner do more than once."""

import datetime
import re

from tests.flows.person import SAVE, Person, today

SANNE, JORIS = "sanne@lindeboom.example", "joris@lindeboom.example"
SHOW_PLAN = "form:has([name=families]) button.btn-primary"


def day_after(day: str, days: int) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


def next_weekday(weekday: int, *, weeks: int = 1) -> str:
    """The date of this day of the week (Monday is 1), so many weeks on from this one."""
    now = datetime.date.fromisoformat(today())
    return (now + datetime.timedelta(days=weekday - now.isoweekday(), weeks=weeks)).isoformat()


def class_of(person: Person, name: str) -> str:
    """The address of the class with this name."""
    found = person.context.request.get("/groups/").text()
    links = re.findall(r'href="(/groups/[0-9a-f-]{36}/)"[^>]*>(.*?)</a>', found, re.DOTALL)
    return next(link for link, words in links if name in words)


def plan_one(person: Person, pupil: str, *, on: str, precision: str = "time", at: str = "", channel: str = "") -> None:
    """Plan one contact with the family of this child, and see its page."""
    person.open(f"{person.address_of(pupil)}plan/new/")
    if channel:
        person.choose("channel", channel)
    person.choose("precision", precision)
    person.type("on", on)
    if at:
        person.type("at", at)
    person.follow(SAVE)
    assert person.path.startswith("/planned/")


def make_plan(person: Person, children: list[str], *, precision: str) -> None:
    """Ask for a plan of some families of the class and see the preview."""
    person.open(class_of(person, "Groep 5B") + "plan/")
    person.choose("families", "some")
    for child in children:
        person.tap(person.page.get_by_label(child, exact=True))
    person.choose("precision", precision)
    person.follow(SHOW_PLAN)
    assert "/plan/preview/" in person.path


def spoken(person: Person) -> int:
    """How many families of the class were spoken to, as the bar on the first page says."""
    label = person.page.locator(".today-class .coverage").first.get_attribute("aria-label")
    return int(re.match(r"\d+", label)[0])
