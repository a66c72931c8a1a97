"""Correct what is known of guardians and their ties; old values are kept, and no file undoes it unseen."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.audit import services as audit
from partnership.records.services import keep_revision
from partnership.records.versions import lock_version
from partnership.school.enums import Information, Source
from partnership.school.models import (
    Guardian,
    GuardianDetails,
    Guardianship,
    Household,
    Pupil,
    Reachability,
    StaffMember,
)
from partnership.school.services.proposals import propose_pairs

NAMES = ("first_name", "prefix", "last_name")
REACH = ("language", "needs_interpreter", "preferred_channel", "best_days", "best_times")
DETAILS = ("email", "telephone", "is_secret")
ADDRESS = ("street", "postcode", "town")
TIE = (
    "kind", "custody", "custody_source", "custody_on", "information", "information_source", "information_on",
    "withheld_by", "lives_with", "told_by", "told_on", "told", "until",
)  # fmt: skip


@transaction.atomic
def change_guardian(
    tie: Guardianship,
    *,
    actor: StaffMember,
    version: int,
    names: dict | None = None,
    details: dict | None = None,
    reach: dict | None = None,
    address: dict | None = None,
) -> Guardian:
    """Change name, telephone, e-mail, address and how to reach the guardian of `tie`; what is not named stays.

    `address` may also say `is_secret`. Raises `VersionConflict` when someone changed this guardian meanwhile.
    """
    guardian = lock_version(tie.guardian, version=version)
    held = GuardianDetails.objects.select_related("household").filter(guardian=guardian).first()
    held = held or GuardianDetails(school=guardian.school, guardian=guardian)
    way = Reachability.objects.filter(guardian=guardian).first()
    way = way or Reachability(school=guardian.school, guardian=guardian)
    before = {"details": _values(held, (*DETAILS, "household_id")), "reach": _values(way, REACH)}
    before["address"] = _values(held.household, (*ADDRESS, "is_secret")) if held.household else {}
    changed = _correct(guardian, names) + _correct(held, details) + _correct(way, reach)
    moved = _move(held, address) if address else []
    if not (changed or moved):
        return guardian
    keep_revision(guardian, actor=actor.user, fields=NAMES, more=before)
    guardian.version += 1
    guardian.save()
    held.save()
    if reach is not None:
        way.save()
    fields = sorted({*changed, *moved})
    audit.record("guardian.change", actor=actor.user, school_id=guardian.school_id, obj=tie.pupil, fields=fields)
    propose_pairs(guardian.school)
    return guardian


def _values(row: models.Model, columns) -> dict:
    values = {name: getattr(row, name) for name in columns}
    return {name: value if isinstance(value, bool | str | None) else str(value) for name, value in values.items()}


def _correct(row, told: dict | None) -> list[str]:
    """Give `row` what a person told; return the columns that differ, which it notes as corrected."""
    changed = [name for name, value in (told or {}).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, told[name])
    if changed:
        row.correct(changed, on=timezone.localdate())
    return changed


def _move(details: GuardianDetails, address: dict) -> list[str]:
    """Let this guardian live at another address, or hide the one there is; who lives there as well does not move."""
    home, told = details.household, {name: address[name] for name in ADDRESS if name in address}
    is_secret = address.get("is_secret", bool(home and home.is_secret))
    if told and any(told.values()) and (home is None or any(getattr(home, name) != told[name] for name in told)):
        details.household = Household.objects.create(school=details.school, is_secret=is_secret, **told)
        details.correct(["household"], on=timezone.localdate())
        _forget_empty(home, but=details)
        return ["household"]
    if home is not None and home.is_secret != is_secret:
        home.is_secret = is_secret
        home.save(update_fields=["is_secret"])
        return ["household.is_secret"]
    return []


def _forget_empty(home: Household | None, *, but: GuardianDetails) -> None:
    """An address without anybody could not be seen any more."""
    if home is not None and not home.guardians.exclude(pk=but.pk).exists():
        GuardianDetails.objects.filter(pk=but.pk).update(household=None)
        home.delete()


@transaction.atomic
def change_tie(tie: Guardianship, *, actor: StaffMember, version: int, values: dict) -> Guardianship:
    """Change what the guardian is to the pupil, custody, information, and what another parent told.

    Raises `ValidationError` for what nothing shows (users.md 3), `VersionConflict` when someone changed it meanwhile.
    """
    current = lock_version(tie, version=version)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if not changed:
        return current
    for name in changed:
        setattr(current, name, values[name])
    _check_sources(current, changed)
    if {"information", "withheld_by"} & set(changed):
        _check_ground(current)
    if {"told", "told_by", "told_on"} & set(changed):
        _check_told(current)
    keep_revision(current, actor=actor.user, fields=TIE)
    save_tie(current, changed, actor=actor)
    return current


def save_tie(tie: Guardianship, changed: list[str], *, actor: StaffMember) -> None:
    """Save a tie of which the old values were kept, as corrected by a person, with a row in the log."""
    tie.correct(changed, on=timezone.localdate())
    tie.version += 1
    tie.save()
    fields = sorted(changed)
    audit.record("guardian.change_tie", actor=actor.user, school_id=tie.school_id, obj=tie.pupil, fields=fields)


def _check_sources(tie: Guardianship, changed: list[str]) -> None:
    """A person tells or has seen something; a file is no source of what a person fills in."""
    for name in ("custody", "information"):
        if name in changed and getattr(tie, f"{name}_source") == Source.FILE:
            raise ValidationError({f"{name}_source": _("Say how you know: told by this parent, or a document seen.")})
        day = getattr(tie, f"{name}_on")
        if f"{name}_on" in changed and day and day > timezone.localdate():
            raise ValidationError({f"{name}_on": _("This date is in the future.")})


def _check_ground(tie: Guardianship) -> None:
    """Information is withheld on a restriction that holds, never on what somebody told."""
    if tie.information != Information.WITHHELD:
        tie.withheld_by = None
        return
    ground = tie.withheld_by
    if ground is None or ground.guardianship_id != tie.pk or ground.has_ended:
        raise ValidationError(
            {"information": _("Information is withheld on a restriction that holds. Note the restriction first.")}
        )


def _check_told(tie: Guardianship) -> None:
    if not tie.told:
        tie.told_by = tie.told_on = None
    elif tie.told_by is None or tie.told_by_id == tie.guardian_id:
        raise ValidationError({"told_by": _("Say which other parent told this.")})
    elif tie.told_on is None or tie.told_on > timezone.localdate():
        raise ValidationError({"told_on": _("Say on which day this was told.")})


@transaction.atomic
def add_guardian(
    pupil: Pupil, *, actor: StaffMember, tie: dict, known: Guardian | None = None, names: dict | None = None,
    details: dict | None = None,
) -> Guardianship:  # fmt: skip
    """Tie a guardian to `pupil`: one who is `known` already, or a new one with `names` and `details`.

    Raises `ValidationError` when this guardian has a tie with the pupil today.
    """
    if known is not None and Guardianship.objects.today().filter(pupil=pupil, guardian=known).exists():
        raise ValidationError(_("This parent stands with this child already."))
    guardian = known
    if guardian is None:
        guardian = Guardian.objects.create(school=pupil.school, **(names or {}))
        GuardianDetails.objects.create(school=pupil.school, guardian=guardian, **(details or {}))
    source = {"information_source": tie["custody_source"], "information_on": tie["custody_on"]}
    row = Guardianship(school=pupil.school, pupil=pupil, guardian=guardian, from_date=timezone.localdate(), **tie)
    for name, value in source.items():
        setattr(row, name, value)
    row.save()
    audit.record("guardian.add", actor=actor.user, school_id=pupil.school_id, obj=pupil)
    propose_pairs(pupil.school)
    return row


@transaction.atomic
def end_tie(tie: Guardianship, *, actor: StaffMember, version: int, last_day: datetime.date) -> Guardianship:
    """Let a tie hold until and including `last_day`; a file that still names it does not open it again."""
    current = lock_version(tie, version=version)
    if last_day > timezone.localdate() + datetime.timedelta(days=366):
        raise ValidationError({"last_day": _("Choose a day within a year.")})
    if current.from_date and last_day < current.from_date:
        raise ValidationError({"last_day": _("This is before the first day on which it holds.")})
    keep_revision(current, actor=actor.user, fields=TIE)
    current.until = last_day
    current.correct(["until"], on=timezone.localdate())
    current.version += 1
    current.save()
    audit.record("guardian.end_tie", actor=actor.user, school_id=current.school_id, obj=current.pupil)
    return current
