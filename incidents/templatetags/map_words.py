"""The map in words: when a route is for, and how long something took."""

import datetime

from django import template
from django.utils.translation import ngettext

from incidents.services.map_reading import situations_in_words

register = template.Library()


register.filter("situations_in_words", situations_in_words)


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
