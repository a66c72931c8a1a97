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
from partnership.records.statistics import refresh_statistics
from partnership.school.enums import Custody, PairState
from partnership.school.importers.changes import Changes, batches
from partnership.school.importers.guardians.plan import GuardianPlan, is_told_by_hand, pupils_by_key
from partnership.school.importers.guardians.reader import read_guardians
from partnership.school.importers.guardians.rows import GuardianFile, GuardianRow
from partnership.school.importers.outcome import ImportRefused, Summary, counted
from partnership.school.importers.schools import find_school
from partnership.school.models import Guardian, GuardianDetails, Guardianship, Household, JoinedRow, School
from partnership.school.services.proposals import propose_pairs

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
            refresh_statistics()
        if rehearse:
            transaction.set_rollback(True)
    return summary


def _write(school: School, content: GuardianFile, changes: Changes, summary: Summary, *, confirm_gone: bool) -> None:
    pupils = _pupils(school, content)
    before = _open_ties(school, pupils.values())
    plan = GuardianPlan(school, timezone.localdate(), changes, summary)
    for rows in batches(_joined_last(school, content, pupils)):
        plan.plan(rows, pupils)
        changes.write()
    _end_ties(plan, before - plan.kept, before=len(before), confirmed=confirm_gone, summary=summary)
    _forget_households(plan)
    _report(content, plan, summary)
    alike = [[plan.people[row.person] for row in rows] for rows in content.same_address()]
    apart = [list(dict.fromkeys(people)) for people in alike]
    propose_pairs(school, also=[(first, other) for first, *others in apart for other in others])


def _pupils(school: School, content: GuardianFile) -> dict[str, UUID]:
    """Return the pupils of the file. Raises `ImportRefused` with all its problems, unknown pupils among them."""
    pupils = pupils_by_key(school, (row.pupil_key for row in content.rows))
    for row in content.rows:
        if row.pupil_key not in pupils:
            text = _("no pupil of this school has this pupil_key; mind zeros at the start, and import pupils first")
            content.problems.found(row.line, text)
    content.problems.refuse_if_any()
    return pupils


def _joined_last(school: School, content: GuardianFile, pupils: dict[str, UUID]) -> list[GuardianRow]:
    """Return the rows, last those about a record that was joined into another: the one that goes on speaks first."""
    keys = set(
        Guardian.objects.filter(school=school, joined_into__isnull=False).exclude(key="").values_list("key", flat=True)
    )
    moved = JoinedRow.objects.filter(
        school=school, pair__state=PairState.JOINED, object_type=Guardianship._meta.label_lower
    )
    ties = set(Guardianship.objects.filter(pk__in=moved.values("object_id")).values_list("pupil", flat=True))
    if not (keys or ties):
        return content.rows

    def is_joined(row: GuardianRow) -> bool:
        return row.guardian_key in keys if row.guardian_key else pupils[row.pupil_key] in ties

    return sorted(content.rows, key=is_joined)


def _open_ties(school: School, pupils: Iterable[UUID]) -> set[UUID]:
    """Return the keys of the ties that are open now, of `pupils`."""
    named = set(pupils)
    is_open = Q(until=None) | Q(until__gt=timezone.localdate())
    ties = Guardianship.objects.filter(is_open, school=school).values_list("pk", "pupil")
    return {pk for pk, pupil in ties.iterator() if pupil in named}


def _end_ties(plan: GuardianPlan, missing: set[UUID], *, before: int, confirmed: bool, summary: Summary) -> None:
    """End the ties that the file does not name; raise `ImportRefused` when they are many and that is not confirmed."""
    kept = 0
    for keys in batches(missing):
        for tie in Guardianship.objects.filter(pk__in=keys):
            if is_told_by_hand(tie):
                kept += 1
            else:
                plan.changes.change(tie, until=plan.today)
                plan.ties.gone += 1
        plan.changes.write()
    if plan.ties.gone * 10 > before and not confirmed:
        raise ImportRefused(
            _(
                "%(gone)d of %(before)d ties of guardian and pupil are no longer in this file. "
                "Is it the whole file? If so, add --confirm-gone."
            )
            % {"gone": plan.ties.gone, "before": before}
        )
    if kept:
        text = ngettext(
            "%(count)d tie is not in the file, but not everything about it came from a file: it stays.",
            "%(count)d ties are not in the file, but not everything about them came from a file: they stay.",
            kept,
        )
        summary.notes.append(text % {"count": kept})


def _forget_households(plan: GuardianPlan) -> None:
    """Take away addresses that this file left without anybody: nobody could see them any more."""
    for keys in batches(plan.left_households):
        used = GuardianDetails.objects.filter(household__in=keys).values_list("household", flat=True)
        empty = set(keys) - set(used)
        Household.objects.filter(pk__in=empty).delete()
        plan.addresses.gone += len(empty)


def _report(content: GuardianFile, plan: GuardianPlan, summary: Summary) -> None:
    for text, lines in (*content.notes.items(), *plan.lines.items()):
        summary.note(text, lines)
    if content.unread_columns:
        numbers = {"columns": counted(content.unread_columns)}
        summary.notes.append(_("Columns that are not known are not read: %(columns)s.") % numbers)
    unknown = [row.line for row in content.rows if row.custody in ("", Custody.UNKNOWN)]
    unreachable = [row.line for row in content.rows if not row.email and not row.telephone]
    if unknown:
        summary.note(_("The file does not say whether these guardians have custody: ask."), unknown)
    if unreachable:
        summary.note(_("The file gives neither e-mail address nor telephone for these guardians."), unreachable)
    _propose(content, plan, summary)


def _propose(content: GuardianFile, plan: GuardianPlan, summary: Summary) -> None:
    found = content.same_address()
    proposals = [rows for rows in found if len({plan.people[row.person] for row in rows}) > 1]
    if not proposals:
        return
    text = ngettext(
        "%(count)d e-mail address stands at guardians of several pupils. Is it one person? Nothing was joined.",
        "%(count)d e-mail addresses stand at guardians of several pupils. Is it one person each? Nothing was joined.",
        len(proposals),
    )
    summary.notes.append(text % {"count": len(proposals)})
    for rows in proposals[:MOST_PROPOSALS]:
        summary.note(_("Perhaps one person."), (row.line for row in rows))
