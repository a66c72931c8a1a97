"""Words for values that come from the database without their model."""

from django import template
from django.utils.translation import gettext as _

from contacts.services.yearrows import Row
from contacts.services.yearsigns import SHAPES, WORDS, address_of, kind_of
from partnership.school.enums import Channel

register = template.Library()


@register.filter
def channel_label(value: str) -> str:
    """Return the name of a channel in the language of the page."""
    return Channel(value).label if value in Channel.values else ""


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
def contact_address(row: Row) -> str:
    return address_of(row.contact, row.status)


@register.filter
def contact_sign(row: Row) -> str:
    return kind_of(row)


@register.filter
def contact_shape(row: Row) -> str:
    return SHAPES[kind_of(row)]


@register.filter
def contact_sign_word(row: Row) -> str:
    return WORDS[kind_of(row)]


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
