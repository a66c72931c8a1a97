"""What is not right with a version of the map yet: a check before it is published, and for the leader at any time."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from incidents.enums import AggressionForm, Rank
from incidents.models import MapPost, MapVersion, Route
from incidents.services.map_people import Filler, fillers


@dataclass(frozen=True)
class Problem:
    """One thing to mend, with the route or the function it is in."""

    text: str
    route: Route | None = None
    post: MapPost | None = None


def situations_of_all() -> list[tuple[str, str, bool]]:
    """Return every situation a map has a route for: form, level, whether it happened before."""
    return [(form.value, rank.value, again) for form in AggressionForm for rank in Rank for again in (False, True)]


def problems_of(version: MapVersion, *, day: datetime.date | None = None) -> list[Problem]:
    """Return what must be mended before `version` can be used, with who is at work on `day` (today)."""
    routes = list(version.routes.prefetch_related("steps__post__holder", "steps__post__deputy"))
    posts = {step.post_id: step.post for route in routes for step in route.steps.all()}
    people = fillers(posts.values(), day=day)
    return [
        *_of_situations(version),
        *_of_routes(routes, people),
        *_of_posts(list(posts.values()), people),
    ]


def _of_situations(version: MapVersion) -> Iterator[Problem]:
    known = set(version.situations.values_list("form", "rank", "again"))
    for form, rank, again in situations_of_all():
        if (form, rank, again) not in known:
            words = {"form": AggressionForm(form).label, "level": Rank(rank).label, "when": _when(again)}
            yield Problem(_("No route for: %(form)s, %(level)s, %(when)s.") % words)


def _when(again: bool) -> str:
    return _("again") if again else _("first time")


def _of_routes(routes: list[Route], people: dict) -> Iterator[Problem]:
    for route in routes:
        steps = list(route.steps.all())
        if not steps:
            yield Problem(_("The route '%(route)s' has no steps.") % {"route": route.name}, route=route)
        elif not people[steps[-1].post_id]:
            yield Problem(
                _("The route '%(route)s' ends with somebody who is not there: %(post)s.")
                % {"route": route.name, "post": steps[-1].post.name},
                route=route,
            )
        if _comes_back(route, {each.pk: each for each in routes}):
            yield Problem(
                _("The route '%(route)s' leads back to itself. Choose another route to go on with.")
                % {"route": route.name},
                route=route,
            )


def _comes_back(route: Route, routes: dict) -> bool:
    seen, current = set(), route
    while current is not None and current.pk not in seen:
        seen.add(current.pk)
        current = routes.get(current.then_id)
    return current is not None and current.pk == route.pk


def _of_posts(posts: list[MapPost], people: dict) -> Iterator[Problem]:
    for post in posts:
        if post.is_unfilled:
            continue
        found: list[Filler] = people[post.pk]
        words = {"post": post.name}
        if not found:
            yield Problem(_("Nobody is %(post)s. Choose who it is.") % words, post=post)
        elif len({filler.staff or filler.name for filler in found}) == 1:
            yield Problem(
                _("%(post)s has nobody who stands in: in a conflict or when ill, nobody is left.") % words, post=post
            )
