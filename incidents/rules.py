"""Who may know of which case (access.md, decisions 11, 21 and 22). Conflict comes first and wins.

Two ways in, and one wall:

- by role: school leader and safety coordinator of the whole school handle every case; whose role is for one team or
  location handles only what was given to them; a case can be shared with one colleague until a day;
- by what one lived through: who reported, was affected or saw it follows the own case;
- the wall: who is involved, has a tie with somebody in the case, or was named to keep it from, finds nothing of it.
  Who lived through it handles nothing of it, whatever the role, and keeps what everyone affected has.
"""

import datetime
from functools import cached_property
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper

from incidents.enums import Side
from partnership.records.prepared import prepared
from partnership.school.enums import Part, Role
from partnership.school.rules import Rights

NOTHING = Q(pk__in=[])
HIDDEN, LIVED = "hidden", "lived"
# Scope words by which who handles a case acts on it: all of the school (or of what was given), or what was given.
HANDLING = frozenset(["school", "handling"])
HANDLERS = frozenset([Role.SCHOOL_LEADER, Role.SAFETY_COORDINATOR, Role.BOARD_OFFICER])


@prepared
def walls(*, of_school: UUID, staff: UUID, logins: list[UUID], emails: list[str], telephones: list[str]) -> QuerySet:
    """Ask which cases are hidden from a person and which they lived through, leaving out what their ties say.

    Hidden is a case in which they are involved, in which somebody has one of their addresses, or that is kept from
    them. `emails` are in capitals.
    """
    parties, hidings, people = (
        apps.get_model(*name).objects
        for name in (("incidents", "Party"), ("incidents", "KeptFrom"), ("school", "StaffMember"))
    )
    me = people.filter(Q(pk=staff) | Q(user__in=logins)).values("pk")
    parties = parties.filter(school=of_school)
    hidden = (
        parties.filter(staff__in=me, side=Side.INVOLVED),
        parties.filter(telephone__in=telephones),
        parties.annotate(capitals=Upper("email")).filter(capitals__in=emails),
        hidings.filter(school=of_school, staff=staff),
    )
    lived = parties.filter(staff__in=me, side=Side.AFFECTED)
    marked = [(HIDDEN, rows) for rows in hidden] + [(LIVED, lived)]
    first, *others = (rows.order_by().values_list(Value(mark), "incident") for mark, rows in marked)
    return first.union(*others, all=True)


@prepared
def shares(*, staff: UUID, day: datetime.date) -> QuerySet:
    """Ask for the keys of cases that are shared with a person on a day."""
    rows = apps.get_model("incidents", "CaseShare").objects.filter(shared_on(day), staff=staff)
    return rows.values_list("incident", flat=True)


def capitals(email: str) -> set[str]:
    """Return how databases write an address in capitals: SQLite leaves the letters that are not ASCII."""
    return {email.upper(), "".join(sign.upper() if sign.isascii() else sign for sign in email)} - {""}


def shared_on(day: datetime.date, prefix: str = "") -> Q:
    """Return the condition that a share (reached by `prefix`) holds on `day`."""
    return Q(**{f"{prefix}until__gte": day, f"{prefix}ended_at__isnull": True})


