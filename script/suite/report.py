"""Runs the steps one after another, keeps count and says how it went."""

import signal
import subprocess
import time
from pathlib import Path
from xml.etree import ElementTree

NO_TESTS = 5


class Report:
    """Counts over all steps. A check counts as one; a run of pytest as its tests; what is left out as one skipped."""

    def __init__(self, *, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self.passed = self.failed = self.skipped = 0
        self.notes: list[str] = []

    def check(self, name: str, *command: str, env: dict[str, str]) -> None:
        """Run a command that says by its exit code whether all is well."""
        if self._run(name, command, env) == 0:
            self.passed += 1
        else:
            self.fail(name)

    def pytest(self, name: str, python: str, *options: str, env: dict[str, str]) -> None:
        """Run pytest and add up its results."""
        results = self.folder / f"{name.replace(' ', '-')}.xml"
        code = self._run(name, [python, "-m", "pytest", "-q", f"--junitxml={results}", *options], env)
        failed = self._count(results) if results.exists() else 0
        if failed:
            self.notes.append(f"FAILED: {name}: {failed} of its tests")
        elif code == NO_TESTS:
            self.fail(f"{name} found no tests")
        elif code:
            self.fail(f"{name} could not run to its end (exit code {code})")

    def fail(self, note: str) -> None:
        self.failed += 1
        self.notes.append(f"FAILED: {note}")

    def leave_out(self, name: str, why: str) -> None:
        self.skipped += 1
        self.notes.append(f"Left out: {name} ({why})")

    def close(self) -> int:
        """Print the sum and return the exit code."""
        print("", *self.notes, sep="\n")
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        return int(self.failed > 0)

    def _run(self, name: str, command, env: dict[str, str]) -> int:
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        with subprocess.Popen(command, cwd=self.root, env=env, stdin=subprocess.DEVNULL) as process:
            try:
                code = process.wait()
            except BaseException:
                process.send_signal(signal.SIGINT)  # pytest then ends what it started
                process.wait(30)
                raise
        print(
            f"== {name}: {'good' if code == 0 else f'exit code {code}'}, {time.monotonic() - start:.1f} s", flush=True
        )
        return code

    def _count(self, results: Path) -> int:
        """Add the results in a JUnit file to the sum; return how many of them failed."""
        suites = list(ElementTree.parse(results).iter("testsuite"))  # noqa: S314 - pytest has just written it
        tests, failures, errors, skipped = (
            sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
        )
        self.failed += failures + errors
        self.skipped += skipped
        self.passed += tests - failures - errors - skipped
        return failures + errors
