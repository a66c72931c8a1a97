"""A dry run of the map: who would have to do what, and until when. Nothing is saved, nobody is told."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from incidents.map_terms import Due, calendar_from, due
from incidents.models import MapVersion, RouteStep
from incidents.services.map_people import Filler, fillers
from incidents.services.map_reading import steps_of
from partnership.school.calendar import SchoolCalendar


@dataclass(frozen=True)
class RehearsedStep:
    """A step with who would get it, who stands in, who has to be called for it, and until when it may take."""

    step: RouteStep
    people: list[Filler]
    until: Due

    @property
    def is_yours(self) -> bool:
        return self.step.post.is_unfilled

    @property
    def asked(self) -> list[Filler]:
        """Who finds it under what there is to do, then who stands in: the first two with a login."""
        return [filler for filler in self.people if filler.staff is not None and filler.staff.user_id is not None][:2]

    @property
    def to_call(self) -> list[Filler]:
        """Who has no login here, and is called."""
        return [filler for filler in self.people if filler.staff is None or filler.staff.user_id is None]


@dataclass(frozen=True)
class Rehearsal:
    """What a report of a moment would ask. `day_off` names why there is no school that day (empty: there is)."""

    at: datetime.datetime
    day_off: str
    is_weekend: bool
    steps: list[RehearsedStep]


def rehearse(version: MapVersion, *, forms: Iterable[str], rank: str, again: bool, at: datetime.datetime) -> Rehearsal:
    """Return what `version` would ask of a report made at `at` (aware), with who is at work on that day."""
    day = timezone.localdate(at)
    calendar = calendar_from(version.school, at)
    off = calendar.off(day)
    steps = _steps(version, calendar, forms=forms, rank=rank, again=again, at=at)
    return Rehearsal(at, off.name if off else "", day.weekday() >= 5, steps)


def _steps(version: MapVersion, calendar: SchoolCalendar, *, forms, rank, again, at) -> list[RehearsedStep]:
    steps = steps_of(version, forms=forms, rank=rank, again=again)
    people = fillers({step.post_id: step.post for step in steps}.values(), day=timezone.localdate(at))
    found = [
        RehearsedStep(step, people[step.post_id], due(step.term, step.number, reported_at=at, calendar=calendar))
        for step in steps
    ]
    return sorted(found, key=lambda each: (each.until.on, each.until.at is None, each.until.at or at))
