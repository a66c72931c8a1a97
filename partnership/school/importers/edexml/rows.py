"""The rows of an EDEXML file, and the lists of its schema (2017) that decide something here."""

import datetime
from dataclasses import dataclass, field

from partnership.school.enums import Sector
from partnership.school.importers.outcome import Problems

YEAR_GROUPS_SECONDARY = frozenset(["11", "12", "13", "14", "15", "16"])
YEAR_GROUPS_SPECIAL = frozenset(["S", "V"])
YEAR_GROUPS = (
    frozenset(["B", "D", "0", "1", "2", "3", "4", "5", "6", "7", "8", "C", "N", "H"])
    | YEAR_GROUPS_SECONDARY
    | YEAR_GROUPS_SPECIAL
)
HISTORIC = "H"
COMBINATION = "C"
LAST_YEAR_GROUPS = {
    Sector.PRIMARY: frozenset(["8"]),
    Sector.SECONDARY: frozenset(["14", "15", "16"]),
    Sector.SPECIAL: frozenset(["8", "14", "15", "16"]),
}

TEACHER = "LRK"
SUBJECT_TEACHER = "VAK"
TEACHERS = frozenset([TEACHER, SUBJECT_TEACHER])
NO_STAFF = frozenset(["OUD", "STA"])
ROLES = TEACHERS | NO_STAFF | {
    "ADJ", "ADM", "CON", "DIR", "ICT", "IB", "KLA", "LOS", "LOC", "OWA", "RT", "SMW", "TAL",
}  # fmt: skip
VERSIONS = frozenset(["2.0", "2.1"])
FIRST_LISTED_YEAR, LAST_LISTED_YEAR = 1991, 2024


@dataclass(frozen=True, slots=True)
class LocationRow:
    line: int
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    line: int
    key: str
    name: str
    year_group: str
    is_combined: bool


@dataclass(frozen=True, slots=True)
class PupilRow:
    """`joins` and `leaves` are the first and last day at the school, where the file names them."""

    line: int
    key: str
    first_name: str
    prefix: str
    last_name: str
    initials: str
    birth_date: datetime.date | None
    year_group: str
    groups: tuple[str, ...]
    location: str
    joins: datetime.date | None
    leaves: datetime.date | None

    @property
    def is_historic(self) -> bool:
        return self.year_group == HISTORIC

    def has_left(self, day: datetime.date) -> bool:
        return self.is_historic or (self.leaves is not None and self.leaves <= day)


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """A teacher's group, with the roles that the file names for it (none: those of the person hold)."""

    key: str
    is_combined: bool
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class StaffRow:
    line: int
    key: str
    first_name: str
    prefix: str
    last_name: str
    email: str
    roles: frozenset[str]
    is_described: bool
    groups: tuple[StaffGroup, ...]

    @property
    def is_teacher(self) -> bool:
        """Whether the list says teacher, or says nothing: then being in the list of teachers says it."""
        everywhere = self.roles.union(*(group.roles for group in self.groups))
        if everywhere & NO_STAFF:
            return False
        return bool(everywhere & TEACHERS) or not (everywhere or self.is_described)


@dataclass(slots=True)
class EdexFile:
    """A whole file as read. `start` and `end` are the days of its school year."""

    year_name: str = ""
    start: datetime.date | None = None
    end: datetime.date | None = None
    reference_day: datetime.date | None = None
    brin: str = ""
    location_code: str = "00"
    locations: dict[str, LocationRow] = field(default_factory=dict)
    groups: dict[str, GroupRow] = field(default_factory=dict)
    pupils: dict[str, PupilRow] = field(default_factory=dict)
    staff: dict[str, StaffRow] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    notes: dict[str, list[int]] = field(default_factory=dict)

    def note(self, text: str, line: int) -> None:
        self.notes.setdefault(text, []).append(line)

    def sector(self) -> str:
        """Return the sector that most year groups of the file speak for."""
        votes = dict.fromkeys(Sector.values, 0)
        for pupil in self.pupils.values():
            if pupil.year_group in YEAR_GROUPS_SECONDARY:
                votes[Sector.SECONDARY] += 1
            elif pupil.year_group in YEAR_GROUPS_SPECIAL:
                votes[Sector.SPECIAL] += 1
            elif pupil.year_group.isdigit():
                votes[Sector.PRIMARY] += 1
        return max(votes, key=votes.get)
