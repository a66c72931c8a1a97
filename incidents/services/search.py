"""The list of cases: new ones, for whom each waits and until when; filtered, searched, page by page without a count.

One searches in number, people, place and label. Stories are never searched (they are encrypted), and the name of a
reporter who confided it is found by nobody else.
"""

import datetime
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from incidents.enums import Status, Talk
from incidents.models import ChildTalk, Incident, Party, Place, SecondLook, Severity, Telling
from incidents.rules import HANDLERS
from incidents.services.headline import with_forms
from partnership.records.prepared import prepared
from partnership.school.models import RoleAssignment, StaffMember

PER_PAGE = 50
SHOWN = (
    "school", "number", "occurred_at", "reported_at", "label", "status", "outcome", "opened_at", "open_before",
    "confided_to",
)  # fmt: skip
OPEN, ALL = "open", "all"
PERIODS = {"30": 30, "90": 90, "365": 365}


@dataclass(frozen=True)
class Wish:
    """What is asked of the list; empty asks nothing. `before` and `after` are places in it, as `place_of` gives."""

    state: str = OPEN
    form: str = ""
    severity: str = ""
    place: str = ""
    handler: str = ""
    period: str = ""
    words: str = ""
    after: str = ""
    before: str = ""


@dataclass
class CasePage:
    """One page of the list, newest first; `earlier` and `later` are where the next and the previous page begin."""

    rows: list[Incident] = field(default_factory=list)
    earlier: str = ""
    later: str = ""


def find_cases(wish: Wish, *, staff: StaffMember, size: int = PER_PAGE) -> CasePage:
    """Return one page of the cases `staff` handles; three queries, whatever their number."""
    cases = _searched(_filtered(Incident.objects.handled_by(staff).cases(), wish, staff), wish.words, staff)
    backwards = bool(wish.before) and not wish.after
    mark = _moment_and_key(wish.before if backwards else wish.after)
    if mark:
        cases = cases.filter(_later_than(*mark) if backwards else _earlier_than(*mark))
    order = ("reported_at", "-pk") if backwards else ("-reported_at", "pk")
    keys = list(cases.order_by(*order).values_list("pk", flat=True)[: size + 1])
    more, keys = len(keys) > size, keys[:size]
    if backwards:
        keys.reverse()
    rows = _rows(keys)
    page = CasePage(rows)
    if rows and (more or backwards):
        page.earlier = place_of(rows[-1])
    if rows and (more if backwards else mark is not None):
        page.later = place_of(rows[0])
    return page


def place_of(incident: Incident) -> str:
    """Return where a case stands in the list, for an address."""
    return f"{incident.reported_at.astimezone(datetime.UTC):%Y%m%dT%H%M%S%f}_{incident.pk.hex}"


def _moment_and_key(place: str) -> tuple[datetime.datetime, UUID] | None:
    moment, _line, key = place.partition("_")
    try:
        at = datetime.datetime.strptime(moment, "%Y%m%dT%H%M%S%f").replace(tzinfo=datetime.UTC)
        return at, UUID(key)
    except ValueError:
        return None


def _earlier_than(at: datetime.datetime, key: UUID) -> Q:
    return Q(reported_at__lte=at) & (Q(reported_at__lt=at) | Q(pk__gt=key))


def _later_than(at: datetime.datetime, key: UUID) -> Q:
    return Q(reported_at__gte=at) & (Q(reported_at__gt=at) | Q(pk__lt=key))


def _filtered(cases: QuerySet, wish: Wish, staff: StaffMember) -> QuerySet:
    if wish.state == OPEN:
        cases = cases.open()
    elif wish.state in Status.values:
        cases = cases.filter(status=wish.state)
    if wish.form:
        cases = cases.filter(forms__form=wish.form)
    for name in ("severity", "place", "handler"):
        if key := getattr(wish, name):
            cases = cases.filter(**({f"{name}__isnull": True} if key == "none" else {name: key}))
    if wish.period in PERIODS:
        cases = cases.filter(reported_at__gte=timezone.now() - datetime.timedelta(days=PERIODS[wish.period]))
    return cases


def _searched(cases: QuerySet, words: str, staff: StaffMember) -> QuerySet:
    """Each word must be found, all in one of: number, label, place, one person, the reporter."""
    parts = words.split()[:6]
    if not parts:
        return cases
    parties = Party.objects.filter(school=staff.school_id).filter(_all(parts, PEOPLE)).exclude(_kept(staff))
    leads = parties.annotate(lead=Coalesce("incident__joined_to", "incident")).values("lead")
    mine = Q(confided_to=None) | Q(confided_to=staff) | Q(reporter=staff)
    reporter = mine & _all(parts, ["reporter__first_name", "reporter__prefix", "reporter__last_name"])
    return cases.filter(_all(parts, ["number", "label", "place__name"]) | reporter | Q(pk__in=leads))


