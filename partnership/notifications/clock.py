"""The time of the database: one clock for all workers, whatever their own clocks say."""

import datetime

from django.db import connection

SQL = {"sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "SELECT clock_timestamp()"}


def database_time() -> datetime.datetime:
    """Return the present moment (UTC)."""
    with connection.cursor() as cursor:
        cursor.execute(SQL[connection.vendor])
        (value,) = cursor.fetchone()
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.UTC)
    return value.astimezone(datetime.UTC)
