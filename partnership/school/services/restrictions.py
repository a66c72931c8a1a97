"""Make and change restrictions on a guardian: with a document or a dated agreement, and always an end or a review."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.audit import services as audit
from partnership.records.services import keep_revision
from partnership.records.versions import lock_version
from partnership.school.enums import Information, RestrictionKind, Source
from partnership.school.models import Guardianship, Instruction, Restriction, StaffMember
from partnership.school.services.guardians import TIE, save_tie
from partnership.school.signals import restriction_changed

COLUMNS = ("kind", "basis", "document", "seen_on", "from_date", "until", "review_on", "why")
LONGEST = datetime.timedelta(days=366)


@transaction.atomic
def make_restriction(tie: Guardianship, *, actor: StaffMember, values: dict, line: str) -> Restriction:
    """Note a restriction on the guardian of `tie`; `line` is all that who teaches the child sees of it.

    `values` has the columns of `COLUMNS`. One that takes away information withholds it from today on. Raises
    `ValidationError` without document, reason, line, or end or review date.
    """
    _check(values, line)
    dates = {"from_date": values["from_date"], "until": values["until"]}
    instruction = Instruction.objects.create(
        school=tie.school, pupil=tie.pupil, guardian=tie.guardian, text=line, **dates
    )
    restriction = Restriction.objects.create(
        school=tie.school, guardianship=tie, created_by=actor, instruction=instruction, **values
    )
    if restriction.kind == RestrictionKind.NO_INFORMATION:
        _withhold(restriction, actor=actor)
    audit.record("restriction.add", actor=actor.user, school_id=tie.school_id, obj=tie.pupil)
    restriction_changed.send(sender=Restriction, restriction=restriction)
    return restriction


@transaction.atomic
def change_restriction(
    restriction: Restriction, *, actor: StaffMember, version: int, values: dict, line: str, reason: str
) -> Restriction:
    """Change, lengthen or end a restriction; `reason` is kept with the old version.

    Raises `ValidationError` like `make_restriction`, `VersionConflict` when someone changed it meanwhile.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you change it.")})
    _check(values, line)
    current = lock_version(restriction, version=version)
    instruction = current.instruction
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    changed += ["instruction"] if instruction.text != line else []
    if not changed:
        return current
    keep_revision(current, actor=actor.user, fields=COLUMNS, more={"line": instruction.text, "reason": reason})
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    instruction.text, instruction.from_date, instruction.until = line, current.from_date, current.until
    instruction.save()
    if "kind" in changed and current.kind == RestrictionKind.NO_INFORMATION and not current.has_ended:
        _withhold(current, actor=actor)
    pupil = current.guardianship.pupil
    audit.record("restriction.change", actor=actor.user, school_id=current.school_id, obj=pupil, fields=changed)
    restriction_changed.send(sender=Restriction, restriction=current)
    return current


def _withhold(restriction: Restriction, *, actor: StaffMember) -> None:
    """Withhold information from the guardian, with this restriction as the ground."""
    tie = Guardianship.objects.select_for_update(of=("self",)).get(pk=restriction.guardianship_id)
    keep_revision(tie, actor=actor.user, fields=TIE)
    tie.information, tie.withheld_by = Information.WITHHELD, restriction
    tie.information_source, tie.information_on = Source.DOCUMENT, restriction.seen_on
    save_tie(tie, ["information"], actor=actor)


def _check(values: dict, line: str) -> None:
    texts = {"document": values["document"], "why": values["why"], "line": line}
    missing = _("Fill this in: a restriction without it does not hold.")
    problems = {name: missing for name, text in texts.items() if not text.strip()}
    if values["seen_on"] > timezone.localdate():
        problems["seen_on"] = _("This date is in the future.")
    problems |= _wrong_dates(values["from_date"], values["until"], values["review_on"])
    if problems:
        raise ValidationError(problems)


def _wrong_dates(start: datetime.date, until: datetime.date | None, review: datetime.date | None) -> dict[str, str]:
    if not (until or review):
        return {"until": _("Say when it ends, or when somebody looks at it again. None is for ever.")}
    if until and until < start:
        return {"until": _("The end is before the begin.")}
    if review and not start <= review <= (until or review):
        return {"review_on": _("Look at it again between the begin and the end.")}
    if min(day for day in (until, review) if day) > max(start, timezone.localdate()) + LONGEST:
        return {"review_on": _("Look at it again within a year.")}
    return {}
