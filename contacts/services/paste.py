"""Fill a round from a list that was made elsewhere: pasted lines or CSV with pupil, date and time."""

import codecs
import csv
import datetime
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.school.models import Pupil

DATES = ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%y", "%d.%m.%Y")
TIMES = ("%H:%M", "%H.%M", "%H:%M:%S")
LONGEST = 200


@dataclass(frozen=True)
class PastedLine:
    pupil: Pupil
    at: datetime.datetime


@dataclass
class Pasted:
    lines: list[PastedLine] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_pasted(text: str, pupils: list[Pupil]) -> Pasted:
    """Read lines of pupil, date, time (separated by tab, semicolon or comma). Problems name the line, not the person.

    A pupil is recognised by the key of the pupil system, or by the whole name when only one child has it.
    """
    found = Pasted()
    names = _names(pupils)
    rows = csv.reader(text.replace("\x00", "").splitlines(), delimiter=_separator(text))
    seen: set = set()
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row if cell.strip()]
        if number > LONGEST:
            found.problems.append(_("Only %(number)d lines are read. Leave out the rest.") % {"number": LONGEST})
            break
        if not cells:
            continue
        problem = _read_line(cells, names, seen, found)
        if problem and not (number == 1 and _is_heading(cells)):
            found.problems.append(_("Line %(number)d: %(problem)s") % {"number": number, "problem": problem})
    return found


def decoded(data: bytes) -> str:
    """Return the text of a file from a spreadsheet: UTF-8 or UTF-16 when it says so, else Western European."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _read_line(cells: list[str], names: dict[str, list[Pupil]], seen: set, found: Pasted) -> str:
    if len(cells) < 3:
        return _("three columns are needed: pupil, date and time.")
    matches = names.get(_plain(cells[0]), [])
    if not matches:
        return _("this pupil is not in the class.")
    if len(matches) > 1:
        return _("two children have this name; use the key of the pupil system.")
    day, time = _parse(cells[1], DATES), _parse(cells[2], TIMES)
    if day is None or time is None:
        return _("the date or the time cannot be read; write 24-11-2026 and 15:40.")
    if matches[0].pk in seen:
        return _("this pupil is in the list twice.")
    seen.add(matches[0].pk)
    moment = datetime.datetime.combine(day.date(), time.time()).replace(tzinfo=timezone.get_default_timezone())
    found.lines.append(PastedLine(matches[0], moment))
    return ""


def _names(pupils: list[Pupil]) -> dict[str, list[Pupil]]:
    names: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        last_first = f"{pupil.last_name}, {pupil.first_name} {pupil.prefix}"
        for name in {_plain(pupil.name), _plain(pupil.key), _plain(last_first)}:
            names.setdefault(name, []).append(pupil)
    return names


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())


def _separator(text: str) -> str:
    return max("\t;,", key=text.count) if any(sign in text for sign in "\t;,") else ";"


def _parse(text: str, forms: tuple[str, ...]) -> datetime.datetime | None:
    for form in forms:
        try:
            return datetime.datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def _is_heading(cells: list[str]) -> bool:
    return not any(character.isdigit() for cell in cells for character in cell)
