"""Handle on the nursery: start, kill and await real processes from a test."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from partnership.web.preparation import make_folders
from partnership.web.processes import end_with_parent
from tests.flows.server import ROOT, site_env


def database_url() -> str:
    """Return how another process finds the database of this test."""
    chosen = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{chosen['NAME']}"
    password = f":{chosen['PASSWORD']}" if chosen["PASSWORD"] else ""
    where = f"{chosen['HOST'] or '127.0.0.1'}:{chosen['PORT'] or 5432}"
    return f"postgres://{chosen['USER']}{password}@{where}/{chosen['NAME']}"


@dataclass
class Nursery:
    process: subprocess.Popen

    def start(self, run: str, **order) -> int:
        """Start a child and return its process id."""
        self.process.stdin.write(json.dumps({"run": run, **order}) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def kill(self, pid: int, number: int = signal.SIGKILL) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, number)

    def wait(self, pid: int, seconds: float = 60) -> None:
        """Wait until a child has ended."""
        give_up = time.monotonic() + seconds
        while Path(f"/proc/{pid}").exists():
            assert time.monotonic() < give_up, f"{pid} does not end"
            time.sleep(0.005)


@contextmanager
def nursery(
    folder: Path, *, mail_port: int, seconds_ahead: int = 0, lease: float = 600, redis_url: str = ""
) -> Iterator[Nursery]:
    """Run a nursery on the database of this test; its children end with it."""
    make_folders(folder)
    env = site_env(
        folder, DATABASE_URL=database_url(), EMAIL_URL=f"smtp://127.0.0.1:{mail_port}", REDIS_URL=redis_url,
        LOG_LEVEL="CRITICAL", CELERY_SKIP_CHECKS="1",
    )  # fmt: skip
    command = [sys.executable, "-m", "tests.notifications.nursery", str(seconds_ahead), str(lease)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            start_new_session=True, preexec_fn=end_with_parent,
        )  # fmt: skip
    try:
        assert process.stdout.readline() == "ready\n", (folder / "log").read_text()
        yield Nursery(process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdin.close()
        process.stdout.close()
