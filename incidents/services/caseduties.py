"""What a case asks of who handles it, derived from its rows: run it as often as you like."""

import datetime

from incidents.enums import DutyKind, Status, Talk
from incidents.models import Incident, NameQuestion
from partnership.duties import services as duties
from partnership.duties.digest import gathered
from partnership.duties.models import Duty, State
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
    link = incident.get_absolute_url()
    with gathered():
        opening = _ask_to_open(incident, link)
        for telling in incident.tellings.filter(told_on=None):
            _open(DutyKind.TELL_PERSON, telling.pk, incident.handler, link, due_on=telling.due_on)
        for talk in incident.child_talks.filter(state=Talk.OPEN, speaker=None):
            _open(DutyKind.CHILD_TALK, talk.pk, incident.handler, link, due_on=talk.due_on)
        for question in incident.name_questions.filter(answer=None):
            _ask_name(question, incident, instead_for_names, link)
    return opening


def _ask_to_open(incident: Incident, link: str) -> Duty | None:
    if incident.opened_at is not None or incident.status == Status.CLOSED:
        return None
    return _open(DutyKind.OPEN, incident.pk, incident.handler, link, due_at=incident.open_before)


def _ask_name(question: NameQuestion, incident: Incident, instead: StaffMember | None, link: str) -> None:
    """Who bears the name is never asked about it: somebody else answers, or nobody until there is somebody."""
    owner = instead if question.colleague_id == incident.handler_id else incident.handler
    if owner is not None:
        due_at = incident.reported_at + NAME_WITHIN
        _open(DutyKind.NAME_QUESTION, question.pk, owner, link, due_at=due_at)


def _open(kind: DutyKind, source, owner: StaffMember, link: str, **due) -> Duty:
    return duties.open_duty(kind.value, source=source, owner=owner, link=link, **due)


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
