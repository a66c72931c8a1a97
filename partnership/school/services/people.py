"""Who is at work where, who keeps the contact, who handles what."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from partnership.accounts.models import User
from partnership.records.prepared import prepared
from partnership.school.models import (
    Absence,
    Assignment,
    Enrolment,
    Group,
    Pupil,
    RoleAssignment,
    School,
    StaffMember,
)
from partnership.school.rules.rights import valid_on


def workplaces(user: User, day: datetime.date | None = None) -> list[StaffMember]:
    """Return where `user` works on `day` (today), one row a school, by name of the school."""
    with scopes_disabled():
        rows = StaffMember.objects.on(day or timezone.localdate()).filter(user=user)
        return list(rows.select_related("school", "user").order_by("school__name"))


def current_staff(places: list[StaffMember], school_id: str | None) -> StaffMember | None:
    """Return the one of `places` for a request: in the school of the session, else in the first school."""
    chosen = (place for place in places if str(place.school_id) == school_id)
    return next(chosen, places[0] if places else None)


def who_handles(
    role: str, *, school: School, at: datetime.date | None = None, excluding: frozenset = frozenset()
) -> list[StaffMember]:
    """Return who can act in `role` on the local date `at`: holder first, then deputies.

    Left out are people who are absent, who do not work that day any more, and the keys in `excluding` (the
    conflicted). The only way to find a responsible person (decision 4).
    """
    return [row.staff for row in roles_held(role, school=school, at=at) if row.staff_id not in excluding]


def roles_held(role: str, *, school: School, at: datetime.date | None = None) -> list[RoleAssignment]:
    """Return by which assignments people can act in `role` on the local date `at`, in the order of `who_handles`."""
    day = at or timezone.localdate()
    with scope(school=school):
        roles = RoleAssignment.objects.on(day).filter(role=role).order_by("order", "pk").select_related("staff__user")
        present = roles.exclude(staff__in=Absence.objects.on(day).values("staff"))
        return [row for row in present if row.staff.rights.at_work]


def keepers_of_group(group: Group, day: datetime.date | None = None) -> list[StaffMember]:
    """Return who keeps the contact with the parents of `group` on `day` (today)."""
    return [row.staff for row in _keeping(day or timezone.localdate()).filter(group=group)]


def keepers_of_pupil(pupil: Pupil, day: datetime.date | None = None) -> list[StaffMember]:
    """Return who keeps the contact with the parents of `pupil` on `day` (today)."""
    return teachers_of_pupils([pupil.pk], day)[pupil.pk]


def teachers_of_pupils(pupils: Iterable[UUID], day: datetime.date | None = None) -> dict[UUID, list[StaffMember]]:
    """Return per key of a pupil the class teachers or mentors of `day` (today), in one query; its own come first."""
    day = day or timezone.localdate()
    teachers: dict[UUID, list[StaffMember]] = {pupil: [] for pupil in pupils}
    rows = _keeping_of(pupils=list(teachers), day=day)
    for row in sorted(rows, key=lambda row: row.pupil_id is None):
        of_pupil = teachers[row.pupil_id or row.member]
        if row.staff not in of_pupil:
            of_pupil.append(row.staff)
    return teachers


@prepared
def _keeping_of(*, pupils: list[UUID], day: datetime.date) -> QuerySet[Assignment]:
    """Return who keeps the contact about which of `pupils`: of the pupil itself, or as `member` of a group."""
    of_these = valid_on(day, "group__enrolments__") & Q(group__enrolments__pupil__in=pupils)
    rows = _keeping(day).annotate(enrolment=FilteredRelation("group__enrolments", condition=of_these))
    return rows.annotate(member=F("enrolment__pupil")).filter(Q(pupil__in=pupils) | Q(member__isnull=False))


def _keeping(day: datetime.date) -> QuerySet[Assignment]:
    """Return who keeps which contact on `day`: of people who work here that day, first who comes first in the week."""
    rows = Assignment.objects.on(day).keeping().filter(valid_on(day, "staff__"))
    rows = rows.select_related("staff__user", "staff__school")
    return rows.order_by("days", "staff__last_name", "staff__first_name", "pk")


def group_to_open(pupils: Iterable[UUID], *, staff: StaffMember) -> Group | None:
    """Return the group of today of these pupils whose page `staff` may open, class or mentor group first."""
    enrolments = Enrolment.objects.today().filter(pupil__in=list(pupils))
    groups = Group.objects.visible_to(staff).current().filter(enrolments__in=enrolments)
    return groups.order_by("kind", "name", "pk").first()


def needs_second_factor(user: User) -> bool:
    """Whether `user` has, at any school today, a role that the setting `MFA_REQUIRED` names."""
    if not settings.MFA_REQUIRED:
        return False
    with scopes_disabled():
        roles = RoleAssignment.objects.today().filter(staff__user=user, role__in=settings.MFA_REQUIRED)
        return roles.exists()
