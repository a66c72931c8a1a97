"""The steps of a case in words, with names as the reader may read them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, QuerySet, Value
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.enums import Addition, Heard, MeasureState, Outcome, Status, Step, Talk, Way
from incidents.models import CaseStep, Incident, Severity
from incidents.rules import case_rights
from incidents.services.casefile import CaseFile
from incidents.services.closing import AFTERCARE_ASKED
from partnership.records.prepared import prepared
from partnership.school.models import StaffMember

GOOD = {Step.TOLD, Step.REPORTER_TOLD, Step.CHILD, Step.LOOKED_AGAIN}
TURN = {Step.TELLING_WAITS, Step.SECOND_LOOK}


@dataclass(frozen=True)
class Entry:
    at: datetime
    title: str
    detail: str
    who: str
    reason: str
    look: str


def entries(file: CaseFile) -> list[Entry]:
    """Return the timeline of a case and of what was joined to it, oldest first; one query at most."""
    words = _words_of_keys(file.steps, file)
    return [_entry(step, words, file) for step in file.steps]


def _words_of_keys(steps: list[CaseStep], file: CaseFile) -> dict[str, str]:
    """Return what the keys in steps stand for: colleagues, severities, cases; people of the case are known already."""
    words = {str(party.pk): party.shown for party in file.parties}
    wanted = [key for step in steps for key in (step.before, step.after) if _is_key(key) and key not in words]
    hidden = case_rights(file.staff).hidden
    for key, *names in named_by(keys=[UUID(key) for key in wanted]) if wanted else []:
        if key not in hidden:
            known = file.naming.knows(key)
            words[str(key)] = " ".join(filter(None, names)) if known else _("a colleague (name kept)")
    return words


@prepared
def named_by(*, keys: list[UUID]) -> QuerySet:
    """Ask what is called how: colleagues, severities and cases, also those that are hidden from who asks."""
    empty = Value("", output_field=CharField())
    people = StaffMember.objects.filter(pk__in=keys).order_by().values_list("pk", "first_name", "prefix", "last_name")
    severities = Severity.objects.filter(pk__in=keys).order_by().values_list("pk", "name", empty, empty)
    cases = Incident.objects.filter(pk__in=keys).order_by().values_list("pk", "number", empty, empty)
    return people.union(severities, cases)


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _entry(step: CaseStep, words: dict[str, str], file: CaseFile) -> Entry:
    title, detail = _said(step, words)
    look = "good" if step.step in GOOD else "turn" if step.step in TURN else ""
    return Entry(step.at, title, detail, file.naming.of(step.by), step.reason, look)


def _said(step: CaseStep, words: dict[str, str]) -> tuple[str, str]:
    """Return a title for a step, and what stands behind it."""
    kind = Step(step.step)
    sayer = SAYERS.get(kind, lambda step, before, after: (kind.label, after))
    return sayer(step, words.get(step.before, ""), words.get(step.after, ""))


def _reported(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    return Step.REPORTED.label, _("it went to %(name)s") % {"name": after} if after else ""


def _status(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    return Status(step.after).label, ""


def _outcome(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    if not step.after:
        return _("the outcome is open again"), ""
    heard = Heard(step.before).label if step.before in Heard.values else ""
    return Outcome(step.after).label, _("both sides: %(heard)s") % {"heard": heard} if heard else ""


def _severity(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    words = _("%(before)s became %(after)s") % {"before": before, "after": after} if before else after
    return Step.SEVERITY.label, words


def _handler(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    return (_("given to %(name)s") % {"name": after}, "") if after else (_("nobody handles it now"), "")


def _shared(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    return _("shared with %(name)s") % {"name": after}, _until(step.before)


def _waits(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    return _("telling %(name)s waits") % {"name": before}, _until(step.after)


def _told(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    return _("%(name)s was told") % {"name": before}, Way(step.after).label if step.after in Way.values else ""


def _reporter_told(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    return Step.REPORTER_TOLD.label, _("aftercare was asked once") if step.after == AFTERCARE_ASKED else ""


def _addendum(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    return Addition(step.after).label if step.after in Addition.values else Step.ADDENDUM.label, ""


def _child(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    if step.after in Talk.values:
        return _("talk with the child"), Talk(step.after).label
    return _("talk with the child"), _("asked of %(name)s") % {"name": after}


def _measure(step: CaseStep, before: str, after: str) -> tuple[str, str]:
    return Step.MEASURE.label, MeasureState(step.after).label


def _until(text: str) -> str:
    day = parse_date(text)
    return _("until %(day)s") % {"day": date_format(day, "j F Y")} if day else ""


SAYERS = {
    Step.REPORTED: _reported, Step.STATUS: _status, Step.OUTCOME: _outcome, Step.SEVERITY: _severity,
    Step.HANDLER: _handler, Step.SHARED: _shared, Step.TELLING_WAITS: _waits, Step.TOLD: _told,
    Step.REPORTER_TOLD: _reporter_told, Step.ADDENDUM: _addendum, Step.CHILD: _child, Step.MEASURE: _measure,
}  # fmt: skip
