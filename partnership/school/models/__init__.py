"""Who and where: the school, its year and groups, families, and the people at work."""

from partnership.school.models.base import (
    DatedMixin,
    DatedRow,
    SchoolQuerySet,
    SchoolRow,
    VisibleQuerySet,
    scoped_manager,
)
from partnership.school.models.family import (
    Enrolment,
    Guardian,
    GuardianDetails,
    Guardianship,
    Household,
    PersonName,
    Pupil,
    Reachability,
)
from partnership.school.models.organisation import DayOff, Group, Location, School, SchoolYear, Team
from partnership.school.models.staff import (
    Absence,
    Assignment,
    DeclaredTie,
    Invitation,
    RoleAssignment,
    StaffMember,
)

__all__ = [
    "Absence",
    "Assignment",
    "DatedMixin",
    "DatedRow",
    "DayOff",
    "DeclaredTie",
    "Enrolment",
    "Group",
    "Guardian",
    "GuardianDetails",
    "Guardianship",
    "Household",
    "Invitation",
    "Location",
    "PersonName",
    "Pupil",
    "Reachability",
    "RoleAssignment",
    "School",
    "SchoolQuerySet",
    "SchoolRow",
    "SchoolYear",
    "StaffMember",
    "Team",
    "VisibleQuerySet",
    "scoped_manager",
]
