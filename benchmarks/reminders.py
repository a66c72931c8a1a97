"""Ten thousand due reminders to a mail server that answers after 5 ms, beside a bare smtplib loop on one connection."""

import json
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from benchmarks.figure import Figure
from tests.flows.server import ROOT, site_env

NUMBER = 10_000
BARE = 2_000
DELAY_MS = 5


def figures() -> Iterator[Figure]:
    """Measure the bare loop before and after the reminders, so that both meet the same machine."""
    with tempfile.TemporaryDirectory() as folder, sink() as port:
        before = bare_rate(port)
        outcome = send_reminders(Path(folder), port)
        after = bare_rate(port)
    rate, bare = outcome["sent"] / outcome["seconds"], (before + after) / 2
    memory = outcome["memory"]
    yield Figure("planner.reminders.sent", outcome["sent"], "mails", f">= {NUMBER}")
    yield Figure("planner.reminders.rate", rate, "mails/s", ">= 1")
    yield Figure("planner.reminders.bare_rate", bare, "mails/s", ">= 1")
    yield Figure("planner.reminders.ratio", rate / bare, "x", ">= 0.5")
    yield Figure("planner.reminders.memory_growth", max(memory[1:]) - memory[1], "MB", "<= 10")


@contextmanager
def sink() -> Iterator[int]:
    """Run the mail server as a process of its own; give its port."""
    command = [sys.executable, "-m", "tests.notifications.sink", str(DELAY_MS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def bare_rate(port: int) -> float:
    """Return how many mails a second the simplest loop sends over one connection."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "us@school.example", "t1@school.example", "Your tasks"
    message.set_content("1 task waits for you.\n\nhttp://localhost:8000/\n\nYou choose when you get this mail.\n")
    text = message.as_bytes()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        start = time.monotonic()
        for _ in range(BARE):
            connection.sendmail("us@school.example", ["t1@school.example"], text)
        return BARE / (time.monotonic() - start)


def send_reminders(folder: Path, port: int) -> dict:
    """Send the reminders in a process of its own, on the database of DATABASE_URL or a new SQLite file."""
    env = site_env(folder, EMAIL_URL=f"smtp://127.0.0.1:{port}")
    command = [sys.executable, "-m", "tests.notifications.mailing", str(NUMBER)]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return json.loads(done.stdout)
