"""What the database knows of its own tables."""

from django.db import connection


def refresh_statistics() -> None:
    """Let SQLite count its rows anew, so that it looks them up in a good order; PostgreSQL does so by itself.

    Without it SQLite takes the index on the school for nearly every question, and reads all rows of that school.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
