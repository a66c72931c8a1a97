"""Functions of the map: written, changed and switched off by who keeps it. They are of now, not of a version."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from incidents.enums import MapState
from incidents.models import MapPost, RouteStep
from partnership.audit import services as audit
from partnership.records.services import keep_revision
from partnership.records.versions import lock_version
from partnership.school.models import StaffMember


@transaction.atomic
def add_post(post: MapPost, *, actor: StaffMember) -> MapPost:
    """Keep an unsaved function. Raises `ValidationError` when the school has one of that name."""
    post.school = actor.school
    _check(post)
    post.save()
    audit.record("map.add_post", actor=actor.user, obj=post)
    return post


@transaction.atomic
def change_post(post: MapPost, *, actor: StaffMember, version: int, values: dict) -> MapPost:
    """Change the named columns; what stood there is kept.

    Raises `VersionConflict` when somebody else was first, and `ValidationError` as `add_post` does.
    """
    return _change(lock_version(post, version=version), actor=actor, values=values)


@transaction.atomic
def switch_post(post: MapPost, *, actor: StaffMember, on: bool) -> MapPost:
    """Offer a function, or offer it no longer. Raises `ValidationError` while steps of now are given to it."""
    current = MapPost.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if not on and steps_of_now(current).exists():
        raise ValidationError(_("Steps are given to this function. Give them to another one first, and publish that."))
    return _change(current, actor=actor, values={"is_active": on})


def steps_of_now(post: MapPost):
    """Return the steps of what is in use, and of the draft, that `post` does or is told of."""
    now = RouteStep.objects.filter(route__map_version__state__in=[MapState.PUBLISHED, MapState.DRAFT])
    return now.filter(Q(post=post) | Q(informs=post)).distinct()


def _change(current: MapPost, *, actor: StaffMember, values: dict) -> MapPost:
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if not changed:
        return current
    keep_revision(current, actor=actor.user, fields=changed)
    for name in changed:
        setattr(current, name, values[name])
    _check(current)
    current.version += 1
    current.save(update_fields=[*changed, "version"])
    audit.record("map.change_post", actor=actor.user, obj=current, fields=changed)
    return current


def _check(post: MapPost) -> None:
    twins = MapPost.objects.filter(school=post.school_id, name__iexact=post.name).exclude(pk=post.pk)
    if twins.exists():
        raise ValidationError({"name": _("'%(name)s' is there already, in use or not.") % {"name": post.name}})
    if post.holder_id is not None and post.holder_id == post.deputy_id:
        raise ValidationError({"deputy": _("Choose somebody else: who stands in is another person.")})
