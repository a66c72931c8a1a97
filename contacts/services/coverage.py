"""How far contact goes as agreed: which agreements hold for a child, what counts, whose turn it is.

The pure part works on plain values; the rest reads them in a fixed number of queries. Rules: users.md 14
(which results count), 16 (from 18 on the pupil counts), 25 (words), 26 (terms run from the first day in the group).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import floor
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from contacts.enums import IN_PERSON, REACHED, WRITTEN, ForWhom, Per, Result, Status, Way
from contacts.models import ContactNorm
from contacts.services.yearrows import Held, Row
from partnership.records.prepared import prepared
from partnership.school.calendar import SchoolCalendar
from partnership.school.enums import Custody, Information
from partnership.school.models import Enrolment, Group, Pupil, Restriction, SchoolYear, StaffMember

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Child:
    """What counting must know of a pupil. `first_day` is the first day in the group, this school year."""

    pupil: UUID
    first_day: datetime.date
    with_custody: frozenset[UUID] = frozenset()
    is_adult: bool = False


@dataclass(frozen=True)
class NormState:
    """How one agreement stands for one child: `held` of `required`, of which `due` until today.

    `late` when its time has passed.
    """

    norm: ContactNorm
    held: int
    required: int
    is_turn: bool
    late: bool
    due: int = 0

    @property
    def on_course(self) -> bool:
        """Whether all that is due until today was done."""
        return self.held >= self.due

    @property
    def met(self) -> bool:
        return self.held >= self.required


@dataclass(frozen=True)
class Coverage:
    states: list[NormState] = field(default_factory=list)

    @property
    def is_turn(self) -> bool:
        return any(state.is_turn for state in self.states)

    @property
    def main(self) -> NormState | None:
        """The agreement that asks for the most contacts: what stands in front of the row."""
        return max(self.states, key=lambda state: state.required, default=None)

    @property
    def on_course(self) -> bool:
        """Whether contact is as agreed until today."""
        return all(state.on_course for state in self.states)


def applying(norms: Iterable[ContactNorm], pupil: Pupil, group: Group) -> list[ContactNorm]:
    """Return the agreements that hold for `pupil` in `group`: of one purpose and subject the narrowest ones."""
    best: dict[tuple[str, str], tuple[int, list[ContactNorm]]] = {}
    for norm in norms:
        reach = _reach(norm, pupil, group)
        if reach is None:
            continue
        key = (norm.purpose, norm.about)
        rank, rows = best.get(key, (-1, []))
        if reach > rank:
            best[key] = (reach, [norm])
        elif reach == rank:
            rows.append(norm)
    return [norm for _rank, rows in best.values() for norm in rows]


def _reach(norm: ContactNorm, pupil: Pupil, group: Group) -> int | None:
    """Return how narrow `norm` is for this child (5 the child itself, 0 the school), or None when it does not hold."""
    if norm.pupil_id:
        return 5 if norm.pupil_id == pupil.pk else None
    if norm.group_id:
        return 4 if norm.group_id == group.pk else None
    if norm.year_group:
        return 3 if norm.year_group == (pupil.year_group or group.year_group) else None
    if norm.team_id:
        return 2 if norm.team_id == group.team_id else None
    if norm.location_id:
        return 1 if norm.location_id in (pupil.location_id, group.location_id) else None
    return 0


def counts_for(norm: ContactNorm, contact: Held) -> bool:
    """Whether `contact` is of the kind `norm` asks for, apart from when and with whom."""
    results = REACHED | {Result.SENT} if norm.sent_counts else REACHED
    if contact.result not in results or (norm.about and contact.about != norm.about):
        return False
    if norm.purpose and contact.purpose != norm.purpose:
        return False
    if norm.way == Way.SPOKEN:
        return contact.channel not in WRITTEN
    return norm.way != Way.IN_PERSON or contact.channel in IN_PERSON


def held_number(norm: ContactNorm, child: Child, contacts: Iterable[Held]) -> int:
    """Return how many of `contacts` count for `norm`; for every parent apart, the number of who was reached least."""
    relevant = [contact for contact in contacts if counts_for(norm, contact)]
    if norm.for_whom == ForWhom.PUPIL or child.is_adult:
        return sum(contact.with_pupil for contact in relevant)
    if norm.for_whom == ForWhom.EVERY_CUSTODY and child.with_custody:
        return min(sum(guardian in contact.guardians for contact in relevant) for guardian in child.with_custody)
    return sum(bool(contact.guardians) for contact in relevant)


def window_of(norm: ContactNorm, first: datetime.date, last: datetime.date, today: datetime.date):
    """Return first and last day in which `norm` counts, of the stretch that holds today; None when it has none.

    `first` is the child's first day, `last` the last day of the school year. A date that was past when the child came
    asks nothing of anybody.
    """
    if norm.per == Per.WINDOW:
        ends = [norm.before - DAY] if norm.before and norm.before > first else []
        ends += [first + DAY * (7 * norm.first_weeks - 1)] if norm.first_weeks else []
        return (first, min([*ends, last])) if ends else None
    if norm.per == Per.HALF:
        half = datetime.date(last.year, 1, 31)
        return (first, half) if max(today, first) <= half else (max(first, half + DAY), last)
    if norm.per == Per.MONTH:
        start = max(min(today, last), first).replace(day=1)
        end = (start + DAY * 31).replace(day=1) - DAY
        return max(start, first), min(end, last)
    return first, last


def required_number(
    norm: ContactNorm, window: tuple[datetime.date, datetime.date], whole: tuple[datetime.date, datetime.date]
) -> int:
    """Return how many contacts `norm` asks in `window`: in proportion to the `whole` stretch, at least one."""
    if norm.per == Per.WINDOW:
        return norm.count
    part = _days(*window) / _days(*whole)
    return max(1, min(norm.count, floor(norm.count * part + 0.5)))


def _days(first: datetime.date, last: datetime.date) -> int:
    return (last - first).days + 1


def state_of(
    norm: ContactNorm,
    child: Child,
    contacts: Iterable[Held],
    year: SchoolYear,
    opens: datetime.date,
    today: datetime.date,
) -> NormState | None:
    """Return how `norm` stands for `child` today, or None when it asks nothing. `opens` is the first school day.

    It is a family's turn in a window until it is met, and otherwise from halfway each share of the time on: with
    three a year the first turn comes after a sixth of the year, when one is due. Nobody is late before the time has
    passed. What was done late, or in the days before school began, counts.
    """
    first = max(child.first_day, opens)
    window = window_of(norm, first, year.end, today)
    if window is None:
        return None
    start, end = window
    required = required_number(norm, window, window_of(norm, opens, year.end, max(today, first)))
    since = min(start, child.first_day) if start == opens else start
    until = max(today, end) if norm.per == Per.WINDOW else end
    held = held_number(norm, child, (each for each in contacts if since <= each.day <= until))
    missing = held < required and today >= start
    if norm.per == Per.WINDOW:
        return NormState(
            norm, held, required, is_turn=missing, late=missing and today > end, due=required if today > end else 0
        )
    passed = max(0, _days(start, min(today, end))) / _days(start, end)
    is_turn = missing and passed >= (held + 0.5) / required
    return NormState(norm, held, required, is_turn=is_turn, late=False, due=floor(required * passed + 0.5))


@dataclass(frozen=True)
class Terms:
    """What was agreed for a school year, and the first school day, from which the terms of a whole class run."""

    norms: list[ContactNorm]
    opens: datetime.date


def terms_of(year: SchoolYear, calendar: SchoolCalendar) -> Terms:
    """Return what holds in `year`, of which `calendar` has the days, in one query."""
    days = (year.start + DAY * number for number in range((year.end - year.start).days + 1))
    opens = next(filter(calendar.is_school_day, days), year.start)
    return Terms(_norms_of(year=year.pk), opens)


@prepared
def _norms_of(*, year: UUID) -> QuerySet[ContactNorm]:
    return ContactNorm.objects.current().filter(year=year)


def coverage_of_group(
    group: Group, pupils: list[Pupil], rows: dict[UUID, list[Row]], *, staff: StaffMember, terms: Terms
) -> dict[UUID, Coverage]:
    """Return the coverage per key of a pupil, in one query whatever the size.

    `pupils` are those `staff` may see, `rows` their contacts of this school year (`rows_of_year`).
    """
    if not terms.norms:
        return {pupil.pk: Coverage() for pupil in pupils}
    today, year = timezone.localdate(), group.year
    children = children_of(group, pupils, staff=staff)
    found = {}
    for pupil in pupils:
        child = children[pupil.pk]
        contacts = [row.held for row in rows.get(pupil.pk, ()) if row.status == Status.HELD]
        norms = applying(terms.norms, pupil, group)
        states = (state_of(norm, child, contacts, year, terms.opens, today) for norm in norms)
        found[pupil.pk] = Coverage([state for state in states if state is not None])
    return found


def children_of(group: Group, pupils: list[Pupil], *, staff: StaffMember) -> dict[UUID, Child]:
    """Return what counting must know of each pupil, in one query. Who is not to be invited need not be reached."""
    today, adult_age = timezone.localdate(), staff.school.adult_age
    rows = _first_days_and_custody(group=group.pk, pupils=[pupil.pk for pupil in pupils], day=today)
    first_day: dict[UUID, datetime.date] = {}
    custody = defaultdict(set)
    for pupil, from_date, guardian, is_barred in rows:
        first_day[pupil] = min(from_date, first_day.get(pupil, from_date))
        custody[pupil].add(None if is_barred else guardian)
    return {
        pupil.pk: Child(
            pupil.pk,
            first_day.get(pupil.pk, group.year.start),
            frozenset(custody[pupil.pk] - {None}),
            is_adult=(pupil.age_on(today) or 0) >= adult_age,
        )
        for pupil in pupils
    }


@prepared
def _first_days_and_custody(*, group: UUID, pupils: list[UUID], day: datetime.date) -> QuerySet[Enrolment]:
    """Return per enrolment and guardian with custody: pupil, first day, guardian, and whether one may not invite."""
    holds = Q(pupil__guardianships__until=None) | Q(pupil__guardianships__until__gte=day)
    custody_held = Q(pupil__guardianships__custody=Custody.YES)
    informed = ~Q(pupil__guardianships__information=Information.WITHHELD)
    tie = FilteredRelation("pupil__guardianships", condition=holds & custody_held & informed)
    barred = Exists(Restriction.objects.barring(day).filter(guardianship=OuterRef("tie__pk")))
    rows = Enrolment.objects.filter(group=group, pupil__in=pupils).annotate(tie=tie, barred=barred)
    return rows.values_list("pupil", "from_date", "tie__guardian", "barred")
