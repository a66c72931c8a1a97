"""How long the imports take and how much memory they ask, each as the command that people run."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figure import Figure
from tests.flows.server import ROOT, site_env
from tests.importers.files import edex, guardian, pupil, table, teacher
from tests.importers.files import group as group_of

PASSED_OVER = "<bsn>123456782</bsn><gewicht_nieuw>0</gewicht_nieuw>" + "".join(
    f"<toevoegingen><blok><code>{number}</code><opmerking>{'tekst ' * 20}</opmerking></blok></toevoegingen>"
    for number in range(3)
)
COLUMNS = [
    "pupil key", "guardian key", "first name", "last name", "tie", "custody", "e-mail", "telephone", "language",
    "interpreter", "household key", "street", "postcode", "town",
]  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What one command took: seconds, and its largest memory in MB."""

    seconds: float
    megabytes: float


class Import:
    """An empty database in its own folder, to bring files into."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.run("migrate", "--verbosity", "0")

    def take(self, command: str, content: bytes, *options: str) -> Run:
        path = self.folder / "file"
        path.write_bytes(content)
        return self.run(command, str(path), *options)

    def run(self, *arguments: str) -> Run:
        begin = time.monotonic()
        command = [sys.executable, "manage.py", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=site_env(self.folder / "data"), stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, f"{arguments[0]} failed"
        return Run(time.monotonic() - begin, usage.ru_maxrss / 1024)


def figures() -> Iterator[Figure]:
    """Bring in schools of 1,000 and 10,000 pupils, each twice, and 50,000 guardians, twice."""
    small, small_again = _twice("import_edexml", school(1000))
    yield Figure("import.edexml.1000.seconds", small.seconds, "s", "<= 5")
    yield Figure("import.edexml.1000.again.seconds", small_again.seconds, "s", "<= 5")
    large, large_again = _twice("import_edexml", school(10_000))
    yield Figure("import.edexml.10000.seconds", large.seconds, "s", "<= 50")
    growth = max(large.megabytes, large_again.megabytes) - max(small.megabytes, small_again.megabytes)
    yield Figure("import.edexml.memory.growth", growth, "MB", "<= 25")
    first, again = _twice("import_guardians", guardians(25_000), "--school", "12AB", before=school(25_000))
    yield Figure("import.guardians.50000.seconds", first.seconds, "s", "<= 60")
    yield Figure("import.guardians.50000.again.seconds", again.seconds, "s", "<= 60")
    yield Figure("import.guardians.50000.memory", max(first.megabytes, again.megabytes), "MB", "<= 400")


def _twice(command: str, content: bytes, *options: str, before: bytes = b"") -> tuple[Run, Run]:
    """Run an import twice on a new database, after the import of the school in `before`."""
    new = () if before else ("--create-school", "De Meting")
    with tempfile.TemporaryDirectory() as folder:
        target = Import(Path(folder))
        if before:
            target.take("import_edexml", before, "--create-school", "De Meting")
        return target.take(command, content, *options, *new), target.take(command, content, *options)


def school(count: int) -> bytes:
    """A school of `count` pupils in classes of 25, with much in the file that is passed over."""
    classes = [f"K{number}" for number in range(count // 25)]
    return edex(
        groups=[group_of(key, str(number % 8 + 1)) for number, key in enumerate(classes)],
        pupils=[
            pupil(f"{number:06}", groups=[classes[number % len(classes)]], extra=PASSED_OVER) for number in range(count)
        ],
        staff=[teacher(f"t{key}", groups=[key], roles=["LRK"], email=f"{key}@school.example") for key in classes],
    )


def guardians(pupils: int) -> bytes:
    """Two guardians of each pupil, in one household, with everything filled in."""
    rows = [
        guardian(
            f"{number:06}", name, guardian_key=f"{name}{number}", tie="ouder", custody="ja", language="nl",
            interpreter="nee", email=f"{name}{number}@thuis.example", telephone=f"06{10_000_000 + number}",
            household_key=f"H{number}", street=f"Straat {number}", postcode="6851 AB", town="Huissen",
        )
        for number in range(pupils)
        for name in ("Anna", "Bert")
    ]  # fmt: skip
    return table(rows, COLUMNS)
