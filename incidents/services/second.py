"""Ask somebody else to look: when a severity was lowered, or closed as not established (users.md 17)."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import DutyKind, Outcome, Status, Step
from incidents.models import CaseShare, CaseStep, Incident, SecondLook, Severity
from incidents.rules import case_rights
from incidents.services.closing import open_again
from incidents.services.route import fresh, may_handle
from incidents.services.steps import add_step
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.school.calendar import add_school_days
from partnership.school.enums import Role
from partnership.school.models import StaffMember
from partnership.school.services.people import who_handles

ROLES = (Role.SCHOOL_LEADER, Role.BOARD_OFFICER, Role.COUNSELLOR)
WITHIN = 5
READABLE_FOR = datetime.timedelta(days=60)


@dataclass(frozen=True)
class Offer:
    """Why somebody may ask for a second look: what was decided, and the reason that was given."""

    was_lowered: bool
    not_established: bool
    reason: str
    asked: SecondLook | None

    @property
    def may_ask(self) -> bool:
        return self.asked is None or self.asked.answered_at is not None


def offer(incident: Incident, *, staff: StaffMember) -> Offer | None:
    """Return what `staff`, who follows the case, reads of a lower severity or of "not established"; else None.

    One query for the steps, one for the request; to be shown on the page of who follows it.
    """
    if not case_rights(staff).follows(incident):
        return None
    incident = incident.joined_to or incident
    lowered = _lowering(incident)
    denied = incident.status == Status.CLOSED and incident.outcome == Outcome.NOT_ESTABLISHED
    asked = SecondLook.objects.filter(incident=incident, asked_by=staff).order_by("-asked_at").first()
    if not (lowered or denied or asked):
        return None
    steps = CaseStep.objects.filter(incident=incident, step=Step.OUTCOME).exclude(after="")
    reason = steps.order_by("-at").first() if denied else lowered
    return Offer(lowered is not None, denied, reason.reason if reason else "", asked)


def _lowering(incident: Incident) -> CaseStep | None:
    """Return the last step that set the severity, when it made it lower."""
    step = CaseStep.objects.filter(incident=incident, step=Step.SEVERITY).order_by("-at", "-id").first()
    if step is None or not step.before:
        return None
    ranks = dict(Severity.objects.filter(school=incident.school_id).values_list("pk", "rank"))
    by_key = {str(key): rank for key, rank in ranks.items()}
    return step if by_key.get(step.after, "") < by_key.get(step.before, "") else None


def who_can_look(incident: Incident) -> list[StaffMember]:
    """Return whom one can ask: another leader, the board, a counsellor; never who handled it or has a conflict."""
    found = {}
    for role in ROLES:
        for person in who_handles(role, school=incident.school):
            if person.pk not in found and person.pk != incident.handler_id and may_handle(incident, person):
                found[person.pk] = person
    return list(found.values())


@transaction.atomic
def ask_second_look(incident: Incident, *, actor: StaffMember, asked_of: StaffMember, reason: str = "") -> SecondLook:
    """Ask somebody else to look. A closed case opens again; nobody can refuse it.

    Raises `ValidationError` when there is nothing to look at again, for who asked already, and for somebody who
    cannot be asked.
    """
    offered = offer(incident, staff=actor)
    current = Incident.objects.select_for_update(of=("self",)).get(pk=incident.joined_to_id or incident.pk)
    if offered is None or not (offered.was_lowered or offered.not_established):
        raise ValidationError(_("There is nothing yet to look at again."))
    if asked_of.pk not in {person.pk for person in who_can_look(current)}:
        raise ValidationError(_("This colleague cannot be asked. Choose someone else."))
    look = SecondLook(incident=current, school_id=current.school_id, asked_by=actor, asked_of=asked_of, reason=reason)
    try:
        with transaction.atomic():
            look.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("You have asked already. There is no answer yet.")) from None
    add_step(current, Step.SECOND_LOOK, by=actor, after=asked_of.pk)
    if current.status == Status.CLOSED:
        open_again(current, actor=actor, reason=reason)
    _let_read(look, current)
    due_on = add_school_days(current.school, timezone.localdate(), WITHIN)
    link = reverse("incidents:second_look", args=[look.pk])
    duties.open_duty(DutyKind.SECOND_LOOK, source=look.pk, owner=asked_of, link=link, due_on=due_on)
    audit.record("incident.ask_second_look", actor=actor.user, obj=current)
    return look


def _let_read(look: SecondLook, incident: Incident) -> None:
    """Who looks must be able to read: by role, or else by a share until it is answered."""
    if Incident.objects.visible_to(fresh(look.asked_of)).filter(pk=incident.pk).exists():
        return
    CaseShare.objects.create(
        incident=incident, school_id=incident.school_id, staff=look.asked_of, by=look.asked_by,
        reason=_("Asked to look again."), until=timezone.localdate() + READABLE_FOR,
    )  # fmt: skip


@transaction.atomic
def answer_second_look(look: SecondLook, *, actor: StaffMember, answer: str) -> SecondLook:
    """Answer what one was asked to look at; who asked reads it.

    Raises `ValidationError` for anybody else, and when it was answered.
    """
    current = SecondLook.objects.select_for_update(of=("self",)).get(pk=look.pk)
    if current.asked_of_id != actor.pk or current.answered_at is not None:
        raise ValidationError(_("This has been answered, or somebody else was asked."))
    current.answer, current.answered_at = answer, timezone.now()
    current.save(update_fields=["answer", "answered_at"])
    duties.end_duty(DutyKind.SECOND_LOOK, source=current.pk)
    shares = CaseShare.objects.current().filter(incident=current.incident, staff=actor, by=current.asked_by)
    shares.update(ended_at=timezone.now())
    add_step(current.incident, Step.LOOKED_AGAIN, by=actor, reason=answer)
    audit.record("incident.answer_second_look", actor=actor.user, obj=current.incident)
    return current
