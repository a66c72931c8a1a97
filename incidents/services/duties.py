"""What people must do for a case, as rows of the one list of duties."""

from uuid import UUID

from django.db.models import Q, QuerySet

from incidents.models import (
    Account,
    ChildTalk,
    Incident,
    Measure,
    NameQuestion,
    Party,
    SecondLook,
    Telling,
)
from partnership.duties import services as duties
from partnership.duties.models import Duty, State
from partnership.school.models import StaffMember

OPEN = "incident.open"
TELL_PERSON = "incident.tell_person"
TELL_REPORTER = "incident.tell_reporter"
CHILD_TALK = "incident.child_talk"
NAME_QUESTION = "incident.name_question"
SECOND_LOOK = "incident.second_look"
# Duties of who handles the case: they go along when it is given to somebody else.
OF_HANDLER = (OPEN, TELL_PERSON, TELL_REPORTER, NAME_QUESTION)
ASKED_BY = (Account, ChildTalk, Measure, NameQuestion, Party, SecondLook, Telling)


def duties_of(incident: Incident) -> QuerySet[Duty]:
    """Return the open duties of a case, whoever they are for."""
    sources = Q(source=incident.pk)
    for model in ASKED_BY:
        sources |= Q(source__in=model.objects.filter(incident=incident).values("pk"))
    return Duty.objects.open().filter(sources, kind__startswith="incident.", school=incident.school_id)


def give_to(duty: Duty, owner: StaffMember) -> None:
    """Give a duty to somebody else as it stands."""
    duties.open_duty(
        duty.kind, source=duty.source, owner=owner, link=duty.link, due_on=duty.due_on, due_at=duty.due_at,
        minutes=duty.minutes,
    )  # fmt: skip


def give_all(incident: Incident, *, before: UUID | None, to: StaffMember | None) -> None:
    """Give what the handler `before` had to do to the next one; without a next one it is dropped."""
    for duty in duties_of(incident).filter(owner=before):
        if duty.kind not in OF_HANDLER and not _is_talk_without_speaker(duty):
            continue
        if to is None:
            duties.end_duty(duty.kind, source=duty.source, state=State.DROPPED)
        else:
            give_to(duty, to)


def _is_talk_without_speaker(duty: Duty) -> bool:
    return duty.kind == CHILD_TALK and ChildTalk.objects.filter(pk=duty.source, speaker=None).exists()


def drop_all(incident: Incident, *, but: tuple[str, ...] = ()) -> None:
    """End what is still open of a case that was closed."""
    for duty in duties_of(incident).exclude(kind__in=but):
        duties.end_duty(duty.kind, source=duty.source, state=State.DROPPED)
