"""Pupils who are no longer in the file: they are closed, never deleted, and never many at once unasked."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from partnership.school.importers.changes import DAY, Changes, batches
from partnership.school.importers.edexml.pupils import enrolments_of
from partnership.school.importers.edexml.rows import LAST_YEAR_GROUPS
from partnership.school.importers.edexml.setting import Setting
from partnership.school.importers.outcome import ImportRefused, Summary
from partnership.school.models import Enrolment, Pupil


@dataclass(slots=True)
class Leavers:
    """Keys of pupils who go, how many of them finished the school, and how many pupils there were."""

    pupils: list[UUID] = field(default_factory=list)
    finished: int = 0
    before: int = 0

    def refuse_many(self, *, confirmed: bool) -> None:
        """Raise `ImportRefused` when more than a tenth disappears; who finished the school is counted apart."""
        gone, before = len(self.pupils) - self.finished, self.before - self.finished
        if gone * 10 > before and not confirmed:
            raise ImportRefused(
                _(
                    "%(gone)d of %(before)d pupils are no longer in this file, apart from %(finished)d who finished "
                    "the school. Is it the whole file, and of this location? If so, add --confirm-gone."
                )
                % {"gone": gone, "before": before, "finished": self.finished}
            )


@dataclass(slots=True)
class _Known:
    """A pupil as known: where, and the first days of the earliest and latest school year with a place in a group."""

    pk: UUID
    key: str
    year_group: str
    location: UUID | None
    left_on: datetime.date | None
    first_year: datetime.date | None
    last_year: datetime.date | None


def find_leavers(setting: Setting) -> Leavers:
    """Return who is known at the file's location, in its school year or before, and not in the file any more."""
    staying = {row.key for row in setting.file.pupils.values() if not row.has_left(setting.day)}
    last_groups = LAST_YEAR_GROUPS.get(setting.school.sector, frozenset())
    found = Leavers()
    for pupil in _known(setting):
        if not setting.speaks_for_location(pupil.location) or not _should_be_named(setting, pupil):
            continue
        found.before += 1
        if pupil.key not in staying:
            found.pupils.append(pupil.pk)
            is_of_earlier_year = pupil.last_year is not None and pupil.last_year < setting.year.start
            found.finished += is_of_earlier_year and pupil.year_group in last_groups
    return found


def _known(setting: Setting) -> Iterator[_Known]:
    start = "enrolments__group__year__start"
    pupils = Pupil.objects.filter(school=setting.school).order_by().annotate(first=Min(start), last=Max(start))
    for values in pupils.values_list("pk", "key", "year_group", "location", "left_on", "first", "last").iterator():
        yield _Known(*values)


def _should_be_named(setting: Setting, pupil: _Known) -> bool:
    """Next year's file names who is prepared for it; this year's file who is here and not only prepared for later."""
    start = setting.year.start
    if setting.prepares:
        return pupil.last_year == start
    is_here = pupil.left_on is None or pupil.left_on > setting.day
    return is_here and (pupil.first_year is None or pupil.first_year <= start)


def close_leavers(setting: Setting, leavers: Leavers, changes: Changes, summary: Summary) -> None:
    """Close the pupils who go and their places in groups; next year's file only takes back what it prepared."""
    close = _take_back if setting.prepares else _close
    pupils, places = summary.tally(_("pupils")), summary.tally(_("places in groups"))
    for keys in batches(leavers.pupils):
        rows = list(Pupil.objects.filter(pk__in=keys))
        held = enrolments_of(rows)
        for pupil in rows:
            is_closed, ended = close(setting, pupil, held[pupil.pk], changes)
            pupils.gone += is_closed
            places.gone += ended
        changes.write()


def _close(setting: Setting, pupil: Pupil, held: list[Enrolment], changes: Changes) -> tuple[bool, int]:
    row = setting.file.pupils.get(pupil.key)
    last = row.leaves if row and row.leaves and row.leaves <= setting.day else setting.day
    ended = [enrolment for enrolment in held if enrolment.until is None or enrolment.until > last]
    for enrolment in ended:
        changes.end(enrolment, last, setting.today)
    return changes.change(pupil, left_on=last), len(ended)


def _take_back(setting: Setting, pupil: Pupil, held: list[Enrolment], changes: Changes) -> tuple[bool, int]:
    prepared = [enrolment for enrolment in held if setting.speaks_for_group(enrolment.group_id)]
    for enrolment in prepared:
        changes.end(enrolment, setting.year.start - DAY, setting.today)
    rest = (enrolment for enrolment in held if enrolment not in prepared)
    is_here = any(enrolment.until is None or enrolment.until >= setting.today for enrolment in rest)
    is_closed = not is_here and pupil.left_on is None and changes.change(pupil, left_on=setting.today)
    return is_closed, len(prepared)
