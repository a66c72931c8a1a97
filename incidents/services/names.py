"""Who an unknown person was; and whether an equal name is the same person (users.md 35)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import Addition, Side, Step, YesNo
from incidents.models import Addendum, Incident, KeptFrom, NameQuestion, Party
from incidents.services import duties as case_duties
from incidents.services.steps import add_step
from incidents.services.telling import open_tellings
from incidents.services.walls import able_handlers, fresh, keep_walls
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.models import State
from partnership.records.versions import lock_version
from partnership.school.calendar import DAY
from partnership.school.models import Guardian, StaffMember


@dataclass(frozen=True)
class FoundOut:
    """Who somebody unknown turned out to be: a guardian of the school, or a typed name with what is known."""

    guardian: Guardian | None = None
    name: str = ""
    email: str = ""
    telephone: str = ""
    works_here: str = YesNo.UNKNOWN


@transaction.atomic
def name_person(party: Party, *, actor: StaffMember, version: int, found: FoundOut, reason: str) -> Incident:
    """Name somebody who was unknown, by an addendum: the description that was sent stays.

    Whoever has a conflict by this name loses the case at once. Raises `VersionConflict`, and `ValidationError` when
    the person was known already or the guardian is of another school.
    """
    incident = lock_version(party.incident, version=version)
    current = Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    if current.person or current.name:
        raise ValidationError(_("It is known already who this is."))
    if found.guardian is not None and found.guardian.school_id != incident.school_id:
        raise ValidationError(_("This guardian does not belong to this school."))
    current.guardian, current.name, current.email = found.guardian, found.name, found.email
    current.telephone, current.works_here, current.named_at = found.telephone, found.works_here, timezone.now()
    fields = ["guardian", "name", "email", "telephone", "works_here", "named_at"]
    current.kind = current.kind if found.guardian is None else "guardian"
    current.save(update_fields=[*fields, "kind"])
    Addendum.objects.create(
        incident=incident, school_id=incident.school_id, author=actor, kind=Addition.MORE, party=current, text=reason
    )
    add_step(incident, Step.NAMED, by=actor, after=current.pk)
    audit.record("incident.name_person", actor=actor.user, obj=incident, fields=["parties"])
    ask_about_names(incident, current)
    keep_walls(incident, by=actor)
    open_tellings(incident)
    return incident


def ask_about_names(incident: Incident, party: Party) -> list[NameQuestion]:
    """Ask a handler without a conflict whether somebody involved is the colleague of the same name, within a day."""
    if party.side != Side.INVOLVED or not (party.name or party.guardian):
        return []
    colleagues = StaffMember.objects.filter(school=incident.school_id).today()
    asked = []
    for colleague in (each for each in colleagues if _has_name(each, party)):
        question, made = NameQuestion.objects.get_or_create(
            incident=incident, school_id=incident.school_id, party=party, colleague=colleague
        )
        if made:
            _ask_handler(question, incident)
            asked.append(question)
    return asked


def _has_name(colleague: StaffMember, party: Party) -> bool:
    """Whether the last names are equal and the first ones begin alike, whatever the size of letters."""
    typed = (party.guardian.name if party.guardian else party.name).casefold().split()
    last = colleague.last_name.casefold().split()
    if not last or typed[-len(last) :] != last:
        return False
    first = typed[: -len(last)]
    return not first or not colleague.first_name or first[0][0] == colleague.first_name.casefold()[0]


def _ask_handler(question: NameQuestion, incident: Incident) -> None:
    able = [person for person in able_handlers(incident) if person.pk != question.colleague_id]
    now = [person for person in able if person.pk == incident.handler_id]
    if owner := next(iter([*now, *able]), None):
        link = reverse("incidents:name_question", args=[question.pk])
        due_at = timezone.now() + DAY
        duties.open_duty(case_duties.NAME_QUESTION, source=question.pk, owner=owner, link=link, due_at=due_at)


@transaction.atomic
def answer_name_question(question: NameQuestion, *, actor: StaffMember, is_same: bool) -> NameQuestion:
    """Say whether it is the same person; if so the case is kept from that colleague at once.

    Raises `ValidationError` when it is about the one who answers, or was answered already.
    """
    current = NameQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if current.colleague_id == actor.pk:
        raise ValidationError(_("Somebody else answers this."))
    if current.answer is not None:
        raise ValidationError(_("This has been answered already."))
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=current.incident_id)
    current.answer, current.answered_by, current.answered_at = is_same, actor, timezone.now()
    current.save(update_fields=["answer", "answered_by", "answered_at"])
    duties.end_duty(case_duties.NAME_QUESTION, source=current.pk, state=State.DONE)
    if is_same:
        KeptFrom.objects.get_or_create(
            incident=incident, staff=current.colleague, school_id=incident.school_id, defaults={"by": actor}
        )
        keep_walls(incident, by=fresh(actor))
    audit.record("incident.answer_name", actor=actor.user, obj=incident)
    return current
