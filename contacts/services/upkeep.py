"""Nothing is orphaned (users.md 20): what is planned follows the child and the people who are there.

Looks at how things stand, not at what changed, so that absence, end of an assignment, another class and leaving are
one rule: run it as often as you like.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.enums import Precision, Status
from contacts.models import Agreement, Contact
from contacts.services.agreements import give_agreement
from contacts.services.keepers import Keepers, Waiting
from contacts.services.planned import cancel_planned, hand_over
from partnership.audit import services as audit
from partnership.duties.digest import gathered
from partnership.school.models import Absence, School, StaffMember

DAY = datetime.timedelta(days=1)
WEEK = 7


@transaction.atomic
def report_absence(
    staff: StaffMember, *, actor: StaffMember, from_date: datetime.date, until: datetime.date | None
) -> Absence:
    """Note that `staff` is absent on these local dates, both included, and pass on what waits; no end: not known."""
    absence = Absence.objects.create(school=staff.school, staff=staff, from_date=from_date, until=until)
    audit.record("absence.report", actor=actor.user, school_id=actor.school_id, obj=absence)
    tidy_plans(staff.school, actor=actor)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, actor: StaffMember) -> None:
    """Note that who was absent is back today. What was passed on stays with who has it."""
    current, today = Absence.objects.select_for_update().get(pk=absence.pk), timezone.localdate()
    audit.record("absence.end", actor=actor.user, school_id=actor.school_id, obj=current, fields=["until"])
    if current.from_date >= today:
        current.delete()
    elif current.until is None or current.until >= today:
        current.until = today - DAY
        current.save(update_fields=["until"])


@transaction.atomic
def tidy_plans(school: School, *, actor: StaffMember | None = None) -> dict[str, int]:
    """Cancel what was planned for children who left, and give what waits for somebody who is not there to who is.

    First the other class teachers or mentors of the child, then a substitute, then the school leader; never somebody
    who has a tie with the family. Who never worked with the child was chosen by hand, and keeps it while there.
    Return how many were cancelled and handed over. Without `actor` the new owner acts.
    """
    contacts = list(Contact.objects.filter(school=school, status=Status.PLANNED).select_related("owner__user"))
    promises = list(Agreement.objects.open().filter(school=school, owner__isnull=False).select_related("owner__user"))
    keepers = Keepers(school, {*(each.pk for each in contacts), *(each.contact_id for each in promises)})
    with gathered():
        cancelled, handed_over = _tidy_contacts(contacts, keepers, actor=actor)
        passed_on = _tidy_agreements(promises, keepers, actor=actor)
    return {"cancelled": cancelled, "handed_over": handed_over, "agreements": passed_on}


def _tidy_contacts(contacts: list[Contact], keepers: Keepers, *, actor: StaffMember | None) -> tuple[int, int]:
    cancelled = handed_over = 0
    for contact in contacts:
        waiting = Waiting(contact.pk, contact.owner, days_of(contact))
        if keepers.all_left(waiting):
            reason = _("The pupil left the school.")
            cancel_planned(contact, actor=actor or contact.owner, version=contact.version, reason=reason)
            cancelled += 1
        elif (to := keepers.better_owner(waiting)) is not None:
            hand_over(contact, actor=actor or to, to=to)
            handed_over += 1
    return cancelled, handed_over


def _tidy_agreements(promises: list[Agreement], keepers: Keepers, *, actor: StaffMember | None) -> int:
    passed_on = 0
    for agreement in promises:
        waiting = Waiting(agreement.contact_id, agreement.owner, days_of_agreement(agreement))
        if (to := keepers.better_for_agreement(waiting)) is not None:
            give_agreement(agreement, actor=actor or to, to=to)
            passed_on += 1
    return passed_on


def days_of(contact: Contact) -> tuple[datetime.date, ...]:
    """Return the days on which a planned contact can be done: its day or the rest of its week, or when late, today."""
    today = timezone.localdate()
    if contact.precision != Precision.WEEK:
        return (max(contact.planned_on, today),)
    days = (contact.planned_on + DAY * number for number in range(5))
    return tuple(day for day in days if day >= today) or (today,)


def days_of_agreement(agreement: Agreement) -> tuple[datetime.date, ...]:
    """Return the days on which an agreement can be kept: until its date, and at least a week from today on.

    Who is ill for a day keeps what was promised.
    """
    today = timezone.localdate()
    number = WEEK if agreement.due_on is None else max((agreement.due_on - today).days + 1, WEEK)
    return tuple(today + DAY * each for each in range(min(number, 366)))
