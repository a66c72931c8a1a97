"""Who and where: the school, its year and groups, families, and the people at work."""

from partnership.school.models.base import (
    Correctable,
    DatedMixin,
    DatedRow,
    SchoolQuerySet,
    SchoolRow,
    VisibleQuerySet,
    scoped_manager,
)
from partnership.school.models.family import Enrolment, PersonName, Pupil
from partnership.school.models.guardians import (
    Guardian,
    GuardianDetails,
    Guardianship,
    Household,
    Reachability,
)
from partnership.school.models.joining import GuardianPair, JoinedRow
from partnership.school.models.organisation import SWITCHES, DayOff, Group, Location, School, SchoolYear, Team
from partnership.school.models.protection import Instruction, Restriction
from partnership.school.models.staff import (
    Absence,
    Assignment,
    DeclaredTie,
    Invitation,
    RoleAssignment,
    StaffMember,
)

__all__ = [
    "SWITCHES",
    "Absence",
    "Assignment",
    "Correctable",
    "DatedMixin",
    "DatedRow",
    "DayOff",
    "DeclaredTie",
    "Enrolment",
    "Group",
    "Guardian",
    "GuardianDetails",
    "GuardianPair",
    "Guardianship",
    "Household",
    "Instruction",
    "Invitation",
    "JoinedRow",
    "Location",
    "PersonName",
    "Pupil",
    "Reachability",
    "Restriction",
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
