"""What one member of staff may do on one day: the roles and assignments that hold that day, and the policy.

One encoding: each scope word of the policy is one condition here (decision 11); `visible_to` and `has_perm` use it.
"""

import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from partnership.school.enums import AssignmentKind
from partnership.school.rules.conflict import hidden_by
from partnership.school.rules.family import brothers_and_sisters
from partnership.school.rules.policy import IMPLIED, POLICY, part_of
from partnership.school.rules.standing import standing_of

NOTHING = Q(pk__in=[])
# Data of which no part belongs to one location or team.
OF_WHOLE_SCHOOL = frozenset(["school", "calendar", "assignment", "incident_terms", "vision", "escalation_map"])
PUPIL_SCOPES = frozenset(["keeping", "teaching", "family", "school"])


def valid_on(day: datetime.date, prefix: str) -> Q:
    """Return the condition that a dated row reached by `prefix` holds on `day`."""
    return Q(**{f"{prefix}from_date__lte": day}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": day})
    )


class Holding(NamedTuple):
    """A role, for the whole school or for one location or team."""

    role: str
    location_id: UUID | None
    team_id: UUID | None


class Post(NamedTuple):
    """Work with a group or with one pupil."""

    kind: str
    group_id: UUID | None
    pupil_id: UUID | None


