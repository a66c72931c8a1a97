"""Versions of who does what: a draft from what is in use (or from our proposal), its routes and steps, publishing."""

import datetime
from collections.abc import Iterable

from django.conf import settings as project
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from incidents.enums import MapState
from incidents.models import MapPost, MapVersion, Route, RouteStep, Situation
from incidents.services.map_check import problems_of
from incidents.services.map_defaults import DefaultRoute, default_posts, default_routes
from partnership.audit import services as audit
from partnership.records.versions import VersionConflict
from partnership.school.models import School, StaffMember

STEP_COLUMNS = ("what", "say", "post", "term", "number", "document", "outside")


@transaction.atomic
def draft_of(school: School, *, actor: StaffMember) -> MapVersion:
    """Return the draft of `school`; begin one with what is in use, else with our proposal."""
    School.objects.select_for_update().get(pk=school.pk)  # two who begin at once get the same draft
    draft = MapVersion.objects.filter(school=school, state=MapState.DRAFT).first()
    if draft is not None:
        return draft
    number = (MapVersion.objects.filter(school=school).aggregate(last=Max("number"))["last"] or 0) + 1
    draft = MapVersion.objects.create(school=school, number=number, made_by=actor)
    in_use = MapVersion.objects.in_use(school)
    if in_use is not None:
        _copy(in_use, draft)
    else:
        with translation.override(project.LANGUAGE_CODE):
            _propose(draft)
    audit.record("map.begin", actor=actor.user, obj=draft)
    return draft


def _copy(old: MapVersion, new: MapVersion) -> None:
    routes = {}
    for route in old.routes.all():
        columns = {"identity": route.identity, "name": route.name, "order": route.order}
        routes[route.pk] = Route.objects.create(school_id=new.school_id, map_version=new, **columns)
        _copy_steps(route, routes[route.pk])
    for route in old.routes.exclude(then=None):
        routes[route.pk].then = routes[route.then_id]
        routes[route.pk].save(update_fields=["then"])
    Situation.objects.bulk_create(
        Situation(
            school_id=new.school_id, map_version=new, route=routes[row.route_id], form=row.form, rank=row.rank,
            again=row.again,
        )
        for row in old.situations.all()
    )  # fmt: skip


def _copy_steps(old: Route, new: Route) -> None:
    for step in old.steps.prefetch_related("informs"):
        columns = {name: getattr(step, name) for name in (*STEP_COLUMNS, "identity", "order")}
        copied = RouteStep.objects.create(school_id=new.school_id, route=new, **columns)
        copied.informs.set(step.informs.all())


def _propose(draft: MapVersion) -> None:
    posts = provide_posts(draft.school)
    routes = {}
    for order, proposed in enumerate(default_routes(), start=1):
        routes[proposed.name] = _add_route(draft, proposed, order=order, posts=posts)
    for proposed in default_routes():
        if proposed.then:
            routes[proposed.name].then = routes[proposed.then]
            routes[proposed.name].save(update_fields=["then"])


def _add_route(draft: MapVersion, proposed: DefaultRoute, *, order: int, posts: dict[str, MapPost]) -> Route:
    own = {"school_id": draft.school_id}
    route = Route.objects.create(map_version=draft, name=proposed.name, order=order, **own)
    Situation.objects.bulk_create(
        Situation(map_version=draft, route=route, form=form, rank=rank, again=again, **own)
        for form, rank, again in proposed.situations
    )
    for place, step in enumerate(proposed.steps, start=1):
        columns = {name: getattr(step, name) for name in STEP_COLUMNS if name != "post"}
        row = RouteStep.objects.create(route=route, order=place, post=posts[step.post], **columns, **own)
        row.informs.set(posts[kind] for kind in step.informs)
    return route


def provide_posts(school: School) -> dict[str, MapPost]:
    """Return the functions of `school` by kind, one each; write those of our proposal that are not there yet."""
    known = {post.kind: post for post in MapPost.objects.filter(school=school).order_by("-order")}
    for order, (kind, name) in enumerate(default_posts().items(), start=1):
        if kind not in known:
            known[kind] = MapPost.objects.create(school=school, kind=kind, name=name, order=order)
    return known


def locked(draft: MapVersion, *, version: int | None = None) -> MapVersion:
    """Return the draft locked for this transaction.

    Raises `ValidationError` when it was published meanwhile, and `VersionConflict` when it no longer has `version`.
    """
    current = MapVersion.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if current.state != MapState.DRAFT:
        raise ValidationError(_("This version has been published; it does not change any more. Begin a new draft."))
    if version is not None and current.version != version:
        raise VersionConflict(current)
    return current


