"""The policy as data: `policy.csv` says who may do what with which data; what it does not name is refused.

Columns: data_class, who, operation, scope, step_up, why. `who` is a role, or what follows from the work:
`employee` (everyone at work), `keeper` (class teacher or mentor), `teacher` (anyone assigned to the pupil now).
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from partnership.school.enums import Role

FILE = Path(__file__).resolve().parent.parent / "policy.csv"
IMPLIED = ("employee", "keeper", "teacher")
WHO = frozenset([*IMPLIED, *Role.values])
OPERATIONS = frozenset(["create", "read", "change", "export", "existence", "instruction", "aggregate"])
SCOPES = frozenset(["own", "keeping", "teaching", "family", "case", "school", "board", "request"])


@dataclass(frozen=True)
class Row:
    data_class: str
    who: str
    operation: str
    scope: str
    step_up: bool
    why: str


class Policy:
    def __init__(self, rows: Iterable[Row]):
        self.rows = tuple(rows)
        self._grants: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for row in self.rows:
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


def read_policy(path: Path = FILE) -> Policy:
    """Read the policy file. Raises `ValueError` naming the line of an unknown word."""
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=2):
            row = Row(**{**line, "step_up": line["step_up"] == "yes"})
            if row.who not in WHO or row.operation not in OPERATIONS or row.scope not in SCOPES:
                raise ValueError(f"{path.name}:{number}: unknown word in {row}")
            rows.append(row)
    return Policy(rows)


POLICY = read_policy()
