"""Who gets a report, and what happens when it is not opened in time.

Until a school draws its own route: who the name of the reporter was confided to, the school leader, the deputy, the
safety coordinator, the board; never who is behind the wall of the case or lived through it. A leader of one team or
location only for a case about that team or location.
"""

import datetime
from collections.abc import Iterator
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import DutyKind, Rank, Step
from incidents.models import Incident, Severity
from incidents.rules import CaseRights
from incidents.services.caseduties import ask_handler, duties_of
from incidents.services.notices import send_notice
from incidents.services.steps import add_step
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.digest import gathered
from partnership.duties.models import State
from partnership.school.enums import Role
from partnership.school.models import Enrolment, RoleAssignment, StaffMember
from partnership.school.services.people import who_handles

ROUTE = (Role.SCHOOL_LEADER, Role.SAFETY_COORDINATOR, Role.BOARD_OFFICER)
HOURS, HOURS_IN_DANGER = 4, 1
OWN_DUTIES = (DutyKind.ACCOUNT.value, DutyKind.SECOND_LOOK.value)


def may_handle(incident: Incident, person: StaffMember) -> bool:
    """Whether `person` may be given the case: not behind its wall, not someone who lived through it, not the reporter
    whose name is kept."""
    if incident.confided_to_id and person.pk == incident.reporter_id:
        return False
    now = CaseRights(person.rights)
    known = person.school_id == incident.school_id and incident.pk not in now.hidden
    return known and incident.pk not in now.lived_through


def handlers_for(incident: Incident, *, excluding: frozenset[UUID] = frozenset()) -> Iterator[StaffMember]:
    """Give who may get the case, first to last, each once."""
    seen = set(excluding)
    for person in _in_order(incident):
        if person.pk not in seen:
            seen.add(person.pk)
            if may_handle(incident, person):
                yield person


def _in_order(incident: Incident) -> Iterator[StaffMember]:
    if incident.confided_to_id:
        confided = StaffMember.objects.today().with_login().select_related("user", "school")
        yield from confided.filter(pk=incident.confided_to_id)
    for role in ROUTE:
        people = who_handles(role, school=incident.school)
        if role == Role.SCHOOL_LEADER:
            people = _near(incident, people)
        yield from people


def _near(incident: Incident, people: list[StaffMember]) -> list[StaffMember]:
    """Return leaders of the whole school, and of the team or location it is about; holders before deputies.

    Among holders (and among deputies) the leader of the team comes first: that is who knows the people.
    """
    named = {person.pk: person for person in people}
    roles = RoleAssignment.objects.today().filter(role=Role.SCHOOL_LEADER, staff__in=named).order_by("order", "pk")
    roles = list(roles)
    is_partial = any(role.team_id or role.location_id for role in roles)
    part = _teams_and_locations(incident) if is_partial else set()
    ranked = []
    for role in roles:
        own = {role.team_id, role.location_id} - {None}
        if not own or own & part:
            ranked.append((role.order, not own, named[role.staff_id]))
    return [person for _order, _is_for_all, person in sorted(ranked, key=lambda row: row[:2])]


def _teams_and_locations(incident: Incident) -> set[UUID]:
    """Return the teams and locations of the pupils in the case; without pupils, those of the reporter's groups."""
    parties = incident.parties.filter(pupil__isnull=False).values("pupil")
    talks = incident.child_talks.values("pupil")
    enrolments = Enrolment.objects.today().filter(Q(pupil__in=parties) | Q(pupil__in=talks))
    found = set()
    for row in enrolments.values_list("group__team", "group__location", "pupil__location"):
        found.update(row)
    if not found:
        for row in incident.reporter.assignments.today().values_list("group__team", "group__location"):
            found.update(row)
    return found - {None}


def hours_to_open(incident: Incident) -> int:
    """Return within how many hours the case must be opened: the school's own terms, shorter when there is danger."""
    in_danger = any([incident.was_threatened, incident.was_hurt, incident.is_afraid])
    rank = Rank.GRAVE if in_danger else Rank.LIGHT
    severity = Severity.objects.in_use().filter(school=incident.school_id, rank=rank).first()
    if severity is not None:
        return severity.opened_within_hours
    return HOURS_IN_DANGER if in_danger else HOURS


def send_to_first(incident: Incident) -> StaffMember | None:
    """Give a new report to the first who may have it, in the transaction of the report; return whom, or None."""
    candidates = handlers_for(incident)
    incident.handler = next(candidates, None)
    incident.open_before = timezone.now() + datetime.timedelta(hours=hours_to_open(incident))
    incident.save(update_fields=["handler", "open_before"])
    _ask(incident, others=candidates)
    return incident.handler


def _ask(incident: Incident, *, others: Iterator[StaffMember]) -> None:
    bears_name = incident.name_questions.filter(answer=None, colleague=incident.handler_id).exists()
    opening = ask_handler(incident, instead_for_names=next(others, None) if bears_name else None)
    if opening is not None:
        send_notice(opening)


@transaction.atomic
def give_case(incident: Incident, *, to: StaffMember | None, actor: StaffMember | None, reason: str = "") -> Incident:
    """Give the case to somebody else, who has to open it anew; `actor` is None when the application does it.

    What waits for the old handler goes along. Raises `ValidationError` for somebody who may not handle it.
    """
    current = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if to is not None and (to.school_id != current.school_id or not may_handle(current, to)):
        raise ValidationError(_("This colleague cannot handle this case. Choose somebody else."))
    before = current.handler_id
    current.handler, current.opened_at = to, None
    current.open_before = timezone.now() + datetime.timedelta(hours=hours_to_open(current))
    current.version += 1
    current.save(update_fields=["handler", "opened_at", "open_before", "version"])
    with gathered():
        _take_along(current, before)
        _ask(current, others=handlers_for(current, excluding=frozenset([to.pk]) if to else frozenset()))
    add_step(current, Step.HANDLER, by=actor, before=before or "", after=to.pk if to else "", reason=reason)
    audit.record("incident.give", actor=actor.user if actor else None, obj=current, fields=["handler"])
    return current


def _take_along(incident: Incident, before: UUID | None) -> None:
    """Hand over whatever the old handler still has of this case, also what others opened for them."""
    if before is None or incident.handler is None:
        return
    for duty in duties_of(incident).filter(owner=before).exclude(kind__in=OWN_DUTIES):
        duties.hand_over(duty, actor=incident.handler, to=incident.handler)


@transaction.atomic
def keep_wall(incident: Incident, *, actor: StaffMember | None = None) -> Incident:
    """After somebody was found to have a conflict: nobody behind the wall keeps the case or a duty of it."""
    current = Incident.objects.select_related("handler__user").get(pk=incident.pk)  # nothing that was read before
    if current.handler is not None and not may_handle(current, current.handler):
        current = give_case(incident, to=next(handlers_for(incident), None), actor=actor)
    for duty in duties_of(current).select_related("owner__user"):
        if may_know(current, duty.owner):
            continue
        if current.handler is None or duty.kind in OWN_DUTIES:
            duties.end_duty(duty.kind, source=duty.source, state=State.DROPPED)
        else:
            duties.hand_over(duty, actor=current.handler, to=current.handler)
    return current


def may_know(incident: Incident, person: StaffMember) -> bool:
    """Whether `person` stands before the wall of the case, as its rows stand now."""
    return person.school_id == incident.school_id and incident.pk not in CaseRights(person.rights).hidden


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
