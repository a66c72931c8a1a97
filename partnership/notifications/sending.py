"""Send what is due. Beat only wakes this; what must be sent and what was sent stands in the rows."""

import logging
import time
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

from partnership.notifications import registry, services
from partnership.notifications.clock import database_time
from partnership.notifications.enums import State
from partnership.notifications.mail import (
    Line,
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


def send_due(*, clock: Callable[[], datetime] = database_time, seconds: float = SECONDS) -> Counter:
    """Send what is due until nothing waits, `seconds` have passed or the mail server is away.

    `clock` tells the time of the database. Returns how many rows came to which state.
    """
    worker, ends = uuid.uuid4(), time.monotonic() + seconds
    outcome: Counter = Counter()
    services.sweep(clock())
    with Line() as line:
        while rows := services.claim(worker, now=clock()):
            for row in rows:
                if line.is_down:
                    outcome[services.postpone(row, now=clock())] += 1
                elif time.monotonic() > ends:
                    services.release([row])
                else:
                    outcome[deliver(row, line, now=clock())] += 1
            if line.is_down or time.monotonic() > ends:
                break
    return outcome


def deliver(row: Notification, line: Line, *, now: datetime) -> State | None:
    """Send one row that this worker has taken, if it is still due; return its new state, None if it was taken away."""
    try:
        count = registry.kind_of(row).still_due(row, now)
        if not count:
            return services.finish(row, to=State.DROPPED)
        row.message_id = row.message_id or new_message_id()
        row.dated = row.dated or now
        message = compose(row, count=count)
    except Exception:  # one row that cannot be judged may not stop the others
        log.exception("Notification %s could not be made", row.pk)
        return services.postpone(row, now=now)
    return _carry(row, partial(line.send, message, begin=partial(services.begin, row, now=now)), now=now)


def _carry(row: Notification, send: Callable[[], None], *, now: datetime) -> State | None:
    try:
        send()
    except WithdrawnError:
        return None
    except UncertainError:
        log.warning("Notification %s: no answer, perhaps sent", row.pk)
        return services.finish(row, to=State.UNCERTAIN)
    except RefusedError as refusal:
        log.warning("Notification %s: answer %s", row.pk, refusal.code)
        if refusal.code >= 500:
            return services.finish(row, to=State.FAILED, code=refusal.code)
        return services.postpone(row, now=now, code=refusal.code)
    except NotSentError as error:
        return services.postpone(row, now=now, code=error.code)
    except ValueError:  # an address that no mail can have
        return services.finish(row, to=State.FAILED)
    return services.finish(row, to=State.SENT)
