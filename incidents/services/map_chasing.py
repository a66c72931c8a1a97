"""Steps of cases that wait too long, or for somebody who is absent: a reminder, then the deputy, then the leader."""

import datetime

from django.db import transaction
from django.utils import timezone

from incidents.enums import DutyKind, PostKind
from incidents.models import CaseAction
from incidents.services.map_actions import give_step, save_step
from incidents.services.notices import send_notice
from incidents.services.route import may_handle
from partnership.duties.models import Duty
from partnership.school.enums import Role
from partnership.school.models import Absence
from partnership.school.services.people import who_handles

# Steps of aftercare never pass by themselves: the affected person is asked who takes over (users.md, Map 4).
STAY = frozenset([PostKind.COUNSELLOR])
LEADER_AFTER = datetime.timedelta(hours=24)


@transaction.atomic
def chase_actions(now: datetime.datetime | None = None) -> int:
    """Remind of steps that are late, then give them to the deputy, then tell the leader: each once. Return how many.

    Of steps of aftercare only the first: who lived through it is asked who takes over.
    """
    now = now or timezone.now()
    late = CaseAction.objects.open().exclude(owner=None).filter(due_on__lte=timezone.localdate(now))
    late = late.select_related("owner__user", "owner__school", "deputy__user", "deputy__school", "post", "incident")
    return sum(_chase(action, now) for action in late.select_for_update(of=("self",)) if action.is_past(now))


def _chase(action: CaseAction, now: datetime.datetime) -> int:
    stays = action.post is not None and action.post.kind in STAY
    if action.reminded_at is None:
        action.reminded_at = now
        save_step(action, "reminded_at")
        _remind(action)
    elif stays or now - action.reminded_at < LEADER_AFTER:
        return 0
    elif action.passed_at is None and _can_pass(action):
        action.passed_at = now
        save_step(action, "passed_at")
        give_step(action, to=action.deputy)
    elif action.raised_at is None and (action.passed_at is None or now - action.passed_at >= LEADER_AFTER):
        action.raised_at = now
        save_step(action, "raised_at")
        _raise_to_leader(action)
    else:
        return 0
    return 1


def _can_pass(action: CaseAction) -> bool:
    deputy = action.deputy
    return deputy is not None and deputy.rights.at_work and may_handle(action.incident, deputy)


def _remind(action: CaseAction) -> None:
    duty = Duty.objects.open().filter(kind=DutyKind.ACTION, source=action.pk).select_related("owner__user").first()
    if duty is not None:
        send_notice(duty)


def _raise_to_leader(action: CaseAction) -> None:
    """Give it to the first leader, or the board, who may know of the case and does not have it already."""
    for role in (Role.SCHOOL_LEADER, Role.BOARD_OFFICER):
        for person in who_handles(role, school=action.incident.school):
            if person.pk != action.owner_id and may_handle(action.incident, person):
                give_step(action, to=person)
                return


@transaction.atomic
def pass_on_absent(day: datetime.date | None = None) -> int:
    """Give the open steps of who is absent on `day` (today) to who stands in; return how many. Aftercare stays."""
    absent = Absence.objects.on(day or timezone.localdate()).values("staff")
    rows = CaseAction.objects.open().filter(owner__in=absent).exclude(post__kind__in=STAY).exclude(deputy=None)
    rows = rows.exclude(deputy__in=absent).select_related("owner", "deputy__user", "deputy__school", "incident")
    able = [action for action in rows.select_for_update(of=("self",)) if _can_pass(action)]
    for action in able:
        give_step(action, to=action.deputy)
    return len(able)
