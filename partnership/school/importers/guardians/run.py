"""Takes a file of guardians: reads it, compares it, writes what differs, all or nothing."""

from collections.abc import Iterable
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope

from partnership.accounts.models import User
from partnership.audit import services as audit
from partnership.school.enums import Custody, Source
from partnership.school.importers.batches import batches
from partnership.school.importers.changes import Changes
from partnership.school.importers.guardians.plan import GuardianPlan, pupils_by_key
from partnership.school.importers.guardians.reader import read_guardians
from partnership.school.importers.guardians.rows import GuardianFile
from partnership.school.importers.outcome import ImportRefused, Summary, counted
from partnership.school.importers.schools import find_school
from partnership.school.models import GuardianDetails, Guardianship, Household, School

MOST_PROPOSALS = 20


def import_guardians(
    file: BinaryIO, *, actor: User | None, school_code: str, confirm_gone: bool = False, rehearse: bool = False
) -> Summary:
    """Link the guardians of `file` to the pupils of the school with BRIN `school_code`, and return what changed.

    The same file twice changes nothing. Ties that the file no longer names end, for the pupils it names;
    `confirm_gone` allows more than a tenth of those to end, `rehearse` writes nothing. Raises `ImportRefused` when the
    file is refused; nothing is changed then.
    """
    content = read_guardians(file)
    summary = Summary(is_rehearsal=rehearse)
    with transaction.atomic():
        school = find_school(school_code)
        summary.heading = f"{school.name} ({school.brin}{school.location_code})"
        changes = Changes()
        with scope(school=school):
            _write(school, content, changes, summary, confirm_gone=confirm_gone)
        if changes.names:
            audit.record("import.guardians", actor=actor, school_id=school.pk, obj=school, fields=sorted(changes.names))
        if rehearse:
            transaction.set_rollback(True)
    return summary


def _write(
    school: School, content: GuardianFile, changes: Changes, summary: Summary, *, confirm_gone: bool
) -> None:  # fmt: skip
    pupils = _pupils(school, content)
    before = set(_open_ties(school, pupils.values()).values_list("pk", flat=True))
    plan = GuardianPlan(school, timezone.localdate(), changes, summary)
    for rows in batches(content.rows):
        plan.plan(rows, pupils)
        changes.write()
    _end_ties(plan, before - plan.kept, before=len(before), confirmed=confirm_gone, summary=summary)
    _forget_households(plan)
    _report(content, plan, summary)


def _pupils(school: School, content: GuardianFile) -> dict[str, UUID]:
    """Return the pupils of the file. Raises `ImportRefused` with all problems of the file, unknown pupils among them."""
    pupils = pupils_by_key(school, (row.pupil_key for row in content.rows))
    for row in content.rows:
        if row.pupil_key not in pupils:
            text = _("no pupil of this school has this pupil_key; mind zeros at the start, and import pupils first")
            content.problems.found(row.line, text)
    content.problems.refuse_if_any()
    return pupils


def _open_ties(school: School, pupils: Iterable[UUID]):
    today = timezone.localdate()
    is_open = Q(until=None) | Q(until__gt=today)
    named = set(pupils)
    ties = Guardianship.objects.filter(is_open, school=school)
    keys = [pk for pk, pupil in ties.values_list("pk", "pupil") if pupil in named]
    return ties.filter(pk__in=keys)
