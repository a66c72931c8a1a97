"""Words for values that come from the database without their model."""

from django import template

from partnership.school.enums import Channel

register = template.Library()


@register.filter
def channel_label(value: str) -> str:
    """Return the name of a channel in the language of the page."""
    return Channel(value).label if value in Channel.values else ""
