"""What waits for somebody who is not there, and nobody could take over: the school leader gives it to a colleague.

Mostly there is nothing: `upkeep` passes on what waits. Here stands what it found nobody for (users.md 20).
"""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from contacts.enums import Status
from contacts.models import Agreement, Contact
from contacts.services.keepers import Keepers, Waiting
from contacts.services.upkeep import days_of, days_of_agreement
from partnership.school.models import Absence, Pupil, StaffMember


@dataclass(frozen=True)
class LeftOver:
    """A planned contact, or an agreement, about `pupils`; its owner is not there on any day on which it can be done."""

    owner: StaffMember
    pupils: list[Pupil]
    contact: Contact | None = None
    agreement: Agreement | None = None


def left_over(*, staff: StaffMember) -> list[LeftOver]:
    """Return what `staff` may give to a colleague because its owner is not there; of no family `staff` has a tie with.

    Two queries when there is nothing.
    """
    planned = Contact.objects.handled_by(staff).filter(status=Status.PLANNED)
    contacts = list(_of_who_may_be_away(planned, "planned_on").order_by("planned_on", "planned_at", "pk"))
    promises = list(_of_who_may_be_away(Agreement.objects.givable_by(staff).open(), "due_on"))
    if not contacts and not promises:
        return []
    keepers = Keepers(staff.school, {*(each.pk for each in contacts), *(each.contact_id for each in promises)})
    found = []
    for contact in contacts:
        if not keepers.is_there(Waiting(contact.pk, contact.owner, days_of(contact))):
            found.append(LeftOver(contact.owner, keepers.pupils[contact.pk], contact=contact))
    for promise in promises:
        if not keepers.is_there(Waiting(promise.contact_id, promise.owner, days_of_agreement(promise))):
            found.append(LeftOver(promise.owner, keepers.pupils[promise.contact_id], agreement=promise))
    return found


def colleagues_for(staff: StaffMember) -> list[StaffMember]:
    """Return who can be given something: everyone at work who can log in, `staff` too."""
    return list(StaffMember.objects.visible_to(staff).today().with_login().filter(is_employee=True))


def _of_who_may_be_away(rows: QuerySet, day: str) -> QuerySet:
    """Return the rows of an owner who left, leaves before `day`, cannot log in, or is absent now or later."""
    today = timezone.localdate()
    gone = Q(owner__until__lt=today) | Q(owner__until__lt=F(day))
    no_login = Q(owner__user__isnull=True) | Q(owner__user__is_active=False)
    absences = Absence.objects.filter(Q(until__isnull=True) | Q(until__gte=today), staff=OuterRef("owner"))
    return rows.filter(gone | no_login | Exists(absences), owner__isnull=False).select_related("owner__user")
