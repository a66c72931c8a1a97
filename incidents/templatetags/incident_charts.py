"""Counts as drawings; the numbers stand in a table beside them. Colours and sizes of text are those of the theme."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from incidents.services.overview import Bar

register = template.Library()

TOP, TALLEST, FOOT = 22, 88, 26  # pixels: above the columns for their numbers, the columns, below for their months
FILLED = 0.7  # of the width of a month


@register.simple_tag
def share_bar(share: float) -> SafeString:
    """Return a thin bar of `share` percents of its width; it says nothing that the number beside it does not."""
    return format_html(
        '<svg class="count-bar" aria-hidden="true" width="100%" height="8" focusable="false">'
        '<rect class="count-all" width="100%" height="8" rx="4"/>'
        '<rect class="count-share" width="{}%" height="8" rx="4"/></svg>',
        f"{share:.1f}",
    )


@register.simple_tag
def month_columns(months: list[Bar]) -> SafeString:
    """Return one column a month, with its number above and the first letter of the month below."""
    slot = 100 / len(months)
    return format_html(
        '<svg class="count-columns" role="img" aria-label="{}" width="100%" height="{}" focusable="false">{}'
        '<line class="count-line" x1="0" x2="100%" y1="{}" y2="{}"/></svg>',
        _("Cases per month, as in the table below"),
        TOP + TALLEST + FOOT,
        format_html_join("", COLUMN, (_column(bar, number, slot) for number, bar in enumerate(months))),
        *[TOP + TALLEST] * 2,
    )


COLUMN = (
    '<g class="{}"><title>{}: {}</title><rect x="{}%" y="{}" width="{}%" height="{}" rx="2"/>'
    '<text x="{}%" y="{}">{}</text><text x="{}%" y="{}">{}</text></g>'
)


def _column(bar: Bar, number: int, slot: float) -> tuple:
    left, middle = f"{(number + (1 - FILLED) / 2) * slot:.2f}", f"{(number + 0.5) * slot:.2f}"
    height = round(bar.share / 100 * TALLEST)
    top = TOP + TALLEST - height
    return (
        "count-column" if bar.is_chosen else "count-column count-other", bar.name, bar.number,
        left, top, f"{FILLED * slot:.2f}", height,
        middle, top - 6, bar.number or "",
        middle, TOP + TALLEST + 18, bar.name[:1].upper(),
    )  # fmt: skip
