"""Maps around the cast: at both schools one in use and a draft with a route, a step and a function."""

from dataclasses import dataclass

from django.utils import timezone

from incidents.enums import MapState, PostKind, Term
from incidents.models import MapPost, MapVersion, Route, RouteStep, Situation
from partnership.school.models import StaffMember
from tests.cast import Cast, today


@dataclass
class MadeMap:
    post: MapPost
    version: MapVersion
    draft: MapVersion
    route: Route
    step: RouteStep


def make_maps(cast: Cast) -> dict[str, MadeMap]:
    """Return what was made by name of the school."""
    return {"linde": make_map(cast.staff["fatima"]), "berk": make_map(cast.staff["wim"])}


def make_map(leader: StaffMember) -> MadeMap:
    """Return a map of the school of `leader`, row by row: the check finds much to mend in it."""
    own = {"school": leader.school}
    post = MapPost.objects.create(kind=PostKind.ADVISER, name="Vertrouwenspersoon", holder=leader, **own)
    approved = {"approved_on": today(), "approved_by": "team", "published_at": timezone.now()}
    version = MapVersion.objects.create(number=1, state=MapState.PUBLISHED, **approved, **own)
    draft = MapVersion.objects.create(number=2, made_by=leader, **own)
    for each in (version, draft):
        route = Route.objects.create(map_version=each, name="Ruzie", **own)
        Situation.objects.create(map_version=each, route=route, form="verbal", rank="1", **own)
        step = RouteStep.objects.create(route=route, what="Haal een collega.", post=post, term=Term.AT_ONCE, **own)
    return MadeMap(post, version, draft, route, step)