PEOPLE = [
    "name", "guardian__first_name", "guardian__prefix", "guardian__last_name", "pupil__first_name", "pupil__prefix",
    "pupil__last_name", "staff__first_name", "staff__prefix", "staff__last_name",
]  # fmt: skip


def _kept(staff: StaffMember) -> Q:
    """Party rows that are a reporter whose name `staff` may not know."""
    confided = Q(incident__confided_to__isnull=False, staff=F("incident__reporter"))
    return confided & ~Q(incident__confided_to=staff) & ~Q(incident__reporter=staff)


def _all(parts: list[str], columns: list[str]) -> Q:
    condition = Q()
    for part in parts:
        one = Q()
        for column in columns:
            one |= Q(**{f"{column}__icontains": part})
        condition &= one
    return condition


def _rows(keys: list[UUID]) -> list[Incident]:
    """Return the cases of these keys, in their order, each with what it shows."""
    if not keys:
        return []
    found = {case.pk: case for case in cases_with(keys=keys)}
    return with_forms([found[key] for key in keys])


@prepared
def cases_with(*, keys: list[UUID]) -> QuerySet[Incident]:
    """Ask for cases with what a row of the list says, and what each waits for: the first telling, talk and second
    look that is open."""
    here = {"incident": OuterRef("pk")}
    tellings = Telling.objects.filter(**here, told_on=None).order_by("due_on")
    talks = ChildTalk.objects.filter(**here, state=Talk.OPEN).order_by("due_on")
    looks = SecondLook.objects.filter(**here, answered_at=None).order_by("asked_at")
    people = [f"{who}__{part}" for who in ("handler", "reporter") for part in ("first_name", "prefix", "last_name")]
    cases = Incident.objects.filter(pk__in=keys).select_related("place", "severity", "handler", "reporter")
    return cases.only(*SHOWN, *people, "place__name", "severity__name").annotate(
        tell_on=Subquery(tellings.values("due_on")[:1]),
        talk_on=Subquery(talks.values("due_on")[:1]),
        talk_by=Subquery(talks.values("speaker__first_name")[:1]),
        looks_again=Subquery(looks.values("asked_of__first_name")[:1]),
    )


@dataclass(frozen=True)
class Waiting:
    """For whom a case waits, and until when: a local date or a moment."""

    whom: str
    until: datetime.date | datetime.datetime | None
    late: bool


def waiting(case: Incident) -> Waiting | None:
    """Return for whom a row of the list waits; None when nothing has a term."""
    handler = case.handler.first_name if case.handler else ""
    if not case.is_open:
        return None
    if case.looks_again:
        return Waiting(case.looks_again, None, False)
    if case.opened_at is None:
        return Waiting(handler, case.open_before, case.open_before is not None and case.open_before < timezone.now())
    dates = [(case.tell_on, handler), (case.talk_on, case.talk_by or handler)]
    first = min(((day, whom) for day, whom in dates if day), default=None, key=lambda pair: pair[0])
    return Waiting(first[1], first[0], first[0] < timezone.localdate()) if first else Waiting(handler, None, False)


def choices_of(staff: StaffMember) -> dict[str, list[tuple[str, str]]]:
    """Return what one can filter on that is the school's own: severities, places, people who handle. One query."""
    found: dict[str, list[tuple[str, str]]] = {"severity": [], "place": [], "handler": []}
    for kind, key, *names in choices(of_school=staff.school_id, day=timezone.localdate()):
        found[kind].append((str(key), " ".join(part for part in names if part)))
    return {name: sorted(rows, key=lambda row: row[1]) for name, rows in found.items()}


@prepared
def choices(*, of_school: UUID, day: datetime.date) -> QuerySet:
    """Ask for the severities and places of a school, and who handles cases on a day."""
    empty = Value("", output_field=CharField())
    severities = Severity.objects.filter(school=of_school).order_by()
    places = Place.objects.filter(school=of_school).order_by()
    handlers = RoleAssignment.objects.on(day).filter(school=of_school, role__in=sorted(HANDLERS)).order_by()
    return severities.values_list(Value("severity"), "pk", "name", empty, empty).union(
        places.values_list(Value("place"), "pk", "name", empty, empty),
        handlers.values_list(Value("handler"), "staff", "staff__first_name", "staff__prefix", "staff__last_name"),
    )
