"""What the database knows of its tables when it chooses how to search them."""

from django.db import connection


def refresh_statistics() -> None:
    """Let the database count its rows anew, now that many came at once.

    SQLite never does so by itself, and without it takes the index on the school for nearly every question, reading all
    rows of that school. PostgreSQL does so about a minute later; until then it searches as if the tables were empty,
    and a page about one pupil takes a minute.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
