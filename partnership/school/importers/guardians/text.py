"""The bytes of a CSV file to lines of cells: encoding, separator, quotes."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from partnership.school.importers.guardians.words import FIELD_BY_WORD, plain_word
from partnership.school.importers.outcome import ImportRefused, Problem

MIXED = re.compile(rb"[\xc3\xc4\xc5][\x80-\xbf]")
SEPARATORS = ";,"
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def decoded(content: bytes) -> str:
    """Return the text of `content`, UTF-8 (with or without a mark) or Windows-1252. Raises `ImportRefused`."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise unreadable(1, _("the file is in UTF-16; save it as CSV UTF-8"))
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise unreadable(line, _("the file has NUL bytes: it is damaged or not a CSV file"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    if content.startswith(codecs.BOM_UTF8) or MIXED.search(content):
        raise unreadable(line, _("the file says UTF-8, but this line is not; save it as CSV UTF-8"))
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise unreadable(line, _("this line is neither UTF-8 nor Windows-1252; save it as CSV UTF-8")) from None


def lines_of_cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of every line that is not empty, the headers first.

    Raises `ImportRefused` for quotes that do not close and for cells larger than 128 kB.
    """
    start = 0
    separator = None
    if match := SEPARATOR_LINE.match(text):
        separator, start, text = match[1], 1, text[match.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, separator), strict=True)
    while True:
        line = start + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            why = _("from this line the quotes do not close, or one cell is very large; look at the quotes")
            raise unreadable(line, why) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _separator(text: str, named: str | None) -> str:
    """The one that makes most known headers of the first line."""
    if named is not None and named in SEPARATORS:
        return named
    first = text.lstrip()[:10_000].partition("\n")[0]
    return max(SEPARATORS, key=lambda sign: sum(_is_header(word) for word in first.split(sign)))


def _is_header(text: str) -> bool:
    return plain_word(text) in FIELD_BY_WORD


def unreadable(line: int, text: str) -> ImportRefused:
    return ImportRefused(_("This file cannot be read as CSV."), [Problem(line, text)])
