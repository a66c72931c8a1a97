"""Read the map: the route of a situation with who does what now. Nothing here is about a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from incidents.enums import AggressionForm, Rank
from incidents.models import MapVersion, PrivateNumber, Route, RouteStep
from incidents.services.map_people import Filler, fillers
from partnership.school.models import StaffMember

FORMS = AggressionForm.values


@dataclass
class ReadStep:
    """A step with who does it now, who is told, and the numbers `viewer` may call."""

    step: RouteStep
    people: list[Filler] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def route_of(version: MapVersion, *, form: str, rank: str, again: bool) -> Route | None:
    """Return the route of one situation, or None when the map has none."""
    return version.routes.filter(situations__form=form, situations__rank=rank, situations__again=again).first()


def routes_of(version: MapVersion, *, forms: Iterable[str], rank: str, again: bool) -> list[Route]:
    """Return the routes of a situation with several forms, each once, in the order of the map."""
    found = version.routes.filter(situations__form__in=list(forms), situations__rank=rank, situations__again=again)
    return list(found.distinct())


def situations_in_words(route: Route) -> str:
    """Return for which situations a route is, form by form: "verbal: 1 unwanted behaviour (again), 2 serious"."""
    found: dict[str, dict[str, set[bool]]] = {}
    for row in sorted(route.situations.all(), key=lambda row: (FORMS.index(row.form), row.rank)):
        found.setdefault(row.form, {}).setdefault(row.rank, set()).add(row.again)
    return "; ".join(
        f"{AggressionForm(form).label}: {', '.join(_level(rank, again) for rank, again in levels.items())}"
        for form, levels in found.items()
    )


def _level(rank: str, again: set[bool]) -> str:
    label = str(Rank(rank).label)
    if len(again) == 2:
        return label
    return f"{label} ({_('again') if True in again else _('first time')})"


def read_steps(routes: Iterable[Route]) -> list[ReadStep]:
    """Return the steps of these routes in order, with who fills their functions today; five queries at most."""
    rows = RouteStep.objects.filter(route__in=list(routes)).select_related("post__holder", "post__deputy", "route")
    rows = list(rows.prefetch_related("informs").order_by("route__order", "order", "pk"))
    people = fillers({step.post_id: step.post for step in rows}.values())
    return [ReadStep(step, people[step.post_id], [post.name for post in step.informs.all()]) for step in rows]


def private_numbers(steps: Iterable[ReadStep], *, viewer: StaffMember) -> dict:
    """Return, per key of a colleague in `steps`, the private number `viewer` may call out of hours."""
    keys = {filler.staff.pk for read in steps for filler in read.people if filler.staff}
    rows = PrivateNumber.objects.visible_to(viewer).filter(staff__in=keys)
    return {row.staff_id: row.telephone for row in rows}
