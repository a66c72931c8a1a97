"""Run the benchmarks named on the command line, or all; print a line per figure; fail when a goal is missed."""

import argparse
import importlib
import pkgutil
import sys

import benchmarks

NOT_BENCHMARKS = {"__main__", "figure"}


def main() -> int:
    names = sorted({module.name for module in pkgutil.iter_modules(benchmarks.__path__)} - NOT_BENCHMARKS)
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure, and compare with the goals.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run: {', '.join(names)} (default: all)")
    chosen = parser.parse_args().names or names
    if unknown := set(chosen) - set(names):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; choose from {', '.join(names)}")
    missed = 0
    for name in chosen:
        for figure in importlib.import_module(f"benchmarks.{name}").figures():
            print(figure.line(), flush=True)
            missed += not figure.reached()
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
