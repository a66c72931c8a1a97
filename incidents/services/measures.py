"""First measures: worded by leader or safety coordinator, decided by the leader, held or sent, or dropped."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import Heard, MeasureKind, MeasureState, Side, Step
from incidents.models import Incident, IncidentSettings, Measure, Party
from incidents.rules import case_rights
from incidents.services.steps import add_step
from incidents.services.terms import talk_label, terms_of
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.duties.models import State
from partnership.records.services import keep_revision
from partnership.records.versions import lock_version
from partnership.school.calendar import add_school_days
from partnership.school.enums import Role
from partnership.school.models import StaffMember
from partnership.school.services.people import who_handles
from partnership.vision.models import Rule

DUTY = "incident.measure"
DECIDE_WITHIN = 2  # school days in which the leader looks at what a safety coordinator worded
DONE_WITHIN = 5  # school days, proposed for holding the talk or sending the letter
WEIGHED = ("weighs_colleague", "weighs_parent", "weighs_child", "fits")
COLUMNS = (
    "kind", "party", "behaviour", "rule", "no_rule_because", "heard", "heard_on", *WEIGHED, "earlier_warning",
    "expected", "complaint_route_told",
)  # fmt: skip


def people_for_measures(case: Incident) -> QuerySet[Party]:
    """Return who was involved in the case and the reports joined to it, known to the school or named."""
    of_case = Q(incident=case) | Q(incident__joined_to=case)
    somebody = Q(staff__isnull=False) | Q(guardian__isnull=False) | Q(pupil__isnull=False) | ~Q(name="")
    return Party.objects.filter(of_case, somebody, side=Side.INVOLVED).select_related("staff", "guardian", "pupil")


def rules_for_measures(case: Incident) -> QuerySet[Rule]:
    """Return the rules of conduct that were in force on the day it happened."""
    return Rule.objects.filter(school=case.school_id).in_force(timezone.localdate(case.occurred_at))


def in_words(measure: Measure, terms: IncidentSettings) -> str:
    """Return what the measure is called at this school."""
    return talk_label(terms) if measure.kind == MeasureKind.BOUNDARY_TALK else measure.get_kind_display()


def measures_of(case: Incident, *, staff: StaffMember) -> list[Measure]:
    """Return the measures of a case that `staff` may read, each with its name as `words`."""
    measures = Measure.objects.visible_to(staff).filter(Q(incident=case) | Q(incident__joined_to=case))
    measures = measures.select_related("party__staff", "party__guardian", "party__pupil", "decided_by")
    return named(list(measures), terms_of(case.school))


def named(measures: list[Measure], terms: IncidentSettings) -> list[Measure]:
    """Return the measures, each with what it is called at this school as `words`."""
    for measure in measures:
        measure.words = in_words(measure, terms)
    return measures


def outcomes_of(case: Incident, *, staff: StaffMember) -> list[Measure]:
    """Return what was decided in a case `staff` lived through: name and dates only, for the page they follow."""
    if case.pk not in case_rights(staff).lived_through:
        return []
    cases = [case.pk, case.joined_to_id] if case.joined_to_id else [case.pk]
    return named(list(Measure.objects.outcomes_for(staff).filter(incident__in=cases)), terms_of(case.school))


def may_read(case: Incident, *, staff: StaffMember) -> bool:
    """Whether `staff` may read the measures of this case: that it was shared is not enough."""
    return _may(staff, case, "read")


def may_draft(case: Incident, *, staff: StaffMember) -> bool:
    """Whether `staff` may word a measure in this case now."""
    return case.is_open and case.joined_to_id is None and _may(staff, case, "create")


def may_decide(case: Incident, *, staff: StaffMember) -> bool:
    """Whether `staff` may decide on the measures of this case."""
    return _may(staff, case, "change")


def _may(staff: StaffMember, case: Incident, operation: str) -> bool:
    return case_rights(staff).handles(case, operation, "measure")


@transaction.atomic
def draft_measure(case: Incident, *, actor: StaffMember, values: dict) -> Measure:
    """Word a measure (`values` by `COLUMNS`). Who decides gets a duty when the author does not decide.

    Raises `ValidationError` when the case is closed, or for a person or rule that does not belong to it.
    """
    _check(case, values)
    measure = Measure.objects.create(school_id=case.school_id, incident=case, drafted_by=actor, **values)
    audit.record("measure.draft", actor=actor.user, school_id=measure.school_id, obj=measure)
    decider = None if _may(actor, case, "change") else decider_of(case)
    if decider is not None:
        due_on = add_school_days(case.school, timezone.localdate(), DECIDE_WITHIN)
        _open_duty(measure, owner=decider, due_on=due_on)
    return measure


@transaction.atomic
def change_draft(measure: Measure, *, actor: StaffMember, version: int, values: dict) -> Measure:
    """Word a measure anew while nothing is decided; what stood there is kept.

    Raises `VersionConflict` when somebody else was first, `ValidationError` when it was decided or dropped meanwhile.
    """
    current = lock_version(measure, version=version)
    _must_be(current, MeasureState.DRAFT)
    _check(current.incident, values)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if not changed:
        return current
    keep_revision(current, actor=actor.user, fields=changed)
    for name in changed:
        setattr(current, name, values[name])
    _save(current, *changed)
    audit.record("measure.change", actor=actor.user, school_id=current.school_id, obj=current, fields=changed)
    return current


def missing(measure: Measure, terms: IncidentSettings) -> list[str]:
    """Return in words what must stand there before it can be decided (domain.md 1.4, users.md 10)."""
    field = {each.name: each.verbose_name for each in Measure._meta.get_fields() if hasattr(each, "verbose_name")}
    wanted = {name: getattr(measure, name) for name in WEIGHED}
    if measure.is_warning:
        wanted |= {"earlier_warning": measure.earlier_warning, "expected": measure.expected}
    found = [str(field[name]) for name, value in wanted.items() if not value.strip()]
    if measure.heard == Heard.NOT_YET or measure.heard_on is None:
        found.insert(0, _("The parent must be heard or invited first, with the date"))
    if measure.rule_id is None and not measure.no_rule_because.strip():
        found.append(_("Which rule was broken, or why none fits"))
    if not measure.complaint_route_told:
        found.append(_("That the parent is told where to go with a complaint"))
    if not terms.complaint_route:
        found.append(_("Where parents can go with a complaint (definitions for incidents)"))
    return found


@transaction.atomic
def decide_measure(measure: Measure, *, actor: StaffMember, version: int, due_on: datetime.date) -> Measure:
    """Decide on a worded measure; `actor` has to hold or send it by `due_on`.

    Only who may change measures decides: raises `PermissionDenied` for others, and `ValidationError` with what is
    still missing.
    """
    current = lock_version(measure, version=version)
    _must_be(current, MeasureState.DRAFT)
    if not _may(actor, current.incident, "change"):
        raise PermissionDenied
    _must_be_open(current.incident)
    if lacks := missing(current, terms_of(current.school)):
        raise ValidationError(_("Not decided yet. Still missing: %(what)s.") % {"what": "; ".join(lacks)})
    current.decided_by, current.decided_on, current.due_on = actor, timezone.localdate(), due_on
    _save(current, "decided_by", "decided_on", "due_on")
    _note(current, actor=actor, before=MeasureState.DRAFT, action="measure.decide")
    _open_duty(current, owner=actor, due_on=due_on)
    return current


@transaction.atomic
def finish_measure(measure: Measure, *, actor: StaffMember, version: int, done_on: datetime.date) -> Measure:
    """Note on which day the talk was held or the letter was sent."""
    current = lock_version(measure, version=version)
    _must_be(current, MeasureState.DECIDED)
    if not current.decided_on <= done_on <= timezone.localdate():
        raise ValidationError(_("This day lies between the decision and today."))
    current.done_on = done_on
    _save(current, "done_on")
    _note(current, actor=actor, before=MeasureState.DECIDED, action="measure.done")
    duties.end_duty(DUTY, source=current.pk)
    return current


@transaction.atomic
def drop_measure(measure: Measure, *, actor: StaffMember, version: int, reason: str) -> Measure:
    """Let go of a measure that was not carried out, with the reason. It stays readable."""
    current = lock_version(measure, version=version)
    before = current.state
    _must_be(current, MeasureState.DRAFT, MeasureState.DECIDED)
    if before == MeasureState.DECIDED and not _may(actor, current.incident, "change"):
        raise PermissionDenied
    current.dropped_on, current.dropped_because = timezone.localdate(), reason
    _save(current, "dropped_on", "dropped_because")
    if before == MeasureState.DECIDED:
        _note(current, actor=actor, before=before, action="measure.drop", reason=reason)
    else:
        audit.record("measure.drop", actor=actor.user, school_id=current.school_id, obj=current)
    duties.end_duty(DUTY, source=current.pk, state=State.DROPPED)
    return current


def _note(measure: Measure, *, actor: StaffMember, before: MeasureState, action: str, reason: str = "") -> None:
    """Put it on the timeline and in the log."""
    add_step(measure.incident, Step.MEASURE, by=actor, before=before, after=measure.state, reason=reason)
    audit.record(action, actor=actor.user, school_id=measure.school_id, obj=measure)


def _open_duty(measure: Measure, *, owner: StaffMember, due_on: datetime.date) -> None:
    duties.open_duty(DUTY, source=measure.pk, owner=owner, link=measure.get_absolute_url(), due_on=due_on)


def decider_of(case: Incident) -> StaffMember | None:
    """Return who decides here: who handles the case, else the first leader behind no wall of it."""
    leaders = who_handles(Role.SCHOOL_LEADER, school=case.school)
    candidates = [case.handler, *leaders] if case.handler else leaders
    return next((person for person in candidates if _may(person, case, "change")), None)


def _check(case: Incident, values: dict) -> None:
    _must_be_open(case)
    if not people_for_measures(case).filter(pk=values["party"].pk).exists():
        raise ValidationError(_("A measure is for one person who was involved in this case, known or named."))
    rule = values["rule"]
    if rule is not None and not rules_for_measures(case).filter(pk=rule.pk).exists():
        raise ValidationError(_("This rule was not in force on the day it happened."))


def _must_be_open(case: Incident) -> None:
    if not case.is_open:
        raise ValidationError(_("This case is closed. Open it again first."))


def _must_be(measure: Measure, *states: MeasureState) -> None:
    if measure.state not in states:
        raise ValidationError(_("This measure is '%(state)s' by now.") % {"state": measure.state.label})


def _save(measure: Measure, *fields: str) -> None:
    measure.version += 1
    measure.save(update_fields=[*fields, "version"])
