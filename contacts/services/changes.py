"""What was moved, handed over or cancelled in one act can be undone in one step; what was touched since stays."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from contacts.enums import Precision
from contacts.models import Contact, PlanChange, PlanChangeLine
from contacts.services.planned import move_planned
from contacts.services.when import When
from partnership.audit import services as audit
from partnership.duties.digest import gathered
from partnership.school.models import StaffMember

KEPT = ("owner", "channel", "precision", "planned_on", "planned_at", "minutes", "moved_by_hand")


@dataclass(frozen=True)
class Undone:
    """How many contacts are as they were again, and how many stay as somebody has left them since."""

    number: int
    stayed: int


def as_before(contacts: Iterable[Contact]) -> list[PlanChangeLine]:
    """Remember how `contacts` stand, before they are changed; nothing is written yet."""
    return [
        PlanChangeLine(contact=contact, school_id=contact.school_id, **{name: getattr(contact, name) for name in KEPT})
        for contact in contacts
    ]


@transaction.atomic
def note_change(
    act: PlanChange.Act, before: list[PlanChangeLine], after: Iterable[Contact], *, actor: StaffMember
) -> PlanChange:
    """Write down what `actor` changed, in the transaction that does it. `after` are the same contacts, changed."""
    change = PlanChange.objects.create(school=actor.school, act=act, made_by=actor)
    version_of = {contact.pk: contact.version for contact in after}
    for line in before:
        line.change, line.version = change, version_of[line.contact_id]
    PlanChangeLine.objects.bulk_create(before)
    return change


@transaction.atomic
def undo_change(change: PlanChange, *, actor: StaffMember) -> Undone:
    """Put back what nobody has touched since, and what `actor` may still know of; a second time changes nothing."""
    current = PlanChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if current.undone_at:
        return Undone(0, 0)
    lines = list(current.lines.select_related("owner__school", "owner__user"))
    rows = Contact.objects.findable_by(actor).in_bulk([line.contact_id for line in lines])
    ready = [line for line in lines if line.contact_id in rows and rows[line.contact_id].version == line.version]
    with gathered():
        for line in ready:
            _put_back(rows[line.contact_id], line, actor=actor)
    current.undone_at = timezone.now()
    current.save(update_fields=["undone_at"])
    audit.record("contact.undo_change", actor=actor.user, school_id=actor.school_id, obj=current)
    return Undone(len(ready), len(lines) - len(ready))


def _put_back(contact: Contact, line: PlanChangeLine, *, actor: StaffMember) -> None:
    when = When(Precision(line.precision), line.planned_on, at=line.planned_at, minutes=line.minutes)
    back = move_planned(
        contact, actor=actor, version=line.version, when=when, channel=line.channel, owner=line.owner
    )  # fmt: skip
    if back.moved_by_hand != line.moved_by_hand:
        Contact.objects.filter(pk=back.pk).update(moved_by_hand=line.moved_by_hand)
