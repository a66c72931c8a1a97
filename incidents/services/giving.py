"""Give a case to who handles it, take it from who may not know of it, pass it on when it is not opened in time."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import DutyKind, Step
from incidents.models import CaseShare, ChildTalk, Incident, NameQuestion, SecondLook
from incidents.services.caseduties import (
    PERSONAL,
    StillOpen,
    ask_handler,
    duties_of,
    give_to,
    still_open,
    take_along,
)
from incidents.services.measures import decider_of
from incidents.services.notices import send_notice
from incidents.services.route import fresh, handlers_for, hours_to_open, may_handle, may_know
from incidents.services.steps import add_step, save_case
from partnership.audit import services as audit
from partnership.duties.digest import gathered
from partnership.duties.models import Duty
from partnership.duties.services import NewDuty
from partnership.school.models import StaffMember


def send_to_first(incident: Incident, rows: StillOpen, *, also: Iterable[NewDuty] = ()) -> StaffMember | None:
    """Give a new report to the first who may have it, in the transaction of the report; return whom, or None.

    `rows` are those that were just written, `also` what is asked of others.
    """
    incident.handler = next(handlers_for(incident), None)
    incident.open_before = timezone.now() + datetime.timedelta(hours=hours_to_open(incident))
    incident.save(update_fields=["handler", "open_before"])
    _ask_at_once(incident, rows, also)
    return incident.handler


def ask(incident: Incident, rows: StillOpen | None = None, also: Iterable[NewDuty] = ()) -> list[Duty]:
    """Ask who handles the case for all it needs now, and others for what is in `also`; return the duties.

    Whether a name is that of a colleague is asked of somebody else than this colleague.
    """
    rows, handler = rows or still_open(incident), incident.handler_id
    bears_name = handler and any(question.colleague_id == handler for question in rows.questions)
    instead = _other_than(handler, incident) if bears_name else None
    return ask_handler(incident, rows, instead_for_names=instead, also=also)


def _other_than(handler: UUID, incident: Incident) -> StaffMember | None:
    return next(handlers_for(incident, excluding=frozenset([handler])), None)


def _ask_at_once(incident: Incident, rows: StillOpen | None = None, also: Iterable[NewDuty] = ()) -> None:
    """Ask, and let two of them know by a mail that does not wait: who handles it, and on whose behalf it is."""
    for duty in ask(incident, rows, also):
        is_behalf = duty.kind == DutyKind.ACCOUNT and duty.owner == incident.on_behalf_of
        if duty.kind == DutyKind.OPEN or is_behalf:
            send_notice(duty)


def give(incident: Incident, *, to: StaffMember | None, by: StaffMember | None, reason: str = "") -> Incident:
    """Make `to` the one who handles a locked case and has to open it anew; what waits for it goes along.

    `by` is None when the application does it.
    """
    before = incident.handler_id
    incident.handler, incident.opened_at = to, None
    incident.open_before = timezone.now() + datetime.timedelta(hours=hours_to_open(incident))
    save_case(incident, "handler", "opened_at", "open_before")
    with gathered():
        for case in (incident, *incident.joined.all()):
            take_along(case, before=before)
        _ask_at_once(incident)
    add_step(incident, Step.HANDLER, by=by, before=before, after=to.pk if to else "", reason=reason)
    return incident


@transaction.atomic
def give_case(incident: Incident, *, to: StaffMember | None, actor: StaffMember | None, reason: str = "") -> Incident:
    """Give the case to the next one. Raises `ValidationError` for somebody who may not handle it."""
    current = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if to is not None and (to.school_id != current.school_id or not may_handle(current, to)):
        raise ValidationError(_("This colleague cannot handle this case. Choose somebody else."))
    give(current, to=to, by=actor, reason=reason)
    audit.record("incident.give", actor=actor.user if actor else None, obj=current, fields=["handler"])
    return current


@transaction.atomic
def keep_walls(incident: Incident, *, by: StaffMember | None) -> Incident:
    """Take a locked case away from everyone who may not know of it (any more): handler, duties, shares.

    Called in the transaction of each act by which a conflict can appear. A conflict in a report is one in the case it
    was joined to.
    """
    if incident.handler_id and not may_handle(incident, fresh(incident.handler)):
        give(incident, to=next(handlers_for(incident), None), by=by)
    with gathered():
        for case in (incident, *incident.joined.all()):
            for duty in duties_of(case).select_related("owner__user", "owner__school"):
                if not may_know(case, duty.owner):
                    _take_away(duty, incident)
    for share in CaseShare.objects.current().filter(incident=incident).select_related("staff__user", "staff__school"):
        if not may_know(incident, share.staff):
            CaseShare.objects.filter(pk=share.pk).update(ended_at=timezone.now())
    return incident


def _take_away(duty: Duty, incident: Incident) -> None:
    """Give a duty to who can have it now. Who was asked as a person is asked no more."""
    ChildTalk.objects.filter(pk=duty.source, speaker=duty.owner).update(speaker=None)
    SecondLook.objects.filter(pk=duty.source).update(answered_at=timezone.now())  # somebody else can be asked
    give_to(duty, _next_owner(duty, incident))


def _next_owner(duty: Duty, incident: Incident) -> StaffMember | None:
    if duty.kind in PERSONAL or incident.handler is None:
        return None
    if duty.kind == DutyKind.MEASURE:
        return decider_of(incident)
    bears_name = NameQuestion.objects.filter(pk=duty.source, colleague=incident.handler).exists()
    return _other_than(incident.handler_id, incident) if bears_name else incident.handler


@transaction.atomic
def pass_on_unopened(now: datetime.datetime | None = None) -> int:
    """Give each case that was not opened in time to the next who may have it, once each; return how many.

    When all have had it, it stays with the last one. A case that nobody could be given yet is tried again.
    """
    now = now or timezone.now()
    waiting = Incident.objects.open().cases().filter(opened_at=None, open_before__lte=now)
    passed = 0
    for incident in waiting.select_related("handler", "reporter", "school"):
        following = next(handlers_for(incident, excluding=_had_it(incident)), None)
        if following is not None:
            give_case(incident, to=following, actor=None)
            passed += 1
        else:
            again = None if incident.handler_id else now + datetime.timedelta(hours=1)
            Incident.objects.filter(pk=incident.pk).update(open_before=again)
    return passed


def _had_it(incident: Incident) -> frozenset[UUID]:
    steps = incident.steps.filter(step__in=[Step.REPORTED, Step.HANDLER]).exclude(after="")
    return frozenset(UUID(key) for key in steps.values_list("after", flat=True)) | {incident.handler_id} - {None}
