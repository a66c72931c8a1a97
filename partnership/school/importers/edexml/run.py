"""Takes an EDEXML file: reads it, compares it, writes what differs, all or nothing."""

from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from partnership.accounts.models import User
from partnership.audit import services as audit
from partnership.records.statistics import refresh_statistics
from partnership.school.importers.changes import Changes, batches
from partnership.school.importers.edexml.leavers import close_leavers, find_leavers
from partnership.school.importers.edexml.pupils import PupilPlan
from partnership.school.importers.edexml.reader import read_edexml
from partnership.school.importers.edexml.setting import (
    Setting,
    close_groups,
    find_or_create_school,
    make_setting,
    plan_groups,
    plan_locations,
)
from partnership.school.importers.edexml.staff import StaffPlan
from partnership.school.importers.outcome import Summary


def import_edexml(
    file: BinaryIO, *, actor: User | None, create_school: str = "", confirm_gone: bool = False, rehearse: bool = False
) -> Summary:
    """Bring in a school from `file` and return what changed; the same file twice changes nothing.

    The file speaks for its own location and school year only. `create_school` is the name for a school that is not
    known yet; `confirm_gone` allows more than a tenth of the pupils to disappear; `rehearse` writes nothing. Raises
    `ImportRefused` when the file is refused; nothing is changed then.
    """
    content = read_edexml(file)
    summary = Summary(is_rehearsal=rehearse)
    for text, lines in content.notes.items():
        summary.note(text, lines)
    with transaction.atomic():
        changes = Changes()
        school = find_or_create_school(content, name=create_school, changes=changes, summary=summary)
        with scope(school=school):
            setting = make_setting(school, content, timezone.localdate(), changes=changes)
            _write(setting, changes, summary, confirm_gone=confirm_gone)
        if changes.names:
            audit.record("import.edexml", actor=actor, school_id=school.pk, obj=school, fields=sorted(changes.names))
            refresh_statistics()
        if rehearse:
            transaction.set_rollback(True)
    return summary


def _write(setting: Setting, changes: Changes, summary: Summary, *, confirm_gone: bool) -> None:
    plan_locations(setting, changes, summary)
    plan_groups(setting, changes, summary)
    changes.write()
    leavers = find_leavers(setting)
    leavers.refuse_many(confirmed=confirm_gone)
    plan = PupilPlan(setting, changes, summary)
    for rows in batches(setting.file.pupils.values()):
        plan.plan(rows)
        changes.write()
    plan.finish()
    close_leavers(setting, leavers, changes, summary)
    StaffPlan(setting, changes, summary).plan()
    changes.write()
    close_groups(setting, changes, summary)
    changes.write()
