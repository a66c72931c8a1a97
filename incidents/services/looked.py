"""Who looked at a case: for who handles it and who reported or lived through it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from incidents.enums import Step
from incidents.models import Incident, Measure
from incidents.rules import case_rights
from incidents.services.naming import Naming
from partnership.audit.models import AuditEvent
from partnership.school.models import StaffMember

READ = "incident.read"


@dataclass(frozen=True)
class Reader:
    """One person who opened the case: in which function, how often, and when last."""

    name: str
    function: str
    is_me: bool
    times: int
    last: datetime


def readers_of(incident: Incident, *, staff: StaffMember) -> list[Reader]:
    """Return who opened the page of a case, the latest first.

    Who opened the case to which a report was joined, since then, read the report there. The reporter follows a case
    on another page, which is not in this list; nor is a reporter whose name is kept.
    """
    events = _readings(incident).filter(action=READ).exclude(actor=None).order_by()
    rows = events.values("actor").annotate(times=Count("pk"), last=Max("at"))
    people = {row.user_id: row for row in StaffMember.objects.filter(school=incident.school_id, user__isnull=False)}
    naming, found = Naming([incident], staff), []
    for row in rows:
        person = people.get(row["actor"])
        if person is None:
            found.append(Reader(_("somebody who left"), "", False, row["times"], row["last"]))
        elif naming.knows(person.pk):
            is_me = person.pk == staff.pk
            found.append(Reader(person.name, person.job_title, is_me, row["times"], row["last"]))
    return sorted(found, key=lambda reader: reader.last, reverse=True)


def _readings(incident: Incident) -> QuerySet[AuditEvent]:
    events = AuditEvent.objects.about(incident)
    if incident.joined_to is None:
        return events
    joined = incident.steps.filter(step=Step.JOINED).order_by("-at").first()
    since = joined.at if joined else incident.reported_at
    return events | AuditEvent.objects.about(incident.joined_to).filter(at__gte=since)


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
