"""Ask a colleague along to a talk one dreads, and forget it when the talk has been."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.enums import Status
from contacts.models import Contact, TalkSupport
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.models import State
from partnership.school.models import StaffMember

DUTY = "contacts.support"


@transaction.atomic
def ask_support(contact: Contact, *, actor: StaffMember, asked: StaffMember, how: str) -> TalkSupport:
    """Mark a planned contact of `actor` as hard and ask a colleague; asking another one replaces the first.

    Raises `ValidationError` when it is not planned any more, not one's own, or the colleague cannot be asked.
    """
    current = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if current.status != Status.PLANNED or current.owner_id != actor.pk:
        raise ValidationError(_("Only for a talk that you have planned yourself."))
    if asked.pk == actor.pk or not Contact.objects.findable_by(asked).filter(pk=current.pk).exists():
        raise ValidationError(_("This colleague cannot be asked for this talk. Choose someone else."))
    fields = {"asked": asked, "how": how}
    support, _made = TalkSupport.objects.update_or_create(contact=current, school=current.school, defaults=fields)
    _give_duty(support, current)
    # Without school or object: the leader's log must not tell what only the two of them know.
    audit.record("support.ask", actor=actor.user)
    return support


@transaction.atomic
def move_support(contact: Contact) -> None:
    """Let the duty of the colleague move along, in the transaction that moves the talk."""
    for support in TalkSupport.objects.filter(contact=contact).select_related("asked__school"):
        _give_duty(support, contact)


def _give_duty(support: TalkSupport, contact: Contact) -> None:
    link = reverse("contacts:support", args=[support.pk])
    due = {"due_on": contact.planned_on, "due_at": contact.planned_at, "minutes": contact.minutes}
    duties.open_duty(DUTY, source=support.pk, owner=support.asked, link=link, **due)


@transaction.atomic
def forget_support(contact: Contact) -> None:
    """Forget the mark, in the transaction that ends the talk or gives it to somebody else; nothing of it remains."""
    for support in TalkSupport.objects.filter(contact=contact):
        duties.end_duty(DUTY, source=support.pk, state=State.DROPPED)
        support.delete()
