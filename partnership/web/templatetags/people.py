"""Tags that say things the way people say them: dates, how far we are, and an act that can be undone."""

from datetime import date, datetime

from django import template
from django.contrib.messages.storage.base import Message
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

DAYS_IN_WORDS = 13
WEEKS_IN_WORDS = 8
UNDO = "undo:"


@register.simple_tag
def when(value: date | datetime | None) -> str | SafeString:
    """Return a `<time>` that says `value` as people do, with the full date as its title; nothing for None.

    An aware datetime is shown in the school's time zone; a date is a local date already.
    """
    if value is None:
        return ""
    value = _local(value)
    return _time(value, said(value, today=_today()))


@register.simple_tag
def on_the_day(value: datetime) -> SafeString:
    """Return a `<time>` for an aware moment among others, as on a timeline: from two days ago on its date and hour."""
    value = _local(value)
    is_near = abs((value.date() - _today()).days) <= 1
    date_words = date_format(value, "j F" if value.year == _today().year else "j F Y")
    return _time(value, said(value, today=_today()) if is_near else f"{date_words} {date_format(value, 'H:i')}")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value, timezone.get_default_timezone()) if isinstance(value, datetime) else value


def _today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


def _time(value: date | datetime, words: str) -> SafeString:
    is_moment = isinstance(value, datetime)
    return format_html(
        '<time class="when" datetime="{}" title="{}"><span>{}</span></time>',
        value.isoformat(timespec="minutes") if is_moment else value.isoformat(),
        date_format(value, "l j F Y H:i" if is_moment else "l j F Y"),
        words,
    )


def said(value: date | datetime, *, today: date) -> str:
    """Return the words for a local date or datetime as seen from `today`: days, then weeks, then the date itself."""
    is_moment = isinstance(value, datetime)
    day = value.date() if is_moment else value
    days = (day - today).days
    if abs(days) <= 1:
        word = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[days]
        return f"{word} {date_format(value, 'H:i')}" if is_moment else word
    if abs(days) <= DAYS_IN_WORDS:
        return _days(days)
    if abs(days) <= WEEKS_IN_WORDS * 7:
        return _weeks(days)
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def _days(days: int) -> str:
    if days < 0:
        return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}
    return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}


def _weeks(days: int) -> str:
    weeks = abs(days) // 7
    if days < 0:
        return ngettext("%(count)d week ago", "%(count)d weeks ago", weeks) % {"count": weeks}
    return ngettext("in %(count)d week", "in %(count)d weeks", weeks) % {"count": weeks}


@register.simple_tag
def coverage(held: int, total: int, label: str = "") -> SafeString:
    """Return a thin bar that shows `held` of `total`, with the same in words for who cannot see it."""
    share = min(max(held / total, 0), 1) if total else 0
    words = label or _("%(held)d of %(total)d") % {"held": held, "total": total}
    return format_html(
        '<svg class="coverage" role="img" aria-label="{}" width="100%" height="8" focusable="false">'
        '<rect class="coverage-all" width="100%" height="8" rx="4"/>'
        '<rect class="coverage-held" width="{}%" height="8" rx="4"/></svg>',
        words,
        f"{share * 100:.1f}",
    )


def undo_tag(url: str) -> str:
    """Return the `extra_tags` that give a message a button which undoes the act by a POST to `url`."""
    return f"{UNDO}{url}"


@register.filter
def undo_url(message: Message) -> str:
    """Return where the undo button of `message` posts to, or an empty text."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""
