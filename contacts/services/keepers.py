"""Who can do what waits: an owner who is there, else who keeps the child, a substitute, the school leader."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from contacts.models import ContactPupil
from partnership.school.enums import AssignmentKind, Role
from partnership.school.models import Absence, Assignment, Enrolment, Pupil, School, StaffMember
from partnership.school.services.people import who_handles


@dataclass(frozen=True)
class Waiting:
    """Something about the pupils of `contact` that `owner` can do on one of `days`, local dates in order."""

    contact: UUID
    owner: StaffMember
    days: tuple[datetime.date, ...]


class Keepers:
    """Who works with which child on which day, read in a fixed number of queries, and two for each person looked at.

    A person is considered only when at work, not absent, and without a tie to the family (users.md 12).
    """

    def __init__(self, school: School, contacts: Iterable[UUID]):
        self.school = school
        self.pupils: dict[UUID, list[Pupil]] = defaultdict(list)
        for row in ContactPupil.objects.filter(contact__in=contacts).select_related("pupil"):
            self.pupils[row.contact_id].append(row.pupil)
        keys = {pupil.pk for pupils in self.pupils.values() for pupil in pupils}
        self.enrolments: dict[UUID, list[Enrolment]] = defaultdict(list)
        for row in Enrolment.objects.filter(pupil__in=keys):
            self.enrolments[row.pupil_id].append(row)
        assignments = Assignment.objects.filter(school=school).select_related("staff__user", "staff__school")
        self.assignments = list(assignments.order_by("days", "staff__last_name", "staff__first_name", "pk"))
        self.absences: dict[UUID, list[Absence]] = defaultdict(list)
        for row in Absence.objects.filter(school=school):
            self.absences[row.staff_id].append(row)
        self.people: dict[UUID, StaffMember] = {}
        self._leaders: dict[datetime.date, list[StaffMember]] = {}
        self._led: dict[UUID, frozenset[UUID]] = {}

    def all_left(self, waiting: Waiting) -> bool:
        """Whether every child left before the first day on which it could be done."""
        pupils = self.pupils[waiting.contact]
        return bool(pupils) and all(pupil.left_on and pupil.left_on <= waiting.days[0] for pupil in pupils)

    def better_owner(self, waiting: Waiting) -> StaffMember | None:
        """Return who should have it, or None when it is in good hands or nobody is there."""
        if self.is_there(waiting) and not self._moved_on(waiting):
            return None
        return self._keeper_for(waiting) or self._leader_for(waiting)

    def better_for_agreement(self, waiting: Waiting) -> StaffMember | None:
        """Return who should keep a promise: it stays with who made it, unless that person is gone or moved on."""
        if not self.is_there(waiting):
            return self._keeper_for(waiting) or self._leader_for(waiting)
        return self._keeper_for(waiting) if self._moved_on(waiting) else None

    def _keeper_for(self, waiting: Waiting) -> StaffMember | None:
        kinds = (AssignmentKind.CLASS_TEACHER, AssignmentKind.SUBSTITUTE)
        people = (staff for kind in kinds for staff in self._assigned(waiting, kind))
        return next((each for each in people if each != waiting.owner and self._can_do(each, waiting)), None)

    def _leader_for(self, waiting: Waiting) -> StaffMember | None:
        """A leader of the school, or of the location or team of one of the children."""
        pupils = {pupil.pk for pupil in self.pupils[waiting.contact]}
        leaders = (each for day in waiting.days for each in self._leaders_on(day))
        able = (each for each in leaders if each != waiting.owner and pupils & self._pupils_led_by(each))
        return next((each for each in able if self._can_do(each, waiting)), None)

    def _moved_on(self, waiting: Waiting) -> bool:
        """Whether the owner worked with the child and does so no more. Others were chosen by hand."""
        groups = {row.group_id for pupil in self.pupils[waiting.contact] for row in self.enrolments[pupil.pk]}
        pupils = {pupil.pk for pupil in self.pupils[waiting.contact]}
        ever = (row for row in self.assignments if row.group_id in groups or row.pupil_id in pupils)
        if not any(row.staff_id == waiting.owner.pk for row in ever):
            return False
        return not any(waiting.owner in self._assigned(waiting, kind) for kind in AssignmentKind)

    def _assigned(self, waiting: Waiting, kind: str) -> Iterator[StaffMember]:
        """Who works in this way with one of the children on one of the days."""
        pupils = {pupil.pk for pupil in self.pupils[waiting.contact]}
        for day in waiting.days:
            groups = {row.group_id for key in pupils for row in self.enrolments[key] if _holds(row, day)}
            for row in self.assignments:
                if row.kind == kind and _holds(row, day) and (row.group_id in groups or row.pupil_id in pupils):
                    yield row.staff

    def is_there(self, waiting: Waiting) -> bool:
        """Whether its owner can do it on one of the days."""
        return self._can_do(waiting.owner, waiting)

    def _can_do(self, staff: StaffMember, waiting: Waiting) -> bool:
        staff = self.people.setdefault(staff.pk, staff)
        has_login = staff.user_id is not None and staff.user.is_active
        is_tied = any(pupil.pk in staff.rights.tied_pupils for pupil in self.pupils[waiting.contact])
        return has_login and not is_tied and any(self._at_work(staff, day) for day in waiting.days)

    def _at_work(self, staff: StaffMember, day: datetime.date) -> bool:
        return _holds(staff, day) and not any(_holds(row, day) for row in self.absences[staff.pk])

    def _leaders_on(self, day: datetime.date) -> list[StaffMember]:
        if day not in self._leaders:
            self._leaders[day] = who_handles(Role.SCHOOL_LEADER, school=self.school, at=day)
        return self._leaders[day]

    def _pupils_led_by(self, leader: StaffMember) -> frozenset[UUID]:
        if leader.pk not in self._led:
            led = Pupil.objects.filter(leader.rights.pupils("agreement", "read"))  # also without the planner
            self._led[leader.pk] = frozenset(led.values_list("pk", flat=True))
        return self._led[leader.pk]


def _holds(row, day: datetime.date) -> bool:
    return row.from_date <= day and (row.until is None or row.until >= day)
