"""Open a case, take it on, give it away, say how serious it is, move it on."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import DutyKind, Status, Step
from incidents.models import Incident, Severity
from incidents.services.firstduties import plan_missing
from incidents.services.giving import ask, give
from incidents.services.map_actions import plan_actions
from incidents.services.route import may_handle
from incidents.services.steps import add_step, save_case
from incidents.services.terms import terms_of
from incidents.workflow import move
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.records.versions import lock_version
from partnership.school.calendar import add_school_days
from partnership.school.models import StaffMember

DETAILS = (
    "label", "ocw_category", "complaint_goes_on", "police_called", "has_injury", "has_damage", "has_absence",
)  # fmt: skip


@transaction.atomic
def open_case(incident: Incident, *, actor: StaffMember) -> Incident:
    """Note that who handles the case has seen it; the first time only."""
    seen = Incident.objects.filter(pk=incident.pk, handler=actor, opened_at=None)
    if seen.update(opened_at=timezone.now()):
        incident.refresh_from_db(fields=["opened_at"])
        duties.end_duty(DutyKind.OPEN, source=incident.pk)
        add_step(incident, Step.OPENED, by=actor)
        audit.record("incident.open", actor=actor.user, obj=incident)
    return incident


@transaction.atomic
def take_case(incident: Incident, *, actor: StaffMember, version: int) -> Incident:
    """Take a case on: it is `actor` who handles it, and it is in handling.

    Raises `VersionConflict`, and `ValidationError` when it is closed or `actor` cannot handle it.
    """
    current = lock_version(incident, version=version)
    if not may_handle(current, actor):
        raise ValidationError(_("You cannot handle this case yourself."))
    status = move(current.status, Status.HANDLING) if current.status != Status.HANDLING else Status.HANDLING
    if current.handler_id != actor.pk:
        give(current, to=actor, by=actor)
    before, current.status = current.status, status
    current.opened_at = current.opened_at or timezone.now()
    save_case(current, "status", "opened_at")
    duties.end_duty(DutyKind.OPEN, source=current.pk)
    if before != status:
        add_step(current, Step.STATUS, by=actor, before=before, after=status)
    _give_what_always_follows(current, actor)
    audit.record("incident.take", actor=actor.user, obj=current, fields=["handler", "status"])
    return current


def _give_what_always_follows(incident: Incident, handler: StaffMember) -> None:
    """Persons concerned are told, someone speaks with each child, the reporter hears the outcome."""
    plan_missing(incident)
    ask(incident)
    if incident.reporter_told_on is None:
        due_on = add_school_days(incident.school, timezone.localdate(), terms_of(incident.school).tell_within_days)
        link = incident.get_absolute_url()
        duties.open_duty(DutyKind.TELL_REPORTER, source=incident.pk, owner=handler, link=link, due_on=due_on)


@transaction.atomic
def hand_over(incident: Incident, *, actor: StaffMember, version: int, to: StaffMember, reason: str) -> Incident:
    """Give a case to somebody else, with what is to be done for it.

    Raises `VersionConflict`, and `ValidationError` for someone who cannot handle it.
    """
    current = lock_version(incident, version=version)
    if to.school_id != current.school_id or to.pk == current.handler_id or not may_handle(current, to):
        raise ValidationError(_("This colleague cannot handle this case. Choose someone else."))
    if not current.is_open:
        raise ValidationError(_("This case is closed. Open it again first."))
    give(current, to=to, by=actor, reason=reason)
    audit.record("incident.hand_over", actor=actor.user, obj=current, fields=["handler"])
    return current


@transaction.atomic
def set_severity(incident: Incident, *, actor: StaffMember, version: int, severity: Severity, reason: str) -> Incident:
    """Say how serious it was, and why. Who was affected reads the reason of a lower one (users.md 17).

    Raises `VersionConflict`, and `ValidationError` for a word of another school.
    """
    current = lock_version(incident, version=version)
    if severity.school_id != current.school_id or not severity.is_active:
        raise ValidationError(_("Choose one of the severities of this school."))
    before, current.severity = current.severity_id, severity
    save_case(current, "severity")
    add_step(current, Step.SEVERITY, by=actor, before=before, after=severity.pk, reason=reason)
    plan_actions(current)
    audit.record("incident.set_severity", actor=actor.user, obj=current, fields=["severity"])
    return current


@transaction.atomic
def move_case(incident: Incident, *, actor: StaffMember, version: int, to: str, reason: str = "") -> Incident:
    """Move a case on to another state; closing and opening again are acts of their own.

    Raises `VersionConflict`, and `ValidationError` for a state it cannot go to.
    """
    current = lock_version(incident, version=version)
    if to in (Status.CLOSED, Status.REOPENED):
        raise ValidationError(_("Closing and opening again have a page of their own."))
    before, current.status = current.status, move(current.status, Status(to))
    save_case(current, "status")
    add_step(current, Step.STATUS, by=actor, before=before, after=current.status, reason=reason)
    audit.record("incident.move", actor=actor.user, obj=current, fields=["status"])
    return current


@transaction.atomic
def set_details(incident: Incident, *, actor: StaffMember, version: int, **details) -> Incident:
    """Fill in the label, the category and the facts that are counted. Raises `VersionConflict`."""
    current = lock_version(incident, version=version)
    changed = [name for name in DETAILS if name in details and getattr(current, name) != details[name]]
    for name in changed:
        setattr(current, name, details[name])
    if changed:
        save_case(current, *changed)
        add_step(current, Step.DETAILS, by=actor)
        audit.record("incident.change", actor=actor.user, obj=current, fields=changed)
    return current
