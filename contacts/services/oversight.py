"""Coverage per group for who leads: figures as agreed, never a ranking of people."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from contacts.enums import REACHED, Status
from contacts.models import Contact, ContactPupil
from contacts.services.yeargrid import YearGrid, year_grid
from partnership.school.enums import GroupKind
from partnership.school.models import Enrolment, Group, Pupil, StaffMember

FEW = 5
KEPT_KINDS = (GroupKind.CLASS, GroupKind.MENTOR, GroupKind.COMBINED)


@dataclass(frozen=True)
class GroupCoverage:
    """`spoken`, `met` and `turn` are None where so few children are meant that they could be recognised.

    `met` counts the families with whom all was done that is due until today, in proportion to the part of the year
    that has passed. It is None as well where nothing was agreed.
    """

    group: Group
    total: int
    spoken: int | None
    met: int | None
    turn: int | None


def coverage_per_group(*, staff: StaffMember) -> list[GroupCoverage]:
    """Return coverage per group in the order of the names of groups, which says nothing about people."""
    groups = Group.objects.filter(staff.rights.groups("coverage", "aggregate"), kind__in=KEPT_KINDS).current()
    return [_coverage(year_grid(group, staff=staff)) for group in groups.select_related("year__school")]


def _coverage(grid: YearGrid) -> GroupCoverage:
    total = len(grid.rows)
    if total <= FEW:
        return GroupCoverage(grid.group, total, None, None, None)
    spoken = sum(any(each.held.result in REACHED for each in row.held) for row in grid.rows)
    agreed = any(row.coverage.states for row in grid.rows)
    met = sum(row.coverage.on_course for row in grid.rows) if agreed else None
    return GroupCoverage(grid.group, total, spoken, met, grid.count("turn"))


def reached_by_nobody_since(day: datetime.date, *, staff: StaffMember) -> list[tuple[Group, list[Pupil]]]:
    """Return per group the pupils whose family nobody has reached since `day`, whom `staff` may read contacts of."""
    since = timezone.make_aware(datetime.datetime.combine(day, datetime.time()), timezone.get_default_timezone())
    reached = Contact.objects.filter(status=Status.HELD, result__in=REACHED, happened_at__gte=since)
    spoken = ContactPupil.objects.filter(contact__in=reached.values("pk")).values("pupil")
    silent = Pupil.objects.allowed(staff, "contact", "read").enrolled().exclude(pk__in=spoken)
    enrolments = Enrolment.objects.today().filter(pupil__in=silent.values("pk"), group__kind__in=KEPT_KINDS)
    groups = defaultdict(list)
    for row in enrolments.select_related("group", "pupil").order_by("group__name", "pupil__first_name"):
        groups[row.group].append(row.pupil)
    return list(groups.items())
