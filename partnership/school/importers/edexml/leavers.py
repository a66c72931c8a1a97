"""Pupils who are no longer in the file: they are closed, never deleted, and never many at once unasked."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.school.importers.changes import Changes
from partnership.school.importers.edexml.pupils import batches, enrolments_of
from partnership.school.importers.edexml.rows import LAST_YEAR_GROUPS
from partnership.school.importers.edexml.setting import Setting
from partnership.school.importers.outcome import ImportRefused, Summary
from partnership.school.models import Pupil


@dataclass(slots=True)
class Leavers:
    """Keys of pupils who go, how many of them finished the school, and how many pupils there were."""

    pupils: dict[UUID, str]
    finished: int
    before: int

    def refuse_many(self, confirmed: bool) -> None:
        """Raise `ImportRefused` when more than a tenth disappears; who finished the school is counted apart."""
        gone, before = len(self.pupils) - self.finished, self.before - self.finished
        if gone * 10 > before and not confirmed:
            raise ImportRefused(
                _(
                    "%(gone)d of %(before)d pupils are no longer in this file (%(finished)d more finished the school). "
                    "Is it the whole file, of this location? If so, add --confirm-gone."
                )
                % {"gone": gone, "before": before, "finished": self.finished}
            )


def find_leavers(setting: Setting) -> Leavers:
    """Return who is known at the file's location, in its school year or before, and not in the file any more."""
    staying = {row.key for row in setting.file.pupils.values() if not row.has_left(setting.day)}
    last_groups = LAST_YEAR_GROUPS.get(setting.school.sector, frozenset())
    found = Leavers({}, 0, 0)
    for key, pk, year_group, location_id, is_of_earlier_year in _present(setting).iterator():
        if not setting.speaks_for_location(location_id):
            continue
        found.before += 1
        if key not in staying:
            found.pupils[pk] = key
            found.finished += bool(is_of_earlier_year) and year_group in last_groups
    return found


def _present(setting: Setting):
    """Pupils the file must name. Who is only prepared for a later year is not among them, nor, for next year's
    file, who is not prepared for that year."""
    pupils = Pupil.objects.filter(school=setting.school).order_by()
    years = pupils.annotate(first=Min("enrolments__group__year__start"), last=Max("enrolments__group__year__start"))
    if setting.prepares:
        here = years.filter(last=setting.year.start)
    else:
        here = years.filter(Q(left_on=None) | Q(left_on__gt=setting.day)).exclude(first__gt=setting.year.start)
    earlier = Q(last__lt=setting.year.start)
    return here.annotate(before=_truth(earlier)).values_list("key", "pk", "year_group", "location", "before")


def _truth(condition: Q):
    from django.db.models import BooleanField, ExpressionWrapper

    return ExpressionWrapper(condition, output_field=BooleanField())


def close_leavers(setting: Setting, leavers: Leavers, changes: Changes, summary: Summary) -> None:
    """Close the pupils who go, and their places in groups; next year's file only takes back what it prepared."""
    pupils = summary.tally(_("pupils"))
    for keys in batches(leavers.pupils):
        rows = list(Pupil.objects.filter(pk__in=keys))
        held = enrolments_of(rows)
        for pupil in rows:
            pass
        changes.write()
