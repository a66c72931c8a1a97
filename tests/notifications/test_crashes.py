"""T11b and T11c: processes are killed or stopped at each step, for real; what follows must be as promised."""

import os
import signal
import threading

import pytest

from partnership.duties.digest import wake_digests
from partnership.duties.models import Duty
from partnership.duties.reminders import DAY
from partnership.notifications.enums import State
from partnership.notifications.models import Notification
from partnership.notifications.sending import send_due

from .conftest import use_smtp
from .mailserver import CUT, CUT_AFTER_ACCEPTING, running_mail_server
from .people import Ahead, make_teachers, next_tuesday, seconds_until
from .processes import nursery

pytestmark = pytest.mark.django_db(transaction=True)

UPDATE = 'UPDATE "notifications_notification"'
INSERT = 'INTO "notifications_notification"'  # SQLite says OR IGNORE in between
QUARTER = 15 * 60


@pytest.fixture(scope="module")
def tuesday() -> Ahead:
    return Ahead(seconds_until(next_tuesday(), 7.5))


@pytest.fixture(scope="module")
def server_and_processes(django_db_setup, django_db_blocker, tuesday, tmp_path_factory):
    with django_db_blocker.unblock(), running_mail_server() as server:
        folder = tmp_path_factory.mktemp("nursery")
        with nursery(folder, mail_port=server.port, seconds_ahead=tuesday.seconds) as home:
            yield server, home


@pytest.fixture
def processes(server_and_processes):
    return server_and_processes[1]


@pytest.fixture
def mail_server(server_and_processes, settings):
    server = server_and_processes[0]
    server.script = lambda *_: None
    server.accepted.clear()
    use_smtp(settings, server.port)
    return server


class Killer:
    """A mail server that kills (or stops) who talks to it, once, the first or a later time it comes to a phase."""

    def __init__(self, phase: str, answer: str | None, *, number: int = signal.SIGKILL, times: int = 1):
        self.phase, self.answer, self.number, self.times = phase, answer, number, times
        self.victim: int | None = 0
        self.known, self.done = threading.Event(), threading.Event()

    def aim(self, pid: int) -> None:
        self.victim = pid
        self.known.set()

    def __call__(self, phase: str, about: str) -> str | None:
        if phase != self.phase or self.victim is None:
            return None
        self.times -= 1
        if self.times:
            return None
        self.known.wait(10)
        os.kill(self.victim, self.number)
        self.victim = None
        self.done.set()
        return self.answer


# Where it dies; what becomes of Tuesday's row; how many mails of Tuesday there are; how many of Wednesday.
SURE, UNSURE = (State.SENT, 1, 0), (State.UNCERTAIN, 0, 1)
IN_THE_DATABASE = {
    "before it takes the row": (("before", UPDATE, "leased"), SURE),
    "row taken, not committed": (("after", UPDATE, "leased"), SURE),
    "row taken and committed": (("before", 'FROM "school_staffmember"', ""), SURE),
    "duties counted": (("after", 'FROM "duties_duty"', ""), SURE),
    "before it writes that it sends": (("before", UPDATE, "sending"), SURE),
    "written that it sends": (("after", UPDATE, "sending"), UNSURE),
    "answered with 250, not written down": (("before", UPDATE, "sent"), (State.UNCERTAIN, 1, 1)),
    "written down, not committed": (("after", UPDATE, "sent"), (State.UNCERTAIN, 1, 1)),
}
AT_THE_MAIL_SERVER = {
    "at the connection": (("CONNECT", CUT), SURE),
    "at the greeting": (("EHLO", CUT), SURE),
    "at the sender": (("MAIL", CUT), SURE),
    "at the recipient": (("RCPT", CUT), SURE),
    "before the text": (("DATA", CUT), UNSURE),
    "text handed over, not accepted": (("TEXT", CUT), UNSURE),
    "accepted, not answered": (("TEXT", CUT_AFTER_ACCEPTING), (State.UNCERTAIN, 1, 1)),
    "at the end": (("QUIT", CUT), SURE),
}


