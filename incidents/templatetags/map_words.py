"""The map in words: when a route is for, and how long something took."""

import datetime
from collections.abc import Iterable

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.enums import AggressionForm, Rank
from incidents.models import Route

register = template.Library()


@register.filter
def situations_in_words(route: Route) -> list[str]:
    """Return a line per form for which a route is, such as "Verbal: 1 unwanted behaviour (again), 2 serious"."""
    known = {(row.form, row.rank, row.again) for row in route.situations.all()}
    lines = ((form, list(_levels(form, known))) for form in AggressionForm)
    return [f"{capfirst(form.label)}: {', '.join(levels)}" for form, levels in lines if levels]


def _levels(form: str, known: set) -> Iterable[str]:
    for rank in Rank:
        first, again = (form, rank, False) in known, (form, rank, True) in known
        if first and again:
            yield str(rank.label)
        elif first or again:
            yield f"{rank.label} ({_('first time') if first else _('again')})"


@register.filter
def took(length: datetime.timedelta) -> str:
    """Return how long something took, in minutes, hours or days, as people say it."""
    minutes = round(length.total_seconds() / 60)
    if minutes < 90:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    days = round(hours / 24)
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
