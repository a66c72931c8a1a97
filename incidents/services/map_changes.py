"""What changed between two versions of the map, in words a team can discuss."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from incidents.models import MapVersion, Route, RouteStep


@dataclass(frozen=True)
class Change:
    """One difference in a route: what it is, and the words before and after (empty: was not there)."""

    route: str
    what: str
    before: str = ""
    after: str = ""


def changes(old: MapVersion | None, new: MapVersion) -> list[Change]:
    """Return what `new` does differently from `old`, route by route; everything is new without `old`."""
    before = _routes(old) if old else {}
    after = _routes(new)
    found = [change for key, route in after.items() for change in _of_route(before.get(key), route)]
    gone = [Change(route.name, _("route left out")) for key, route in before.items() if key not in after]
    return [*found, *gone]


def _routes(version: MapVersion) -> dict:
    rows = version.routes.select_related("then").prefetch_related("situations", "steps__post", "steps__informs")
    return {route.identity: route for route in rows}


def _of_route(old: Route | None, new: Route) -> Iterator[Change]:
    if old is None:
        yield Change(new.name, _("new route"), after=_situations(new))
        old_steps, old_order = {}, []
    else:
        pairs = [
            (_("name"), old.name, new.name),
            (_("when"), _situations(old), _situations(new)),
            (_("goes on with"), _name(old.then), _name(new.then)),
        ]
        yield from (Change(new.name, what, before, after) for what, before, after in pairs if before != after)
        old_steps = {step.identity: step for step in old.steps.all()}
        old_order = list(old_steps)
    yield from _of_steps(new, old_steps, old_order)


def _of_steps(new: Route, old_steps: dict, old_order: list) -> Iterator[Change]:
    steps = {step.identity: step for step in new.steps.all()}
    for key, step in steps.items():
        before, after = (_said(old_steps[key]) if key in old_steps else ""), _said(step)
        if before != after:
            yield Change(new.name, _("step changed") if before else _("new step"), before, after)
    for key, step in old_steps.items():
        if key not in steps:
            yield Change(new.name, _("step left out"), before=_said(step))
    kept = [key for key in old_order if key in steps]
    if kept != [key for key in steps if key in old_steps]:
        yield Change(new.name, _("order of the steps"), after=" · ".join(step.what for step in steps.values()))


def _name(route: Route | None) -> str:
    return route.name if route else ""


def _situations(route: Route) -> str:
    rows = sorted(route.situations.all(), key=lambda row: (row.form, row.rank, row.again))
    return "; ".join(str(row) for row in rows)


def _said(step: RouteStep) -> str:
    """Return everything a step says, in one line."""
    told = ", ".join(sorted(post.name for post in step.informs.all()))
    parts = [
        f"{step.what} ({step.post.name}, {step.within})",
        step.say and f"“{step.say}”",
        told and _("tell %(who)s") % {"who": told},
        step.document,
        step.get_outside_display(),
    ]
    return " · ".join(part for part in parts if part)
