"""Change the settings and the calendar of a school."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partnership.audit import services as audit
from partnership.school.models import DayOff, School, StaffMember


@transaction.atomic
def change_settings(school: School, *, actor: StaffMember, values: dict) -> School:
    """Change the named settings of `school`; only what differs is written."""
    current = School.objects.select_for_update().get(pk=school.pk)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, values[name])
    if changed:
        current.save(update_fields=changed)
        audit.record("school.change", actor=actor.user, school_id=current.pk, obj=current, fields=changed)
    return current


@transaction.atomic
def add_day_off(school: School, *, actor: StaffMember, values: dict) -> DayOff:
    """Add a holiday, a study day or days that do not suit talks. Raises `ValidationError` when it is there already."""
    if DayOff.objects.filter(school=school, **{key: values[key] for key in ("kind", "name", "from_date")}).exists():
        raise ValidationError(_("This day stands in the calendar already."))
    day = DayOff.objects.create(school=school, **values)
    audit.record("calendar.add", actor=actor.user, school_id=school.pk, obj=day)
    return day


@transaction.atomic
def remove_day_off(day: DayOff, *, actor: StaffMember) -> None:
    """Take a day out of the calendar."""
    audit.record("calendar.remove", actor=actor.user, school_id=day.school_id, obj=day)
    day.delete()
