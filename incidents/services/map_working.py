"""Does the map work? Counted over the cases one may open, and nothing beside them."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from incidents.enums import ActionState
from incidents.models import CaseAction, Incident
from partnership.school.models import StaffMember

PERIOD = datetime.timedelta(days=365)
# A step counts as often skipped when it was not needed this often, and at least in half of the cases.
OFTEN = 2


@dataclass(frozen=True)
class StepCount:
    """How often a step was asked, came late, and was not needed."""

    what: str
    post: str
    asked: int
    late: int
    skipped: int

    @property
    def is_often_skipped(self) -> bool:
        return self.skipped >= OFTEN and self.skipped * 2 >= self.asked


@dataclass(frozen=True)
class Working:
    """What the cases of the period say; `first_response` is the median, None when no case was opened yet."""

    cases: int
    opened: int
    first_response: datetime.timedelta | None
    steps: list[StepCount]

    @property
    def late(self) -> list[StepCount]:
        return sorted((step for step in self.steps if step.late), key=lambda step: -step.late)

    @property
    def skipped(self) -> list[StepCount]:
        return sorted((step for step in self.steps if step.is_often_skipped), key=lambda step: -step.skipped)


def how_it_works(staff: StaffMember, *, now: datetime.datetime | None = None) -> Working:
    """Return how the map worked in the year before `now` (aware), in the cases `staff` may open; four queries."""
    now = now or timezone.now()
    cases = Incident.objects.visible_to(staff).cases().filter(reported_at__gt=now - PERIOD, reported_at__lte=now)
    times = _first_responses(cases)
    counts = cases.aggregate(cases=Count("pk"), opened=Count("opened_at"))
    return Working(counts["cases"], counts["opened"], _median(times, counts["opened"]), _steps(cases, now))


def _first_responses(cases: QuerySet) -> QuerySet:
    """Return the times from report until who handles the case opened it, the shortest first."""
    took = ExpressionWrapper(F("opened_at") - F("reported_at"), output_field=DurationField())
    return cases.filter(opened_at__isnull=False).annotate(took=took).order_by("took").values_list("took", flat=True)


def _median(ordered: QuerySet, number: int) -> datetime.timedelta | None:
    """Return the middle of `number` ordered times, of an even number the mean of both in the middle."""
    if not number:
        return None
    middle = list(ordered[(number - 1) // 2 : number // 2 + 1])
    return sum(middle, datetime.timedelta()) / len(middle)


def _steps(cases: QuerySet, now: datetime.datetime) -> list[StepCount]:
    """Count the steps of the map in these cases; what was added by hand to one case is no step of the map."""
    rows = CaseAction.objects.filter(incident__in=cases.values("pk"), step__isnull=False)
    # A report that joined another left its steps to that case: nobody skipped them.
    skipped = Q(state=ActionState.NOT_NEEDED, ended_by__isnull=False)
    rows = rows.values("what", "post__name").order_by("what", "post__name")
    rows = rows.annotate(asked=Count("pk"), late=Count("pk", filter=_is_late(now)), skipped=Count("pk", filter=skipped))
    return [
        StepCount(row["what"], row["post__name"], row["asked"], row["late"], row["skipped"]) for row in rows
    ]  # fmt: skip


def _is_late(now: datetime.datetime) -> Q:
    """Return the condition that a step was done after its term, or is open after it."""
    done, still_open = Q(state=ActionState.DONE), Q(state=ActionState.OPEN)
    by_clock, by_day = Q(due_at__isnull=False), Q(due_at__isnull=True)
    return (
        done & by_clock & Q(ended_at__gt=F("due_at"))
        | done & by_day & Q(ended_at__date__gt=F("due_on"))
        | still_open & by_clock & Q(due_at__lte=now)
        | still_open & by_day & Q(due_on__lt=timezone.localdate(now))
    )
