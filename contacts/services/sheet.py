"""The running sheet of a round, and moving or cancelling a whole day or week at once."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from contacts.enums import Precision, Status
from contacts.models import Contact, PlanRun
from contacts.services.agreements import NewAgreement
from contacts.services.planned import When, cancel_planned, hand_over, mark_held, mark_tried, move_planned
from partnership.duties.digest import gathered
from partnership.school.models import StaffMember

HELD = "held"
WORKING_WEEK = datetime.timedelta(days=4)


@dataclass(frozen=True)
class SheetLine:
    """What was filled in for one family: `outcome` is "held" or the result of a failed attempt."""

    contact: Contact
    version: int
    outcome: str
    agreed: str = ""


@transaction.atomic
def fill_sheet(lines: Iterable[SheetLine], *, actor: StaffMember) -> int:
    """Mark each filled-in family of a round; all or none. Return how many were marked.

    Raises `VersionConflict` when a colleague marked one of them meanwhile.
    """
    number = 0
    for line in lines:
        if line.outcome == HELD:
            agreed = [NewAgreement(line.agreed, actor)] if line.agreed else []
            mark_held(line.contact, actor=actor, version=line.version, agreements=agreed)
        else:
            mark_tried(line.contact, actor=actor, version=line.version, result=line.outcome)
        number += 1
    return number


def planned_between(staff: StaffMember, first: datetime.date, last: datetime.date):
    """Return what is planned for `staff` from `first` until `last`, local dates; with a week also what has no day."""
    contacts = Contact.objects.findable_by(staff).filter(
        owner=staff, status=Status.PLANNED, planned_on__range=(first, last)
    )
    if last - first < WORKING_WEEK:
        contacts = contacts.exclude(precision=Precision.WEEK)
    return contacts.order_by("planned_at", "planned_on", "pk")


@transaction.atomic
def move_all(contacts: Iterable[Contact], *, actor: StaffMember, days: int) -> int:
    """Move each contact by `days`, at the same time of day; return how many."""
    shift = datetime.timedelta(days=days)
    with gathered():
        moved = [
            move_planned(contact, actor=actor, version=contact.version, when=_shifted(contact, shift))
            for contact in contacts
        ]
    return len(moved)


@transaction.atomic
def cancel_all(contacts: Iterable[Contact], *, actor: StaffMember, reason: str) -> int:
    """Cancel each contact with the same reason; return how many."""
    with gathered():
        cancelled = [
            cancel_planned(contact, actor=actor, version=contact.version, reason=reason) for contact in contacts
        ]
    return len(cancelled)


@transaction.atomic
def hand_over_all(contacts: Iterable[Contact], *, actor: StaffMember, to: StaffMember) -> int:
    """Give each contact to `to`; return how many."""
    with gathered():
        return len([hand_over(contact, actor=actor, to=to) for contact in contacts])


def _shifted(contact: Contact, shift: datetime.timedelta) -> When:
    """The same clock time on another day, also over the change of the clock."""
    at = None
    if contact.precision == Precision.TIME:
        local = timezone.localtime(contact.planned_at)
        zone = timezone.get_default_timezone()
        at = datetime.datetime.combine(local.date() + shift, local.time()).replace(tzinfo=zone)
    return When(Precision(contact.precision), contact.planned_on + shift, at=at, minutes=contact.minutes)


def sheet_of(run: PlanRun, *, staff: StaffMember):
    """Return the contacts of a round in order of time, with what `staff` may handle of it."""
    contacts = Contact.objects.handled_by(staff).filter(run=run).exclude(status=Status.CANCELLED)
    ordered = contacts.order_by("planned_on", "planned_at", "pk")
    return ordered.prefetch_related("pupils__pupil", "guardians__guardian", "attendees")
