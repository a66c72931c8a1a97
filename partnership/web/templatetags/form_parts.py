"""The parts of a form that stand on a page by the dozen: written at once, as Django's own templates write them.

A template per option and per attribute made up half the time of the form for a contact.
"""

from django import template
from django.forms.boundfield import BoundWidget
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()


@register.filter
def attributes(attrs: dict) -> SafeString:
    """Return the attributes of a widget; those that are False or None are left out."""
    return flatatt(attrs)


@register.filter
def options(groups: list) -> SafeString:
    """Return the options of a select, from the `optgroups` of its widget."""
    return format_html_join("", "{}", ((_group(name, choices),) for name, choices, _index in groups))


def _group(name: str | None, choices: list[dict]) -> SafeString:
    each = ((str(choice["value"]), flatatt(choice["attrs"]), choice["label"]) for choice in choices)
    lines = format_html_join("\n", '<option value="{}"{}>{}</option>', each)
    return format_html('<optgroup label="{}">{}</optgroup>', name, lines) if name else lines


@register.filter
def chip(choice: BoundWidget) -> SafeString:
    """Return a radio button or checkbox with its label."""
    data = choice.data
    return format_html(
        '<div class="chip-choice"><input type="{}" name="{}" value="{}"{}><label for="{}">{}</label></div>',
        data["type"],
        data["name"],
        data["value"],
        flatatt(data["attrs"]),
        choice.id_for_label,
        capfirst(escape(data["label"])),
    )