def recover(tuesday, mail_server) -> tuple[str, int, int]:
    """Let another worker go on after the lease; return state and mails of Tuesday, and the mails of Wednesday."""
    mail_server.script = lambda *_: None
    send_due(clock=Ahead(tuesday.seconds + QUARTER))
    row = Notification.objects.get()
    on_tuesday = len(mail_server.accepted)
    wednesday = Ahead(tuesday.seconds + 24 * 3600)
    wake_digests(wednesday())
    send_due(clock=wednesday)
    row.refresh_from_db()
    return row.state, on_tuesday, len(mail_server.accepted) - on_tuesday


@pytest.mark.parametrize("step", IN_THE_DATABASE)
def test_a_worker_that_dies_in_the_database_loses_and_doubles_nothing(step, processes, tuesday, mail_server):
    crash, outcome = IN_THE_DATABASE[step]
    make_teachers(1)
    wake_digests(tuesday())

    processes.wait(processes.start("send", crash=crash))

    assert recover(tuesday, mail_server) == outcome


@pytest.mark.parametrize("step", AT_THE_MAIL_SERVER)
def test_a_worker_that_dies_at_the_mail_server_loses_and_doubles_nothing(step, processes, tuesday, mail_server):
    (phase, answer), outcome = AT_THE_MAIL_SERVER[step]
    make_teachers(1)
    wake_digests(tuesday())
    mail_server.script = killer = Killer(phase, answer)

    pid = processes.start("send")
    killer.aim(pid)
    processes.wait(pid)

    assert killer.done.is_set()
    assert recover(tuesday, mail_server) == outcome


def test_a_worker_that_dies_before_it_writes_down_the_mail_before_this_one(processes, tuesday, mail_server):
    """What the mail server took is written down while it thinks about the next mail; until then it is uncertain."""
    make_teachers(2)
    wake_digests(tuesday())
    mail_server.script = killer = Killer("RCPT", CUT, times=2)
    pid = processes.start("send")
    killer.aim(pid)
    processes.wait(pid)
    (first,) = mail_server.recipients

    mail_server.script = lambda *_: None
    send_due(clock=Ahead(tuesday.seconds + QUARTER))

    assert Notification.objects.get(recipient__email=first).state == State.UNCERTAIN
    assert Notification.objects.exclude(recipient__email=first).get().state == State.SENT
    assert len(mail_server.recipients) == len(set(mail_server.recipients)) == 2


@pytest.mark.parametrize(("phase", "outcome"), [("MAIL", SURE), ("RCPT", SURE), ("DATA", SURE), ("TEXT", SURE)])
def test_a_worker_that_is_stopped_longer_than_its_lease_doubles_nothing(
    phase, outcome, processes, tuesday, mail_server
):
    make_teachers(1)
    wake_digests(tuesday())
    mail_server.script = killer = Killer(phase, None, number=signal.SIGSTOP)
    pid = processes.start("send")
    killer.aim(pid)
    assert killer.done.wait(30)

    send_due(clock=Ahead(tuesday.seconds + QUARTER))
    processes.kill(pid, signal.SIGCONT)
    processes.wait(pid)

    assert recover(tuesday, mail_server) == outcome


@pytest.mark.parametrize("when", ["before", "after"])
def test_whoever_wakes_the_digests_may_die_there(when, processes, tuesday, mail_server):
    make_teachers(3)
    processes.wait(processes.start("wake", crash=(when, INSERT, "")))

    wake_digests(tuesday())
    assert send_due(clock=tuesday) == {State.SENT: 3}


@pytest.mark.parametrize(
    ("step", "crash", "stands"),
    [
        ("rows written, not committed", ("after", INSERT, ""), False),
        ("before the commit", ("after", 'UPDATE "school_school"', "False"), False),
        ("after the commit", ("before", 'UPDATE "school_school"', "True"), True),
    ],
)
def test_a_duty_and_its_reminders_stand_together_or_not_at_all(step, crash, stands, processes):
    (teacher,) = make_teachers(1)
    Duty.objects.all().delete()
    due_on = next_tuesday() + 9 * DAY

    processes.wait(processes.start("give", owner=str(teacher.pk), due_on=due_on.isoformat(), crash=crash))

    assert Duty.objects.exists() is stands
    assert Notification.objects.exists() is stands
