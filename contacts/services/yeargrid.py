"""The year of a class in one table: a row a child, a column a week.

The cells are one string, joined from escaped parts: a template loop over 1,300 cells is several times slower.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from contacts.enums import WRITTEN, About, Status
from contacts.services.coverage import Coverage, Row, Terms, coverage_of_group, rows_of_year, terms_of
from partnership.school.calendar import SchoolCalendar
from partnership.school.models import Group, Guardianship, Pupil, SchoolYear, StaffMember

WEEK = datetime.timedelta(days=7)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Week:
    monday: datetime.date
    holiday: str
    is_now: bool


@dataclass(frozen=True)
class GridRow:
    """One family: what has to be seen without a click."""

    pupil: Pupil
    coverage: Coverage
    contacts: list[Row]

    @property
    def held(self) -> list[Row]:
        return [row for row in self.contacts if row.status == Status.HELD]

    @property
    def no_good_news(self) -> bool:
        return not any(row.held.about == About.NICE for row in self.held)

    @property
    def only_written(self) -> bool:
        return bool(self.held) and all(row.held.channel in WRITTEN for row in self.held)

    @property
    def not_reached(self) -> bool:
        return not self.held and any(row.status == Status.MISSED for row in self.contacts)

    @property
    def needs_interpreter(self) -> bool:
        return self.pupil.needs_interpreter

    @property
    def planned_on(self) -> datetime.date | None:
        """The first day on which something is planned."""
        return min((row.day for row in self.contacts if row.status == Status.PLANNED), default=None)


FILTERS = {
    "turn": lambda row: row.coverage.is_turn,
    "nice": lambda row: row.no_good_news,
    "written": lambda row: row.only_written,
    "unreached": lambda row: row.not_reached,
    "interpreter": lambda row: row.needs_interpreter,
}


@dataclass(frozen=True)
class YearGrid:
    group: Group
    weeks: list[Week]
    rows: list[GridRow]
    terms: Terms

    def count(self, name: str) -> int:
        return sum(map(FILTERS[name], self.rows))

    def filtered(self, name: str) -> "YearGrid":
        return replace(self, rows=list(filter(FILTERS[name], self.rows))) if name in FILTERS else self

    @property
    def months(self) -> list[tuple[str, int]]:
        """Names of months with the number of weeks that begin in them."""
        months: list[tuple[str, int]] = []
        for week in self.weeks:
            name = date_format(week.monday, "F")
            if months and months[-1][0] == name:
                months[-1] = (name, months[-1][1] + 1)
            else:
                months.append((name, 1))
        return months

    def body(self) -> SafeString:
        """Return the rows of the table as HTML; every part that comes from people is escaped."""
        signs = Signs()
        return mark_safe("".join(signs.row(row, self.weeks) for row in self.rows))  # noqa: S308 - escaped in Signs

    def of_week(self, monday: datetime.date) -> list[tuple[GridRow, list[Row]]]:
        """Return the families with a contact in the week of `monday`, for the phone."""
        sunday = monday + DAY * 6
        found = ((row, [each for each in row.contacts if monday <= each.day <= sunday]) for row in self.rows)
        return [(row, contacts) for row, contacts in found if contacts]


def year_grid(group: Group, *, staff: StaffMember) -> YearGrid:
    """Return the year of `group` as `staff` may see it; families whose turn it is on top."""
    ties = Guardianship.objects.current().filter(pupil=OuterRef("pk"), guardian__reachability__needs_interpreter=True)
    pupils = Pupil.objects.findable_by(staff).in_group(group).enrolled().annotate(needs_interpreter=Exists(ties))
    pupils = list(pupils)
    year = group.year
    rows = rows_of_year(pupils, year, staff=staff)
    calendar = SchoolCalendar(year.school, year.start, year.end)
    terms = terms_of(year, calendar)
    coverage = coverage_of_group(group, pupils, rows, staff=staff, terms=terms)
    by_pupil = defaultdict(list)
    for row in rows:
        by_pupil[row.pupil].append(row)
    grid_rows = [GridRow(pupil, coverage[pupil.pk], by_pupil[pupil.pk]) for pupil in pupils]
    grid_rows.sort(key=lambda row: (not row.coverage.is_turn, row.pupil.name))
    return YearGrid(group, weeks_of(year, calendar), grid_rows, terms)


def weeks_of(year: SchoolYear, calendar: SchoolCalendar) -> list[Week]:
    """Return the weeks of a school year; a week without a school day carries the name of its holiday."""
    today = timezone.localdate()
    monday = year.start - DAY * year.start.weekday()
    weeks = []
    while monday <= year.end:
        days = [monday + DAY * number for number in range(5)]
        free = next((calendar.off(day) for day in days if calendar.off(day)), None)
        is_free = free is not None and not any(calendar.is_school_day(day) for day in days)
        weeks.append(Week(monday, free.name if is_free else "", monday <= today < monday + WEEK))
        monday += WEEK
    return weeks


class Signs:
    """Shape and word of each kind of contact, and the cells made of them; words are looked up once."""

    def __init__(self):
        self.words = {
            "planned": _("planned"),
            "held": _("spoken"),
            "sent": _("written"),
            "good": _("something nice"),
            "care": _("concern about the child"),
            "tried": _("tried"),
            "miss": _("did not come"),
        }
        self.shapes = {"planned": "·", "held": "✓", "sent": "✓", "good": "+", "care": "!", "tried": "?", "miss": "×"}
        self.spoken = _("contacts that count, of those agreed")
        self.more = _("and %(number)d more")

    def legend(self) -> list[tuple[str, str, str]]:
        """Return kind, shape and word of each sign, for the line under the table."""
        return [(kind, self.shapes[kind], word) for kind, word in self.words.items()]

    def kind(self, row: Row) -> str:
        if row.status == Status.PLANNED:
            return "planned"
        if row.status == Status.MISSED:
            return "miss" if row.held.result == "did_not_come" else "tried"
        if row.held.about == About.NICE:
            return "good"
        if row.held.about == About.CONCERN:
            return "care"
        return "sent" if row.held.channel in WRITTEN else "held"

    def row(self, row: GridRow, weeks: list[Week]) -> str:
        pupil, main = row.pupil, row.coverage.main
        cells = self.cells(row.contacts)
        name = escape(pupil.name)
        count = f"{main.held}/{main.required}" if main else str(len(row.held))
        turn = f' <span class="chip chip-turn">{escape(_("turn"))}</span>' if row.coverage.is_turn else ""
        head = (
            f'<th scope="row"><span class="who"><a href="{reverse("pupil_detail", args=[pupil.pk])}">{name}</a>{turn}'
            f'</span></th><td class="count num" title="{escape(self.spoken)}">{count}</td>'
        )
        body = "".join(self.cell(cells.get(week.monday), week) for week in weeks)
        return f'<tr data-plan="{reverse("contacts:plan_new", args=[pupil.pk])}">{head}{body}</tr>'

    def cells(self, contacts: Iterable[Row]) -> dict[datetime.date, list[Row]]:
        cells = defaultdict(list)
        for contact in sorted(contacts, key=lambda each: each.day):
            cells[contact.day - DAY * contact.day.weekday()].append(contact)
        return cells

    def cell(self, contacts: list[Row] | None, week: Week) -> str:
        classes = "hol " if week.holiday else ""
        classes += "now" if week.is_now else ""
        start = f'<td data-week="{week.monday.isoformat()}"' + (f' class="{classes.strip()}"' if classes else "")
        if not contacts:
            return start + "></td>"
        first = contacts[-1]
        kind = self.kind(first)
        words = f"{self.words[kind]}, {date_format(first.day, 'j F')}"
        if len(contacts) > 1:
            words += ", " + self.more % {"number": len(contacts) - 1}
        sign = f"{self.shapes[kind]}<sup>{len(contacts)}</sup>" if len(contacts) > 1 else self.shapes[kind]
        return (
            f'{start}><a class="m m-{kind}" href="{address_of(first.contact, first.status)}" '
            f'title="{escape(words)}" aria-label="{escape(words)}">{sign}</a></td>'
        )


def address_of(contact: UUID, status: str) -> str:
    """Return the page of a contact: the planned one while it is planned, else what was logged."""
    return reverse("contacts:planned" if status == Status.PLANNED else "contacts:detail", args=[contact])
