"""Who works with which class, on which days, from when until when; rights follow these rows."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.audit import services as audit
from partnership.school.models import Assignment, Group, StaffMember
from partnership.school.signals import work_changed

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Work:
    """What somebody does with a group. `days` are signs "1" (Monday) until "5"; without end: until the year ends."""

    kind: str
    days: str
    from_date: datetime.date
    until: datetime.date | None = None
    subject: str = ""

    def columns(self, group: Group | None) -> dict:
        """Return the columns of the row. Raises `ValidationError` for dates that cannot be."""
        until = self.until or (group.year.end if group else None)
        if group and not group.year.start <= self.from_date <= group.year.end:
            raise ValidationError(_("The first day lies outside the school year of this class."))
        if until and until < self.from_date:
            raise ValidationError(_("The last day lies before the first day."))
        return {"kind": self.kind, "days": self.days, "from_date": self.from_date, "until": until,
                "subject": self.subject, "by_hand": True}  # fmt: skip


@transaction.atomic
def assign(staff: StaffMember, *, actor: StaffMember, group: Group, work: Work) -> Assignment:
    """Let `staff` work with `group`.

    Raises `ValidationError` for oneself, for who does not work here, for a group of another school, and when that
    work is there already.
    """
    _refuse_oneself(staff, actor=actor)
    if not staff.is_employee:
        raise ValidationError(_("Only who works at the school can have a class."))
    if group.school_id != staff.school_id:
        raise ValidationError(_("This class does not belong to this school."))
    columns = work.columns(group)
    _refuse_twice(Assignment.objects.filter(staff=staff, group=group), columns)
    assignment = Assignment.objects.create(school=staff.school, staff=staff, group=group, **columns)
    _tell("assignment.add", assignment, actor=actor)
    return assignment


@transaction.atomic
def change_assignment(assignment: Assignment, *, actor: StaffMember, work: Work) -> Assignment:
    """Change kind, days or dates; what waits goes to who is there. Raises `ValidationError` as `assign` does."""
    current = _locked(assignment, actor=actor)
    columns = work.columns(current.group)
    others = Assignment.objects.filter(staff=current.staff, group=current.group, pupil=current.pupil)
    _refuse_twice(others.exclude(pk=current.pk), columns)
    changed = [name for name, value in columns.items() if getattr(current, name) != value]
    for name, value in columns.items():
        setattr(current, name, value)
    current.save(update_fields=list(columns))
    _tell("assignment.change", current, actor=actor, fields=changed)
    return current


@transaction.atomic
def end_assignment(assignment: Assignment, *, actor: StaffMember) -> None:
    """End it as of today: yesterday was the last day. What began today or later never was."""
    current, today = _locked(assignment, actor=actor), timezone.localdate()
    if current.from_date >= today:
        _tell("assignment.end", current, actor=actor, gone=True)
        return
    current.until, current.by_hand = today - DAY, True
    current.save(update_fields=["until", "by_hand"])
    _tell("assignment.end", current, actor=actor, fields=["until"])


@transaction.atomic
def set_working_days(staff: StaffMember, *, actor: StaffMember, days: str) -> StaffMember:
    """Note on which days `staff` works; reminders and plans keep to them."""
    current = StaffMember.objects.select_for_update(of=("self",)).get(pk=staff.pk)
    if current.working_days != days:
        current.working_days = days
        current.save(update_fields=["working_days"])
        audit.record("staff.change", actor=actor.user, school_id=actor.school_id, obj=current, fields=["working_days"])
    return current


def _locked(assignment: Assignment, *, actor: StaffMember) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("staff__school", "group__year", "pupil")
    current = rows.get(pk=assignment.pk)
    _refuse_oneself(current.staff, actor=actor)
    return current


def _refuse_oneself(staff: StaffMember, *, actor: StaffMember) -> None:
    """Whoever gives out classes must not open a log by it (access.md, threat 9)."""
    if staff.pk == actor.pk:
        raise ValidationError(_("You cannot give yourself a class. Ask the administrator or the school leader."))


def _refuse_twice(others, columns: dict) -> None:
    overlap = Q(until__isnull=True) | Q(until__gte=columns["from_date"])
    if columns["until"]:
        overlap &= Q(from_date__lte=columns["until"])
    if others.filter(overlap, kind=columns["kind"], subject=columns["subject"]).exists():
        raise ValidationError(_("This work is there already in these dates. Change that line instead."))


def _tell(action: str, row: Assignment, *, actor: StaffMember, fields=(), gone: bool = False) -> None:
    school = row.staff.school
    audit.record(action, actor=actor.user, school_id=school.pk, obj=row, fields=fields)
    if gone:
        row.delete()
    work_changed.send(sender=Assignment, school=school, actor=actor)
