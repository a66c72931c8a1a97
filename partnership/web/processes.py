"""Processes that live and die together: the web server, the worker and the clock of one site."""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def claim(path: Path, *, patience: float = 5) -> TextIO | None:
    """Return an open file that holds the lock `path`; None when others still hold it after `patience` seconds.

    The lock ends with the last process that has the file open, so children who are given it keep a second site away.
    """
    lock = path.open("a+")
    give_up = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                lock.close()
                return None
            time.sleep(0.1)
        else:
            return lock


def end_with_parent() -> None:
    """Ask the system to end this child when its parent is killed and cannot do so itself (Linux; elsewhere nothing)."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class ProcessFamily:
    """Child processes by name, each the leader of a group of its own."""

    def __init__(self, *, folder: Path, keep_open: TextIO) -> None:
        self.folder = folder
        self.keep_open = keep_open
        self.children: dict[str, subprocess.Popen] = {}

    def launch(self, name: str, *command: str) -> None:
        """Start `command` in a session of its own, so that a key press in the terminal reaches only the parent."""
        self.children[name] = subprocess.Popen(  # noqa: S603 - commands of our own
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=[self.keep_open.fileno()],
            preexec_fn=end_with_parent,
        )

    def ended(self) -> tuple[str, int] | None:
        """Return name and exit code of a child that ended; None while all run."""
        for name, child in self.children.items():
            if child.poll() is not None:
                return name, child.returncode
        return None

    def end(self, *, patience: float = 20) -> None:
        """End every child and all that it started: ask, wait `patience` seconds in all, then kill."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        give_up = time.monotonic() + patience
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0, give_up - time.monotonic()))
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody is left in the group
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
