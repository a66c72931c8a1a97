"""Telephone numbers in one form, so that equal numbers are equal (E.164, such as +31612345678)."""

import re

import phonenumbers
from django.utils.translation import gettext as _

REGION = "NL"
WRITTEN = re.compile(r"[\d+()\-.\u2010-\u2015/\s]{1,40}")


def normalise(text: str) -> str:
    """Return `text`, one telephone number as people write it, in international form; empty stays empty.

    A number without a country code is read as Dutch. Raises `ValueError` for anything that cannot be called: a wrong
    length, words or a second number beside it.
    """
    text = text.strip()
    if not text:
        return ""
    if not WRITTEN.fullmatch(text):
        raise ValueError(_("This is not a telephone number."))
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError(_("This is not a telephone number.")) from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError(_("This telephone number does not exist."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
