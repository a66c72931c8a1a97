"""Somebody speaks with each child that stands between; nothing the child says is kept (users.md 23)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import DutyKind, Step, Talk
from incidents.models import ChildTalk
from incidents.services.route import may_know
from incidents.services.steps import add_step
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.models import State
from partnership.school.models import StaffMember


@transaction.atomic
def give_talk(talk: ChildTalk, *, actor: StaffMember, speaker: StaffMember, due_on: datetime.date) -> ChildTalk:
    """Ask `speaker` to speak with the child before a local date.

    Raises `ValidationError` for someone of another school, or who may not know of the case.
    """
    current = ChildTalk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if not may_know(current.incident, speaker):
        raise ValidationError(_("This colleague cannot have this talk. Choose someone else."))
    if due_on < timezone.localdate():
        raise ValidationError(_("Choose today or a later day."))
    current.speaker, current.due_on, current.state, current.done_on = speaker, due_on, Talk.OPEN, None
    current.save(update_fields=["speaker", "due_on", "state", "done_on"])
    link = reverse("incidents:child_talk", args=[current.pk])
    duties.open_duty(DutyKind.CHILD_TALK, source=current.pk, owner=speaker, link=link, due_on=due_on)
    add_step(current.incident, Step.CHILD, by=actor, before=Talk.OPEN, after=speaker.pk)
    audit.record("incident.give_child_talk", actor=actor.user, obj=current.incident, fields=["speaker", "due_on"])
    return current


@transaction.atomic
def end_talk(talk: ChildTalk, *, actor: StaffMember, state: str) -> ChildTalk:
    """Mark a talk with a child as done, or as not needed. A second time changes nothing."""
    current = ChildTalk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if current.state != Talk.OPEN:
        return current
    current.state = Talk(state)
    current.done_on = timezone.localdate() if current.state == Talk.DONE else None
    current.save(update_fields=["state", "done_on"])
    ended = State.DONE if current.state == Talk.DONE else State.DROPPED
    duties.end_duty(DutyKind.CHILD_TALK, source=current.pk, state=ended)
    add_step(current.incident, Step.CHILD, by=actor, before=Talk.OPEN, after=current.state)
    audit.record("incident.end_child_talk", actor=actor.user, obj=current.incident, fields=["state"])
    return current
