"""Words for values that come from the database without their model."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.enums import Precision
from contacts.models import Contact
from partnership.school.enums import Channel

register = template.Library()


@register.filter
def channel_label(value: str) -> str:
    """Return the name of a channel in the language of the page."""
    return Channel(value).label if value in Channel.values else ""


@register.filter
def planned_when(contact: Contact) -> str:
    """Return for when a contact is planned."""
    if contact.precision == Precision.WEEK:
        return _("in the week of %(day)s") % {"day": date_format(contact.planned_on, "j F")}
    if contact.precision == Precision.DAY:
        return date_format(contact.planned_on, "l j F")
    moment = timezone.localtime(contact.planned_at)
    words = date_format(moment, "l j F H:i")
    if not contact.minutes:
        return words
    return words + ", " + _("%(minutes)s minutes") % {"minutes": contact.minutes}


@register.filter
def filter_label(name: str) -> str:
    """Return the words of a filter of the year plan; about what the school still has to do, never what a family is."""
    return {
        "turn": _("Their turn"),
        "nice": _("No good news yet"),
        "written": _("Only written"),
        "unreached": _("Not reached yet"),
        "interpreter": _("Interpreter"),
    }[name]


@register.filter
def suggestion_words(suggestion: str) -> str:
    """Return what may be tried next; says what the school can do, never what a family is."""
    kind, _sign, channel = suggestion.partition(":")
    if kind == "channel":
        return _("another way: %(way)s") % {"way": Channel(channel).label}
    return {
        "time": _("another time of the day"),
        "interpreter": _("with an interpreter"),
        "home_visit": _("a home visit"),
    }[kind]
