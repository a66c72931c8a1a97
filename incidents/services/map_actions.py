"""From map to duties: the steps of a case's route, each for the one who fills its function and may know of the case."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import ActionState, DutyKind, Rank, Step
from incidents.map_terms import calendar_from, due
from incidents.models import CaseAction, Incident, MapPost, RouteStep
from incidents.services.map_people import fillers
from incidents.services.map_reading import steps_of
from incidents.services.notices import send_notice
from incidents.services.route import may_handle, may_know
from incidents.services.steps import add_step, save_case
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.digest import gathered
from partnership.duties.models import Duty, State
from partnership.records.versions import lock_version
from partnership.school.models import StaffMember


def rank_of(incident: Incident) -> str:
    """Return how serious the route takes it: as the leader said, until then as the three questions were answered."""
    if incident.severity is not None:
        return incident.severity.rank
    in_danger = incident.was_threatened or incident.was_hurt or incident.is_afraid
    return Rank.GRAVE if in_danger else Rank.LIGHT


def route_steps(incident: Incident) -> list[RouteStep]:
    """Return the steps of the routes of a case, without those of who lived through it; nothing without a map."""
    if incident.map_version is None:
        return []
    forms = incident.forms.values_list("form", flat=True)
    steps = steps_of(incident.map_version, forms=forms, rank=rank_of(incident), again=bool(incident.is_again))
    return [step for step in steps if not step.post.is_unfilled]


def plan_actions(incident: Incident) -> list[CaseAction]:
    """Make what the route of a case asks and it does not have yet, with its duties, in the transaction of the act.

    Called at the report, and when severity or "again" changes: what was made before stays. Terms run from the report.
    """
    if incident.map_version_id is None:
        return []
    have = {(action.what, action.post_id) for action in incident.actions.all()}
    steps = [step for step in route_steps(incident) if (step.what, step.post_id) not in have]
    if not steps:
        return []
    calendar = calendar_from(incident.school, incident.reported_at)
    owners = _owners(incident, [step.post for step in steps])
    made = []
    for order, step in enumerate(steps, start=len(have) + 1):
        until = due(step.term, step.number, reported_at=incident.reported_at, calendar=calendar)
        owner, deputy = owners[step.post_id]
        made.append(
            CaseAction(
                school_id=incident.school_id, incident=incident, step=step, post=step.post, order=order, what=step.what,
                say=step.say, term=step.term, number=step.number, owner=owner, deputy=deputy, due_on=until.on,
                due_at=until.at,
            )
        )  # fmt: skip
    CaseAction.objects.bulk_create(made)
    open_duties(made)
    return made


def _owners(incident: Incident, posts: Iterable[MapPost]) -> dict[UUID, tuple]:
    """Return per function who does it and who stands in: the first two who may handle something of the case.

    Who is behind its wall or lived through it is passed over. When nobody of a function is left, the handler of the
    case does it: a step is never lost.
    """
    found = {}
    judged: dict[UUID, bool] = {}
    for key, people in fillers(posts).items():
        able = []
        for filler in people:
            if filler.staff is None or filler.staff.user_id is None:
                continue
            if filler.staff.pk not in judged:
                judged[filler.staff.pk] = may_handle(incident, filler.staff)
            if judged[filler.staff.pk]:
                able.append(filler.staff)
        able = able or [incident.handler]
        found[key] = (able[0], able[1] if len(able) > 1 else None)
    return found


def open_duties(actions: Iterable[CaseAction]) -> list[Duty]:
    """Open the duty of each open action that has somebody."""
    with gathered():
        return [_open_duty(action) for action in actions if action.is_open and action.owner is not None]


def _open_duty(action: CaseAction) -> Duty:
    link = reverse("incidents:action", args=[action.pk])
    return duties.open_duty(
        DutyKind.ACTION, source=action.pk, owner=action.owner, deputy=action.deputy, due_on=action.due_on,
        due_at=action.due_at, link=link,
    )  # fmt: skip


@transaction.atomic
def add_action(
    incident: Incident, *, actor: StaffMember, what: str, owner: StaffMember, due_on: datetime.date
) -> CaseAction:
    """Add a step to this case alone. Raises `ValidationError` for who may not know of the case, or a day gone by."""
    if not may_know(incident, owner):
        raise ValidationError({"owner": _("This colleague cannot be asked in this case. Choose someone else.")})
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("Choose today or a later day.")})
    last = incident.actions.count()
    action = CaseAction.objects.create(
        school_id=incident.school_id, incident=incident, order=last + 1, what=what, owner=owner, due_on=due_on,
        added_by=actor,
    )  # fmt: skip
    open_duties([action])
    add_step(incident, Step.ACTION, by=actor, after="added")
    audit.record("incident.add_action", actor=actor.user, obj=action)
    return action


@transaction.atomic
def end_action(action: CaseAction, *, actor: StaffMember, version: int, state: str, why: str = "") -> CaseAction:
    """Mark a step as done, or as not needed with the reason. Raises `VersionConflict` and `ValidationError`."""
    current = _open_action(action, version=version)
    if state == ActionState.NOT_NEEDED and not why.strip():
        raise ValidationError({"why": _("Say why this is not needed.")})
    current.state, current.why, current.ended_by, current.ended_at = state, why, actor, timezone.now()
    save_step(current, "state", "why", "ended_by", "ended_at")
    duty_state = State.DONE if state == ActionState.DONE else State.DROPPED
    duties.end_duty(DutyKind.ACTION, source=current.pk, state=duty_state)
    add_step(current.incident, Step.ACTION, by=actor, after=state, reason=why)
    audit.record("incident.end_action", actor=actor.user, obj=current, fields=["state"])
    return current


@transaction.atomic
def hand_over_action(action: CaseAction, *, actor: StaffMember, version: int, to: StaffMember) -> CaseAction:
    """Give a step to somebody who may know of the case. Raises `VersionConflict` and `ValidationError`."""
    current = _open_action(action, version=version)
    if to.pk == current.owner_id or to.user_id is None or not may_know(current.incident, to):
        raise ValidationError({"to": _("This colleague cannot be asked in this case. Choose someone else.")})
    give_step(current, to=to)
    add_step(current.incident, Step.ACTION, by=actor, after="handed_over")
    audit.record("incident.hand_over_action", actor=actor.user, obj=current, fields=["owner"])
    return current


def _open_action(action: CaseAction, *, version: int) -> CaseAction:
    current = lock_version(action, version=version)
    if not current.is_open:
        raise ValidationError(_("This step has been ended already."))
    return current


def save_step(action: CaseAction, *fields: str) -> None:
    action.version += 1
    action.save(update_fields=[*fields, "version"])


def give_step(action: CaseAction, *, to: StaffMember) -> None:
    before, action.owner = action.owner, to
    action.deputy = None if action.deputy_id == to.pk else action.deputy
    save_step(action, "owner", "deputy")
    if before != to:
        for duty in open_duties([action]):
            send_notice(duty)


def take_steps_away(incident: Incident) -> None:
    """Take the open steps from who may not know of the case (any more), owner or deputy, in the act's transaction."""
    rows = incident.actions.open().select_related(
        "post", "owner__user", "owner__school", "deputy__user", "deputy__school"
    )
    held = [action for action in rows if not _is_before_the_wall(action)]
    owners = _owners(incident, [action.post for action in held if action.post])
    for action in held:
        first, second = owners.get(action.post_id, (incident.handler, None))
        if action.owner is None or not may_know(incident, action.owner):
            action.owner = first
        action.deputy = next((each for each in (first, second) if each not in (None, action.owner)), None)
        save_step(action, "owner", "deputy")
        if action.owner is None:
            duties.end_duty(DutyKind.ACTION, source=action.pk, state=State.DROPPED)
    open_duties(held)


