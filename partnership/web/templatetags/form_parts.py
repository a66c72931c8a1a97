"""The parts of a form that stand on a page by the dozen: written at once, as Django's own templates write them.

A template per field, option and attribute made up half the time of the form for a contact.
"""

from django import forms, template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

register = template.Library()

STAR = format_html('<span class="asteriskField">{}</span>', "*")


def input_of(widget: dict) -> SafeString:
    value = {} if widget["value"] is None else {"value": str(widget["value"])}
    return format_html(
        "<input{}>", flatatt({"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]})
    )


def text_area_of(widget: dict) -> SafeString:
    attrs = flatatt(widget["attrs"])
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], attrs, widget["value"] or "")


def box_of_options(widget: dict) -> SafeString:
    groups = format_html_join("", "{}", ((_group(name, choices),) for name, choices, _index in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), groups)


def _group(name: str | None, choices: list[dict]) -> SafeString:
    each = ((str(choice["value"]), _marks(choice["attrs"]), choice["label"]) for choice in choices)
    lines = format_html_join("\n", '<option value="{}"{}>{}</option>', each)
    return format_html('<optgroup label="{}">{}</optgroup>', name, lines) if name else lines


def _marks(attrs: dict) -> SafeString | str:
    return flatatt(attrs) if attrs else ""  # most options have none


@register.simple_tag
def labelled(field: BoundField) -> SafeString:
    """Return a field with its label, help and errors, as crispy-bootstrap5 writes it."""
    is_checkbox = isinstance(field.field.widget, forms.CheckboxInput)
    label = _label(field, "form-check-label" if is_checkbox else "form-label")
    if is_checkbox:
        parts = (field.auto_id, _widget(field, "form-check-input"), label, notes(field))
        return format_html('<div class="mb-3"><div id="div_{}" class="form-check">{}{}{}</div></div>', *parts)
    kind = "form-select" if isinstance(field.field.widget, forms.Select) else "form-control"
    return format_html(
        '<div id="div_{}" class="mb-3">{}{}{}</div>', field.auto_id, label, _widget(field, kind), notes(field)
    )


def _label(field: BoundField, kind: str) -> SafeString | str:
    if not field.label:
        return ""
    needed, star = (" requiredField", STAR) if field.field.required else ("", "")
    return format_html('<label for="{}" class="{}{}">{}{}</label>', field.id_for_label, kind, needed, field.label, star)


def _widget(field: BoundField, kind: str) -> SafeString:
    names = [field.field.widget.attrs.get("class", ""), kind, "is-invalid" if field.errors else ""]
    return field.as_widget(attrs={"class": " ".join(filter(None, names))})


@register.simple_tag
def notes(field: BoundField) -> SafeString:
    """Return what is wrong with a field, and the help with it."""
    errors = help_text = ""
    if field.errors:
        each = ((number, field.auto_id, error) for number, error in enumerate(field.errors, start=1))
        lines = format_html_join("", '<p id="error_{}_{}"><strong>{}</strong></p>', each)
        errors = format_html('<div id="{}_error" class="invalid-feedback">{}</div>', field.errors.field_id, lines)
    if field.help_text:
        identity = flatatt({"id": f"{field.auto_id}_helptext"}) if field.auto_id else ""
        help_text = format_html('<div{} class="form-text">{}</div>', identity, field.help_text)
    return format_html("{}{}", errors, help_text)


@register.simple_tag
def chips(field: BoundField, kind: str = "") -> SafeString:
    """Return a field as chips: a few in view, the others under "More"."""
    shown, more = chip_choices(field)
    legend = "form-label requiredField" if field.field.required else "form-label"
    attrs = {
        "class": " ".join(filter(None, ["chips", "is-invalid" if field.errors else "", kind])),
        "id": f"div_{field.auto_id}",
        "aria-describedby": field.aria_describedby or None,
    }
    return format_html(
        '<fieldset{}><legend class="{}">{}</legend><div class="chips-list">{}{}</div>{}</fieldset>',
        flatatt(attrs),
        legend,
        field.label,
        chip_list(shown),
        _more_chips(more) if more else "",
        notes(field),
    )


def chip_choices(field: BoundField) -> tuple[list[BoundWidget], list[BoundWidget]]:
    """Split a field's choices in those that are shown and those under "More".

    The field's `chips_shown` says how many stand in view; a chosen one always does.
    """
    limit = getattr(field.field, "chips_shown", None)
    options = list(field)
    if limit is None or len(options) <= limit + 1:
        return options, []
    shown = [option for place, option in enumerate(options) if place < limit or option.data["selected"]]
    return shown, [option for option in options if option not in shown]


def _more_chips(choices: list[BoundWidget]) -> SafeString:
    parts = (_("More…"), chip_list(choices))
    return format_html(
        '<details class="chips-more"><summary>{}</summary><div class="chips-list">{}</div></details>', *parts
    )


@register.filter
def chip_list(choices: list[BoundWidget]) -> SafeString:
    """Return radio buttons or checkboxes, each with its label."""
    line = '<div class="chip-choice"><input type="{}" name="{}" value="{}"{}><label for="{}">{}</label></div>'
    datas = ((choice.data, choice.id_for_label) for choice in choices)
    each = (
        (data["type"], data["name"], data["value"], flatatt(data["attrs"]), key, capfirst(escape(data["label"])))
        for data, key in datas
    )
    return format_html_join("", line, each)
