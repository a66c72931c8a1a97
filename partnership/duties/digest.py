"""The digest: one mail per person and local date that says how many duties remind, at the hour each person chose.

It is computed from the state of now: what an earlier digest did not surely bring is in the next one. Rows for days to
come are written with the duties (`sync_reminders`); each day brings rows for everyone with open duties
(`wake_digests`), and whether a mail is needed is judged when it is sent (`still_due`).
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_scopes import scopes_disabled

from partnership.accounts.models import User
from partnership.duties.models import Duty
from partnership.duties.reminders import DAY, WEEK, Due, Workdays, local_date, moment
from partnership.notifications import services as notifications
from partnership.notifications.clock import database_time
from partnership.notifications.enums import State
from partnership.notifications.models import REMOVABLE, Notification
from partnership.notifications.registry import Kind
from partnership.school.calendar import FURTHEST, SchoolCalendar
from partnership.school.models import StaffMember
from partnership.school.rules.rights import Rights

KIND = "digest"
LATE = datetime.timedelta(hours=4)
LOOK_BACK = 2 * WEEK
FRIDAY = 4

_gathered: ContextVar[set[UUID] | None] = ContextVar("gathered", default=None)


class Agenda:
    """The open duties of one login on `day`, at all schools where it works, with the working days around them."""

    def __init__(self, user: UUID, *, day: datetime.date, until: datetime.date):
        self.day = day
        people = StaffMember.objects.on(day).filter(user=user).select_related("school", "user")
        allowed = (person for person in people.prefetch_related("absences") if Rights(person, day).may("duty", "read"))
        self.people = {person.pk: person for person in allowed}
        self.user: User | None = next((person.user for person in self.people.values()), None)
        self.until = until

    @cached_property
    def workdays(self) -> dict[UUID, Workdays]:
        schools = {person.school_id: person.school for person in self.people.values()}
        start = self.day - LOOK_BACK
        calendars = {key: SchoolCalendar(school, start, self.until) for key, school in schools.items()}
        return {key: Workdays(person, calendars[person.school_id]) for key, person in self.people.items()}

    @cached_property
    def duties(self) -> list[tuple[Due, Workdays]]:
        rows = Duty.objects.open().filter(owner__in=self.people, due_on__lte=self.until)
        return [
            (Due(due_on, changed_at, self.people[owner].school.remind_days), self.workdays[owner])
            for owner, due_on, changed_at in rows.values_list("owner", "due_on", "changed_at")
        ]

    @property
    def gets_digest(self) -> bool:
        return self.user is not None and self.user.digest != User.Digest.NONE

    def works_on(self, day: datetime.date) -> bool:
        return any(day in workdays for workdays in self.workdays.values())

    def digest_day_of(self, day: datetime.date) -> datetime.date | None:
        """Return when the digest comes that speaks of `day`: that day, or the first own working day of its week."""
        if self.user.digest == User.Digest.DAILY:
            return day if self.works_on(day) else None
        monday = day - DAY * day.weekday()
        return next((each for each in (monday + DAY * number for number in range(7)) if self.works_on(each)), None)

    def count(self, *, after: datetime.date) -> int:
        """Return how many duties remind later than `after` and not later than what the digest of `day` speaks of."""
        until = self.day
        if self.user.digest == User.Digest.WEEKLY:
            until += DAY * (6 - self.day.weekday())
        hour = self.user.digest_hour
        return sum(due.reminds(days, after=after, until=until, hour=hour) for due, days in self.duties)

    def coming_days(self) -> set[datetime.date]:
        """Return the days, from `day` on, on which a digest comes because of what is open now."""
        hour, after = self.user.digest_hour, self.day - DAY
        found: set[datetime.date] = set()
        for due, workdays in self.duties:
            until = max(due.on, self.day) + WEEK
            found.update(due.days(workdays, after=after, until=until, hour=hour))
        days = {self.digest_day_of(day) for day in found}
        return {day for day in days if day and day > after}


def still_due(row: Notification, now: datetime.datetime) -> int:
    """Return how many duties the digest `row` speaks of, by the rights and rows of now; 0: the mail is not needed.

    A digest whose day is over is not needed: the next one brings what it would have said.
    """
    day = datetime.date.fromisoformat(row.key)
    if local_date(now) != day and now - row.due_at > LATE:
        return 0
    with scopes_disabled():
        agenda = Agenda(row.recipient_id, day=day, until=day + DAY * FURTHEST)
        if not agenda.gets_digest or agenda.digest_day_of(day) != day:
            return 0
        return agenda.count(after=max(_last_sent(row.recipient_id, day), day - LOOK_BACK))


def _last_sent(user: UUID, day: datetime.date) -> datetime.date:
    """Return the day of the last digest before `day` that surely went out."""
    rows = Notification.objects.filter(recipient=user, kind=KIND, key__lt=day.isoformat(), state=State.SENT)
    key = rows.order_by("-key").values_list("key", flat=True).first()
    return datetime.date.fromisoformat(key) if key else datetime.date.min


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
    for user in sorted(users):
        _sync(user)


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
        _sync(owner.user_id)


@transaction.atomic
def _sync(user: UUID) -> None:
    now = database_time()
    today = local_date(now)
    with scopes_disabled():
        agenda = Agenda(user, day=today, until=today + 400 * DAY)
        days = agenda.coming_days() if agenda.gets_digest else set()
    wanted = {day.isoformat(): moment(day, agenda.user.digest_hour) for day in days}
    standing = Notification.objects.filter(recipient=user, kind=KIND, state__in=REMOVABLE, key__gt=today.isoformat())
    keys = set(standing.values_list("key", flat=True))
    notifications.cancel(KIND, recipient=user, keys=keys - set(wanted))
    notifications.schedule(
        notifications.planned(KIND, recipient=user, key=key, due_at=at)
        for key, at in wanted.items()
        if at > now and key not in keys
    )


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
