"""The rows of a guardian file. An empty value says nothing: what is known stays."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from partnership.school.importers.outcome import Problems


@dataclass(slots=True)
class GuardianRow:
    line: int
    pupil_key: str
    guardian_key: str = ""
    first_name: str = ""
    prefix: str = ""
    last_name: str = ""
    institution: str = ""
    kind: str = ""
    custody: str = ""
    email: str = ""
    telephone: str = ""
    language: str = ""
    interpreter: bool | None = None
    household_key: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    secret: bool | None = None

    @property
    def name(self) -> tuple[str, ...]:
        return folded_name(self.first_name, self.prefix, self.last_name, self.institution)

    @property
    def person(self) -> tuple:
        """How the guardian is known: by the key of the pupil system, else by pupil and name."""
        return (self.guardian_key,) if self.guardian_key else (self.pupil_key, *self.name)

    @property
    def address(self) -> tuple[str, str, str]:
        return self.street, self.postcode, self.town

    @property
    def folded_address(self) -> tuple[str, ...]:
        return folded_address(*self.address)


def folded_name(first_name: str, prefix: str, last_name: str, institution: str) -> tuple[str, ...]:
    """Return the name to compare by: of the person, else of the institution."""
    parts = (first_name, prefix, last_name) if first_name or last_name else (institution,)
    return tuple(part.casefold() for part in parts)


def folded_address(*parts: str) -> tuple[str, ...]:
    return tuple(part.casefold().replace(" ", "") for part in parts)


@dataclass(slots=True)
class GuardianFile:
    rows: list[GuardianRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    notes: dict[str, list[int]] = field(default_factory=dict)
    unread_columns: list[int] = field(default_factory=list)

    def note(self, text: str, line: int) -> None:
        self.notes.setdefault(text, []).append(line)

    def same_address(self) -> Iterator[list[GuardianRow]]:
        """Yield the rows of different guardians, at several pupils, with one e-mail address: perhaps one person."""
        found: dict[str, dict[tuple, GuardianRow]] = {}
        for row in self.rows:
            if row.email:
                found.setdefault(row.email.casefold(), {}).setdefault(row.person, row)
        for people in found.values():
            if len({row.pupil_key for row in people.values()}) > 1:
                yield sorted(people.values(), key=lambda row: row.line)
