"""The year of a class in one table: a row a child, a column a week."""

import datetime
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from contacts.enums import WRITTEN, About, Status
from contacts.services.coverage import Coverage, Terms, coverage_of_group, terms_of
from contacts.services.overview import pupils_today
from contacts.services.yearrows import Row, rows_of_year
from contacts.services.yearsigns import Cells, Line, Week, head_of, line_of
from partnership.school.calendar import SchoolCalendar
from partnership.school.models import Group, Pupil, SchoolYear, StaffMember

WEEK = datetime.timedelta(days=7)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class GridRow:
    """One family: what has to be seen without a click."""

    pupil: Pupil
    coverage: Coverage
    contacts: list[Row]

    @cached_property
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
        begin = Counter((week.monday.year, week.monday.month) for week in self.weeks)
        return [(date_format(datetime.date(*month, 1), "F"), number) for month, number in begin.items()]

    def head(self) -> SafeString:
        """Return the heads of the weeks as HTML, escaped likewise."""
        return mark_safe("".join(map(head_of, self.weeks)))  # noqa: S308 - escaped in head_of

    def body(self) -> SafeString:
        """Return the rows of the table as HTML; every part that comes from people is escaped."""
        cells = Cells(self.weeks)
        rows = (
            cells.row(row.pupil.pk, row.pupil.name, row.contacts, row.coverage.main, is_turn=row.coverage.is_turn)
            for row in self.rows
        )
        return mark_safe("".join(rows))  # noqa: S308 - escaped in Cells

    def own_balance(self) -> Counter:
        """Return how many of one's own contacts with these families were about what; nobody sees another's."""
        own = {row.contact: row.held.about for each in self.rows for row in each.held if row.is_own}
        return Counter(own.values())

    def of_week(self, monday: datetime.date) -> list[Line]:
        """Return the contacts in the week of `monday`, family by family, for the phone."""
        sunday = monday + DAY * 6
        return [
            line_of(each, row.pupil.name, is_turn=row.coverage.is_turn)
            for row in self.rows
            for each in row.contacts
            if monday <= each.day <= sunday
        ]


def year_grid(group: Group, *, staff: StaffMember) -> YearGrid:
    """Return the year of `group` as `staff` may see it; families whose turn it is on top."""
    pupils = pupils_today(group, staff=staff)
    year = group.year
    rows = rows_of_year(pupils, year, staff=staff)
    calendar = SchoolCalendar(year.school, year.start, year.end)
    terms = terms_of(year, calendar)
    coverage = coverage_of_group(group, pupils, rows, staff=staff, terms=terms)
    grid_rows = [GridRow(pupil, coverage[pupil.pk], rows.get(pupil.pk, [])) for pupil in pupils]
    grid_rows.sort(key=lambda row: (not row.coverage.is_turn, row.pupil.name))
    return YearGrid(group, weeks_of(year, calendar), grid_rows, terms)


def weeks_of(year: SchoolYear, calendar: SchoolCalendar) -> list[Week]:
    """Return the weeks of a school year; a week without a school day carries the name of its holiday."""
    today = timezone.localdate()
    monday = year.start - DAY * year.start.weekday()
    weeks = []
    while monday <= year.end:
        free = [calendar.off(monday + DAY * number) for number in range(5)]
        weeks.append(Week(monday, free[0].name if all(free) else "", monday <= today < monday + WEEK))
        monday += WEEK
    return weeks
