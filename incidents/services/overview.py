"""Counts of cases by form, severity, place and month, of what the viewer may open; counted by the database.

One event is one case: reports that were joined count once. Nothing is hidden for being few, as it is in figures of the
whole school: who reads this may open each case that is counted.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.enums import AggressionForm
from incidents.models import Incident
from partnership.school.models import SchoolYear, StaffMember

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From a local date until another, which is not included any more. `key` names it in an address."""

    key: str
    name: str
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Periods:
    """The school years that have begun, the last one first; the one that is shown, its months, and what is chosen."""

    years: list[Period]
    year: Period
    months: list[Period]
    chosen: Period


@dataclass(frozen=True)
class Bar:
    """One count, and its part of the largest one in percents."""

    name: str
    number: int
    share: float
    is_chosen: bool = True


@dataclass(frozen=True)
class Overview:
    """What happened in a period; the months are always those of the whole school year."""

    total: int
    forms: list[Bar]
    severities: list[Bar]
    places: list[Bar]
    months: list[Bar]


def periods_of(staff: StaffMember, asked: str = "") -> Periods | None:
    """Return what one can choose, and the period `asked` for by its key, else this school year. One query.

    None when the school has no school year.
    """
    rows = list(SchoolYear.objects.filter(school=staff.school_id).order_by("start"))
    if not rows:
        return None
    today = timezone.localdate()
    ends = [*(row.start for row in rows[1:]), max(rows[-1].end, today) + DAY]  # holidays belong to the year before
    years = [Period(str(row.pk), row.name, row.start, end) for row, end in zip(rows, ends, strict=True)]
    years = [year for year in years if year.start <= today][::-1] or years[:1]
    for year in years:
        months = list(_months(year))
        for period in (year, *months):
            if period.key == asked:
                return Periods(years, year, months, period)
    return Periods(years, years[0], list(_months(years[0])), years[0])


def _months(year: Period) -> Iterable[Period]:
    """Give the months of a school year; the first and the last one may be a part of a month."""
    starts = [year.start]
    while (following := (starts[-1].replace(day=1) + 31 * DAY).replace(day=1)) < year.end:
        starts.append(following)
    for start, end in pairwise([*starts, year.end]):
        yield Period(start.isoformat(), date_format(start, "F Y"), start, end)


def overview_of(periods: Periods, *, staff: StaffMember) -> Overview:
    """Return the counts of what happened in the chosen period, and in each month of its school year.

    One query, and one for the walls of `staff` unless they were asked before.
    """
    visible = Incident.objects.visible_to(staff).cases().order_by()
    cases = _within(visible, periods.chosen)
    parts = [
        _counted(cases, "form", F("forms__form")),
        _counted(cases, "severity", F("severity__name"), F("severity__rank")),
        _counted(cases, "place", F("place__name")),
        _counted(_within(visible, periods.year), "month", _month(periods.months)),
    ]
    found: dict[str, dict] = {"form": {}, "severity": {}, "place": {}, "month": {}}
    for what, name, rank, number in parts[0].union(*parts[1:], all=True):
        found[what][rank, name] = number
    return Overview(
        total=sum(found["severity"].values()),
        forms=_bars((form.label, found["form"].get(("", form.value), 0)) for form in AggressionForm),
        severities=_bars((name or _("not set yet"), number) for (_rank, name), number in _by_rank(found["severity"])),
        places=_bars((name, number) for (_rank, name), number in _largest_first(found["place"])),
        months=_bars(
            ((month.name, found["month"].get(("", month.key), 0)) for month in periods.months),
            chosen=[periods.chosen in (periods.year, month) for month in periods.months],
        ),
    )


def _within(cases: QuerySet, period: Period) -> QuerySet:
    return cases.filter(occurred_at__gte=_midnight(period.start), occurred_at__lt=_midnight(period.end))


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _counted(cases: QuerySet, what: str, name, rank=Value("", output_field=CharField())) -> QuerySet:  # noqa: B008 - a constant
    columns = {"what": Value(what, output_field=CharField()), "called": name, "rank": rank}
    return cases.annotate(**columns).values_list("what", "called", "rank").annotate(number=Count("pk"))


def _month(months: list[Period]) -> Case:
    """The key of the month in which a case happened: compared, for to compute it from a moment is slow on SQLite."""
    whens = [When(occurred_at__lt=_midnight(month.end), then=Value(month.key)) for month in months]
    return Case(*whens, output_field=CharField())


def _by_rank(found: dict) -> list[tuple]:
    """The lightest severity first, what has none last."""
    return sorted(found.items(), key=lambda row: (row[0][1] is None, row[0][0] or "", row[0][1] or ""))


def _largest_first(found: dict) -> list[tuple]:
    return sorted(found.items(), key=lambda row: (-row[1], row[0][1]))


def _bars(counts: Iterable[tuple[str, int]], chosen: list[bool] | None = None) -> list[Bar]:
    counts = list(counts)
    most = max((number for _name, number in counts), default=0) or 1
    chosen = chosen or [True] * len(counts)
    return [
        Bar(str(name), number, round(number / most * 100, 1), is_chosen)
        for (name, number), is_chosen in zip(counts, chosen, strict=True)
    ]
