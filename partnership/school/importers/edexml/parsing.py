"""XML to records, piece by piece: never a tree, so that memory does not grow with what is not read.

Only what stands in `TEXTS` and `REFERENCES` is kept. Citizen service number, weight, origin, sex, photograph and all
else is passed over while it streams by.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from partnership.school.importers.outcome import ImportRefused, Problem
from partnership.school.importers.source import Source

ROOT = "EDEX"
SCHOOL = "school"
SECTIONS = {
    "vestigingen": ("vestiging",),
    "groepen": ("groep", "samengestelde_groep"),
    "leerlingen": ("leerling",),
    "leerkrachten": ("leerkracht",),
}
NAMES = frozenset(["achternaam", "voorvoegsel", "voornamen", "voorletters-1", "roepnaam"])
TEXTS = {
    SCHOOL: frozenset(["schooljaar", "peildatum", "brincode", "dependancecode", "instellingsnummer", "xsdversie"]),
    "vestiging": frozenset(["naam"]),
    "groep": frozenset(["naam", "jaargroep"]),
    "samengestelde_groep": frozenset(["naam"]),
    "leerling": NAMES | {"geboortedatum", "jaargroep", "instroomdatum", "uitstroomdatum"},
    "leerkracht": NAMES | {"emailadres", "rol", "rolomschrijving"},
}
REFERENCES = {
    "leerling": frozenset(["groep", "samengestelde_groepen/samengestelde_groep", "vestiging"]),
    "leerkracht": frozenset(["groepen/groep", "groepen/samengestelde_groep"]),
}
STATE_NUMBERS = frozenset(["bsn", "sofinummer", "onderwijsnummer", "rijksregisternummer"])
DEEPEST = 50
LONGEST = 500
MOST_PARTS = 500


@dataclass(slots=True)
class Reference:
    tag: str
    key: str
    line: int
    roles: list[str] = field(default_factory=list)
    is_described: bool = False


@dataclass(slots=True)
class Record:
    """One element of a list in the file, with the texts and references that are read."""

    tag: str
    line: int
    key: str
    texts: dict[str, list[str]] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    key_is_state_number: bool = False
    parts: int = 0


class _Target:
    """Takes the events of the parser and hands out records. A reference's path is a tag under the record."""

    def __init__(self):
        self.path: list[str] = []
        self.record: Record | None = None
        self.depth = 0
        self.ready: list[Record] = []
        self.pieces: list[str] | None = None
        self.text_depth = 0
        self.length = 0
        self.expat = None

    @property
    def line(self) -> int:
        return self.expat.CurrentLineNumber

    def take(self) -> list[Record]:
        ready, self.ready = self.ready, []
        return ready

    def start(self, tag: str, attributes: dict) -> None:
        self.path.append(tag)
        if len(self.path) > DEEPEST:
            raise _refused(self.line, _("elements stand too deep inside each other"))
        if len(self.path) == 1 and tag != ROOT:
            raise _refused(self.line, _("this is not an EDEXML file: the first element is not <EDEX>"))
        if self.record is not None:
            self._inside(attributes)
        elif self._is_record(tag):
            self.record = Record(tag, self.line, attributes.get("key", ""))
            self.depth = len(self.path)

    def _is_record(self, tag: str) -> bool:
        if len(self.path) == 2:
            return tag == SCHOOL
        return len(self.path) == 3 and tag in SECTIONS.get(self.path[1], ())

    def _inside(self, attributes: dict) -> None:
        tag, record = self._below(), self.record
        if tag in REFERENCES.get(record.tag, ()):
            self._count()
            record.references.append(Reference(self.path[-1], attributes.get("key", ""), self.line))
        elif tag in TEXTS[record.tag] or tag in STATE_NUMBERS or self._is_role_of_group():
            self._count()
            self.pieces, self.length, self.text_depth = [], 0, len(self.path)

    def _below(self) -> str:
        return "/".join(self.path[self.depth :])

    def _count(self) -> None:
        self.record.parts += 1
        if self.record.parts > MOST_PARTS:
            raise _refused(self.record.line, _("this element has too many parts"))

    def _is_role_of_group(self) -> bool:
        parent, _separator, tag = self._below().rpartition("/")
        return tag in {"rol", "rolomschrijving"} and parent in REFERENCES.get(self.record.tag, ())

    def data(self, text: str) -> None:
        if self.pieces is not None and self.length < LONGEST:
            self.pieces.append(text[:LONGEST])
            self.length += len(text)

    def end(self, tag: str) -> None:
        if self.record is not None and len(self.path) == self.depth:
            self.ready.append(self.record)
            self.record = None
        elif self.pieces is not None and len(self.path) == self.text_depth:
            self._keep(tag, "".join(self.pieces).strip())
            self.pieces = None
        self.path.pop()

    def _keep(self, tag: str, text: str) -> None:
        record = self.record
        if tag in STATE_NUMBERS:
            record.key_is_state_number |= bool(text) and text == record.key.strip()
        elif self._is_role_of_group():
            reference = record.references[-1]
            reference.is_described |= tag == "rolomschrijving"
            reference.roles += [text.upper()] if tag == "rol" else []
        else:
            record.texts.setdefault(tag, []).append(text)


def records(file: BinaryIO) -> Iterator[Record]:
    """Yield the records of an EDEXML file in its own order.

    Raises `ImportRefused` with one problem for what is no XML (or no EDEXML), is cut off, defines or fetches entities,
    has an encoding nobody knows, or is empty or too large.
    """
    target = _Target()
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.expat = parser.parser
    try:
        for piece in Source(file).pieces():
            parser.feed(piece)
            yield from target.take()
        parser.close()
    except ParseError as error:
        raise _refused(error.position[0], _("from here the file cannot be read: it is damaged or not XML")) from None
    except DefusedXmlException:
        raise _refused(target.line, _("the file defines types or entities of its own, which is not allowed")) from None
    except (LookupError, ValueError):
        raise _refused(1, _("the encoding that the file names is unknown; export it as UTF-8")) from None
    yield from target.take()


def _refused(line: int, text: str) -> ImportRefused:
    return ImportRefused(_("This file cannot be read as EDEXML."), [Problem(line, text)])
