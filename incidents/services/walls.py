"""Who can handle a case, and what moves when somebody in it turns out to have a conflict (decision 22)."""

import datetime

from django.urls import reverse
from django.utils import timezone

from incidents.enums import Step
from incidents.models import CaseShare, ChildTalk, Incident, SecondLook
from incidents.rules import CaseRights
from incidents.services import duties as case_duties
from incidents.services.steps import add_step, save_case
from partnership.duties import services as duties
from partnership.duties.models import State
from partnership.school.enums import Role
from partnership.school.models import StaffMember
from partnership.school.services.people import who_handles

ROUTE = (Role.SCHOOL_LEADER, Role.SAFETY_COORDINATOR, Role.BOARD_OFFICER)
HOURS = 4


def fresh(staff: StaffMember) -> StaffMember:
    """Return the row as the next request reads it: without rights that were worked out before."""
    return StaffMember.objects.select_related("user", "school").get(pk=staff.pk)


def may_know(incident: Incident, staff: StaffMember) -> bool:
    """Whether nothing in the case keeps it from `staff`, as the rows stand now."""
    return staff.school_id == incident.school_id and incident.pk not in CaseRights(fresh(staff).rights).hidden


def can_handle(incident: Incident, staff: StaffMember) -> bool:
    """Whether `staff` may handle it: without a conflict, and not one of those it happened to."""
    rights = CaseRights(fresh(staff).rights)
    return incident.pk not in rights.hidden and incident.pk not in rights.lived_through


def able_handlers(incident: Incident) -> list[StaffMember]:
    """Return who can handle the case today, first who comes first: leaders, safety coordinators, the board."""
    found = {}
    for role in ROUTE:
        for person in who_handles(role, school=incident.school):
            if person.pk not in found and can_handle(incident, person):
                found[person.pk] = person
    return list(found.values())


def hours_to_open(incident: Incident) -> int:
    """Return within how many hours somebody must open it: the severity says so, or the three questions."""
    if incident.severity_id:
        return incident.severity.opened_within_hours
    return 1 if incident.was_threatened or incident.was_hurt or incident.is_afraid else HOURS


def give_case(incident: Incident, *, to: StaffMember | None, by: StaffMember | None, reason: str = "") -> Incident:
    """Make `to` the one who handles a locked case: duties go along, and it is theirs to open."""
    before = incident.handler_id
    incident.handler, incident.opened_at = to, None
    incident.open_before = timezone.now() + datetime.timedelta(hours=hours_to_open(incident)) if to else None
    save_case(incident, "handler", "opened_at", "open_before")
    case_duties.give_all(incident, before=before, to=to)
    if to is not None:
        link = reverse("incidents:case", args=[incident.pk])
        duties.open_duty(case_duties.OPEN, source=incident.pk, owner=to, link=link, due_at=incident.open_before)
    add_step(incident, Step.HANDLER, by=by, before=before, after=to.pk if to else "", reason=reason)
    return incident


def keep_walls(incident: Incident, *, by: StaffMember) -> Incident:
    """Take the locked case away from everyone who may not know of it (any more): handler, duties, shares.

    Called in the transaction of each act by which a conflict can appear.
    """
    if incident.handler_id and not can_handle(incident, incident.handler):
        give_case(incident, to=next(iter(able_handlers(incident)), None), by=by)
    for duty in case_duties.duties_of(incident).select_related("owner"):
        if may_know(incident, duty.owner):
            continue
        ChildTalk.objects.filter(pk=duty.source, speaker=duty.owner).update(speaker=None)
        looks = SecondLook.objects.filter(pk=duty.source).update(answered_at=timezone.now())  # somebody else is asked
        if incident.handler is None or looks:
            duties.end_duty(duty.kind, source=duty.source, state=State.DROPPED)
        else:
            case_duties.give_to(duty, incident.handler)
    for share in CaseShare.objects.current().filter(incident=incident).select_related("staff"):
        if not may_know(incident, share.staff):
            CaseShare.objects.filter(pk=share.pk).update(ended_at=timezone.now())
    return incident
