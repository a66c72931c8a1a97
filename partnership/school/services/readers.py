"""Who will read what one writes: said above the field, before it is written."""

from django.utils import timezone

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
    held = set(RoleAssignment.objects.on(timezone.localdate()).values_list("role", flat=True))
    roles = [word(staff.school, role) for role in Role if role in held and POLICY.scopes("contact", "read", role)]
    return keepers, roles
