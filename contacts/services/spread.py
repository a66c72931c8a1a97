"""Spread contacts over slots: pure, on plain values, the same every time.

Families come in order of need. Brothers and sisters are placed back to back; who has a brother or sister with a time
in the same round already comes as near to it as can be; the others are spread evenly over the window. Nobody is
placed where something stands already in that week, no week gets more than agreed, and who does not fit is named with
the reason.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

NOW = datetime.timedelta(0)
FROM_THE_START = Fraction(0)


class Why(StrEnum):
    """Why a family got no slot, or another than might be expected."""

    NO_ROOM = "no_room"
    BUSY = "busy"
    APART = "apart"


@dataclass(frozen=True, order=True)
class Slot:
    """A place for one contact. `day` is a local date (the Monday where only a week counts)."""

    day: datetime.date
    at: datetime.datetime | None
    owner: UUID
    minutes: int = 0

    @property
    def week(self) -> datetime.date:
        return self.day - datetime.timedelta(days=self.day.weekday())

    @property
    def end(self) -> datetime.datetime | None:
        return self.at + datetime.timedelta(minutes=self.minutes) if self.at else None

    def overlaps(self, other: "Slot") -> bool:
        """Whether the two are at one time: nobody can be at both."""
        if self.at is None or other.at is None:
            return False
        return self.at == other.at or (self.at < other.end and other.at < self.end)


@dataclass(frozen=True)
class Family:
    """Whom to place. `busy` are Mondays of weeks with a contact already; `near` what brothers and sisters have.

    `kin` are brothers and sisters to be placed in the same round. `slots`, if given, are the only ones that will do.
    """

    pupil: UUID
    busy: frozenset[datetime.date] = frozenset()
    near: tuple[Slot, ...] = ()
    kin: frozenset[UUID] = frozenset()
    slots: tuple[Slot, ...] | None = None


@dataclass(frozen=True)
class Placement:
    pupil: UUID
    slot: Slot | None
    why: Why | None = None


def spread(families: Iterable[Family], slots: Iterable[Slot], *, per_week: int, room: int = 1) -> list[Placement]:
    """Place each family in a slot, or say why not, in the order of `families`.

    `per_week` is how many contacts a week may have, `room` how many one slot may have (many in a week or on a day,
    one at a time).
    """
    board = _Board(sorted(slots), per_week=per_week, room=room)
    families = list(families)
    placed: dict[UUID, Placement] = {}
    parties = _parties(families)
    for party in (party for party in parties if _near(party)):
        placed |= board.place(_beside(party, placed))
    others = [party for party in parties if not _near(party)]
    total, before = sum(map(len, others)), 0
    for party in others:
        placed |= board.place(_beside(party, placed), share=Fraction(before, total))
        before += len(party)
    return [placed[family.pupil] for family in families]


def _beside(party: list[Family], placed: dict[UUID, Placement]) -> list[Family]:
    """Let what brothers and sisters got in this round count as what they have."""
    got = {key: row.slot for key, row in placed.items() if row.slot}
    return [replace(family, near=(*family.near, *(got[key] for key in family.kin if key in got))) for family in party]


def _parties(families: list[Family]) -> list[list[Family]]:
    """Join each family with its brothers and sisters, at the place of the first."""
    waiting = {family.pupil: family for family in families}
    parties = []
    for family in families:
        if family.pupil in waiting:
            members = [each for each in families if each.pupil == family.pupil or each.pupil in family.kin]
            parties.append([waiting.pop(each.pupil) for each in members if each.pupil in waiting])
    return parties


def _near(party: list[Family]) -> list[Slot]:
    return [slot for family in party for slot in family.near]


class _Board:
    def __init__(self, slots: list[Slot], *, per_week: int, room: int):
        self.slots, self.per_week, self.room = slots, per_week, room
        self.in_week: Counter = Counter()
        self.in_slot: Counter = Counter()

    def place(self, party: list[Family], *, share: Fraction = FROM_THE_START) -> dict[UUID, Placement]:
        """Place brothers and sisters in a row; when that cannot be, each by itself, near to who is placed already."""
        slots = self.slots if party[0].slots is None else sorted(party[0].slots)
        for first in self._order(slots, _near(party), share):
            if row := self._row(slots, first, party):
                return {each.pupil: self._take(each, slot) for each, slot in zip(party, row, strict=True)}
        if len(party) == 1:
            return {party[0].pupil: Placement(party[0].pupil, None, self._why_not(party[0], slots))}
        placed: dict[UUID, Placement] = {}
        for family in party:
            taken = tuple(row.slot for row in placed.values() if row.slot)
            placed |= self.place([replace(family, near=(*family.near, *taken))], share=share)
        return placed

    @staticmethod
    def _order(slots: list[Slot], near: list[Slot], share: Fraction) -> Iterable[int]:
        """The nearest first; else from the share of the window on, and then back from there."""
        if near:
            return sorted(range(len(slots)), key=lambda number: min(_distance(slots[number], other) for other in near))
        start = int(share * len(slots))
        return [*range(start, len(slots)), *reversed(range(start))]

    def _row(self, slots: list[Slot], first: int, party: list[Family]) -> list[Slot]:
        """Return places for the whole party from `first` on, on one day and with nothing between; or nothing."""
        slot = slots[first]
        row = [slot] * len(party) if slot.at is None else _back_to_back(slots, first, len(party))
        if len(row) < len(party) or self.in_week[slot.week] + len(row) > self.per_week:
            return []
        has_room = all(self.in_slot[each] + number <= self.room for each, number in Counter(row).items())
        suits = all(_suits(each, place) for each, place in zip(party, row, strict=True))
        return row if has_room and suits else []

    def _take(self, family: Family, slot: Slot) -> Placement:
        self.in_week[slot.week] += 1
        self.in_slot[slot] += 1
        apart = bool(family.near) and all(slot.day != other.day for other in family.near)
        return Placement(family.pupil, slot, Why.APART if apart else None)

    def _why_not(self, family: Family, slots: list[Slot]) -> Why:
        free = (slot for slot in slots if self.in_slot[slot] < self.room and self.in_week[slot.week] < self.per_week)
        return Why.BUSY if any(slot.week in family.busy for slot in free) else Why.NO_ROOM


def _suits(family: Family, slot: Slot) -> bool:
    return slot.week not in family.busy and not any(slot.overlaps(other) for other in family.near)


def _back_to_back(slots: list[Slot], first: int, number: int) -> list[Slot]:
    row = [slots[first]]
    for slot in slots[first + 1 :]:
        if len(row) == number or slot.day != row[-1].day:
            break
        if slot.owner == row[0].owner and slot.at == row[-1].end:
            row.append(slot)
    return row if len(row) == number else []


def _distance(slot: Slot, other: Slot) -> tuple[int, datetime.timedelta]:
    days = abs((slot.day - other.day).days)
    return (days, abs(slot.at - other.at)) if slot.at and other.at else (days, NOW)
