"""An EDEXML file to rows: structure, keys and references are checked, values of the schema's dated lists are not."""

import datetime
import re
import sys
from collections.abc import Callable
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.translation import gettext as _

from partnership.school.importers import cells
from partnership.school.importers.edexml import rows
from partnership.school.importers.edexml.parsing import SCHOOL, Record, records
from partnership.school.importers.edexml.rows import EdexFile, GroupRow, LocationRow, PupilRow, StaffGroup, StaffRow
from partnership.school.models import Group, Location, Pupil, StaffMember

YEAR = re.compile(r"(\d{4})-(\d{4})", re.ASCII)
BRIN = re.compile(r"(\d{2}[A-Z]{2})(\d{2})?", re.ASCII)
LOCATION_CODE = re.compile(r"\d{2}", re.ASCII)


def read_edexml(file: BinaryIO) -> EdexFile:
    """Return the rows of `file` (bytes), with notes on what is new to the schema's lists.

    Raises `ImportRefused` with every problem by line: what cannot be read, missing or double keys, broken references,
    persons without a name, values that do not fit.
    """
    reader = _Reader()
    for record in records(file):
        reader.take(record)
    return reader.finish()


class _Reader:
    def __init__(self):
        self.file = EdexFile()
        self.found = self.file.problems.found
        self.schools = 0
        self.references: list[tuple[int, str, str]] = []
        self.take_by_tag: dict[str, Callable[[Record], None]] = {
            SCHOOL: self.school,
            "vestiging": self.location,
            "groep": self.group,
            "samengestelde_groep": self.group,
            "leerling": self.pupil,
            "leerkracht": self.teacher,
        }

    def take(self, record: Record) -> None:
        self.take_by_tag[record.tag](record)

    def finish(self) -> EdexFile:
        if self.schools != 1:
            self.found(None, _("the file must have one <school>, with its school year and BRIN"))
        if not self.file.pupils and not self.file.problems:
            self.found(None, _("the file has no pupils"))
        self._check_references()
        self.file.problems.refuse_if_any()
        return self.file

    def school(self, record: Record) -> None:
        self.schools += 1
        self._school_year(record)
        self._brin(record)
        self.file.reference_day = self.day(record, "peildatum")
        version = self.text(record, "xsdversie")
        if version and version not in rows.VERSIONS:
            self.file.note(_("This version of EDEXML is not 2.0 or 2.1; it is read as 2.1."), record.line)

    def _school_year(self, record: Record) -> None:
        match = YEAR.fullmatch(self.text(record, "schooljaar"))
        if match is None or int(match[2]) != int(match[1]) + 1 or not 1950 <= int(match[1]) <= 2150:
            self.found(record.line, _("schooljaar must be two years that follow each other, such as 2026-2027"))
            return
        first = int(match[1])
        self.file.year_name = match[0]
        self.file.start, self.file.end = datetime.date(first, 8, 1), datetime.date(first + 1, 7, 31)
        if not rows.FIRST_LISTED_YEAR <= first <= rows.LAST_LISTED_YEAR:
            self.file.note(
                _("This school year is not on the list of the schema (2017); it is taken as it is."), record.line
            )

    def _brin(self, record: Record) -> None:
        match = BRIN.fullmatch(self.text(record, "brincode").upper())
        code = self.text(record, "dependancecode") or (match[2] if match else None) or "00"
        if match is None:
            self.found(record.line, _("brincode must be the school's BRIN: two digits and two letters"))
        elif not LOCATION_CODE.fullmatch(code):
            self.found(record.line, _("dependancecode must be two digits"))
        else:
            self.file.brin, self.file.location_code = match[1], code

    def location(self, record: Record) -> None:
        if key := self.key(record, Location, self.file.locations):
            name = self.text(record, "naam", Location, "name", required=True)
            self.file.locations[key] = LocationRow(record.line, key, name)

    def group(self, record: Record) -> None:
        if key := self.key(record, Group, self.file.groups):
            is_combined = record.tag == "samengestelde_groep"
            name = self.text(record, "naam", Group, "name", required=True)
            year_group = "" if is_combined else self.year_group(record, Group, required=True)
            self.file.groups[key] = GroupRow(record.line, key, name, year_group, is_combined)

    def pupil(self, record: Record) -> None:
        key = self.key(record, Pupil, self.file.pupils)
        self._refer(record)
        places = [ref.key for ref in record.references if ref.tag == "vestiging"]
        groups = [ref for ref in record.references if ref.tag != "vestiging"]
        if len(places) > 1 or sum(ref.tag == "groep" for ref in groups) > 1:
            self.found(record.line, _("leerling: a pupil has one <groep> and one <vestiging> at most"))
        joins, leaves = self.day(record, "instroomdatum"), self.day(record, "uitstroomdatum")
        first_name, prefix, last_name, initials = self.names(record, Pupil)
        row = PupilRow(
            line=record.line, key=key, first_name=first_name, prefix=prefix, last_name=last_name, initials=initials,
            birth_date=self.birth_date(record), year_group=self.year_group(record, Pupil),
            groups=tuple(dict.fromkeys(ref.key for ref in groups)), location=places[0] if places else "", joins=joins,
            leaves=None if joins and leaves and leaves < joins else leaves,
        )  # fmt: skip
        if key:
            self.file.pupils[key] = row

    def birth_date(self, record: Record) -> datetime.date | None:
        found = self.day(record, "geboortedatum")
        if found and self.file.end and found > self.file.end:
            self.found(record.line, _("geboortedatum lies after the school year"))
        return found

    def teacher(self, record: Record) -> None:
        key = self.key(record, StaffMember, self.file.staff)
        self._refer(record)
        first_name, prefix, last_name, initials = self.names(record, StaffMember)
        groups = (
            StaffGroup(ref.key, ref.tag == "samengestelde_groep", frozenset(ref.roles)) for ref in record.references
        )
        row = StaffRow(
            line=record.line, key=key, first_name=first_name or ".".join(initials) + "." * bool(initials),
            prefix=prefix, last_name=last_name, email=self.email(record),
            roles=frozenset(role.upper() for role in record.texts.get("rol", [])),
            is_described="rolomschrijving" in record.texts or any(ref.is_described for ref in record.references),
            groups=tuple(groups),
        )  # fmt: skip
        if row.roles.union(*(group.roles for group in row.groups)) - rows.ROLES:
            self.file.note(_("A role (rol) here is not on the list of EDEXML; it gives nothing."), record.line)
        if key:
            self.file.staff[key] = row

    def email(self, record: Record) -> str:
        text = self.text(record, "emailadres", StaffMember, "email")
        try:
            if text:
                validate_email(text)
        except ValidationError:
            self.file.note(_("An e-mail address of a teacher cannot be right and is left out."), record.line)
            return ""
        return text

    def names(self, record: Record, model: type[Model]) -> tuple[str, str, str, str]:
        """Return first name, prefix, last name and initials; the name of use goes before given names."""
        called = self.text(record, "roepnaam", model, "first_name")
        given = self.text(record, "voornamen", *(() if called else (model, "first_name")))
        last = self.text(record, "achternaam", model, "last_name")
        if not called and not last:
            self.found(record.line, _("%(tag)s: has neither roepnaam nor achternaam") % {"tag": record.tag})
        prefix = self.text(record, "voorvoegsel", model, "prefix")
        initials = self.text(record, "voorletters-1", Pupil, "initials")
        return called or given, prefix, last, initials.replace(".", "").replace(" ", "")

    def year_group(self, record: Record, model: type[Model], *, required: bool = False) -> str:
        text = self.text(record, "jaargroep", model, "year_group", required=required)
        if text and text not in rows.YEAR_GROUPS:
            self.file.note(
                _("A year group (jaargroep) here is not on the list of EDEXML; it is taken as it is."), record.line
            )
        return text

    def key(self, record: Record, model: type[Model], known: dict) -> str:
        """Return the key of the record, empty with a problem when it cannot serve as one."""
        key = self._plain(record, record.key, "key")
        tag = {"tag": record.tag}
        if record.key_is_state_number:
            self.found(record.line, _("%(tag)s: the key is a citizen service number; export with another key") % tag)
        elif not key:
            self.found(record.line, _("%(tag)s: has no key") % tag)
        elif key in known:
            line = known[key].line
            self.found(record.line, _("%(tag)s: has the same key as line %(line)d") % (tag | {"line": line}))
        elif self._fits(record, key, model, "key", "key"):
            return key
        return ""

    def day(self, record: Record, element: str) -> datetime.date | None:
        text = self.text(record, element)
        try:
            return cells.day(text) if text else None
        except ValueError:
            self.found(record.line, _("%(element)s must be a date such as 2018-05-31") % {"element": element})
            return None

    def text(
        self,
        record: Record,
        element: str,
        model: type[Model] | None = None,
        column: str = "",
        *,
        required: bool = False,
    ) -> str:
        """Return the one value of `element`, empty with a problem when it does not fit `model`'s column."""
        values = record.texts.get(element, [])
        names = {"tag": record.tag, "element": element}
        if len(values) > 1:
            self.found(record.line, _("%(tag)s: has more than one <%(element)s>") % names)
            return ""
        text = self._plain(record, values[0], element) if values else ""
        if required and not text:
            self.found(record.line, _("%(tag)s: has no <%(element)s>") % names)
        return text if model is None or self._fits(record, text, model, column, element) else ""

    def _plain(self, record: Record, text: str, element: str) -> str:
        try:
            return cells.plain(text)
        except ValueError:
            names = {"tag": record.tag, "element": element}
            self.found(record.line, _("%(tag)s: %(element)s has signs that cannot be read") % names)
            return ""

    def _fits(self, record: Record, text: str, model: type[Model], column: str, element: str) -> bool:
        longest = model._meta.get_field(column).max_length
        if len(text) > longest:
            names = {"tag": record.tag, "element": element, "count": longest}
            self.found(record.line, _("%(tag)s: %(element)s is longer than %(count)d signs") % names)
        return len(text) <= longest

    def _refer(self, record: Record) -> None:
        for ref in record.references:
            ref.key = sys.intern(self._plain(record, ref.key, ref.tag))
            self.references.append((ref.line, ref.tag, ref.key))

    def _check_references(self) -> None:
        """Combined groups and groups share one list of keys, but a reference names which it means."""
        known = {
            "vestiging": self.file.locations.keys(),
            "groep": {key for key, row in self.file.groups.items() if not row.is_combined},
            "samengestelde_groep": {key for key, row in self.file.groups.items() if row.is_combined},
        }
        for line, tag, key in self.references:
            if key not in known[tag]:
                self.found(line, _("there is no <%(tag)s> with this key in the file") % {"tag": tag})
