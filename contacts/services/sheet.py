"""The running sheet of a round, and moving or cancelling a whole day or week at once."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from contacts.enums import Precision, Status
from contacts.models import Contact, PlanChange, PlanRun
from contacts.models.contact import TIMED_FIRST
from contacts.services.agreements import NewAgreement
from contacts.services.changes import as_before, note_change
from contacts.services.planned import cancel_planned, hand_over, mark_held, mark_tried, move_planned
from contacts.services.when import When
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
    return contacts.order_by(TIMED_FIRST, "planned_on", "pk")


@transaction.atomic
def move_all(contacts: Iterable[Contact], *, actor: StaffMember, days: int) -> PlanChange:
    """Move each contact by `days`, at the same time of day."""
    shift = datetime.timedelta(days=days)
    return _change_all(
        PlanChange.Act.MOVE, contacts, actor=actor,
        do=lambda each: move_planned(each, actor=actor, version=each.version, when=_shifted(each, shift)),
    )  # fmt: skip


@transaction.atomic
def cancel_all(contacts: Iterable[Contact], *, actor: StaffMember, reason: str) -> PlanChange:
    """Cancel each contact with the same reason."""
    return _change_all(
        PlanChange.Act.CANCEL, contacts, actor=actor,
        do=lambda each: cancel_planned(each, actor=actor, version=each.version, reason=reason),
    )  # fmt: skip


@transaction.atomic
def hand_over_all(contacts: Iterable[Contact], *, actor: StaffMember, to: StaffMember) -> PlanChange:
    """Give each contact to `to`."""
    return _change_all(
        PlanChange.Act.HAND_OVER, contacts, actor=actor, do=lambda each: hand_over(each, actor=actor, to=to)
    )


def _change_all(
    act: PlanChange.Act, contacts: Iterable[Contact], *, actor: StaffMember, do: Callable[[Contact], Contact]
) -> PlanChange:
    """Do it to each, all or none, and write down how each stood, so that it can be undone."""
    contacts = list(contacts)
    before = as_before(contacts)
    with gathered():
        after = [do(contact) for contact in contacts]
    return note_change(act, before, after, actor=actor)


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
    ordered = contacts.by_clock()
    return ordered.prefetch_related("pupils__pupil", "guardians__guardian", "attendees")
