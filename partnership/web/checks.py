"""Checks of the machine that the site runs on."""

import sqlite3

from django.core.checks import Tags, Warning, register
from django.db import connection

SAFE_SQLITE = "3.51.3"


def is_safe(version: tuple[int, int, int]) -> bool:
    """Return whether this SQLite is without the fault that can damage a database in WAL mode (mended in 3.51.3).

    The mend was brought to two older lines as well: 3.50.7 and 3.44.6.
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def old_sqlite() -> str:
    """Return what to know about an old SQLite in use; empty when there is nothing to know."""
    if connection.vendor != "sqlite" or is_safe(sqlite3.sqlite_version_info):
        return ""
    return (
        f"SQLite {sqlite3.sqlite_version} is older than {SAFE_SQLITE}: good for trying out. "
        "In rare cases it can damage a busy database, so make backups, or use PostgreSQL (DATABASE_URL)."
    )


@register(Tags.database)
def check_sqlite(app_configs, databases, **kwargs):
    """Warn about an old SQLite when databases are checked (`migrate`, `check --database default`)."""
    warning = old_sqlite() if databases else ""
    return [Warning(warning, id="web.W001")] if warning else []
