"""Who fills the functions of the map now, and who stands in: from roles, or as the function itself names them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from incidents.models import MapPost
from partnership.school.models import Absence, RoleAssignment, StaffMember
from partnership.school.rules.rights import valid_on


@dataclass(frozen=True)
class Filler:
    """Somebody who fills a function: a colleague, or a typed name of somebody elsewhere (`staff` is None)."""

    name: str
    telephone: str
    staff: StaffMember | None = None
    stands_in: bool = False
    is_absent: bool = False


def fillers(posts: Iterable[MapPost], *, day: datetime.date | None = None) -> dict[UUID, list[Filler]]:
    """Return per key of a function who fills it on the local date `day` (today), holder first; two queries.

    Who is absent stands behind everyone who is there. Nobody fills the function of who lived through it.
    """
    posts = list(posts)
    day = day or timezone.localdate()
    roles = _people_of_roles(posts, day)
    absent = set(Absence.objects.on(day).values_list("staff", flat=True)) if posts else set()
    found = {}
    for post in posts:
        people = roles.get((post.school_id, post.role), []) if post.role else [post.holder, post.deputy]
        named = [_filler(person, place > 0, absent) for place, person in enumerate(people) if person is not None]
        found[post.pk] = sorted([*named, *_typed(post)], key=lambda filler: (filler.is_absent, filler.stands_in))
    return found


def _people_of_roles(posts: list[MapPost], day: datetime.date) -> dict[tuple, list[StaffMember]]:
    wanted = {post.role for post in posts} - {None}
    if not wanted:
        return {}
    rows = RoleAssignment.objects.on(day).filter(valid_on(day, "staff__"), role__in=wanted)
    rows = rows.filter(school__in={post.school_id for post in posts}).select_related("staff")
    found: dict[tuple, list[StaffMember]] = {}
    for row in rows.order_by("order", "pk"):
        people = found.setdefault((row.school_id, row.role), [])
        if row.staff not in people:
            people.append(row.staff)
    return found


def _filler(person: StaffMember, stands_in: bool, absent: set[UUID]) -> Filler:
    return Filler(person.name, person.telephone, person, stands_in, person.pk in absent)


def _typed(post: MapPost) -> list[Filler]:
    typed = []
    if post.holder_name and post.holder_id is None and post.role is None:
        typed.append(Filler(post.holder_name, post.holder_telephone))
    if post.deputy_name and post.deputy_id is None:
        typed.append(Filler(post.deputy_name, post.deputy_telephone, stands_in=True))
    return typed
