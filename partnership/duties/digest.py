"""The digest: one mail per person and local date that says how many duties remind, at the hour each person chose.

It is computed from the state of now: what an earlier digest did not surely bring is in the next one. Rows for days to
come are written with the duties (`sync_reminders`); each day brings rows for everyone with open duties
(`wake_digests`), and whether a mail is needed is judged when it is sent (`still_due`).
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_scopes import scopes_disabled

from partnership.accounts.models import User
from partnership.duties.agenda import LOOK_BACK, Agenda, agendas
from partnership.duties.models import Duty
from partnership.duties.reminders import DAY, local_date, moment
from partnership.notifications import services as notifications
from partnership.notifications.clock import database_time
from partnership.notifications.enums import State
from partnership.notifications.models import REMOVABLE, Notification
from partnership.notifications.registry import Kind
from partnership.school.calendar import FURTHEST
from partnership.school.models import StaffMember

KIND = "digest"
LATE = datetime.timedelta(hours=4)
FORESIGHT = 400 * DAY
FRIDAY = 4

_gathered: ContextVar[set[UUID] | None] = ContextVar("gathered", default=None)


def still_due(rows: list[Notification], now: datetime.datetime) -> dict[int, int]:
    """Return per key of a digest row how many duties it speaks of, by the rights and rows of now; 0: not needed.

    A digest whose day is over is not needed: the next one brings what it would have said.
    """
    counts = {row.pk: 0 for row in rows}
    fresh = [row for row in rows if now - row.due_at <= LATE or local_date(now).isoformat() == row.key]
    with scopes_disabled():
        for key in {row.key for row in fresh}:
            of_day = [row for row in fresh if row.key == key]
            counts |= _counts(of_day, datetime.date.fromisoformat(key))
    return counts


def _counts(rows: list[Notification], day: datetime.date) -> dict[int, int]:
    users = [row.recipient_id for row in rows]
    found = agendas(users, day=day, until=day + DAY * FURTHEST)
    last_sent, earliest = _last_sent(users, day), day - LOOK_BACK
    return {
        row.pk: found[row.recipient_id].count(after=max(last_sent.get(row.recipient_id, earliest), earliest))
        for row in rows
        if row.recipient_id in found and found[row.recipient_id].digest_day_of(day) == day
    }


def _last_sent(users: list[UUID], day: datetime.date) -> dict[UUID, datetime.date]:
    """Return per login the day of the last digest before `day` that surely went out."""
    rows = Notification.objects.filter(recipient__in=users, kind=KIND, key__lt=day.isoformat(), state=State.SENT)
    last = rows.order_by().values_list("recipient").annotate(Max("key"))
    return {user: datetime.date.fromisoformat(key) for user, key in last}


@contextmanager
def gathered() -> Iterator[None]:
    """Bring the reminders of everyone up to date once, at the end of the block: for services with many duties.

    Use it inside the transaction that writes the duties.
    """
    if _gathered.get() is not None:
        yield
        return
    users: set[UUID] = set()
    token = _gathered.set(users)
    try:
        yield
    finally:
        _gathered.reset(token)
    _sync(sorted(users))


def sync_reminders(owner: StaffMember) -> None:
    """Write the digest rows that the open duties of `owner` ask for, and remove those that nothing asks for any more.

    In the transaction of the caller. Who has no login gets no mail.
    """
    users = _gathered.get()
    if owner.user_id is None:
        return
    if users is not None:
        users.add(owner.user_id)
    else:
        _sync([owner.user_id])


@transaction.atomic(savepoint=False)
def _sync(users: list[UUID]) -> None:
    """Bring the rows of these logins up to date, with as many queries for many as for one."""
    if not users:
        return
    now = database_time()
    today = local_date(now)
    with scopes_disabled():
        found = agendas(users, day=today, until=today + FORESIGHT)
    standing: dict[UUID, set[str]] = {user: set() for user in users}
    rows = Notification.objects.filter(recipient__in=users, kind=KIND, state__in=REMOVABLE, key__gt=today.isoformat())
    for user, key in rows.values_list("recipient", "key"):
        standing[user].add(key)
    new: list[Notification] = []
    for user, keys in standing.items():
        wanted = _moments(found.get(user))
        notifications.cancel(KIND, recipient=user, keys=keys - set(wanted))
        new += [
            notifications.planned(KIND, recipient=user, key=key, due_at=at)
            for key, at in wanted.items()
            if at > now and key not in keys
        ]
    notifications.schedule(new)


def _moments(agenda: Agenda | None) -> dict[str, datetime.datetime]:
    """Return when digests are due for what is open now, by day."""
    days = agenda.coming_days() if agenda else set()
    return {day.isoformat(): moment(day, agenda.user.digest_hour) for day in days}


def wake_digests(now: datetime.datetime | None = None) -> None:
    """Write today's row for everyone with open duties who has none, and let rows follow a digest hour that changed.

    May run at any time and twice at once. `now` is an aware moment, by default that of the database.
    """
    today = local_date(now or database_time())
    if today.weekday() > FRIDAY:
        return
    with scopes_disabled():
        _write_rows(today)
    waiting = Notification.objects.filter(kind=KIND, key=today.isoformat(), state=State.PENDING)
    for row in waiting.select_related("recipient").only("due_at", "recipient__digest_hour"):
        due_at = moment(today, row.recipient.digest_hour)
        if row.due_at != due_at:
            notifications.move(row, due_at=due_at)


def _write_rows(today: datetime.date) -> None:
    key = today.isoformat()
    duties = Duty.objects.open().filter(owner__user=OuterRef("pk"), due_on__lte=today + DAY * FURTHEST)
    rows = Notification.objects.filter(recipient=OuterRef("pk"), kind=KIND, key=key)
    users = User.objects.filter(Exists(duties), ~Exists(rows), is_active=True).exclude(digest=User.Digest.NONE)
    notifications.schedule(
        notifications.planned(KIND, recipient=user, key=key, due_at=moment(today, hour))
        for user, hour in users.values_list("pk", "digest_hour")
    )


DIGEST = Kind(
    KIND,
    still_due=still_due,
    subject=_("Your tasks"),
    sentence=ngettext_lazy("%(count)d task waits for you.", "%(count)d tasks wait for you.", "count"),
    footer=_("You choose when you get this mail on the page My settings."),
)