class CaseRights:
    """What `rights` allow on cases, on their day. Reads its rows once."""

    def __init__(self, rights: Rights):
        self.rights = rights
        self.staff = rights.staff

    @cached_property
    def hidden(self) -> frozenset[UUID]:
        """Keys of cases this person may not know of at all."""
        return self._with_joined(self._marked[HIDDEN])

    @cached_property
    def lived_through(self) -> frozenset[UUID]:
        """Keys of cases this person was affected by: they follow them, and handle nothing of them."""
        return self._with_joined(self._marked[LIVED])

    @cached_property
    def _marked(self) -> dict[str, set[UUID]]:
        """Keys of cases that are hidden from this person, and that they lived through; one query, two with a tie."""
        staff = self.staff
        emails = capitals(staff.email) | (capitals(staff.user.email) if staff.user_id else set())
        rows = walls(
            of_school=staff.school_id, staff=staff.pk, logins=[staff.user_id] if staff.user_id else [],
            emails=sorted(emails), telephones=[staff.telephone] if staff.telephone else [],
        )  # fmt: skip
        marked = {HIDDEN: set(), LIVED: set()}
        for mark, key in rows:
            marked[mark].add(key)
        if self.rights.tied_guardians or self.rights.tied_pupils:
            marked[HIDDEN].update(self._of_tied_families())
        return marked

    def _of_tied_families(self):
        """Cases with somebody of a family with a tie, or in which somebody speaks with a child of it."""
        guardians, pupils = self.rights.tied_guardians, self.rights.tied_pupils
        tied = Q(guardian__in=guardians) | Q(pupil__in=pupils) | Q(guardian__guardianships__pupil__in=pupils)
        talks = apps.get_model("incidents", "ChildTalk").objects.filter(pupil__in=pupils)
        found = self._parties().filter(tied).order_by().values_list("incident", flat=True)
        return found.union(talks.order_by().values_list("incident", flat=True))

    def own(self) -> Q:
        """The condition for cases this person reported, was affected by or saw."""
        if "own" not in self.rights.scopes("incident", "read"):
            return NOTHING
        mine = self._parties().filter(self._is_me(), side__in=[Side.AFFECTED, Side.WITNESS])
        return Q(reporter=self.staff) | Q(on_behalf_of=self.staff) | Q(pk__in=mine.values("incident"))

    def follows(self, incident) -> bool:
        """Whether `incident`, a case behind no wall, is one this person reported or lived through."""
        mine = self.staff.pk in (incident.reporter_id, incident.on_behalf_of_id)
        return incident.pk not in self.hidden and (mine or incident.pk in self.lived_through)

    def handled(self, operation: str, data_class: str = "incident") -> Q:
        """The condition for cases on which a role allows `operation`, on the case itself or on its `data_class`."""
        if self.rights.for_whole_school(data_class, operation):
            condition = Q(school=self.staff.school_id)
        elif self.rights.who & HANDLERS and self.rights.scopes(data_class, operation) & HANDLING:
            condition = Q(handler=self.staff)
        else:
            return NOTHING
        return condition & ~Q(pk__in=self.lived_through) if self.lived_through else condition

    def handles(self, incident, operation: str, data_class: str = "incident") -> bool:
        """Whether a role allows it on this row: the answer of `handled`, and of the wall, without a question."""
        if not self._knows(incident) or incident.pk in self.lived_through:
            return False
        if self.rights.for_whole_school(data_class, operation):
            return True
        is_given = incident.handler_id == self.staff.pk and bool(self.rights.who & HANDLERS)
        return is_given and bool(self.rights.scopes(data_class, operation) & HANDLING)

    def opens(self, incident) -> bool:
        """Whether this person may open the page of this row: the answer of `visible_to`."""
        return self._knows(incident) and (self.handles(incident, "read") or incident.pk in self._shared_keys)

    def _knows(self, incident) -> bool:
        """Whether this person stands before the wall of this row: the answer of `knowable_by`."""
        of_school = incident.school_id == self.staff.school_id and self.staff.school.uses(Part.INCIDENTS)
        return of_school and incident.pk not in self.hidden

    @cached_property
    def _shared_keys(self) -> frozenset[UUID]:
        return frozenset(shares(staff=self.staff.pk, day=self.rights.day)) if self.rights.at_work else frozenset()

    def shared(self) -> Q:
        """The condition for cases that were shared with this person; it ends with the work here."""
        if not self.rights.at_work:
            return NOTHING
        shares = apps.get_model("incidents", "CaseShare").objects.filter(shared_on(self.rights.day), staff=self.staff)
        return Q(pk__in=shares.values("incident"))

    def _parties(self):
        return apps.get_model("incidents", "Party").objects.filter(school=self.staff.school_id)

    def _is_me(self) -> Q:
        mine = Q(staff=self.staff)
        return mine | Q(staff__user=self.staff.user_id) if self.staff.user_id else mine

    @staticmethod
    def _with_joined(keys: set[UUID]) -> frozenset[UUID]:
        """Return these cases with the reports they were joined to, and those joined to them."""
        if not keys:
            return frozenset()
        incidents = apps.get_model("incidents", "Incident").objects
        leading = set(incidents.filter(pk__in=keys).exclude(joined_to=None).values_list("joined_to", flat=True))
        group = keys | leading
        return frozenset(group | set(incidents.filter(joined_to__in=group).values_list("pk", flat=True)))


def case_rights(staff) -> CaseRights:
    """Return the rights of `staff` on cases, read once for each row of a person: so once a request."""
    if (known := staff.__dict__.get("case_rights")) is None:
        known = staff.__dict__["case_rights"] = CaseRights(staff.rights)
    return known
