"""Reading one value of a file: plain text, yes or no, a day."""

import datetime
import re
import unicodedata

SPACE = re.compile(r"\s+")
TURNS_TEXT_AROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2200
YES = frozenset(["ja", "j", "yes", "y", "true", "waar", "1", "x"])
NO = frozenset(["nee", "neen", "n", "no", "false", "onwaar", "0"])


def plain(text: str) -> str:
    """Return `text` composed (NFC) and with single spaces. Raises `ValueError` for signs that nobody can read."""
    text = SPACE.sub(" ", text).strip()
    if text.isascii() and text.isprintable():
        return text
    if TURNS_TEXT_AROUND.search(text) or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise ValueError("unreadable signs")
    return unicodedata.normalize("NFC", text)


def yes_or_no(text: str) -> bool | None:
    """Return what `text` answers, None when it says nothing. Raises `ValueError` for another word."""
    word = text.casefold()
    if not word:
        return None
    if word in YES or word in NO:
        return word in YES
    raise ValueError("neither yes nor no")


def day(text: str) -> datetime.date:
    """Return the day of an `xs:date`. Raises `ValueError` for anything else, and for years nobody lives in."""
    match = DAY.fullmatch(text)
    if match is None:
        raise ValueError("no date")
    found = datetime.date.fromisoformat(match[1])
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError("no year of a living person")
    return found
