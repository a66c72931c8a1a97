"""Send what is due. Beat only wakes this; what must be sent and what was sent stands in the rows."""

import logging
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from partnership.notifications import registry, services
from partnership.notifications.clock import database_time
from partnership.notifications.enums import State
from partnership.notifications.mail import (
    Line,
    Mail,
    NotSentError,
    RefusedError,
    UncertainError,
    WithdrawnError,
    compose,
    new_message_id,
)
from partnership.notifications.models import Notification

log = logging.getLogger(__name__)
SECONDS = 15.0
JUDGED_AT_ONCE = 50
JUDGEMENT_HOLDS = 5.0


def send_due(*, clock: Callable[[], datetime] = database_time, seconds: float = SECONDS) -> Counter:
    """Send what is due until nothing waits, `seconds` have passed or the mail server is away.

    `clock` tells the time of the database. Returns how many rows came to which state.
    """
    services.sweep(clock())
    with Line() as line:
        desk = Desk(line, clock=clock, ends=time.monotonic() + seconds)
        while desk.is_open and (rows := services.claim(desk.worker, now=clock())):
            desk.handle(rows)
        desk.settle()
    return desk.outcome


class Desk:
    """One worker that sends the rows it has taken over one line."""

    def __init__(self, line: Line, *, clock: Callable[[], datetime], ends: float):
        self.worker = uuid.uuid4()
        self.line = line
        self.clock = clock
        self.ends = ends
        self.outcome: Counter = Counter()
        self.coming: deque[tuple[Notification, int | None]] = deque()  # judged
        self.written: dict[int, Mail] = {}
        self.accepted: Notification | None = None  # the last one that the mail server took; not written down yet

    @property
    def is_open(self) -> bool:
        return not self.line.is_down and time.monotonic() < self.ends

    def handle(self, rows: list[Notification]) -> None:
        """Judge some rows and send them, judge the next; a judgement that has become old is made again."""
        while rows and self.is_open:
            part, rows = rows[:JUDGED_AT_ONCE], rows[JUDGED_AT_ONCE:]
            now, judged = self.clock(), time.monotonic()
            counts = judge(part, now)
            self.coming.extend((row, counts.get(row.pk)) for row in part)
            while self.coming and self.is_open and time.monotonic() - judged < JUDGEMENT_HOLDS:
                row, count = self.coming.popleft()
                self.outcome[self.deliver(row, count=count, now=now)] += 1
            rows = [row for row, _ in self.coming] + rows
            self.coming.clear()
            self.written.clear()
        if self.line.is_down:
            self.outcome.update(services.postpone(row, now=self.clock()) for row in rows)
        else:
            services.release(rows)

    def deliver(self, row: Notification, *, count: int | None, now: datetime) -> State | None:
        """Send one row of which `count` things are due; return its new state, None if it was taken away meanwhile."""
        if count is None:
            return services.postpone(row, now=now)
        if not count:
            return services.finish(row, to=State.DROPPED)
        try:
            mail = self.written.pop(row.pk, None) or self.write(row, count, now)
        except ValueError:  # an address that no mail can have
            return services.finish(row, to=State.FAILED)
        except Exception:  # the words of one kind may be broken: that stops no other
            log.exception("Notification %s cannot be written", row.pk)
            return services.postpone(row, now=now)
        begin, meanwhile = partial(services.begin, row, now=now), partial(self.use_the_wait, now)
        try:
            self.line.send(mail, begin=begin, meanwhile=meanwhile)
        except (WithdrawnError, UncertainError, NotSentError) as error:
            self.settle()
            return _state_after(error, row, now)
        self.settle()
        self.accepted = row
        return State.SENT

    def write(self, row: Notification, count: int, now: datetime) -> Mail:
        """Return the mail of `row`; a mail that is handed over again keeps its Message-ID and Date."""
        row.message_id = row.message_id or new_message_id()
        row.dated = row.dated or now
        return compose(row, count=count)

    def use_the_wait(self, now: datetime) -> None:
        """While the mail server thinks: write down the mail before this one, and write the one after it."""
        self.settle()
        row, count = self.coming[0] if self.coming else (None, None)
        if count:
            with suppress(Exception):  # comes again when it is that row's turn
                self.written[row.pk] = self.write(row, count, now)

    def settle(self) -> None:
        """Write down what was sent last."""
        if self.accepted is not None:
            services.finish(self.accepted, to=State.SENT)
            self.accepted = None


def judge(rows: list[Notification], now: datetime) -> dict[int, int | None]:
    """Ask the owners of the rows what is still due; None: it cannot be judged. One never stops the others."""
    counts: dict[int, int | None] = {}
    for name in {row.kind for row in rows}:
        of_kind = [row for row in rows if row.kind == name]
        try:
            counts |= registry.kind_of(of_kind[0]).still_due(of_kind, now)
        except Exception:
            if len(of_kind) == 1:
                log.exception("Notification %s cannot be judged", of_kind[0].pk)
                counts[of_kind[0].pk] = None
            else:
                for row in of_kind:
                    counts |= judge([row], now)
    return counts


def _state_after(error: Exception, row: Notification, now: datetime) -> State | None:
    """Write down why `row` was not sent for sure; return its new state."""
    if isinstance(error, WithdrawnError):
        return None
    code = getattr(error, "code", None)
    log.warning("Notification %s: %s, answer %s", row.pk, type(error).__name__, code)
    if isinstance(error, UncertainError):
        return services.finish(row, to=State.UNCERTAIN)
    if isinstance(error, RefusedError) and code >= 500:
        return services.finish(row, to=State.FAILED, code=code)
    return services.postpone(row, now=now, code=code)
