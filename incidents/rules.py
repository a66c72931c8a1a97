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
from django.db.models import Q, Value

from incidents.enums import Side
from partnership.school.enums import Role
from partnership.school.rules import Rights

NOTHING = Q(pk__in=[])
HIDDEN, LIVED = "hidden", "lived"
# Scope words by which who handles a case acts on it: all of the school (or of what was given), or what was given.
HANDLING = frozenset(["school", "handling"])
HANDLERS = frozenset([Role.SCHOOL_LEADER, Role.SAFETY_COORDINATOR, Role.BOARD_OFFICER])


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
        """Keys of cases that are hidden from this person, and that they lived through; one query."""
        hidden = self._parties().filter(self._is_conflicted()), self._kept_from(), *self._own_children()
        lived = self._parties().filter(self._is_me(), side=Side.AFFECTED)
        rows = [(HIDDEN, rows) for rows in hidden] + [(LIVED, lived)]
        first, *others = (found.order_by().values_list(Value(mark), "incident") for mark, found in rows)
        marked = {HIDDEN: set(), LIVED: set()}
        for mark, key in first.union(*others, all=True):
            marked[mark].add(key)
        return marked

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

    def shared(self) -> Q:
        """The condition for cases that were shared with this person; it ends with the work here."""
        if not self.rights.at_work:
            return NOTHING
        shares = apps.get_model("incidents", "CaseShare").objects.filter(shared_on(self.rights.day), staff=self.staff)
        return Q(pk__in=shares.values("incident"))

    def _parties(self):
        return apps.get_model("incidents", "Party").objects.filter(school=self.staff.school_id)

    def _kept_from(self):
        hidings = apps.get_model("incidents", "KeptFrom").objects
        return hidings.filter(school=self.staff.school_id, staff=self.staff)

    def _is_me(self) -> Q:
        mine = Q(staff=self.staff)
        return mine | Q(staff__user=self.staff.user_id) if self.staff.user_id else mine

    def _is_conflicted(self) -> Q:
        """Somebody in the case is this person as a parent, has their address, or is of a family with a tie."""
        conflict = (self._is_me() & Q(side=Side.INVOLVED)) | Q(telephone__in={self.staff.telephone} - {""})
        for email in self._emails():
            conflict |= Q(email__iexact=email)
        if self.rights.tied_guardians:
            conflict |= Q(guardian__in=self.rights.tied_guardians)
        if self.rights.tied_pupils:
            conflict |= Q(pupil__in=self.rights.tied_pupils)
            conflict |= Q(guardian__guardianships__pupil__in=self.rights.tied_pupils)
        return conflict

    def _own_children(self) -> list:
        """Cases in which somebody speaks with a child of a family with a tie: the child stands between."""
        tied = self.rights.tied_pupils
        return [apps.get_model("incidents", "ChildTalk").objects.filter(pupil__in=tied)] if tied else []

    def _emails(self) -> set[str]:
        own = {self.staff.email.lower()} | ({self.staff.user.email.lower()} if self.staff.user_id else set())
        return own - {""}

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
