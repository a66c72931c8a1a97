"""Log a contact, change what one wrote, take it back."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.enums import About, AttendeeKind, Initiative, Status, results_of, usual_result
from contacts.models import Attempt, Contact, ContactAttendee, ContactGuardian, ContactPupil
from contacts.services.agreements import NewAgreement, add_agreement, rest_agreements, wake_agreements
from contacts.workflow import move, status_of
from partnership.audit import services as audit
from partnership.records.services import keep_revision
from partnership.records.versions import lock_version
from partnership.school.enums import GroupKind
from partnership.school.models import Enrolment, Guardian, Pupil, SchoolYear, StaffMember

CLOCK_SLACK = datetime.timedelta(minutes=10)
# A contact belongs to the class or mentor group of that day; to another group only when there is none.
NEAREST = (GroupKind.CLASS, GroupKind.MENTOR, GroupKind.COMBINED, GroupKind.TEACHING)
NOTHING: Mapping = MappingProxyType({})
COLUMNS = ("channel", "about", "result", "mood", "initiative", "happened_at", "summary")


@dataclass(frozen=True)
class ContactEntry:
    """What someone says about a contact. `texts` names every pupil it was about, with the part of that child.

    `happened_at` is an aware moment; without it, now. Without `result` the usual one of the channel is taken.
    """

    texts: Mapping[Pupil, str]
    channel: str
    guardians: frozenset[Guardian] = frozenset()
    took_part: frozenset[Pupil] = frozenset()
    about: str = About.ORDINARY
    result: str = ""
    mood: str = ""
    initiative: str = Initiative.SCHOOL
    happened_at: datetime.datetime | None = None
    summary: str = ""
    colleagues: frozenset[StaffMember] = frozenset()
    with_interpreter: bool = False
    others: str = ""
    agreements: tuple[NewAgreement, ...] = field(default=())

    def columns(self) -> dict:
        values = {name: getattr(self, name) for name in COLUMNS}
        values["result"] = self.result or usual_result(self.channel)
        values["happened_at"] = self.happened_at or timezone.now()
        return values


@transaction.atomic
def log_contact(entry: ContactEntry, *, actor: StaffMember) -> Contact:
    """Keep a contact that took place or was tried, with everything said about it.

    Raises `ValidationError` when it lies in the future or outside a school year, when nobody took part, when the
    result does not fit the channel, or when people of another school are named.
    """
    columns = entry.columns()
    year = _check(entry, columns, school_id=actor.school_id)
    contact = Contact.objects.create(
        school=actor.school, author=actor, year=year, status=status_of(columns["result"]), **columns
    )
    _write_people(contact, entry)
    _write_attempt(contact)
    for agreement in entry.agreements:
        add_agreement(contact, actor=actor, new=agreement)
    audit.record("contact.log", actor=actor.user, school_id=actor.school_id, obj=contact)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, actor: StaffMember, version: int, entry: ContactEntry) -> Contact:
    """Change what was written; the old version is kept. A contact that was taken back stays so.

    Raises `VersionConflict` when someone changed it meanwhile, `ValidationError` as `log_contact` does.
    """
    current = lock_version(contact, version=version)
    columns = entry.columns()
    year = _check(entry, columns, school_id=actor.school_id)
    changed = [name for name, value in columns.items() if getattr(current, name) != value]
    people = _people_of(current)
    keep_revision(current, actor=actor.user, fields=[*COLUMNS, "status"], more=people)
    for name, value in columns.items():
        setattr(current, name, value)
    if "result" in changed and current.status != Status.CANCELLED:
        current.status = status_of(current.result)
    current.year, current.version, current.changed_at = year, version + 1, timezone.now()
    current.save()
    _rewrite_people(current, entry)
    changed += [name for name, value in _people_of(current).items() if value != people[name]]
    for agreement in entry.agreements:
        add_agreement(current, actor=actor, new=agreement)
    audit.record("contact.change", actor=actor.user, school_id=actor.school_id, obj=current, fields=changed)
    return current


@transaction.atomic
def withdraw_contact(contact: Contact, *, actor: StaffMember) -> Contact:
    """Take back what was logged by mistake: it counts nowhere, asks nothing of anybody, and can be put back."""
    withdrawn = _set_status(contact, Status.CANCELLED, actor=actor, action="contact.withdraw")
    rest_agreements(withdrawn)
    return withdrawn


@transaction.atomic
def restore_contact(contact: Contact, *, actor: StaffMember) -> Contact:
    """Put back a contact that was taken back."""
    restored = _set_status(contact, status_of(contact.result), actor=actor, action="contact.restore")
    wake_agreements(restored)
    return restored


@transaction.atomic
def note_copied(part: ContactPupil, *, actor: StaffMember) -> None:
    """Note that the copy of this child was taken along to the pupil system, now."""
    ContactPupil.objects.filter(pk=part.pk).update(copied_at=timezone.now())
    audit.record("contact.export", actor=actor.user, school_id=actor.school_id, obj=part.contact)


def _set_status(contact: Contact, status: Status, *, actor: StaffMember, action: str) -> Contact:
    current = lock_version(contact, version=contact.version)
    current.status = move(current.status, status)
    current.save(update_fields=["status"])
    audit.record(action, actor=actor.user, school_id=actor.school_id, obj=current, fields=["status"])
    return current


def _check(entry: ContactEntry, columns: dict, *, school_id) -> SchoolYear:
    if not entry.texts:
        raise ValidationError(_("Choose which child the contact was about."))
    if not entry.guardians and not entry.took_part & entry.texts.keys():
        raise ValidationError(_("Choose with whom the contact was."))
    people = [*entry.texts, *entry.guardians, *entry.took_part, *entry.colleagues]
    if any(person.school_id != school_id for person in people):
        raise ValidationError(_("Someone in this contact does not belong to this school."))
    if columns["result"] not in results_of(entry.channel):
        raise ValidationError(_("This result does not fit the way of contact. Choose another result."))
    if columns["happened_at"] > timezone.now() + CLOCK_SLACK:
        raise ValidationError(_("This moment is in the future. Choose when the contact took place."))
    day = timezone.localdate(columns["happened_at"])
    year = SchoolYear.objects.filter(school=school_id, start__lte=day, end__gte=day).first()
    if year is None:
        raise ValidationError(_("There is no school year for this date. Choose another date."))
    return year


def _write_people(contact: Contact, entry: ContactEntry, *, kept: Mapping[UUID, ContactPupil] = NOTHING) -> None:
    """Write the people's rows; the row of a child that is `kept` keeps its key and when it was copied."""
    day = timezone.localdate(contact.happened_at)
    enrolments = Enrolment.objects.on(day).filter(pupil__in=entry.texts).select_related("group")
    farthest_first = sorted(enrolments, key=lambda row: NEAREST.index(row.group.kind), reverse=True)
    group_of = {row.pupil_id: row.group_id for row in farthest_first}
    ContactPupil.objects.bulk_create(
        ContactPupil(
            contact=contact, school=contact.school, pupil=pupil, text=text, took_part=pupil in entry.took_part,
            group_id=group_of.get(pupil.pk), **_kept_columns(kept.get(pupil.pk)),
        )
        for pupil, text in entry.texts.items()
    )  # fmt: skip
    ContactGuardian.objects.bulk_create(
        ContactGuardian(contact=contact, school=contact.school, guardian=guardian) for guardian in entry.guardians
    )
    _write_attendees(contact, entry)


