"""Read the map: the route of a situation with who does what now. Nothing here is about a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.enums import AggressionForm, Rank
from incidents.models import MapVersion, PrivateNumber, Route, RouteStep
from incidents.services.map_people import Filler, fillers
from partnership.school.models import StaffMember


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


def situations_in_words(route: Route) -> list[str]:
    """Return a line per form for which a route is, such as "Verbal: 1 unwanted behaviour (again), 2 serious"."""
    known = {(row.form, row.rank, row.again) for row in route.situations.all()}
    lines = ((form, list(_levels(form, known))) for form in AggressionForm)
    return [f"{capfirst(form.label)}: {', '.join(levels)}" for form, levels in lines if levels]


def _levels(form: str, known: set) -> Iterable[str]:
    for rank in Rank:
        first, again = (form, rank, False) in known, (form, rank, True) in known
        if first and again:
            yield str(rank.label)
        elif first or again:
            yield f"{rank.label} ({_('first time') if first else _('again')})"


def steps_of(version: MapVersion, *, forms: Iterable[str], rank: str, again: bool) -> list[RouteStep]:
    """Return the steps of a situation in the order of the map; what several routes ask of a function stands once."""
    routes = routes_of(version, forms=forms, rank=rank, again=again)
    rows = RouteStep.objects.filter(route__in=routes).select_related("post__holder", "post__deputy")
    once: dict[tuple, RouteStep] = {}
    for step in rows.prefetch_related("informs").order_by("route__order", "order", "pk"):
        once.setdefault((step.what, step.post_id), step)
    return list(once.values())


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
