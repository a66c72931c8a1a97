"""The policy as data: `policy.csv` says who may do what with which data; what it does not name is refused.

Columns: data_class, who, operation, scope, step_up, why. `who` is a role, or what follows from the work:
`employee` (everyone at work), `keeper` (class teacher or mentor), `teacher` (anyone assigned to the pupil now).
`data_classes.csv` says of each class of data how confidential it is, what it is for, how long it is kept, and to which
part of the application it belongs; without a part it is always there.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from partnership.school.enums import Part, Role

FOLDER = Path(__file__).resolve().parent.parent
FILE = FOLDER / "policy.csv"
CLASSES_FILE = FOLDER / "data_classes.csv"
IMPLIED = ("employee", "keeper", "teacher")
WHO = frozenset([*IMPLIED, *Role.values])
LEVELS = frozenset(["V0", "V1", "V2", "V3", "V4"])
OPERATIONS = frozenset(
    ["create", "read", "change", "export", "existence", "instruction", "aggregate", "approve"]  # a second person
)
# Which rows: those one wrote, owns or is affected by; of pupils whose contact one keeps; whom one teaches; brothers
# and sisters of whom one teaches; of the school (or of the location or team of the role); of all schools of the board;
# of cases that were given to them to handle.
SCOPES = frozenset(["own", "keeping", "teaching", "family", "school", "board", "handling"])
# A case one is assigned to or that was shared, an open request or breach, an escalation to the board. Nothing in the
# application gives such a ground yet, so these grant nothing.
GROUNDED = frozenset(["case", "request", "escalated"])


class PolicyError(ValueError):
    """A line of a policy file that cannot be meant."""


@dataclass(frozen=True)
class Row:
    data_class: str
    who: str
    operation: str
    scope: str
    step_up: bool
    why: str

    @property
    def cell(self) -> tuple[str, str, str, str]:
        return self.data_class, self.who, self.operation, self.scope


@dataclass(frozen=True)
class DataClass:
    """A class of data. `level`: V0 board, V1 school, V2 team around the pupil, V3 named circle, V4 author only."""

    data_class: str
    level: str
    purpose: str
    ground: str
    kinds: str
    retention: str
    part: str


class Policy:
    def __init__(self, rows: Iterable[Row]):
        self.rows = tuple(rows)
        self._grants: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for row in self.rows:
            if row.scope not in GROUNDED:
                self._grants[row.data_class, row.operation, row.who].add(row.scope)
        self.data_classes = frozenset(row.data_class for row in self.rows)

    def scopes(self, data_class: str, operation: str, who: str) -> frozenset[str]:
        """Return the scope words `who` has for `operation` on `data_class`; empty means refused.

        Raises `LookupError` on a data class or operation the policy does not know: a typing error must not
        look like a refusal.
        """
        if data_class not in self.data_classes or operation not in OPERATIONS:
            raise LookupError(f"The policy knows no {operation!r} on {data_class!r}.")
        return frozenset(self._grants.get((data_class, operation, who), ()))


def _lines(path: Path, columns: type) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each line as text per column, and where it stands.

    Raises `PolicyError` when a column is empty; only `part` may be.
    """
    names = [column.name for column in fields(columns)]
    with path.open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=2):
            place = f"{path.name}:{number}"
            if list(line) != names or not all(text for name, text in line.items() if name != "part"):
                raise PolicyError(f"{place}: a line has {', '.join(names)}, none of them empty but part")
            yield place, line


def read_policy(path: Path = FILE) -> Policy:
    """Read the policy file. Raises `PolicyError` naming the line of an unknown word or of a line said twice."""
    rows: dict[tuple, Row] = {}
    for place, line in _lines(path, Row):
        row = Row(**{**line, "step_up": line["step_up"] == "yes"})
        known = row.who in WHO and row.operation in OPERATIONS and row.scope in SCOPES | GROUNDED
        if not known or line["step_up"] not in ("yes", "no"):
            raise PolicyError(f"{place}: unknown word in {row}")
        if row.cell in rows:
            raise PolicyError(f"{place}: said before: {', '.join(row.cell)}")
        rows[row.cell] = row
    return Policy(rows.values())


def read_data_classes(path: Path = CLASSES_FILE) -> dict[str, DataClass]:
    """Read what each class of data is, by name. Raises `PolicyError` naming the line of an unknown level or part."""
    classes = {}
    for place, line in _lines(path, DataClass):
        known = line["level"] in LEVELS and line["part"] in ("", *Part.values)
        if not known or line["data_class"] in classes:
            raise PolicyError(f"{place}: unknown level or part, or a class said before")
        classes[line["data_class"]] = DataClass(**line)
    return classes


POLICY = read_policy()
DATA_CLASSES = read_data_classes()


def part_of(data_class: str) -> str:
    """Return the part of the application this class of data belongs to; empty: always there."""
    return DATA_CLASSES[data_class].part
