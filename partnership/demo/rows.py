"""The rows of one load, kept until all are known and then written together."""

from collections import defaultdict
from typing import TypeVar

from django.db import models

from contacts.models import Agreement, Attempt, Contact, ContactAttendee, ContactGuardian, ContactPupil
from partnership.accounts.models import User
from partnership.school.models import (
    Absence,
    Assignment,
    DeclaredTie,
    Enrolment,
    Group,
    Guardian,
    GuardianDetails,
    Guardianship,
    Household,
    Pupil,
    Reachability,
    RoleAssignment,
    School,
    SchoolYear,
    StaffMember,
    Team,
)

# What a row points at stands before it.
ORDER = (
    User,
    School,
    SchoolYear,
    Team,
    Group,
    StaffMember,
    RoleAssignment,
    Absence,
    Pupil,
    Household,
    Guardian,
    GuardianDetails,
    Reachability,
    Guardianship,
    Enrolment,
    Assignment,
    DeclaredTie,
    Contact,
    ContactPupil,
    ContactGuardian,
    ContactAttendee,
    Attempt,
    Agreement,
)
RowType = TypeVar("RowType", bound=models.Model)


class Rows:
    def __init__(self):
        self._rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)

    def add(self, row: RowType) -> RowType:
        self._rows[type(row)].append(row)
        return row

    def of(self, model: type[RowType]) -> list[RowType]:
        return self._rows[model]

    def write(self) -> None:
        for model in ORDER:
            model.objects.bulk_create(self._rows[model])
