"""What a case asks of people, as rows of the one list of duties, derived from its rows: ask as often as you like."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from incidents.enums import DutyKind, Status, Talk
from incidents.models import Account, ChildTalk, Incident, Measure, NameQuestion, Party, SecondLook, Telling
from partnership.duties import services as duties
from partnership.duties.models import Duty, State
from partnership.duties.services import NewDuty
from partnership.school.models import StaffMember

NAME_WITHIN = datetime.timedelta(hours=24)
# The page on which a duty is done, where that is not the case itself; its key is the source of the duty.
PAGES = {DutyKind.TELL_PERSON: "tell", DutyKind.CHILD_TALK: "child_talk", DutyKind.NAME_QUESTION: "name_question"}
ASKED_BY = (Account, ChildTalk, Measure, NameQuestion, Party, SecondLook, Telling)
# Asked of somebody as a person, whoever handles the case.
PERSONAL = (DutyKind.ACCOUNT, DutyKind.SECOND_LOOK)
# These stay where they are when the case is given away: who decided on a measure carries it out.
STAYING = (*PERSONAL, DutyKind.MEASURE)


@dataclass(frozen=True)
class StillOpen:
    """What of a case waits for its handler: who is not told yet, talks nobody holds, questions without an answer,
    colleagues who object to the report."""

    tellings: Iterable[Telling]
    talks: Iterable[ChildTalk]
    questions: Iterable[NameQuestion]
    objections: Iterable[Account] = ()


def still_open(incident: Incident) -> StillOpen:
    """Read what of a case waits for its handler; four queries."""
    return StillOpen(
        list(incident.tellings.filter(told_on=None)),
        list(incident.child_talks.filter(state=Talk.OPEN, speaker=None)),
        list(incident.name_questions.filter(answer=None)),
        objected_in(incident),
    )


def ask_handler(
    incident: Incident,
    rows: StillOpen,
    *,
    instead_for_names: StaffMember | None = None,
    also: Iterable[NewDuty] = (),
) -> list[Duty]:
    """Give the handler of `incident` every duty its `rows` ask for, in the transaction of the act; return them.

    `instead_for_names` answers the questions about the name of the handler. Without a handler the duties end; they
    come back with the next one. What `also` asks of others is opened along with it.
    """
    if incident.handler is None:
        _end_all(incident)
        return duties.open_many(also)
    wanted = [*_to_open(incident), *_to_tell(incident, rows), *_to_answer(incident, rows, instead_for_names)]
    return duties.open_many([*wanted, *_to_talk(incident, rows.objections), *also])


def _to_open(incident: Incident) -> Iterator[NewDuty]:
    if incident.opened_at is None and incident.status != Status.CLOSED:
        yield _duty(DutyKind.OPEN, incident.pk, incident.handler, due_at=incident.open_before)


def _to_tell(incident: Incident, rows: StillOpen) -> Iterator[NewDuty]:
    """Those involved, and children with whom nobody was asked to speak yet."""
    for telling in rows.tellings:
        yield _duty(DutyKind.TELL_PERSON, telling.pk, incident.handler, due_on=telling.due_on)
    for talk in rows.talks:
        yield _duty(DutyKind.CHILD_TALK, talk.pk, incident.handler, due_on=talk.due_on)


def _to_answer(incident: Incident, rows: StillOpen, instead: StaffMember | None) -> Iterator[NewDuty]:
    """Who bears the name is never asked about it: somebody else answers, or nobody until there is somebody."""
    for question in rows.questions:
        owner = instead if question.colleague_id == incident.handler_id else incident.handler
        if owner is not None:
            yield _duty(DutyKind.NAME_QUESTION, question.pk, owner, due_at=incident.reported_at + NAME_WITHIN)


def objected_in(incident: Incident) -> list[Account]:
    """Return the accounts in which a colleague objects and nobody talked about it yet."""
    return list(incident.accounts.filter(talk_before__isnull=False).select_related("author"))


def _to_talk(incident: Incident, objections: Iterable[Account]) -> Iterator[NewDuty]:
    """With a colleague who objects to a report on their behalf, who handles it talks before going on."""
    for account in objections:
        yield NewDuty(
            DutyKind.OBJECTION.value, account.pk, incident.handler, incident.get_absolute_url(),
            due_on=account.talk_before,
        )  # fmt: skip


def ask_to_talk(incident: Incident) -> None:
    """Ask the handler, if there is one yet, to talk with who objects, in the transaction of the objection."""
    if incident.handler is not None:
        duties.open_many(_to_talk(incident, objected_in(incident)))


def _duty(kind: DutyKind, source: UUID, owner: StaffMember, **due) -> NewDuty:
    link = reverse(f"incidents:{PAGES.get(kind, 'case')}", args=[source])
    return NewDuty(kind.value, source, owner, link, **due)


def duties_of(incident: Incident) -> QuerySet[Duty]:
    """Return the open duties that `incident` asked for, whoever has them."""
    sources = Q(source=incident.pk)
    for model in ASKED_BY:
        sources |= Q(source__in=model.objects.filter(incident=incident).values("pk"))
    return Duty.objects.open().filter(sources, kind__in=list(DutyKind), school=incident.school_id)


def give_to(duty: Duty, owner: StaffMember | None) -> None:
    """Give a duty to somebody else as it stands; without anybody it is dropped."""
    if owner is None:
        duties.end_duty(duty.kind, source=duty.source, state=State.DROPPED)
        return
    duties.open_duty(
        duty.kind, source=duty.source, owner=owner, link=duty.link, due_on=duty.due_on, due_at=duty.due_at,
        minutes=duty.minutes,
    )  # fmt: skip


def take_along(incident: Incident, *, before: UUID | None) -> None:
    """Give the handler what the one `before` still has of this case, also what others opened for them."""
    if before is None or incident.handler is None:
        return
    for duty in _of_handler(incident).filter(owner=before):
        give_to(duty, incident.handler)


def drop_all(incident: Incident, *, but: tuple[str, ...] = ()) -> None:
    """End what is still open of a case that was closed."""
    for duty in duties_of(incident).exclude(kind__in=but):
        give_to(duty, None)


def _end_all(incident: Incident) -> None:
    for duty in _of_handler(incident):
        give_to(duty, None)


def _of_handler(incident: Incident) -> QuerySet[Duty]:
    """Return the duties of whoever handles the case: not what stays with a person, nor a talk that has its speaker."""
    spoken = ChildTalk.objects.filter(incident=incident, speaker__isnull=False).values("pk")
    return duties_of(incident).exclude(kind__in=STAYING).exclude(kind=DutyKind.CHILD_TALK, source__in=spoken)
