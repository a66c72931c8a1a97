"""Workers and beats that a test may kill at any moment, and that are back at once.

A process that has loaded everything once and forks: each child is a real Celery worker or beat with connections of its
own, and dies as any process does. Orders come as lines of JSON, each answered by the process id of the child:
`{"run": "worker", "name": "a"}`, `{"run": "beat", "name": "a"}`, `{"run": "send"}`, `{"run": "wake"}`,
`{"run": "give", "owner": key, "due_on": date}`; each may bring `"crash": [before or after, a piece of SQL, the value of
its first parameter or nothing]`.
"""

import datetime
import json
import os
import signal
import sys
import uuid
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")

import django

django.setup()

from celery.apps.beat import Beat  # noqa: E402, F401 - loaded once, for all children
from celery.apps.worker import Worker  # noqa: E402, F401
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from partnership.celery import app  # noqa: E402
from partnership.duties import digest  # noqa: E402
from partnership.duties.services import open_duty  # noqa: E402
from partnership.notifications import clock, sending, services  # noqa: E402
from partnership.school.models import School, StaffMember  # noqa: E402
from partnership.web.processes import end_with_parent  # noqa: E402

LATER = {
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now', '{} seconds')",
    "postgresql": "SELECT clock_timestamp() + interval '{} seconds'",
}


def hurry(seconds_ahead: int, lease: float) -> None:
    """Let the database's clock be ahead, leases be short and of few rows, and beat wake often."""
    clock.SQL[connection.vendor] = LATER[connection.vendor].format(f"+{seconds_ahead}")
    services.LEASE, services.BATCH = datetime.timedelta(seconds=lease), 8
    wake = {"digests": "partnership.duties.tasks.wake_digests", "mail": "partnership.notifications.tasks.send_due"}
    settings.CELERY_BEAT_SCHEDULE = {
        name: {"task": task, "schedule": datetime.timedelta(seconds=0.4)} for name, task in wake.items()
    }


def crash_at(when: str, piece: str, value: str) -> None:
    """Kill this process before or after the first statement that has `piece` in it and `value` as first parameter."""

    def wrapper(execute, sql, params, many, context):
        here = piece in sql and (not value or str(params[0]) == value)
        if here and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = execute(sql, params, many, context)
        if here:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    connection.execute_wrappers.append(wrapper)


def run(order: dict) -> None:
    """What a child does."""
    name = order.get("name", "")
    quiet = ["--loglevel", "CRITICAL"]
    if crash := order.get("crash"):
        crash_at(*crash)
    match order["run"]:
        case "worker":
            alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
            app.worker_main(["worker", "--pool", "threads", "--concurrency", "2", "-n", f"{name}@here", *alone, *quiet])
        case "beat":
            schedule = Path(settings.DATA_DIR, f"beat-{name}")
            app.start(["beat", "--schedule", str(schedule), "--pidfile", "", *quiet])
        case "send":
            sending.send_due()
        case "wake":
            digest.wake_digests()
        case "give":
            give(order["owner"], datetime.date.fromisoformat(order["due_on"]))


def give(owner: str, due_on: datetime.date) -> None:
    with scopes_disabled(), transaction.atomic():
        person = StaffMember.objects.get(pk=owner)
        open_duty("test.duty", source=uuid.uuid4(), owner=person, link="/", due_on=due_on)
        School.objects.filter(pk=person.school_id).update(is_demo=False)  # the last thing before the commit
    with scopes_disabled():
        School.objects.filter(pk=person.school_id).update(is_demo=True)  # the first thing after it


def fork(order: dict) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        end_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(0)
        os.dup2(2, 1)  # answers are the parent's
        run(order)
    finally:
        os._exit(0)


def main() -> None:
    hurry(int(sys.argv[1]), float(sys.argv[2]))
    app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no funeral
    answer("ready")
    for line in sys.stdin:
        answer(fork(json.loads(line)))


def answer(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
