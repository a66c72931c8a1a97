"""The steps of script/test, in order."""

import argparse
import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import debian  # noqa: E402 - found after the path is set
import servers  # noqa: E402
from report import Report  # noqa: E402

from partnership.web.translations import compile_translations  # noqa: E402

PARTS = ["checks", "sqlite", "services", "flows"]
# What decides how a site runs: the tests choose it themselves.
OWN_SETTINGS = {
    *("ALLOWED_HOSTS", "ALLOW_SQLITE", "BASE_URL", "DATABASE_URL", "DATA_DIR", "DEBUG", "DEFAULT_FROM_EMAIL"),
    *("DJANGO_SETTINGS_MODULE", "EMAIL_URL", "HOST", "KEY_RING", "LOG_LEVEL", "MFA_REQUIRED", "MODE", "PORT"),
    *("OIDC_PROVIDERS", "REDIS_URL", "SECRET_KEY", "SECURE_SSL_REDIRECT", "TRUSTED_PROXY_COUNT"),
}
PYTHON = sys.executable
PROGRAMS = Path(PYTHON).parent
FLOWS = ["-o", "addopts=-ra --strict-markers -p no:cacheprovider", "tests/flows"]


def run_checks(report: Report, env: dict[str, str]) -> None:
    """Lint, import contracts, settings, migrations, translations, templates."""
    report.check("ruff check", PROGRAMS / "ruff", "check", env=env)
    report.check("ruff format", PROGRAMS / "ruff", "format", "--check", env=env)
    report.check("import contracts", PROGRAMS / "lint-imports", env=env)
    report.check("templates", PROGRAMS / "djlint", "--lint", "--quiet", "templates", env=env)
    report.check("manage.py check", PYTHON, "manage.py", "check", env=env)
    report.check("migration drift", PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", env=env)
    report.check("translations", PYTHON, "script/translations", "--check", env=env)
    if "gettext" in debian.missing():
        report.leave_out("texts of the code against the translation", "gettext is not installed")


def run_on_sqlite(report: Report, env: dict[str, str]) -> None:
    """All tests on a SQLite file, with the cache in the database and the queue in files."""
    report.pytest(
        "tests on SQLite", PYTHON, "-n", "2", "--dist", "loadgroup", "--create-db", "-m", "not faults", env=env
    )


def run_on_services(report: Report, env: dict[str, str], database: str, queue: str) -> None:
    """All tests but those that need not run twice, on PostgreSQL and Redis, or on the one that is there."""
    there = {"PostgreSQL": database, "Redis": queue}
    if any(there.values()):
        env = env | {"PYTHONPATH": str(ROOT / "script" / "suite"), "DATABASE_URL": database, "REDIS_URL": queue}
        options = ["-n", "2", "--create-db", "-p", "worker_redis", "-m", "not faults and not once"]
        name = " and ".join(name for name, url in there.items() if url)
        report.pytest(f"tests on {name}", PYTHON, *options, env={key: value for key, value in env.items() if value})
    for name in (name for name, url in there.items() if not url):
        report.leave_out(f"tests on {name}", "it is not installed")


def run_flows(report: Report, env: dict[str, str], database: str, queue: str) -> None:
    """People's ways through the site in a real browser, on a real server; some of them on PostgreSQL and Redis too."""
    report.pytest("flows on SQLite", PYTHON, "-n", "2", "--dist", "loadfile", *FLOWS, env=env)
    if database and queue:
        services = {"DATABASE_URL": database, "REDIS_URL": f"{queue}/15"}
        report.pytest("flows on PostgreSQL and Redis", PYTHON, *FLOWS, "-m", "stack", env=env | services)
    else:
        report.leave_out("flows on PostgreSQL and Redis", "one of the two is not installed")


def run_parts(report: Report, parts: list[str], env: dict[str, str]) -> None:
    """Run the chosen parts with what is installed, and name what is left out."""
    if "checks" in parts:
        run_checks(report, env)
    if "sqlite" in parts:
        run_on_sqlite(report, env)
    if not {"services", "flows"} & set(parts):
        return
    with ExitStack() as running:
        database = running.enter_context(servers.postgresql()) if servers.find_postgresql() else ""
        queue = running.enter_context(servers.redis()) if servers.find_redis() else ""
        if "services" in parts:
            run_on_services(report, env, database, queue)
        if "flows" in parts and debian.find_chromium():
            run_flows(report, env, database, queue)
        elif "flows" in parts:
            report.leave_out("flows in the browser", "chromium is not installed")


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/test", description="Run every check and test.")
    parser.add_argument("--all", action="store_true", help="leave nothing out: install what is missing")
    parser.add_argument("--only", choices=PARTS, action="append", help="run one part")
    options = parser.parse_args()
    if options.all and (missing := debian.missing()) and (problem := debian.install(missing)):
        sys.exit(problem)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit("Stopped."))
    compile_translations(ROOT / "locale")
    with tempfile.TemporaryDirectory(prefix="partnership-test-") as folder:
        report = Report(root=ROOT, folder=Path(folder))
        env = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
        env["DATA_DIR"] = str(Path(folder, "data"))
        run_parts(report, options.only or PARTS, env)
        if report.skipped and debian.missing():
            report.notes.append("script/test --all leaves nothing out.")
        return report.close()


if __name__ == "__main__":
    sys.exit(main())
