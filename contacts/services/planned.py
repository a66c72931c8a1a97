"""Plan a contact, move it, mark how it went, cancel it; the owner's duty goes along in the same transaction."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.enums import (
    FAILED,
    About,
    AttendeeKind,
    Kind,
    Precision,
    Purpose,
    Result,
    Status,
    results_of,
    usual_result,
)
from contacts.models import Attempt, Contact, ContactAttendee, ContactGuardian, ContactPupil, PlanRun
from contacts.services.agreements import NewAgreement, add_agreement
from contacts.services.support import forget_support, move_support
from contacts.services.when import NO_MESSAGE_AT_A_TIME, When
from contacts.workflow import move
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.digest import gathered
from partnership.duties.models import State
from partnership.records.versions import lock_version
from partnership.school.models import Enrolment, Guardian, Pupil, SchoolYear, StaffMember

DUTY = "contacts.planned"
FRIDAY = datetime.timedelta(days=4)
NOT_THIS_ONE = gettext_lazy("This colleague cannot do this contact. Choose another colleague.")


@dataclass(frozen=True)
class PlannedContact:
    """One contact to plan: about whom, by whom, with whom, when."""

    pupils: tuple[Pupil, ...]
    owner: StaffMember
    when: When
    purpose: str
    channel: str
    guardians: tuple[Guardian, ...] = ()
    with_pupil: bool = False
    with_interpreter: bool = False


@transaction.atomic
def plan_contact(new: PlannedContact, *, actor: StaffMember, run: PlanRun | None = None) -> Contact:
    """Plan one contact, and give its owner the duty.

    Raises `ValidationError` outside a school year, with people of another school, and for an owner who has a tie with
    the family.
    """
    return plan_many([new], actor=actor, run=run)[0]


@transaction.atomic
def plan_many(lines: Iterable[PlannedContact], *, actor: StaffMember, run: PlanRun | None = None) -> list[Contact]:
    """Plan many contacts at once, with few queries; the same promises as `plan_contact`."""
    lines = list(lines)
    years = list(SchoolYear.objects.filter(school=actor.school_id))
    contacts = [_planned_row(line, years, actor=actor, run=run) for line in lines]
    Contact.objects.bulk_create(contacts)
    _write_people(contacts, lines)
    with gathered():
        for contact in contacts:
            _give_duty(contact)
            audit.record("contact.plan", actor=actor.user, school_id=actor.school_id, obj=contact)
    return contacts


def _planned_row(line: PlannedContact, years: list[SchoolYear], *, actor: StaffMember, run: PlanRun | None) -> Contact:
    columns = line.when.columns()
    if any(person.school_id != actor.school_id for person in [line.owner, *line.pupils, *line.guardians]):
        raise ValidationError(_("Someone in this contact does not belong to this school."))
    if not line.when.fits(line.channel):
        raise ValidationError(NO_MESSAGE_AT_A_TIME)
    tied = line.owner.rights.tied_pupils | line.owner.rights.tied_guardians
    if any(person.pk in tied for person in [*line.pupils, *line.guardians]):
        raise ValidationError(NOT_THIS_ONE)
    return Contact(
        school=actor.school, author=actor, owner=line.owner, year=_year(years, columns["planned_on"]),
        kind=Kind.PLANNED, status=Status.PLANNED, purpose=line.purpose, channel=line.channel, run=run,
        about=About.NICE if line.purpose == Purpose.NICE else About.ORDINARY, **columns,
    )  # fmt: skip


@transaction.atomic
def move_planned(
    contact: Contact,
    *,
    actor: StaffMember,
    version: int,
    when: When,
    channel: str = "",
    owner: StaffMember | None = None,
) -> Contact:
    """Move a contact, to another way or to a colleague too if that is named; what has ended is planned again.

    Raises `VersionConflict`, and `ValidationError` outside a school year, for a message at a time, and for an owner
    who cannot do it.
    """
    current = lock_version(contact, version=version)
    if current.status != Status.PLANNED:
        current.status = move(current.status, Status.PLANNED)
    columns = when.columns() | {"channel": channel or current.channel, "owner": owner or current.owner}
    changed = [name for name, value in columns.items() if getattr(current, name) != value]
    if {"precision", "channel"} & {*changed} and not when.fits(columns["channel"]):
        raise ValidationError(NO_MESSAGE_AT_A_TIME)
    if "owner" in changed:
        _check_owner(current, owner)
        forget_support(current)
    current.moved_by_hand |= bool(changed)
    current.year = _year(SchoolYear.objects.filter(school=actor.school_id), columns["planned_on"])
    for name, value in columns.items():
        setattr(current, name, value)
    current.version = version + 1
    current.happened_at, current.result, current.reason = None, "", ""
    current.save()
    _give_duty(current)
    move_support(current)
    audit.record("contact.move", actor=actor.user, school_id=actor.school_id, obj=current, fields=list(columns))
    return current


@transaction.atomic
def mark_held(
    contact: Contact,
    *,
    actor: StaffMember,
    version: int,
    result: str = "",
    summary: str = "",
    about: str = "",
    happened_at: datetime.datetime | None = None,
    agreements: Iterable[NewAgreement] = (),
) -> Contact:
    """Mark a planned contact as held, by `actor`; everything else has a default.

    Raises `VersionConflict`, and `ValidationError` for a result that does not fit.
    """
    current = lock_version(contact, version=version)
    current.result = result or usual_result(current.channel)
    if current.result in FAILED or current.result not in results_of(current.channel):
        raise ValidationError(_("This result does not fit the way of contact. Choose another result."))
    current.status = move(current.status, Status.HELD)
    current.author, current.happened_at = actor, happened_at or _moment_of(current)
    current.summary, current.about = summary or current.summary, about or current.about
    current.version = version + 1
    current.save()
    for agreement in agreements:
        add_agreement(current, actor=actor, new=agreement)
    duties.end_duty(DUTY, source=current.pk)
    forget_support(current)
    audit.record("contact.held", actor=actor.user, school_id=actor.school_id, obj=current, fields=["status"])
    return current


@transaction.atomic
def mark_tried(contact: Contact, *, actor: StaffMember, version: int, result: str) -> Contact:
    """Note an attempt that failed. Who did not come has missed it; otherwise the contact stays planned.

    Raises `ValidationError` for a result that is no failed attempt of this way of contact, or when it took place.
    """
    current = lock_version(contact, version=version)
    if current.status != Status.PLANNED:
        raise ValidationError(_("This contact is not planned any more."))
    if result not in FAILED or result not in results_of(current.channel):
        raise ValidationError(_("This result does not fit the way of contact. Choose another result."))
    now = timezone.now()
    Attempt.objects.create(
        contact=current, school=current.school, at=now, channel=current.channel, result=result, by=actor
    )
    if result == Result.DID_NOT_COME:
        current.status = move(current.status, Status.MISSED)
        current.author, current.happened_at, current.result = actor, _moment_of(current), result
        duties.end_duty(DUTY, source=current.pk)
        forget_support(current)
    current.version = version + 1
    current.save()
    audit.record("contact.tried", actor=actor.user, school_id=actor.school_id, obj=current, fields=["attempts"])
    return current


@transaction.atomic
def cancel_planned(contact: Contact, *, actor: StaffMember, version: int, reason: str = "") -> Contact:
    """Cancel a planned contact, with a reason if wanted; it can be planned again.

    Raises `VersionConflict`, and `ValidationError` when it took place: who wrote that down can take it back.
    """
    current = lock_version(contact, version=version)
    if current.status == Status.HELD:
        raise ValidationError(_("This contact is not planned any more."))
    current.status = move(current.status, Status.CANCELLED)
    current.reason, current.version = reason, version + 1
    current.save()
    duties.end_duty(DUTY, source=current.pk, state=State.DROPPED)
    forget_support(current)
    audit.record("contact.cancel", actor=actor.user, school_id=actor.school_id, obj=current, fields=["status"])
    return current


@transaction.atomic
def hand_over(contact: Contact, *, actor: StaffMember, to: StaffMember) -> Contact:
    """Give a planned contact to a colleague, and the duty with it.

    Raises `ValidationError` for someone of another school, or who has a tie with the family (users.md 12).
    """
    _check_owner(contact, to)
    current = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    current.owner, current.version = to, current.version + 1
    current.save(update_fields=["owner", "version"])
    forget_support(current)
    if current.status == Status.PLANNED:
        _give_duty(current)
    audit.record("contact.hand_over", actor=actor.user, school_id=actor.school_id, obj=current, fields=["owner"])
    return current


def _check_owner(contact: Contact, owner: StaffMember) -> None:
    if not Contact.objects.findable_by(owner).filter(pk=contact.pk).exists():
        raise ValidationError(NOT_THIS_ONE)


def _year(years: Iterable[SchoolYear], day: datetime.date) -> SchoolYear:
    year = next((year for year in years if year.start <= day <= year.end), None)
    if year is None:
        raise ValidationError(_("There is no school year for this date. Choose another date."))
    return year


def _moment_of(contact: Contact) -> datetime.datetime:
    """When it took place, if nothing else is said: the planned time when that is past, else now."""
    now = timezone.now()
    return contact.planned_at if contact.planned_at and contact.planned_at <= now else now


def _write_people(contacts: list[Contact], lines: list[PlannedContact]) -> None:
    keys = [pupil.pk for line in lines for pupil in line.pupils]
    group_of = {}
    for row in Enrolment.objects.filter(pupil__in=keys).order_by("-group__kind", "from_date"):
        group_of.setdefault(row.pupil_id, []).append(row)
    pairs = list(zip(contacts, lines, strict=True))
    ContactPupil.objects.bulk_create(
        ContactPupil(
            contact=contact, school=contact.school, pupil=pupil, took_part=line.with_pupil,
            group_id=_group_on(contact.planned_on, group_of.get(pupil.pk, [])),
        )
        for contact, line in pairs
        for pupil in line.pupils
    )  # fmt: skip
    ContactGuardian.objects.bulk_create(
        ContactGuardian(contact=contact, school=contact.school, guardian=guardian)
        for contact, line in pairs
        for guardian in line.guardians
    )
    ContactAttendee.objects.bulk_create(
        ContactAttendee(contact=contact, school=contact.school, kind=AttendeeKind.INTERPRETER)
        for contact, line in pairs
        if line.with_interpreter
    )


def _group_on(day: datetime.date, enrolments: list[Enrolment]):
    """The class of that day: a class before a teaching group."""
    held = [row for row in enrolments if row.from_date <= day and (row.until is None or row.until >= day)]
    return held[-1].group_id if held else None


def _give_duty(contact: Contact) -> None:
    """A contact in a week is due on its Friday; on a day or at a time, then."""
    week = contact.precision == Precision.WEEK
    duties.open_duty(
        DUTY,
        source=contact.pk,
        owner=contact.owner,
        link=reverse("contacts:planned", args=[contact.pk]),
        due_on=contact.planned_on + FRIDAY if week else contact.planned_on,
        due_at=contact.planned_at,
        minutes=contact.minutes,
    )
