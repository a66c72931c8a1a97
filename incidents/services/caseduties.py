"""What a case asks of who handles it, derived from its rows: run it as often as you like."""

import datetime
from collections.abc import Iterator

from incidents.enums import DutyKind, Status, Talk
from incidents.models import Incident
from partnership.duties import services as duties
from partnership.duties.models import Duty, State
from partnership.duties.services import NewDuty
from partnership.school.models import StaffMember

NAME_WITHIN = datetime.timedelta(hours=24)


def ask_handler(incident: Incident, *, instead_for_names: StaffMember | None = None) -> Duty | None:
    """Give the handler of `incident` every duty its rows ask for, in the transaction of the act.

    `instead_for_names` answers the questions about the name of the handler. Returns the duty to open the case, if it
    stands. Without a handler the duties end; they come back with the next one.
    """
    if incident.handler is None:
        _end_all(incident)
        return None
    wanted = [*_to_open(incident), *_to_tell(incident), *_to_answer(incident, instead_for_names)]
    opened = duties.open_many(wanted)
    return next((duty for duty in opened if duty.kind == DutyKind.OPEN), None)


def _to_open(incident: Incident) -> Iterator[NewDuty]:
    if incident.opened_at is None and incident.status != Status.CLOSED:
        yield _duty(DutyKind.OPEN, incident.pk, incident, due_at=incident.open_before)


def _to_tell(incident: Incident) -> Iterator[NewDuty]:
    """Those involved, and children with whom nobody was asked to speak yet."""
    for telling in incident.tellings.filter(told_on=None):
        yield _duty(DutyKind.TELL_PERSON, telling.pk, incident, due_on=telling.due_on)
    for talk in incident.child_talks.filter(state=Talk.OPEN, speaker=None):
        yield _duty(DutyKind.CHILD_TALK, talk.pk, incident, due_on=talk.due_on)


def _to_answer(incident: Incident, instead: StaffMember | None) -> Iterator[NewDuty]:
    """Who bears the name is never asked about it: somebody else answers, or nobody until there is somebody."""
    for question in incident.name_questions.filter(answer=None):
        owner = instead if question.colleague_id == incident.handler_id else incident.handler
        if owner is not None:
            due_at = incident.reported_at + NAME_WITHIN
            yield _duty(DutyKind.NAME_QUESTION, question.pk, incident, owner=owner, due_at=due_at)


def _duty(kind: DutyKind, source, incident: Incident, *, owner: StaffMember | None = None, **due) -> NewDuty:
    return NewDuty(kind.value, source, owner or incident.handler, incident.get_absolute_url(), **due)


def duties_of(incident: Incident):
    """Return the open duties that `incident` asked for, whoever has them."""
    rows = ("parties", "tellings", "child_talks", "name_questions", "second_looks", "measures")
    sources = [incident.pk]
    for name in rows:
        sources += getattr(incident, name).values_list("pk", flat=True)
    kinds = [kind.value for kind in DutyKind]
    return Duty.objects.open().filter(school=incident.school_id, kind__in=kinds, source__in=sources)


def _end_all(incident: Incident) -> None:
    own = (DutyKind.ACCOUNT.value, DutyKind.SECOND_LOOK.value)
    for kind, source in duties_of(incident).exclude(kind__in=own).values_list("kind", "source"):
        duties.end_duty(kind, source=source, state=State.DROPPED)