class Rights:
    """The rights of `staff` (a `StaffMember`) on `day`, a local date. Reads its rows once."""

    def __init__(self, staff, day: datetime.date):
        self.staff = staff
        self.day = day
        self._keys: dict[tuple, frozenset[UUID]] = {}

    @cached_property
    def at_work(self) -> bool:
        """Whether this person works here on this day, with a live login."""
        staff = self.staff
        has_login = staff.user_id is not None and staff.user.is_active
        return has_login and staff.from_date <= self.day and (staff.until is None or staff.until >= self.day)

    @cached_property
    def _rows(self) -> dict[str, list[list]]:
        return standing_of(self.staff, self.day)

    @cached_property
    def roles(self) -> list[Holding]:
        return [Holding(*values) for values in self._rows["role"]] if self.at_work else []

    @cached_property
    def assignments(self) -> list[Post]:
        return [Post(*values) for values in self._rows["post"]] if self.at_work else []

    @cached_property
    def who(self) -> frozenset[str]:
        """The words of the policy's `who` column that hold for this person."""
        if not self.at_work:
            return frozenset()
        words = {role.role for role in self.roles}
        if self.staff.is_employee:
            words.add("employee")
        if self.assignments:
            words.add("teacher")
        if any(assignment.kind == AssignmentKind.CLASS_TEACHER for assignment in self.assignments):
            words.add("keeper")
        return frozenset(words)

    @cached_property
    def _ties(self) -> tuple[frozenset[UUID], frozenset[UUID]]:
        return hidden_by((pair for _word, *pair in self._rows["tie"]), day=self.day)

    @property
    def tied_guardians(self) -> frozenset[UUID]:
        return self._ties[0]

    @property
    def tied_pupils(self) -> frozenset[UUID]:
        return self._ties[1]

    def _granted(self, data_class: str, operation: str, who: str) -> frozenset[str]:
        """Return the scope words of `who`; nobody has any in a part that the school does not use.

        Everything here asks the policy by this one door.
        """
        scopes = POLICY.scopes(data_class, operation, who)
        return scopes if self.staff.school.uses(part_of(data_class)) else frozenset()

    def scopes(self, data_class: str, operation: str) -> frozenset[str]:
        """Return every scope word this person has for the operation; empty means refused."""
        found = frozenset().union(*(self._granted(data_class, operation, who) for who in self.who))
        if data_class in OF_WHOLE_SCHOOL and not self.for_whole_school(data_class, operation):
            return found - {"school"}
        return found

    def for_whole_school(self, data_class: str, operation: str) -> bool:
        """Whether this person may do it for the school as a whole, not just for one location or team."""
        whole = {role.role for role in self.roles if not role.location_id and not role.team_id}
        words = self.who & (whole | set(IMPLIED))
        return any("school" in self._granted(data_class, operation, who) for who in words)

    def may(self, data_class: str, operation: str) -> bool:
        """Whether this person may do it at all, to some row."""
        return bool(self.scopes(data_class, operation))

    def pupils(self, data_class: str, operation: str, prefix: str = "", *, only: frozenset[str] = PUPIL_SCOPES) -> Q:
        """Return the condition for pupils (reached by `prefix`) the person may do the operation for.

        Only the scope words that speak of pupils count here (or those of them in `only`). Pupils the person has a
        tie with never match.
        """
        found = {(scope, who) for who in self.who for scope in self._granted(data_class, operation, who) & only}
        words = {scope for scope, _who in found}
        condition = NOTHING
        for scope in words - {"school"} - ({"keeping"} if "teaching" in words else set()):
            condition |= self._pupil_scope(scope, prefix)
        for who in (who for scope, who in found if scope == "school"):
            condition |= self._whole_school(who, prefix)
        return condition & self.untied_pupils(prefix)

    def pupil_keys(
        self, data_class: str, operation: str, *, only: frozenset[str] = PUPIL_SCOPES
    ) -> frozenset[UUID] | None:
        """Return the keys of the pupils of `pupils()`, asked once; None when it is the whole school.

        Known keys keep the queries of higher apps flat: joins within subqueries made PostgreSQL take a minute.
        Who is tied to a family gets all keys but those.
        """
        if not self.tied_pupils and self._speaks_for_the_school(data_class, operation, only):
            return None
        if (key := (data_class, operation, only)) not in self._keys:
            pupils = apps.get_model("school", "Pupil").objects.filter(self.pupils(data_class, operation, only=only))
            self._keys[key] = frozenset(pupils.values_list("pk", flat=True))
        return self._keys[key]

    def _speaks_for_the_school(self, data_class: str, operation: str, only: frozenset[str]) -> bool:
        """Whether a role for the whole school, not for a part of it, gives the right."""
        whole = {row.role for row in self.roles if not row.location_id and not row.team_id}
        whole |= self.who & frozenset(IMPLIED)
        return "school" in only and any("school" in self._granted(data_class, operation, who) for who in whole)

    def groups(self, data_class: str, operation: str) -> Q:
        """Return the condition for groups the person may do the operation for."""
        condition = NOTHING
        for who in self.who:
            scopes = self._granted(data_class, operation, who)
            if "teaching" in scopes:
                condition |= Q(pk__in=[row.group_id for row in self.assignments if row.group_id])
            if "keeping" in scopes:
                condition |= Q(pk__in=self.kept_groups)
            if "school" in scopes:
                condition |= self._limited(who, location="location", team="team")
        return condition

    @cached_property
    def kept_groups(self) -> list[UUID]:
        """Keys of the groups whose contact with parents this person keeps."""
        rows = (row for row in self.assignments if row.kind == AssignmentKind.CLASS_TEACHER)
        return [row.group_id for row in rows if row.group_id]

    def untied_pupils(self, prefix: str = "") -> Q:
        """Return the condition that leaves out pupils of a family the person has a tie with."""
        return ~Q(**{f"{prefix}pk__in": self.tied_pupils}) if self.tied_pupils else Q()

    def _pupil_scope(self, scope: str, prefix: str) -> Q:
        if scope == "keeping":
            return self._assigned(prefix, only=AssignmentKind.CLASS_TEACHER)
        if scope == "teaching":
            return self._assigned(prefix)
        if scope == "family":
            taught = apps.get_model("school", "Pupil").objects.filter(self._assigned("")).values("pk")
            return Q(**{f"{prefix}pk__in": brothers_and_sisters(taught, day=self.day).values("pupil")})
        raise ValueError(scope)

    def _assigned(self, prefix: str, only: str | None = None) -> Q:
        rows = [row for row in self.assignments if only in (None, row.kind)]
        groups = [row.group_id for row in rows if row.group_id]
        pupils = [row.pupil_id for row in rows if row.pupil_id]
        enrolled = Q(**{f"{prefix}enrolments__group__in": groups}) & valid_on(self.day, f"{prefix}enrolments__")
        return enrolled | Q(**{f"{prefix}pk__in": pupils})

    def _whole_school(self, who: str, prefix: str) -> Q:
        enrolled_now = valid_on(self.day, f"{prefix}enrolments__")
        return self._limited(
            who, prefix=prefix, location="location", team="enrolments__group__team", if_team=enrolled_now
        )

    def _limited(self, who: str, *, location: str, team: str, prefix: str = "", if_team: Q | None = None) -> Q:
        """A role speaks for the whole school, or for its location or team (users.md 4)."""
        whole = Q(**{f"{prefix}school": self.staff.school_id})
        if who in IMPLIED:
            return whole
        condition = NOTHING
        for role in (role for role in self.roles if role.role == who):
            limit = whole
            if role.location_id:
                limit &= Q(**{f"{prefix}{location}": role.location_id})
            if role.team_id:
                limit &= Q(**{f"{prefix}{team}": role.team_id}) & (if_team or Q())
            condition |= limit
        return condition
