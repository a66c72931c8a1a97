"""Close a case with its outcome, and open it again; what is still missing before."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.enums import DutyKind, Outcome, Status, Step, Talk
from incidents.models import Account, ChildTalk, Incident, Severity, Telling
from incidents.services.caseduties import drop_all, objected_in
from incidents.services.map_actions import leave_steps
from incidents.services.naming import Naming
from incidents.services.steps import add_step, save_case
from incidents.workflow import move
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.records.versions import lock_version
from partnership.school.models import StaffMember

AFTERCARE_ASKED = "aftercare_asked"


@dataclass(frozen=True)
class Missing:
    """Something a case must have before it is closed: what, the page where it is done, who does it, before when."""

    code: str
    text: str
    url: str
    who: str = ""
    due_on: datetime.date | None = None


_also_asked: list[Callable[[Incident], list[Missing]]] = []


def ask_also(asker: Callable[[Incident], list[Missing]]) -> None:
    """Let a higher app say what it still misses in a case. Called in `AppConfig.ready()`."""
    _also_asked.append(asker)


def missing(incident: Incident, *, naming: Naming | None = None) -> list[Missing]:
    """Return what a case still misses before it is closed, in the order in which one does it."""
    people = [each for case in (incident, *incident.joined.all()) for each in _of_people(case, naming)]
    found = [*_of_case(incident), *_of_steps(incident), *people, *_of_reporter(incident)]
    return found + [each for asker in _also_asked for each in asker(incident)]


def _url(name: str, row) -> str:
    return reverse(f"incidents:{name}", args=[row.pk])


def _of_case(incident: Incident) -> list[Missing]:
    if incident.severity_id is None:
        return [Missing("severity", _("How serious was it?"), _url("severity", incident))]
    decided = any(measure.decided_on and not measure.dropped_on for measure in incident.measures.all())
    if not incident.severity.needs_measure or decided:
        return []
    return [Missing("measure", _("Word a measure: this severity asks for one"), _url("case", incident) + "#measures")]


def _of_steps(incident: Incident) -> list[Missing]:
    """One line for all steps that are open: each stands on the page with who does it."""
    days = [action.due_on for action in incident.actions.all() if action.is_open]
    if not days:
        return []
    words = ngettext("%(number)d step of who does what", "%(number)d steps of who does what", len(days))
    return [Missing("step", words % {"number": len(days)}, _url("case", incident) + "#steps", due_on=min(days))]


def _of_reporter(incident: Incident) -> list[Missing]:
    if incident.reporter_told_on is not None:
        return []
    return [Missing("reporter", _("Tell the reporter the outcome"), _url("tell_reporter", incident))]


def _of_people(incident: Incident, naming: Naming | None) -> list[Missing]:
    questions = (row for row in incident.name_questions.all() if row.answer is None)
    tellings = (row for row in incident.tellings.all() if _must_tell(row))
    talks = (row for row in incident.child_talks.all() if row.state == Talk.OPEN)
    looks = (row for row in incident.second_looks.all() if row.answered_at is None)
    return [
        *(
            Missing("objection", _talk_with(row), _url("case", incident) + "#accounts", "", row.talk_before)
            for row in objections(incident)
        ),
        *(Missing("name", _("Is this our colleague?"), _url("name_question", row)) for row in questions),
        *(Missing("told", _told_words(row, naming), _url("tell", row), "", row.due_on) for row in tellings),
        *(Missing("child", _talk_words(row), _url("child_talk", row), _speaker(row), row.due_on) for row in talks),
        *(
            Missing("second_look", _("Somebody else is looking"), _url("second_look", row), row.asked_of.first_name)
            for row in looks
        ),
    ]


def objections(incident: Incident) -> list[Account]:
    """Return the objections about which nobody talked yet. A page says beforehand whether there are any."""
    if not getattr(incident, "has_objections", True):
        return []
    return objected_in(incident)


def _talk_with(objection: Account) -> str:
    return _("Talk with %(name)s, who objects to the report") % {"name": objection.author.first_name}


def _must_tell(telling: Telling) -> bool:
    """Whether the person concerned was neither told, nor waits for a reason until a day that is still to come."""
    waits = telling.wait_reason and telling.due_on >= timezone.localdate()
    return telling.told_on is None and not waits


def _told_words(telling: Telling, naming: Naming | None) -> str:
    name = naming.of_party(telling.party) if naming else telling.party.called
    return _("Tell %(name)s about the record") % {"name": name}


def _speaker(talk: ChildTalk) -> str:
    return talk.speaker.first_name if talk.speaker else ""


def _talk_words(talk: ChildTalk) -> str:
    words = _("Who speaks with %(name)s?") if talk.speaker_id is None else _("Talk with %(name)s")
    return words % {"name": talk.pupil.first_name}


@transaction.atomic
def tell_reporter(incident: Incident, *, actor: StaffMember, version: int, asked_aftercare: bool = False) -> Incident:
    """Note that who reported it was told the outcome. Raises `VersionConflict`."""
    current = lock_version(incident, version=version)
    _note_told(current, actor=actor, asked_aftercare=asked_aftercare)
    audit.record("incident.tell_reporter", actor=actor.user, obj=current, fields=["reporter_told_on"])
    return current


def _note_told(incident: Incident, *, actor: StaffMember, asked_aftercare: bool) -> None:
    incident.reporter_told_on = timezone.localdate()
    save_case(incident, "reporter_told_on")
    duties.end_duty(DutyKind.TELL_REPORTER, source=incident.pk)
    after = AFTERCARE_ASKED if asked_aftercare else ""
    add_step(incident, Step.REPORTER_TOLD, by=actor, after=after)


@transaction.atomic
def close_case(
    incident: Incident,
    *,
    actor: StaffMember,
    version: int,
    outcome: str,
    reason: str,
    passed_on_to: str = "",
    heard: str = "",
) -> Incident:
    """Close a case with what is thought of it after both sides were heard or invited (users.md 8).

    Raises `VersionConflict`, and `ValidationError` while something is missing, or when an established outcome has
    heard one side only.
    """
    current = lock_version(incident, version=version)
    if lacks := missing(current):
        raise ValidationError([_("Not yet: %(what)s") % {"what": each.text} for each in lacks])
    judges = outcome in (Outcome.ESTABLISHED, Outcome.PARTLY, Outcome.NOT_ESTABLISHED)
    if judges and not heard:
        raise ValidationError(_("Hear both sides first, or invite them."))
    _close(current, Outcome(outcome), actor=actor, reason=reason, passed_on_to=passed_on_to, heard=heard)
    drop_all(current, but=(DutyKind.TELL_PERSON, DutyKind.MEASURE))
    audit.record("incident.close", actor=actor.user, obj=current, fields=["status", "outcome"])
    return current


def _close(
    incident: Incident, outcome: Outcome, *, actor: StaffMember, reason: str, passed_on_to: str = "", heard: str = ""
) -> None:
    if (outcome == Outcome.PASSED_ON) != bool(passed_on_to):
        raise ValidationError(_("Say where it belongs, only when it was passed on."))
    before, incident.status = incident.status, move(incident.status, Status.CLOSED)
    incident.outcome, incident.passed_on_to, incident.closed_at = outcome, passed_on_to, timezone.now()
    save_case(incident, "status", "outcome", "passed_on_to", "closed_at")
    add_step(incident, Step.OUTCOME, by=actor, before=heard, after=outcome, reason=reason)
    add_step(incident, Step.STATUS, by=actor, before=before, after=Status.CLOSED)


def light_severity(incident: Incident, *, light: list[Severity] | None = None) -> Severity | None:
    """Return the severity with which this case closes on one page; None when it does not.

    `light` are those of the school, where they were read before.

    A case without severity yet does when none of the three questions was answered with yes; none does while somebody
    else is looking, or a colleague objects with whom nobody talked.
    """
    if any(look.answered_at is None for look in incident.second_looks.all()) or objections(incident):
        return None
    if incident.severity_id:
        return incident.severity if incident.severity.is_light else None
    if incident.was_threatened or incident.was_hurt or incident.is_afraid:
        return None
    if light is None:
        light = [each for each in Severity.objects.filter(school=incident.school_id).in_use() if each.is_light]
    return light[0] if light else None


@transaction.atomic
def close_light(incident: Incident, *, actor: StaffMember, version: int, outcome: str, reason: str) -> Incident:
    """Close a case of the lightest severity at once: reporter told, aftercare asked once, one line of outcome.

    What is due to the person concerned and to a child stays to be done. Raises `VersionConflict`, and
    `ValidationError` for a case that asks more than this.
    """
    current = lock_version(incident, version=version)
    severity = light_severity(current)
    if severity is None:
        raise ValidationError(_("This case asks more before it is closed."))
    if current.severity_id is None:
        current.severity = severity
        save_case(current, "severity")
        add_step(current, Step.SEVERITY, by=actor, after=severity.pk, reason=reason)
    _note_told(current, actor=actor, asked_aftercare=True)
    _close(current, Outcome(outcome), actor=actor, reason=reason)
    leave_steps(current, actor=actor)
    duties.end_duty(DutyKind.OPEN, source=current.pk)
    audit.record("incident.close", actor=actor.user, obj=current, fields=["status", "outcome"])
    return current


@transaction.atomic
def reopen_case(incident: Incident, *, actor: StaffMember, version: int, reason: str) -> Incident:
    """Open a closed case again; its outcome is open too, and the reporter will hear the next one.

    Raises `VersionConflict`, and `ValidationError` when it is not closed.
    """
    current = lock_version(incident, version=version)
    open_again(current, actor=actor, reason=reason)
    audit.record("incident.reopen", actor=actor.user, obj=current, fields=["status", "outcome"])
    return current


def open_again(incident: Incident, *, actor: StaffMember, reason: str) -> None:
    """Open a locked case again, in the transaction of the act."""
    before, outcome = incident.status, incident.outcome
    incident.status = move(incident.status, Status.REOPENED)
    incident.outcome, incident.passed_on_to, incident.closed_at, incident.reporter_told_on = "", "", None, None
    save_case(incident, "status", "outcome", "passed_on_to", "closed_at", "reporter_told_on")
    add_step(incident, Step.STATUS, by=actor, before=before, after=Status.REOPENED, reason=reason)
    add_step(incident, Step.OUTCOME, by=actor, before=outcome)
    if incident.handler is not None:
        duties.open_duty(
            DutyKind.TELL_REPORTER, source=incident.pk, owner=incident.handler, link=_url("case", incident)
        )
