"""Agree how often (contactafspraken): make, change and end agreements; say them in words."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import About, ForWhom, Per, Purpose, Way
from contacts.models import ContactNorm
from contacts.services.coverage import applying
from partnership.audit import services as audit
from partnership.school.models import Group, Pupil, StaffMember


@transaction.atomic
def agree_norm(norm: ContactNorm, *, actor: StaffMember, replacing: ContactNorm | None = None) -> ContactNorm:
    """Keep an unsaved `norm`; what it replaces ends today and stays readable.

    Raises `ValidationError` when its time is not said, when it names more than one part of the school, or when what it
    replaces was replaced already.
    """
    _check(norm)
    if replacing is not None:
        current = ContactNorm.objects.select_for_update(of=("self",)).get(pk=replacing.pk)
        if current.ended_on:
            raise ValidationError(_("This agreement was changed or ended meanwhile. Look at the newest one."))
        current.ended_on = timezone.localdate()
        current.save(update_fields=["ended_on"])
        norm.replaces = current
    norm.school = actor.school
    norm.save()
    audit.record("norm.agree", actor=actor.user, school_id=actor.school_id, obj=norm)
    return norm


@transaction.atomic
def end_norm(norm: ContactNorm, *, actor: StaffMember) -> ContactNorm:
    """End an agreement today; it stays readable. Ending it twice changes nothing."""
    current = ContactNorm.objects.select_for_update(of=("self",)).get(pk=norm.pk)
    if current.ended_on is None:
        current.ended_on = timezone.localdate()
        current.save(update_fields=["ended_on"])
        audit.record("norm.end", actor=actor.user, school_id=actor.school_id, obj=current)
    return current


def norms_of_group(group: Group, norms: Iterable[ContactNorm]) -> list[ContactNorm]:
    """Return which of `norms` hold for a class: of one purpose and subject the narrowest, none about one child."""
    norms = [norm for norm in norms if norm.pupil_id is None]
    return applying(norms, Pupil(year_group=group.year_group, location_id=group.location_id), group)


def _check(norm: ContactNorm) -> None:
    if norm.per == Per.WINDOW and not (norm.first_weeks or norm.before):
        raise ValidationError(_("Say in which first weeks, or before which date."))
    parts = [norm.location_id, norm.team_id, norm.year_group, norm.group_id, norm.pupil_id]
    if sum(bool(part) for part in parts) > 1:
        raise ValidationError(_("Choose one: a location, a team, a year group, a class or a child."))
    if norm.agreed_on > timezone.localdate() + datetime.timedelta(days=1):
        raise ValidationError(_("The date of the agreement is in the future."))


def in_words(norm: ContactNorm) -> str:
    """Return the agreement as one short line, such as "start talk in the first 3 weeks"."""
    parts = [_subject(norm), _time(norm)]
    if norm.way != Way.ANY:
        parts.append(norm.get_way_display())
    if norm.for_whom != ForWhom.ONE_GUARDIAN:
        parts.append(norm.get_for_whom_display())
    return ", ".join(str(part) for part in parts if part)


def _subject(norm: ContactNorm) -> str:
    if norm.purpose:
        what = Purpose(norm.purpose).label
    elif norm.about:
        what = About(norm.about).label
    else:
        return ngettext("%(count)d contact", "%(count)d contacts", norm.count) % {"count": norm.count}
    return what if norm.count == 1 else _("%(count)d times %(what)s") % {"count": norm.count, "what": what}


def _time(norm: ContactNorm) -> str:
    if norm.per != Per.WINDOW:
        return norm.get_per_display()
    if norm.first_weeks:
        words = ngettext("in the first week", "in the first %(count)d weeks", norm.first_weeks)
        return words % {"count": norm.first_weeks}
    return _("before %(date)s") % {"date": date_format(norm.before, "j F")}
