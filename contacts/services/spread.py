"""Spread contacts over slots: pure, on plain values, the same every time.

Families come in order of need. Who has a brother or sister with a time in the same round comes as near to it as can
be; the others are spread evenly over the window. Nobody is placed where something stands already in that week, no
week gets more than agreed, and who does not fit is named with the reason.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

WEEK = datetime.timedelta(days=7)


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

    @property
    def week(self) -> datetime.date:
        return self.day - datetime.timedelta(days=self.day.weekday())


@dataclass(frozen=True)
class Family:
    """Whom to place. `busy` are Mondays of weeks with a contact already; `near` what brothers and sisters have."""

    pupil: UUID
    busy: frozenset[datetime.date] = frozenset()
    near: tuple[Slot, ...] = ()


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
    for family in (family for family in families if family.near):
        placed[family.pupil] = board.place_near(family)
    others = [family for family in families if not family.near]
    for number, family in enumerate(others):
        placed[family.pupil] = board.place(family, share=number / max(len(others), 1))
    return [placed[family.pupil] for family in families]


class _Board:
    def __init__(self, slots: list[Slot], *, per_week: int, room: int):
        self.slots, self.per_week, self.room = slots, per_week, room
        self.in_week: Counter = Counter()
        self.in_slot: Counter = Counter()

    def place(self, family: Family, *, share: float) -> Placement:
        """Take the first free slot from the family's share of the window on, else the last free one before it."""
        start = int(share * len(self.slots))
        order = [*self.slots[start:], *reversed(self.slots[:start])]
        return self._take(family, order)

    def place_near(self, family: Family) -> Placement:
        """Take the free slot nearest to what a brother or sister has."""
        order = sorted(self.slots, key=lambda slot: min(_distance(slot, other) for other in family.near))
        placement = self._take(family, order)
        if placement.slot and all(placement.slot.day != other.day for other in family.near):
            return Placement(family.pupil, placement.slot, Why.APART)
        return placement

    def _take(self, family: Family, order: list[Slot]) -> Placement:
        was_busy = False
        for slot in order:
            if not self._has_room(slot) or self._collides(slot, family):
                continue
            if slot.week in family.busy:
                was_busy = True
                continue
            self.in_week[slot.week] += 1
            self.in_slot[slot] += 1
            return Placement(family.pupil, slot)
        return Placement(family.pupil, None, Why.BUSY if was_busy else Why.NO_ROOM)

    def _has_room(self, slot: Slot) -> bool:
        return self.in_slot[slot] < self.room and self.in_week[slot.week] < self.per_week

    @staticmethod
    def _collides(slot: Slot, family: Family) -> bool:
        """One cannot be at two talks at once."""
        return slot.at is not None and any(other.at == slot.at for other in family.near)


def _distance(slot: Slot, other: Slot) -> tuple:
    if slot.at and other.at:
        return abs((slot.day - other.day).days), abs(slot.at - other.at)
    return abs((slot.day - other.day).days), datetime.timedelta(0)
