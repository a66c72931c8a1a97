"""What was agreed: the owner is reminded by a duty when it is a member of staff."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.enums import Status
from contacts.models import Agreement, Contact
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.models import State
from partnership.school.models import Guardian, Pupil, StaffMember

DUTY = "contacts.agreement"
NOT_THIS_ONE = gettext_lazy("This colleague cannot keep this agreement. Choose someone else.")


@dataclass(frozen=True)
class NewAgreement:
    """What (`text`), who (`owner`), before which local date (`due_on`, optional)."""

    text: str
    owner: StaffMember | Guardian | Pupil
    due_on: datetime.date | None = None

    def columns(self) -> dict:
        name = {StaffMember: "owner", Guardian: "guardian", Pupil: "pupil"}[type(self.owner)]
        return {name: self.owner, "text": self.text, "due_on": self.due_on}


@transaction.atomic
def add_agreement(contact: Contact, *, actor: StaffMember, new: NewAgreement) -> Agreement:
    """Add an agreement to a contact.

    Raises `ValidationError` for an owner of another school, and for a colleague who has a tie with the family: the
    agreement would be hidden from them.
    """
    if new.owner.school_id != contact.school_id:
        raise ValidationError(_("Who keeps this agreement does not belong to this school."))
    if isinstance(new.owner, StaffMember) and not _can_find(contact, new.owner):
        raise ValidationError(NOT_THIS_ONE)
    agreement = Agreement.objects.create(contact=contact, school=contact.school, **new.columns())
    audit.record("agreement.add", actor=actor.user, school_id=actor.school_id, obj=agreement)
    _remind(agreement)
    return agreement


@transaction.atomic
def finish_agreement(agreement: Agreement, *, actor: StaffMember) -> Agreement:
    """Mark an agreement as done, and its duty with it."""
    return _end(agreement, actor=actor, action="agreement.done", done_at=timezone.now(), done_by=actor)


@transaction.atomic
def drop_agreement(agreement: Agreement, *, actor: StaffMember) -> Agreement:
    """Mark an agreement as no longer needed, and its duty with it."""
    return _end(agreement, actor=actor, action="agreement.drop", dropped_at=timezone.now())


@transaction.atomic
def reopen_agreement(agreement: Agreement, *, actor: StaffMember) -> Agreement:
    """Open an agreement again that was done or dropped by mistake."""
    current = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if current.is_open:
        return current
    current.done_at = current.done_by = current.dropped_at = None
    current.save(update_fields=["done_at", "done_by", "dropped_at"])
    audit.record("agreement.reopen", actor=actor.user, school_id=actor.school_id, obj=current)
    _remind(current)
    return current


@transaction.atomic
def give_agreement(agreement: Agreement, *, actor: StaffMember, to: StaffMember) -> Agreement:
    """Give an open agreement of a colleague who is not there to `to`, and the duty with it.

    Raises `ValidationError` for somebody who cannot keep it: of another school, or with a tie to the family.
    """
    if not _can_find(agreement.contact, to):
        raise ValidationError(NOT_THIS_ONE)
    current = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    current.owner = to
    current.save(update_fields=["owner"])
    _remind(current)
    audit.record("agreement.hand_over", actor=actor.user, school_id=actor.school_id, obj=current, fields=["owner"])
    return current


def _can_find(contact: Contact, staff: StaffMember) -> bool:
    return Contact.objects.findable_by(staff).filter(pk=contact.pk).exists()


def rest_agreements(contact: Contact) -> None:
    """End the duties of a contact that is taken back; what was agreed stays as it was. In the caller's transaction."""
    for agreement in Agreement.objects.filter(contact=contact):
        duties.end_duty(DUTY, source=agreement.pk, state=State.DROPPED)


def wake_agreements(contact: Contact) -> None:
    """Open the duties of a contact that is put back. In the caller's transaction."""
    for agreement in Agreement.objects.open().filter(contact=contact).select_related("owner", "contact"):
        _remind(agreement)


def _remind(agreement: Agreement) -> None:
    if agreement.owner is None or agreement.contact.status == Status.CANCELLED:
        return
    link = reverse("contacts:agreement", args=[agreement.pk])
    duties.open_duty(DUTY, source=agreement.pk, owner=agreement.owner, link=link, due_on=agreement.due_on)


def _end(agreement: Agreement, *, actor: StaffMember, action: str, **columns) -> Agreement:
    current = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if not current.is_open:
        return current
    for name, value in columns.items():
        setattr(current, name, value)
    current.save(update_fields=list(columns))
    audit.record(action, actor=actor.user, school_id=actor.school_id, obj=current)
    duties.end_duty(DUTY, source=current.pk, state=State.DONE if current.done_at else State.DROPPED)
    return current