@transaction.atomic
def save_route(
    draft: MapVersion,
    *,
    actor: StaffMember,
    name: str,
    situations: Iterable[tuple[str, str, bool]],
    then: Route | None = None,
    route: Route | None = None,
    version: int | None = None,
) -> Route:
    """Write a route of the draft, a new one without `route`; its situations are taken from other routes.

    With `version`, that of the draft as it was shown, raises `VersionConflict` when somebody changed it meanwhile.
    """
    draft = locked(draft, version=version)
    if route is None:
        last = draft.routes.aggregate(last=Max("order"))["last"] or 0
        route = Route(school_id=draft.school_id, map_version=draft, order=last + 1)
    if then is not None and (then.map_version_id != draft.pk or then.pk == route.pk):
        raise ValidationError(_("Choose another route of this draft to go on with."))
    route.name, route.then = name, then
    route.save()
    _set_situations(route, set(situations))
    _changed(draft, actor=actor)
    return route


def _set_situations(route: Route, wanted: set[tuple[str, str, bool]]) -> None:
    rows = Situation.objects.filter(map_version=route.map_version_id)
    for row in rows:
        key = (row.form, row.rank, row.again)
        if key in wanted or row.route_id == route.pk:
            row.delete()
    Situation.objects.bulk_create(
        Situation(
            school_id=route.school_id,
            map_version_id=route.map_version_id,
            route=route,
            form=form,
            rank=rank,
            again=again,
        )
        for form, rank, again in sorted(wanted)
    )


@transaction.atomic
def remove_route(route: Route, *, actor: StaffMember) -> None:
    draft = locked(route.map_version)
    route.delete()
    _changed(draft, actor=actor)


@transaction.atomic
def save_step(
    route: Route,
    *,
    actor: StaffMember,
    informs: Iterable[MapPost] = (),
    step: RouteStep | None = None,
    version: int | None = None,
    **columns,
) -> RouteStep:
    """Write a step of a route of the draft (`STEP_COLUMNS`), a new one at the end without `step`.

    `version` as in `save_route`.
    """
    draft = locked(route.map_version, version=version)
    if step is None:
        last = route.steps.aggregate(last=Max("order"))["last"] or 0
        step = RouteStep(school_id=route.school_id, route=route, order=last + 1)
    for name in STEP_COLUMNS:
        setattr(step, name, columns[name])
    step.save()
    step.informs.set(informs)
    _changed(draft, actor=actor)
    return step


@transaction.atomic
def move_step(step: RouteStep, *, actor: StaffMember, by: int) -> None:
    """Move a step up (-1) or down (1) in its route; at the end nothing happens."""
    draft = locked(step.route.map_version)
    steps = list(step.route.steps.all())
    place = steps.index(step)
    if 0 <= place + by < len(steps):
        steps.insert(place + by, steps.pop(place))
        for order, each in enumerate(steps, start=1):
            each.order = order
        RouteStep.objects.bulk_update(steps, ["order"])
        _changed(draft, actor=actor)


@transaction.atomic
def remove_step(step: RouteStep, *, actor: StaffMember) -> None:
    draft = locked(step.route.map_version)
    step.delete()
    _changed(draft, actor=actor)


def _changed(draft: MapVersion, *, actor: StaffMember) -> None:
    draft.version += 1
    draft.save(update_fields=["version"])
    audit.record("map.change", actor=actor.user, obj=draft)


@transaction.atomic
def publish(
    draft: MapVersion,
    *,
    actor: StaffMember,
    approved_on: datetime.date,
    approved_by: str,
    day: datetime.date | None = None,
) -> MapVersion:
    """Put the draft in use; what was in use is replaced and kept.

    Raises `ValidationError` with everything that is not right with the map on `day` (today), and for an approval that
    is still to come.
    """
    current = locked(draft)
    today = day or timezone.localdate()
    if approved_on > today:
        raise ValidationError({"approved_on": _("This day is still to come.")})
    if found := problems_of(current, day=today):
        raise ValidationError([problem.text for problem in found])
    MapVersion.objects.filter(school=current.school_id, state=MapState.PUBLISHED).update(state=MapState.REPLACED)
    current.state, current.published_by, current.published_at = MapState.PUBLISHED, actor, timezone.now()
    current.approved_on, current.approved_by = approved_on, approved_by
    current.version += 1
    current.save()
    audit.record("map.publish", actor=actor.user, obj=current)
    return current


@transaction.atomic
def drop_draft(draft: MapVersion, *, actor: StaffMember) -> None:
    """Throw a draft away; what is in use stays."""
    current = locked(draft)
    audit.record("map.drop", actor=actor.user, obj=current)
    current.delete()