def _kept_columns(part: ContactPupil | None) -> dict:
    return {"pk": part.pk, "copied_at": part.copied_at} if part else {}


def _write_attendees(contact: Contact, entry: ContactEntry) -> None:
    rows = [ContactAttendee(kind=AttendeeKind.COLLEAGUE, staff=colleague) for colleague in entry.colleagues]
    if entry.with_interpreter:
        rows.append(ContactAttendee(kind=AttendeeKind.INTERPRETER))
    if entry.others:
        rows.append(ContactAttendee(kind=AttendeeKind.OTHER, description=entry.others))
    for row in rows:
        row.contact, row.school = contact, contact.school
    ContactAttendee.objects.bulk_create(rows)


def _write_attempt(contact: Contact) -> None:
    """Keep that someone was not reached."""
    if contact.failed:
        Attempt.objects.create(
            contact=contact, school=contact.school, at=contact.happened_at, by=contact.author,
            channel=contact.channel, result=contact.result,
        )  # fmt: skip


def _people_of(contact: Contact) -> dict:
    """Return who was in the contact and the text per child, as JSON values."""
    attendees = contact.attendees.values_list("kind", "staff", "description")
    return {
        "texts": {str(row.pupil_id): row.text for row in contact.pupils.order_by("pupil")},
        "took_part": [str(row.pupil_id) for row in contact.pupils.order_by("pupil") if row.took_part],
        "guardians": [str(row.guardian_id) for row in contact.guardians.order_by("guardian")],
        "attendees": sorted([kind, str(staff or ""), description] for kind, staff, description in attendees),
    }


def _rewrite_people(contact: Contact, entry: ContactEntry) -> None:
    """Bring the people's rows in line with `entry`. What stood there is in the revision."""
    kept = {part.pupil_id: part for part in contact.pupils.all()}
    contact.pupils.all().delete()
    contact.guardians.all().delete()
    contact.attendees.all().delete()
    contact.attempts.all().delete()
    _write_people(contact, entry, kept=kept)
    _write_attempt(contact)
