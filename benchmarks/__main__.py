"""Run the benchmarks named on the command line, or all; print a line per figure; fail when a goal is missed."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import benchmarks
from script.suite.servers import postgresql

NOT_BENCHMARKS = {"__main__", "figure", "floor"}


def main() -> int:
    names = sorted({module.name for module in pkgutil.iter_modules(benchmarks.__path__)} - NOT_BENCHMARKS)
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure, and compare with the goals.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run: {', '.join(names)} (default: all)")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own, not on SQLite")
    parser.add_argument("--fsync", action="store_true", help="with --postgres: each commit waits for the disk")
    asked = parser.parse_args()
    chosen = asked.names or names
    if unknown := set(chosen) - set(names):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; choose from {', '.join(names)}")
    missed = 0
    for name in chosen:
        with database(postgres=asked.postgres, fsync=asked.fsync):
            for figure in importlib.import_module(f"benchmarks.{name}").figures():
                print(figure.line(), flush=True)
                missed += not figure.reached()
    return int(missed > 0)


@contextmanager
def database(*, postgres: bool, fsync: bool) -> Iterator[None]:
    """Let what a benchmark starts use an empty PostgreSQL database, if that is asked."""
    if not postgres:
        yield
        return
    with postgresql(fsync=fsync) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield
        finally:
            del os.environ["DATABASE_URL"]


if __name__ == "__main__":
    sys.exit(main())
