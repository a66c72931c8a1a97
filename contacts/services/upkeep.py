"""Nothing is orphaned (users.md 20): what is planned follows the child and the people who are there.

Looks at how things stand, not at what changed, so that absence, end of an assignment, another class and leaving are
one rule: run it as often as you like.
"""

import datetime
from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.enums import Status
from contacts.models import Agreement, Contact, ContactPupil
from contacts.services.agreements import give_agreement
from contacts.services.planned import cancel_planned, hand_over
from partnership.school.enums import AssignmentKind, Role
from partnership.school.models import Absence, Assignment, Enrolment, School, StaffMember
from partnership.school.services.people import who_handles


@transaction.atomic
def report_absence(
    staff: StaffMember, *, actor: StaffMember, from_date: datetime.date, until: datetime.date | None
) -> Absence:
    """Note that `staff` is absent on these local dates, both included, and pass on what waits; no end: not known."""
    absence = Absence.objects.create(school=staff.school, staff=staff, from_date=from_date, until=until)
    tidy_plans(staff.school, actor=actor)
    return absence


@transaction.atomic
def tidy_plans(school: School, *, actor: StaffMember | None = None) -> dict[str, int]:
    """Cancel what was planned for children who left, and give what waits for somebody who is not there to who is.

    First the other class teachers or mentors of the child on that day, then a substitute, then the school leader.
    Return how many were cancelled and handed over. Without `actor` the new owner acts.
    """
    planned = Contact.objects.filter(school=school, status=Status.PLANNED).select_related("owner__user", "school")
    people = _People(school, list(planned))
    cancelled = handed = 0
    for contact in people.contacts:
        if people.all_left(contact):
            cancel_planned(
                contact, actor=actor or contact.owner, version=contact.version, reason=_("The pupil left the school.")
            )
            cancelled += 1
        elif (to := people.better_owner(contact)) is not None:
            hand_over(contact, actor=actor or to, to=to)
            handed += 1
    return {"cancelled": cancelled, "handed_over": handed, "agreements": _pass_on_agreements(school, actor)}


class _People:
    """Who keeps which child on which day, read in a fixed number of queries."""

    def __init__(self, school: School, contacts: list[Contact]):
        self.school, self.contacts = school, contacts
        rows = ContactPupil.objects.filter(contact__in=contacts).select_related("pupil")
        self.pupils = defaultdict(list)
        for row in rows:
            self.pupils[row.contact_id].append(row.pupil)
        keys = {row.pupil_id for row in rows}
        self.enrolments = defaultdict(list)
        for row in Enrolment.objects.filter(pupil__in=keys):
            self.enrolments[row.pupil_id].append(row)
        self.assignments = list(Assignment.objects.filter(school=school).select_related("staff__user", "staff__school"))
        self.absences = defaultdict(list)
        for row in Absence.objects.filter(school=school):
            self.absences[row.staff_id].append(row)
        self._leaders: dict[datetime.date, list[StaffMember]] = {}

    def all_left(self, contact: Contact) -> bool:
        pupils = self.pupils[contact.pk]
        return bool(pupils) and all(pupil.left_on and pupil.left_on <= contact.planned_on for pupil in pupils)

    def better_owner(self, contact: Contact) -> StaffMember | None:
        """Return who should have it, or None when it is in good hands."""
        day = max(contact.planned_on, timezone.localdate())
        if self._is_there(contact.owner, day) and self._may_keep(contact, day):
            return None
        for kind in (AssignmentKind.CLASS_TEACHER, AssignmentKind.SUBSTITUTE):
            for staff in self._assigned(contact, day, kind):
                if self._is_there(staff, day):
                    return staff if staff.pk != contact.owner_id else None
        leader = next((person for person in self._leaders_on(day) if person.pk != contact.owner_id), None)
        return None if self._is_leader(contact.owner, day) else leader

    def _may_keep(self, contact: Contact, day: datetime.date) -> bool:
        """The owner works with the child that day, or nobody does and the owner leads."""
        kinds = list(AssignmentKind)
        if any(staff.pk == contact.owner_id for kind in kinds for staff in self._assigned(contact, day, kind)):
            return True
        keepers = self._assigned(contact, day, AssignmentKind.CLASS_TEACHER)
        return not any(self._is_there(staff, day) for staff in keepers) and self._is_leader(contact.owner, day)

    def _assigned(self, contact: Contact, day: datetime.date, kind: str) -> list[StaffMember]:
        pupils = {pupil.pk for pupil in self.pupils[contact.pk]}
        groups = {row.group_id for key in pupils for row in self.enrolments[key] if _holds(row, day)}
        return [
            row.staff
            for row in self.assignments
            if row.kind == kind and _holds(row, day) and (row.group_id in groups or row.pupil_id in pupils)
        ]

    def _is_there(self, staff: StaffMember, day: datetime.date) -> bool:
        has_login = staff.user_id is not None and staff.user.is_active
        return has_login and _holds(staff, day) and not any(_holds(row, day) for row in self.absences[staff.pk])

    def _leaders_on(self, day: datetime.date) -> list[StaffMember]:
        if day not in self._leaders:
            self._leaders[day] = who_handles(Role.SCHOOL_LEADER, school=self.school, at=day)
        return self._leaders[day]

    def _is_leader(self, staff: StaffMember, day: datetime.date) -> bool:
        return any(person.pk == staff.pk for person in self._leaders_on(day))


def _holds(row, day: datetime.date) -> bool:
    return row.from_date <= day and (row.until is None or row.until >= day)


def _pass_on_agreements(school: School, actor: StaffMember | None) -> int:
    """Give open agreements of people who work here no more to who keeps the child now, else to the school leader."""
    today = timezone.localdate()
    gone = StaffMember.objects.filter(school=school).exclude(pk__in=StaffMember.objects.today().with_login())
    left_behind = Agreement.objects.open().filter(school=school, owner__in=gone)
    passed = 0
    for agreement in left_behind.select_related("contact__owner"):
        to = _keeper_of(agreement, today) or next(iter(who_handles(Role.SCHOOL_LEADER, school=school)), None)
        if to is not None:
            give_agreement(agreement, actor=actor or to, to=to)
            passed += 1
    return passed


def _keeper_of(agreement: Agreement, day: datetime.date) -> StaffMember | None:
    pupils = ContactPupil.objects.filter(contact=agreement.contact_id).values("pupil")
    groups = Enrolment.objects.on(day).filter(pupil__in=pupils).values("group")
    rows = Assignment.objects.on(day).keeping().filter(group__in=groups, staff__user__is_active=True)
    return next((row.staff for row in rows.select_related("staff__user", "staff__school")), None)
