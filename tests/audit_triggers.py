"""The audit log refuses deletion in the database itself; these let tests pass where they must.

Transactional tests end with a flush, which deletes every row: `flush_passes` takes the triggers away for that moment.
`lifted` does it for a test that plays someone who can do everything in the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.test import TransactionTestCase

from partnership.audit import triggers


@contextmanager
def lifted() -> Iterator[None]:
    """Take the triggers of the audit log away, and put them back."""
    if connection.in_atomic_block:
        connection.check_constraints()  # PostgreSQL drops no trigger while foreign keys wait to be checked
    with transaction.atomic():
        triggers.remove(connection)
    try:
        yield
    finally:
        with transaction.atomic():
            triggers.install(connection)


@contextmanager
def flush_passes() -> Iterator[None]:
    """Let the flush at the end of every transactional test pass; the triggers stand again for the next test."""
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case):
        with lifted():
            flush(case)

    TransactionTestCase._fixture_teardown = flush_without_triggers
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = flush
