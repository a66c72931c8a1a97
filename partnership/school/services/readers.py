"""Who will read what one writes: said above the field, before it is written."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from partnership.records.prepared import prepared
from partnership.school.enums import Role
from partnership.school.models import Pupil, RoleAssignment, StaffMember
from partnership.school.rules import POLICY
from partnership.school.services.people import teachers_of_pupils
from partnership.school.words import word


def readers_of_contacts(pupil: Pupil, *, staff: StaffMember) -> tuple[list[StaffMember], list[str]]:
    """Return the colleagues (without `staff`) who keep the contact of `pupil`, and the names of roles that read it.

    Only roles that someone has today are named.
    """
    keepers = [teacher for teacher in teachers_of_pupils([pupil.pk])[pupil.pk] if teacher != staff]
    held = set(_roles(day=timezone.localdate()))
    roles = [word(staff.school, role) for role in Role if role in held and POLICY.scopes("contact", "read", role)]
    return keepers, roles


@prepared
def _roles(*, day: datetime.date) -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.on(day).order_by().values_list("role", flat=True)
