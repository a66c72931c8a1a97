"""Who can handle a case, first to last, and within how many hours it must be opened.

Until a school draws its own route: who the name of the reporter was confided to, the school leader, the deputy, the
safety coordinator, the board; never who is behind the wall of the case or lived through it. A leader of one team or
location only for a case about that team or location.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from incidents.enums import Rank
from incidents.models import Incident, Severity
from incidents.rules import CaseRights
from partnership.school.enums import Role
from partnership.school.models import Enrolment, RoleAssignment, StaffMember
from partnership.school.services.people import roles_held, who_handles

ROUTE = (Role.SCHOOL_LEADER, Role.SAFETY_COORDINATOR, Role.BOARD_OFFICER)
HOURS, HOURS_IN_DANGER = 4, 1


def fresh(staff: StaffMember) -> StaffMember:
    """Return the row as the next request reads it: without rights that were worked out before."""
    return StaffMember.objects.select_related("user", "school").get(pk=staff.pk)


def may_know(incident: Incident, person: StaffMember) -> bool:
    """Whether `person` stands before the wall of the case, as its rows stand now."""
    return person.school_id == incident.school_id and incident.pk not in CaseRights(person.rights).hidden


def may_handle(incident: Incident, person: StaffMember) -> bool:
    """Whether `person` may be given the case: not behind its wall, not someone who lived through it, not the reporter
    whose name is kept."""
    if incident.confided_to_id and person.pk == incident.reporter_id:
        return False
    now = CaseRights(person.rights)
    known = person.school_id == incident.school_id and incident.pk not in now.hidden
    return known and incident.pk not in now.lived_through


def handlers_for(incident: Incident, *, excluding: frozenset[UUID] = frozenset()) -> Iterator[StaffMember]:
    """Give who may get the case, first to last, each once."""
    seen = set(excluding)
    for person in _in_order(incident):
        if person.pk not in seen:
            seen.add(person.pk)
            if may_handle(incident, person):
                yield person


def able_handlers(incident: Incident) -> list[StaffMember]:
    """Return everyone to whom the case can be given, leaders first; also leaders of other teams and locations."""
    people = [person for role in ROUTE for person in who_handles(role, school=incident.school)]
    return [person for person in dict.fromkeys(people) if may_handle(incident, person)]


def _in_order(incident: Incident) -> Iterator[StaffMember]:
    if incident.confided_to_id:
        confided = StaffMember.objects.today().with_login().select_related("user", "school")
        yield from confided.filter(pk=incident.confided_to_id)
    for role in ROUTE:
        if role == Role.SCHOOL_LEADER:
            yield from _near(incident, roles_held(role, school=incident.school))
        else:
            yield from who_handles(role, school=incident.school)


def _near(incident: Incident, roles: list[RoleAssignment]) -> list[StaffMember]:
    """Return leaders of the whole school, and of the team or location it is about; holders before deputies.

    Among holders (and among deputies) the leader of the team comes first: that is who knows the people.
    """
    is_partial = any(role.team_id or role.location_id for role in roles)
    part = _teams_and_locations(incident) if is_partial else set()
    ranked = []
    for role in roles:
        own = {role.team_id, role.location_id} - {None}
        if not own or own & part:
            ranked.append((role.order, not own, role.staff))
    return [person for _order, _is_for_all, person in sorted(ranked, key=lambda row: row[:2])]


def _teams_and_locations(incident: Incident) -> set[UUID]:
    """Return the teams and locations of the pupils in the case; without pupils, those of the reporter's groups."""
    parties = incident.parties.filter(pupil__isnull=False).values("pupil")
    talks = incident.child_talks.values("pupil")
    enrolments = Enrolment.objects.today().filter(Q(pupil__in=parties) | Q(pupil__in=talks))
    found = set()
    for row in enrolments.values_list("group__team", "group__location", "pupil__location"):
        found.update(row)
    if not found:
        for row in incident.reporter.assignments.today().values_list("group__team", "group__location"):
            found.update(row)
    return found - {None}


def hours_to_open(incident: Incident) -> int:
    """Return within how many hours the case must be opened: as its severity says, else the school's own terms for
    what was answered, shorter when there is danger."""
    if incident.severity is not None:
        return incident.severity.opened_within_hours
    in_danger = any([incident.was_threatened, incident.was_hurt, incident.is_afraid])
    rank = Rank.GRAVE if in_danger else Rank.LIGHT
    severity = Severity.objects.in_use().filter(school=incident.school_id, rank=rank).first()
    if severity is not None:
        return severity.opened_within_hours
    return HOURS_IN_DANGER if in_danger else HOURS
