"""Who an unknown person was; and whether an equal name is the same person (users.md 35)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import Addition, DutyKind, Step, YesNo
from incidents.models import Addendum, Incident, KeptFrom, NameQuestion, Party
from incidents.services.firstduties import plan_missing
from incidents.services.giving import ask, keep_walls
from incidents.services.same_names import ask_about_names
from incidents.services.steps import add_step
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.models import State
from partnership.records.versions import lock_version
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
    ask_about_names(incident, [current])
    keep_walls(incident, by=actor)
    plan_missing(incident)
    ask(incident)
    return incident


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
    duties.end_duty(DutyKind.NAME_QUESTION, source=current.pk, state=State.DONE)
    if is_same:
        KeptFrom.objects.get_or_create(
            incident=incident, staff=current.colleague, school_id=incident.school_id, defaults={"by": actor}
        )
        keep_walls(incident, by=actor)
    audit.record("incident.answer_name", actor=actor.user, obj=incident)
    return current
