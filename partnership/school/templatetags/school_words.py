"""Words for codes about people: roles and work, languages, telephone numbers."""

import phonenumbers
from babel import Locale, UnknownLocaleError
from django import template
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partnership.school.words import word

register = template.Library()


@register.filter
def called(key: str, school) -> str:
    """Return what a role or a kind of work is called at `school`."""
    return word(school, key)


@register.filter
def weekdays(days: str) -> str:
    """Return signs such as "124" as the names of days, 1 being Monday."""
    if days == "12345":
        return _("every day")
    return ", ".join(str(WEEKDAYS[int(day) - 1]) for day in days)


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language code in the language of the page; the code itself when it is unknown."""
    names = Locale.parse((get_language() or "nl").replace("-", "_")).languages
    try:
        return names.get(str(Locale.parse(code, sep="-").language), code)
    except (UnknownLocaleError, ValueError):
        return names.get(code, code)


@register.filter
def day_names(days: str) -> str:
    """Return the names of weekdays that are written as numbers, Monday as 1."""
    return ", ".join(str(WEEKDAYS[int(day) - 1]).lower() for day in days)


@register.filter
def address(email: str) -> SafeString:
    """Return an e-mail address that breaks after its @ where it does not fit on one line."""
    name, sign, host = email.rpartition("@")
    return format_html("{}{}<wbr>{}", name, sign, host)


@register.filter
def phone(number: str) -> str:
    """Return a number in international form as people in the Netherlands write it."""
    try:
        parsed = phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return number
    national = parsed.country_code == phonenumbers.country_code_for_region("NL")
    form = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
