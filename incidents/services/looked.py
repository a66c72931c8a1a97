"""Who looked at a case: for who handles it and who reported or lived through it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from incidents.models import Incident, Measure
from incidents.rules import case_rights
from incidents.services.naming import Naming
from partnership.audit.models import AuditEvent
from partnership.school.models import StaffMember

READ = "incident.read"


@dataclass(frozen=True)
class Reader:
    """One person who opened the case: how often, and when last."""

    name: str
    is_me: bool
    times: int
    last: datetime


def readers_of(incident: Incident, *, staff: StaffMember) -> list[Reader]:
    """Return who opened the page of a case, the latest first. Two queries.

    The reporter follows a case on another page, which is not in this list; nor is a reporter whose name is kept.
    """
    events = AuditEvent.objects.about(incident).filter(action=READ).exclude(actor=None).order_by()
    rows = {row["actor"]: row for row in events.values("actor").annotate(times=Count("pk"), last=Max("at"))}
    people = StaffMember.objects.filter(school=incident.school_id, user__in=rows)
    naming = Naming([incident], staff)
    found = [
        Reader(person.name, person.pk == staff.pk, rows[person.user_id]["times"], rows[person.user_id]["last"])
        for person in people
        if naming.knows(person.pk)
    ]
    return sorted(found, key=lambda reader: reader.last, reverse=True)


def kept_out_of_log(staff: StaffMember) -> Q:
    """Return the condition for lines of the school's log that `staff` may not read, since they tell of a case.

    Who does not handle the cases of the whole school reads no line about a case but the own ones. Who does reads none
    of cases behind a wall or lived through, nor what a reporter did whose name was confided to somebody else.
    """
    cases, measures = Incident._meta.label_lower, Measure._meta.label_lower
    if not staff.rights.for_whole_school("incident", "read"):
        return Q(object_type__in=[cases, measures]) & ~Q(actor=staff.user_id)
    rights = case_rights(staff)
    kept = rights.hidden | rights.lived_through
    condition = Q(object_type=cases, object_id__in=[str(key) for key in kept])
    if kept:
        of_kept = Measure.objects.filter(incident__in=kept).values_list("pk", flat=True)
        condition |= Q(object_type=measures, object_id__in=[str(key) for key in of_kept])
    confided = Incident.objects.filter(school=staff.school_id).exclude(confided_to=None)
    confided = confided.exclude(confided_to=staff).exclude(reporter=staff)
    for key, reporter in confided.values_list("pk", "reporter__user"):
        condition |= Q(object_type=cases, object_id=str(key), actor=reporter)
    return condition
