"""The person concerned is told that there is a record, and can react; what is added stands beside the report."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import Addition, DutyKind, Step
from incidents.models import Addendum, Incident, Party, Telling
from incidents.services.steps import add_step
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.school.models import StaffMember


@transaction.atomic
def tell_person(telling: Telling, *, actor: StaffMember, told_on: datetime.date, way: str) -> Telling:
    """Note that the person concerned was told. Raises `ValidationError` for a day that is still to come."""
    current = Telling.objects.select_for_update(of=("self",)).get(pk=telling.pk)
    if told_on > timezone.localdate():
        raise ValidationError(_("Choose today or an earlier day."))
    current.told_on, current.way, current.told_by = told_on, way, actor
    current.save(update_fields=["told_on", "way", "told_by"])
    duties.end_duty(DutyKind.TELL_PERSON, source=current.pk)
    add_step(current.incident, Step.TOLD, by=actor, before=current.party_id, after=way)
    audit.record("incident.tell_person", actor=actor.user, obj=current.incident)
    return current


@transaction.atomic
def wait_telling(telling: Telling, *, actor: StaffMember, until: datetime.date, reason: str) -> Telling:
    """Let telling the person concerned wait until a new day, for a reason such as safety or the police.

    Raises `ValidationError` when that day is not later, or when the person was told already.
    """
    current = Telling.objects.select_for_update(of=("self",)).get(pk=telling.pk)
    if current.told_on:
        raise ValidationError(_("This person has been told already."))
    if until <= timezone.localdate():
        raise ValidationError(_("Choose a later day."))
    current.due_on, current.wait_reason = until, reason
    current.save(update_fields=["due_on", "wait_reason"])
    if owner := current.incident.handler:
        link = reverse("incidents:tell", args=[current.pk])
        duties.open_duty(DutyKind.TELL_PERSON, source=current.pk, owner=owner, link=link, due_on=until)
    add_step(current.incident, Step.TELLING_WAITS, by=actor, before=current.party_id, after=until, reason=reason)
    audit.record("incident.telling_waits", actor=actor.user, obj=current.incident, fields=["due_on", "wait_reason"])
    return current


@transaction.atomic
def add_to_case(
    incident: Incident, *, actor: StaffMember, kind: str, text: str, party: Party | None = None
) -> Addendum:
    """Add something beside the report: more, a correction, or the reaction of the parent `party`.

    Raises `ValidationError` for a reaction of nobody, or of somebody of another case.
    """
    if kind == Addition.REACTION and party is None:
        raise ValidationError(_("Say whose reaction it is."))
    if party is not None and party.incident_id != incident.pk:
        raise ValidationError(_("This person is not in this case."))
    addendum = Addendum.objects.create(
        incident=incident, school_id=incident.school_id, author=actor, kind=kind, text=text, party=party
    )
    add_step(incident, Step.ADDENDUM, by=actor, after=kind)
    audit.record("incident.add", actor=actor.user, obj=incident, fields=[kind])
    return addendum
