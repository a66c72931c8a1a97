"""Plan mail as rows, take rows for a worker, and say how each one ended.

Every step is one conditional UPDATE that checks state and worker: who comes too late changes nothing. All moments are
aware and come from the clock of the database.
"""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Min, QuerySet

from partnership.accounts.models import User
from partnership.notifications import registry
from partnership.notifications.clock import database_time
from partnership.notifications.enums import State
from partnership.notifications.models import REMOVABLE, Notification

LEASE = datetime.timedelta(minutes=10)
RETRY_AFTER = datetime.timedelta(minutes=30)
GIVE_UP_AFTER = datetime.timedelta(days=5)
KEPT = datetime.timedelta(days=90)
BATCH = 100


def planned(kind: str, *, recipient: UUID, key: str, due_at: datetime.datetime) -> Notification:
    """Return a row that is not written yet. `recipient` is the key of a login."""
    return Notification(kind=kind, recipient_id=recipient, key=key, due_at=due_at, next_at=due_at)


def schedule(rows: Iterable[Notification]) -> None:
    """Write planned rows in the transaction of the caller. A row that stands there already stays as it is."""
    ordered = sorted(rows, key=lambda row: (row.recipient_id, row.kind, row.key))
    Notification.objects.bulk_create(ordered, ignore_conflicts=True, batch_size=500)


def cancel(kind: str, *, recipient: User, keys: Iterable[str]) -> int:
    """Remove rows that nobody has handed to a mail server, in the transaction of the caller; return how many."""
    rows = Notification.objects.filter(recipient=recipient, kind=kind, key__in=list(keys), state__in=REMOVABLE)
    return rows.delete()[0]


def move(row: Notification, *, due_at: datetime.datetime) -> bool:
    """Let a row that still waits be due at another moment; return whether it still waited."""
    waiting = Notification.objects.filter(pk=row.pk, state=State.PENDING)
    return waiting.update(due_at=due_at, next_at=due_at) == 1


def claim(worker: UUID, *, now: datetime.datetime) -> list[Notification]:
    """Take some rows (`BATCH` at most) that are due at `now` for `worker`, for a lease, and return them."""
    known = Notification.objects.waiting(now).filter(kind__in=registry.names())
    with transaction.atomic():
        free = known.order_by("next_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True)
        keys = list(free.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return []
        known.filter(pk__in=keys).update(state=State.LEASED, worker=worker, until=now + LEASE)
    taken = Notification.objects.filter(pk__in=keys, worker=worker, state=State.LEASED)
    return list(taken.select_related("recipient").order_by("next_at", "pk"))


def release(rows: list[Notification]) -> None:
    """Give taken rows back at once."""
    for row in rows:
        _change(row, State.LEASED, to=State.PENDING, worker=None, until=None)


def begin(row: Notification, *, now: datetime.datetime) -> bool:
    """Write down that `row` is handed to the mail server now; return whether it is still this worker's.

    Must be committed on return, so never inside a transaction: from here on a crash leaves a row that is never sent
    again by itself.
    """
    return _change(row, State.LEASED, to=State.SENDING, until=now + LEASE, message_id=row.message_id, dated=row.dated)


def finish(row: Notification, *, to: State, code: int | None = None) -> State:
    """Write down how `row` ended: sent, failed, uncertain or dropped.

    A worker that was away so long that its row became uncertain may still say what it knows. That a mail was sent need
    not be on the disk at once: after a crash of the database the row is uncertain, as after one of the worker, and the
    next `begin` brings it along. This saves one of two waits for the disk per mail.
    """
    with transaction.atomic():
        if to == State.SENT and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO OFF")
        _change(row, State.LEASED, State.SENDING, State.UNCERTAIN, to=to, attempts=F("attempts") + 1, reply_code=code)
    return to


def postpone(row: Notification, *, now: datetime.datetime, code: int | None = None) -> State:
    """Let `row`, which surely did not go out, be tried again in half an hour; after five days it has failed."""
    later = now + RETRY_AFTER
    if later - row.due_at > GIVE_UP_AFTER:
        return finish(row, to=State.FAILED, code=code)
    _change(
        row, State.LEASED, State.SENDING, State.UNCERTAIN,
        to=State.RETRY, next_at=later, worker=None, until=None, attempts=F("attempts") + 1, reply_code=code,
    )  # fmt: skip
    return State.RETRY


def retry(rows: QuerySet[Notification], *, now: datetime.datetime) -> int:
    """Let mail that was refused or waits for another try be tried at once; return how many.

    What has perhaps been sent is never sent again.
    """
    stuck = rows.filter(state__in=[State.FAILED, State.RETRY])
    return stuck.update(state=State.PENDING, next_at=now, worker=None, until=None)


def give_up(rows: QuerySet[Notification]) -> int:
    """Let troubled mail rest; return how many. What it said is in the next digest as long as it is due."""
    return rows.filter(pk__in=Notification.objects.troubled()).update(state=State.DROPPED, worker=None, until=None)


def oldest_waiting(now: datetime.datetime) -> datetime.timedelta:
    """Return for how long the oldest mail waits that should have gone out; nothing waits: zero."""
    oldest = Notification.objects.overdue(now).aggregate(oldest=Min("due_at"))["oldest"]
    return now - oldest if oldest else datetime.timedelta()


@transaction.atomic(durable=True)
def sweep(now: datetime.datetime) -> None:
    """Settle what workers left behind: taken rows wait again, rows in the hands of the mail server are uncertain.

    Each round of sending begins with it. Raises `RuntimeError` inside a transaction, where `begin` would be undone.
    """
    left = Notification.objects.left_behind
    left(now, State.LEASED).update(state=State.PENDING, worker=None, until=None)
    left(now, State.SENDING).update(state=State.UNCERTAIN, attempts=F("attempts") + 1)


def forget_old() -> int:
    """Delete rows that were made more than ninety days ago and have come to an end; return how many."""
    old = Notification.objects.filter(created_at__lt=database_time() - KEPT)
    return old.filter(state__in=[State.SENT, State.FAILED, State.UNCERTAIN, State.DROPPED]).delete()[0]


def _change(row: Notification, *states: State, to: State, **columns) -> bool:
    mine = Notification.objects.filter(pk=row.pk, worker=row.worker, state__in=states)
    return mine.update(state=to, **columns) == 1
