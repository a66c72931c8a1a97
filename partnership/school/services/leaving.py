"""The end of somebody's work here: a last day, or at once; and opening it again. Never for oneself."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.accounts.services import deactivate, end_sessions, reactivate
from partnership.audit import services as audit
from partnership.school.models import Assignment, RoleAssignment, StaffMember
from partnership.school.services.people import workplaces
from partnership.school.signals import work_changed

DAY = datetime.timedelta(days=1)


@transaction.atomic
def set_last_day(staff: StaffMember, *, actor: StaffMember, last_day: datetime.date | None) -> StaffMember:
    """Let `staff` work here until and including `last_day`; None: until further notice, and a closed login opens again.

    Roles and classes end that day as well; an earlier end that came so does not come back. Raises `ValidationError`
    for oneself and for a day before the first one; a day in the past is `end_work`.
    """
    current = _locked(staff, actor=actor)
    if last_day is not None and last_day < max(timezone.localdate(), current.from_date):
        raise ValidationError({"last_day": _("Choose today or a later day. Use the button to close the login now.")})
    _reopen(current, actor=actor)
    if current.until != last_day:
        current.until = last_day
        current.save(update_fields=["until"])
        audit.record("staff.last_day", actor=actor.user, school_id=current.school_id, obj=current, fields=["until"])
    if last_day is not None:
        _end_work(current, last_day, actor=actor)
    return current


@transaction.atomic
def end_work(staff: StaffMember, *, actor: StaffMember) -> StaffMember:
    """End the work of `staff` here at once: sessions, roles and classes; yesterday was the last day.

    The login is closed too, unless its owner works at another school of the board as well: it then opens nothing here.
    Raises `ValidationError` for oneself.
    """
    current = _locked(staff, actor=actor)
    yesterday = timezone.localdate() - DAY
    current.from_date = min(current.from_date, yesterday)
    current.until = yesterday
    current.save(update_fields=["from_date", "until"])
    current.invitations.filter(used_at=None).update(expires_at=timezone.now())
    audit.record("account.close", actor=actor.user, school_id=current.school_id, obj=current, fields=["until"])
    if current.user is not None:
        if workplaces(current.user):
            end_sessions(current.user, actor=actor.user)
        else:
            deactivate(current.user, actor=actor.user)
    _end_work(current, yesterday, actor=actor)
    return current


def _locked(staff: StaffMember, *, actor: StaffMember) -> StaffMember:
    if staff.pk == actor.pk or (staff.user_id and staff.user_id == actor.user_id):
        raise ValidationError(_("You cannot end your own work here. Ask another administrator."))
    rows = StaffMember.objects.select_for_update(of=("self",)).select_related("user", "school")
    return rows.get(pk=staff.pk)


def _reopen(staff: StaffMember, *, actor: StaffMember) -> None:
    if staff.user is not None and not staff.user.is_active:
        reactivate(staff.user)
        audit.record("account.reopen", actor=actor.user, school_id=staff.school_id, obj=staff)


def _end_work(staff: StaffMember, last_day: datetime.date, *, actor: StaffMember) -> None:
    """End roles and classes on `last_day`; what would begin later never was. What waits goes to who is there."""
    for row in _reaching_past(RoleAssignment, staff, last_day):
        audit.record("role.end", actor=actor.user, school_id=staff.school_id, obj=staff, fields=[row.role])
        _end(row, last_day)
    for row in _reaching_past(Assignment, staff, last_day):
        row.by_hand = True
        audit.record("assignment.end", actor=actor.user, school_id=staff.school_id, obj=row, fields=["until"])
        _end(row, last_day)
    work_changed.send(sender=StaffMember, school=staff.school, actor=actor)


def _reaching_past(model: type[models.Model], staff: StaffMember, last_day: datetime.date) -> list:
    later = models.Q(until__isnull=True) | models.Q(until__gt=last_day)
    return list(model.objects.select_for_update().filter(later, staff=staff))


def _end(row: models.Model, last_day: datetime.date) -> None:
    if row.from_date > last_day:
        row.delete()
    else:
        row.until = last_day
        row.save()