def _is_before_the_wall(action: CaseAction) -> bool:
    """Whether a step has an owner, and whoever has it or stands in may know of the case."""
    people = (action.owner, *([action.deputy] if action.deputy else []))
    return all(person is not None and may_know(action.incident, person) for person in people)


def leave_steps(incident: Incident, *, actor: StaffMember | None) -> None:
    """End the open steps of a case that is closed at once; of a report that joined another (without `actor`) until it
    is parted again."""
    for action in incident.actions.open():
        action.state, action.ended_by, action.ended_at = ActionState.NOT_NEEDED, actor, timezone.now()
        save_step(action, "state", "ended_by", "ended_at")
        duties.end_duty(DutyKind.ACTION, source=action.pk, state=State.DROPPED)


def wake_steps(incident: Incident) -> None:
    """A report that is parted again takes up the steps it left to the case."""
    rested = incident.actions.filter(state=ActionState.NOT_NEEDED, ended_by=None)
    for action in rested.select_related("owner", "deputy"):
        action.state, action.ended_at = ActionState.OPEN, None
        save_step(action, "state", "ended_at")
        open_duties([action])


@transaction.atomic
def say_again(incident: Incident, *, actor: StaffMember, version: int, again: bool) -> Incident:
    """Let the leader say whether the same person did it before (proposed, never applied alone; users.md, Map 4).

    Its route follows. Raises `VersionConflict`.
    """
    current = lock_version(incident, version=version)
    current.is_again = again
    save_case(current, "is_again")
    add_step(current, Step.ACTION, by=actor, after="again" if again else "first")
    plan_actions(current)
    audit.record("incident.say_again", actor=actor.user, obj=current, fields=["is_again"])
    return current
