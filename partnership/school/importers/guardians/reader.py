"""A CSV file of guardians to rows: every cell is checked, and what one line says against another."""

import re
from collections.abc import Callable
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from partnership.school.importers import cells
from partnership.school.importers.guardians import words
from partnership.school.importers.guardians.agreement import check_agreement
from partnership.school.importers.guardians.rows import GuardianFile, GuardianRow
from partnership.school.importers.guardians.text import decoded, lines_of_cells, unreadable
from partnership.school.importers.outcome import ImportRefused
from partnership.school.importers.source import Source
from partnership.school.models import Guardian, GuardianDetails, Household, Pupil
from partnership.school.telephones import normalise

DUTCH_POSTCODE = re.compile(r"(\d{4}) ?([A-Z]{2})", re.ASCII)
NAME_FIELDS = ("first_name", "prefix", "last_name", "institution")
COLUMN_OF_FIELD = {
    "pupil_key": (Pupil, "key"),
    "guardian_key": (Guardian, "key"),
    "first_name": (Guardian, "first_name"),
    "prefix": (Guardian, "prefix"),
    "last_name": (Guardian, "last_name"),
    "institution": (Guardian, "institution"),
    "email": (GuardianDetails, "email"),
    "household_key": (Household, "key"),
    "street": (Household, "street"),
    "postcode": (Household, "postcode"),
    "town": (Household, "town"),
}


def read_guardians(file: BinaryIO) -> GuardianFile:
    """Return the rows of `file` (bytes), its problems by line, and notes. Whether pupils exist is not known here.

    Raises `ImportRefused` for what cannot be read at all: encoding, quotes, missing or double columns, no rows.
    """
    reader = _Reader()
    for line, values in lines_of_cells(decoded(Source(file).whole())):
        if reader.columns:
            reader.take(line, values)
        else:
            reader.take_headers(line, values)
    if not reader.columns:
        raise ImportRefused(_("The file is empty. Export it again."))
    if not reader.file.rows and not reader.file.problems:
        raise ImportRefused(_("The file has headers, but no guardians. Export it again."))
    check_agreement(reader.file)
    return reader.file


class _Reader:
    def __init__(self):
        self.file = GuardianFile()
        self.columns: list[str | None] = []
        self.line = 0
        self.clean_by_field: dict[str, Callable[[str], object]] = {
            "kind": self.kind,
            "custody": self.custody,
            "email": self.email,
            "telephone": normalise,
            "language": self.language,
            "interpreter": cells.yes_or_no,
            "postcode": self.postcode,
            "secret": cells.yes_or_no,
        }

    def take_headers(self, line: int, values: list[str]) -> None:
        """Know the columns by their headers. An unknown header is never shown: it may be somebody's name."""
        self.columns = [words.FIELD_BY_WORD.get(words.plain_word(value)) for value in values]
        for field in words.COLUMNS:
            numbers = [number for number, name in enumerate(self.columns, 1) if name == field]
            if len(numbers) > 1:
                text = _("columns %(first)d and %(second)d both are %(field)s; keep one")
                names = {"first": numbers[0], "second": numbers[1], "field": field}
                raise unreadable(line, text % names)
            if not numbers and field in words.REQUIRED:
                text = _("there is no column %(header)s; the first line must name the columns")
                raise unreadable(line, text % {"header": words.REQUIRED[field]})
        self.file.unread_columns = [number for number, name in enumerate(self.columns, 1) if name is None]

    def take(self, line: int, values: list[str]) -> None:
        self.line = line
        if len(values) != len(self.columns):
            self.found(
                _("has %(count)d cells where the headers have %(headers)d; look at separators and quotes")
                % {"count": len(values), "headers": len(self.columns)}
            )
            return
        before = len(self.file.problems)
        told = {field: self.clean(field, value) for field, value in zip(self.columns, values, strict=True) if field}
        if number := told.pop("house_number", ""):
            told["street"] = f"{told.get('street', '')} {number}".strip()
        row = GuardianRow(line, **told)
        self._check(row)
        if len(self.file.problems) == before:
            self.file.rows.append(row)

    def found(self, text: str) -> None:
        self.file.problems.found(self.line, text)

    def _check(self, row: GuardianRow) -> None:
        if not row.pupil_key:
            self.found(_("pupil_key is empty: say which pupil this is a guardian of"))
        if not any(getattr(row, name) for name in NAME_FIELDS if name != "prefix"):
            self.found(_("there is no name"))

    def clean(self, field: str, value: str):
        """Return what a cell says, empty (or None) with a problem when it cannot be read."""
        empty = None if field in {"interpreter", "secret"} else ""
        if not value:
            return empty
        try:
            text = cells.plain(value)
            cleaned = self.clean_by_field.get(field, str)(text)
        except (ValueError, ValidationError):
            self.found(_("%(field)s: %(mend)s") % {"field": field, "mend": _mend(field)})
            return empty
        if field in COLUMN_OF_FIELD:
            model, column = COLUMN_OF_FIELD[field]
            longest = model._meta.get_field(column).max_length
            if len(cleaned) > longest:
                self.found(_("%(field)s: is longer than %(count)d signs") % {"field": field, "count": longest})
                return empty
        return cleaned

    def kind(self, text: str) -> str:
        return self._word(text, words.KIND_BY_WORD)

    def custody(self, text: str) -> str:
        return self._word(text, words.CUSTODY_BY_WORD)

    @staticmethod
    def _word(text: str, meanings: dict) -> str:
        if text and words.plain_word(text) not in meanings:
            raise ValueError("unknown word")
        return meanings[words.plain_word(text)] if text else ""

    @staticmethod
    def email(text: str) -> str:
        if text:
            validate_email(text)
        return text

    def language(self, text: str) -> str:
        code = words.language_code(text) if text else ""
        if code is None:
            self.file.note(_("A language is not known by this name and is left out; use its code."), self.line)
        return code or ""

    @staticmethod
    def postcode(text: str) -> str:
        match = DUTCH_POSTCODE.fullmatch(text.upper())
        return f"{match[1]} {match[2]}" if match else text


def _mend(field: str) -> str:
    """What to write in a cell that cannot be read."""
    return {
        "kind": _("write ouder, voogd, pleegouder, stiefouder, gezinsvoogd or anders"),
        "custody": _("write ja, nee or onbekend"),
        "email": _("this is not an e-mail address"),
        "telephone": _("this cannot be called; write one number, such as 06 12345678 or +31 6 12345678"),
        "interpreter": _("write ja or nee"),
        "secret": _("write ja or nee"),
    }.get(field, _("has signs that cannot be read"))
