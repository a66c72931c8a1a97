"""The signs of the year of a class, and its cells as HTML.

The cells are one string, joined from escaped parts: a template loop over 1,300 cells is several times slower. What
is the same in many cells is made once.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.enums import WRITTEN, About, Precision, Result, Status
from contacts.services.coverage import NormState
from contacts.services.yearrows import Row
from partnership.school.enums import Channel

NOBODY = UUID(int=0)
SHAPES = {"planned": "·", "held": "✓", "sent": "✓", "good": "+", "care": "!", "tried": "?", "miss": "×"}
WORDS = {
    "planned": gettext_lazy("planned"),
    "held": gettext_lazy("spoken"),
    "sent": gettext_lazy("written"),
    "good": gettext_lazy("something nice"),
    "care": gettext_lazy("concern about the child"),
    "tried": gettext_lazy("tried"),
    "miss": gettext_lazy("did not come"),
}


@dataclass(frozen=True)
class Week:
    monday: datetime.date
    holiday: str
    is_now: bool


def head_of(week: Week) -> str:
    """Return the head of a week's column: the day of its Monday, and which holiday it is.

    Which week it is stands here only, not in every cell below it: the script of the page takes it from here.
    """
    now = (" now", ' aria-current="date"') if week.is_now else ("", "")
    title = unseen = ""
    if week.holiday:
        name = escape(week.holiday)
        title, unseen = f' title="{name}"', f'<span class="visually-hidden"> {name}</span>'
    monday = f' data-week="{week.monday.isoformat()}"'
    return f'<th scope="col"{monday} class="num{now[0]}"{title}{now[1]}>{week.monday.day}{unseen}</th>'


def _number_of(day: datetime.date) -> int:
    """Return a number that the days from Monday until Sunday share."""
    return (day.toordinal() - 1) // 7


def kind_of(row: Row) -> str:
    """Return which sign stands for a contact."""
    if row.status == Status.PLANNED:
        return "planned"
    if row.status == Status.MISSED:
        return "miss" if row.held.result == Result.DID_NOT_COME else "tried"
    if row.held.about == About.NICE:
        return "good"
    if row.held.about == About.CONCERN:
        return "care"
    return "sent" if row.held.channel in WRITTEN else "held"


def legend() -> list[tuple[str, str, str]]:
    """Return kind, shape and word of each sign, for the line under the table."""
    return [(kind, SHAPES[kind], word) for kind, word in WORDS.items()]


class Line(NamedTuple):
    """One contact in the list of a week, for the phone."""

    kind: str
    shape: str
    address: str
    name: str
    words: str
    is_turn: bool


def line_of(row: Row, name: str, *, is_turn: bool) -> Line:
    """Return what the list of a week says of a contact about the child called `name`."""
    kind = kind_of(row)
    address = reverse("contacts:planned" if row.status == Status.PLANNED else "contacts:detail", args=[row.contact])
    day = Precision.WEEK.label if row.some_time else date_format(row.day, "l j F")
    words = f"{WORDS[kind]}, {Channel(row.held.channel).label}, {day}"
    return Line(kind, SHAPES[kind], address, name, words, is_turn)


class Cells:
    """The rows of the table as HTML, in the language of the page. Every part that comes from people is escaped."""

    def __init__(self, weeks: list[Week]):
        self.weeks = [(_number_of(week.monday), _start_of(week)) for week in weeks]
        self.words = {kind: escape(str(word)) for kind, word in WORDS.items()}
        self.months = [escape(date_format(datetime.date(2000, month, 1), "F")) for month in range(1, 13)]
        self.some_time = escape(Precision.WEEK.label)
        self.turn = f' <span class="chip chip-turn">{escape(_("turn"))}</span>'
        self.spoken = escape(_("contacts that count, of those agreed"))
        self.more = escape(_("and %(number)d more"))
        names = ("pupil_detail", "contacts:plan_new", "contacts:planned", "contacts:detail")
        self.addresses = {name: reverse(name, args=[NOBODY]).split(str(NOBODY)) for name in names}

    def row(self, key: UUID, name: str, contacts: Iterable[Row], main: NormState | None, *, is_turn: bool) -> str:
        """Return the row of one child: the name, how many contacts of those agreed, and a cell a week."""
        of_week = defaultdict(list)
        for contact in sorted(contacts, key=attrgetter("day")):
            of_week[_number_of(contact.day)].append(contact)
        held = sum(contact.status == Status.HELD for contact in contacts)
        count = f"{main.held}/{main.required}" if main else str(held)
        cells = "".join(
            [f"{start}>{self.sign(of_week[week]) if week in of_week else ''}</td>" for week, start in self.weeks]
        )
        return (
            f'<tr data-plan="{self.address("contacts:plan_new", key)}"><th scope="row"><span class="who">'
            f'<a href="{self.address("pupil_detail", key)}">{escape(name)}</a>{self.turn if is_turn else ""}'
            f'</span></th><td class="count num" title="{self.spoken}">{count}</td>{cells}</tr>'
        )

    def sign(self, contacts: list[Row]) -> str:
        """Return the sign of the last contact of a week, and how many there are."""
        last, number = contacts[-1], len(contacts)
        kind = kind_of(last)
        day = self.some_time if last.some_time else f"{last.day.day} {self.months[last.day.month - 1]}"
        words = f"{self.words[kind]}, {day}"
        shape = SHAPES[kind]
        if number > 1:
            words += ", " + self.more % {"number": number - 1}
            shape += f"<sup>{number}</sup>"
        before, after = self.addresses["contacts:planned" if last.status == Status.PLANNED else "contacts:detail"]
        link = f"{before}{last.contact}{after}"
        return f'<a class="m m-{kind}" href="{link}" title="{words}" aria-label="{words}">{shape}</a>'

    def address(self, name: str, key: UUID) -> str:
        before, after = self.addresses[name]
        return f"{before}{key}{after}"


def _start_of(week: Week) -> str:
    classes = " ".join(name for name, holds in (("hol", week.holiday), ("now", week.is_now)) if holds)
    return f'<td class="{classes}"' if classes else "<td"
