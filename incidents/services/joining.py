"""Two reports of one event become one case, counted once; accounts and aftercare stay apart (users.md 36)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from incidents.enums import DutyKind, Step
from incidents.models import Incident
from incidents.services.giving import ask, keep_walls
from incidents.services.map_actions import leave_steps, wake_steps
from incidents.services.steps import CARRIED, add_step, save_case
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.models import State
from partnership.records.versions import lock_version
from partnership.school.models import StaffMember

NEAR = datetime.timedelta(days=14)
MOST = 50


def near(incident: Incident, *, staff: StaffMember) -> QuerySet[Incident]:
    """Return other open cases that `staff` handles, of things that happened around the same time."""
    since, until = incident.occurred_at - NEAR, incident.occurred_at + NEAR
    found = Incident.objects.changeable_by(staff).open().filter(occurred_at__range=(since, until))
    return found.exclude(pk=incident.pk).select_related("place").prefetch_related("forms").newest_first()[:MOST]


@transaction.atomic
def join_report(incident: Incident, *, actor: StaffMember, version: int, into: Incident) -> Incident:
    """Join a report to another case about the same event; reports that were joined to it come along.

    A conflict in one is a conflict in both. Raises `VersionConflict`, and `ValidationError` for a case of another
    school, one that is closed, or one that was joined itself.
    """
    current = lock_version(incident, version=version)
    leading = Incident.objects.select_for_update(of=("self",)).get(pk=into.pk)
    fits = leading.school_id == current.school_id and leading.pk != current.pk
    if not fits or leading.joined_to_id or current.joined_to_id or not (leading.is_open and current.is_open):
        raise ValidationError(_("These two cannot be joined."))
    Incident.objects.filter(joined_to=current).update(joined_to=leading)
    current.joined_to = leading
    for name in CARRIED:
        setattr(current, name, getattr(leading, name))
    save_case(current, "joined_to", *CARRIED)
    for kind in (DutyKind.OPEN, DutyKind.TELL_REPORTER):
        duties.end_duty(kind, source=current.pk, state=State.DROPPED)
    leave_steps(current, actor=None)
    for one, other in ((current, leading), (leading, current)):
        add_step(one, Step.JOINED, by=actor, after=other.pk)
    keep_walls(leading, by=actor)
    audit.record("incident.join", actor=actor.user, obj=current, fields=["joined_to"])
    return leading


@transaction.atomic
def part_report(incident: Incident, *, actor: StaffMember, version: int) -> Incident:
    """Part a report from the case it was joined to; it goes on by itself, where the two stand now.

    Raises `VersionConflict`, and `ValidationError` when it was not joined.
    """
    current = lock_version(incident, version=version)
    if current.joined_to is None:
        raise ValidationError(_("This report was not joined to another."))
    leading, current.joined_to = current.joined_to, None
    save_case(current, "joined_to")
    for one, other in ((current, leading), (leading, current)):
        add_step(one, Step.PARTED, by=actor, after=other.pk)
    wake_steps(current)
    keep_walls(current, by=actor)
    ask(current)
    audit.record("incident.part", actor=actor.user, obj=current, fields=["joined_to"])
    return current
