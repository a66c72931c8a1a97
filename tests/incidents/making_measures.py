"""Cases for the tests of measures, made row by row."""

from django.utils import timezone

from incidents.enums import AggressionForm, Heard, Kind, MeasureKind, Side, Status
from incidents.models import Incident, IncidentSettings, Measure, Party, Place, SeenForm
from partnership.school.models import Guardian, School, StaffMember
from partnership.vision.models import Rule
from partnership.vision.services.rules import add_rule, publish_rule
from tests.cast import DAY, numbers, today, year_of

WORDED = {
    "behaviour": "Riep dat hij wist waar ze woont.", "weighs_colleague": "Durft niet alleen over het plein.",
    "weighs_parent": "Kreeg die dag slecht nieuws.", "weighs_child": "Komt graag op school.",
    "fits": "Een gesprek alleen was te licht.", "earlier_warning": "Niet eerder: het was de eerste keer.",
    "expected": "U maakt een afspraak en praat rustig.",
}  # fmt: skip


def make_place(school: School) -> Place:
    return Place.objects.get_or_create(school=school, name="ingang")[0]


def make_case(
    reporter: StaffMember, *, by: Guardian | None = None, name: str = "", affected: StaffMember | None = None, **columns
) -> Incident:
    """Return a reported incident of yesterday with who was affected (the reporter) and who was involved."""
    school = reporter.school
    columns = {
        "number": f"2627-{next(numbers) % 10_000:04}",
        "occurred_at": timezone.now() - DAY,
        "status": Status.HANDLING,
    } | columns
    case = Incident.objects.create(
        school=school, year=year_of(school), reporter=reporter, place=make_place(school), **columns
    )
    SeenForm.objects.create(school=school, incident=case, form=AggressionForm.VERBAL)
    Party.objects.create(school=school, incident=case, side=Side.AFFECTED, kind=Kind.STAFF, staff=affected or reporter)
    add_involved(case, guardian=by, name=name)
    return case


def add_involved(case: Incident, *, guardian: Guardian | None = None, name: str = "", **columns) -> Party:
    """Add who was involved: a guardian, somebody with a typed name, or somebody unknown."""
    kind = Kind.GUARDIAN if guardian else Kind.RELATIVE if name else Kind.UNKNOWN
    columns = {"side": Side.INVOLVED, "kind": kind} | columns
    return Party.objects.create(school=case.school, incident=case, guardian=guardian, name=name, **columns)


def make_rule(leader: StaffMember, number: int = 1, text: str = "We praten rustig.", **texts) -> Rule:
    """Return a rule that was published and holds since a month."""
    since = today() - 30 * DAY
    rule = add_rule(leader.school, actor=leader, number=number, texts={"nl": text, **texts}, from_date=since)
    return publish_rule(rule, actor=leader, version=rule.version)


def make_terms(school: School, **columns) -> IncidentSettings:
    columns = {"complaint_route": "Eerst bij de directeur, dan bij de klachtencommissie."} | columns
    return IncidentSettings.objects.create(school=school, **columns)


def values_of(case: Incident, *, rule: Rule | None = None, **changes) -> dict:
    """Return everything a written warning asks, about the one who was involved."""
    party = Party.objects.filter(incident=case, side=Side.INVOLVED).first()
    return {
        "kind": MeasureKind.WRITTEN_WARNING, "party": party, "rule": rule,
        "no_rule_because": "" if rule else "Dreigen kan nergens.", "heard": Heard.YES, "heard_on": today(),
        "complaint_route_told": True, **WORDED,
    } | changes  # fmt: skip


def make_measure(case: Incident, drafted_by: StaffMember, **changes) -> Measure:
    return Measure.objects.create(
        school=case.school, incident=case, drafted_by=drafted_by, **values_of(case, **changes)
    )
