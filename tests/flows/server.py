"""The real site as its own processes, for the tests that need one."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from partnership.web.processes import end_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
COMMON_PORTS = {5432, 6379}


def free_port() -> int:
    """Return a port that nobody listens on, never one where a server of the machine would stand."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in COMMON_PORTS:
            return port


def site_env(data_dir: Path, **changes: str) -> dict[str, str]:
    """Return the environment of a demo site that keeps everything in `data_dir`."""
    chosen = {"DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1", **changes}
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | chosen


@dataclass
class Site:
    """A site that runs: where it is, and its processes."""

    url: str
    env: dict[str, str]
    process: subprocess.Popen
    log: Path

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py on the data of this site; return what it prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def processes(self) -> dict[int, str]:
        """Return the command of every process that has this site's data folder in its environment, by process id."""
        mark = f"DATA_DIR={self.env['DATA_DIR']}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it ended meanwhile
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        return found

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End the site and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(40)


@contextmanager
def running_site(data_dir: Path, *, command: tuple[str, ...] = (), **changes: str) -> Iterator[Site]:
    """Run the site on `data_dir` until it has told its address; end it afterwards."""
    port = free_port()
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir.with_suffix(".log")
    env = site_env(data_dir, PORT=str(port), **changes)
    with log.open("w") as output:
        process = subprocess.Popen(
            command or (sys.executable, "manage.py", "start"),
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=end_with_parent,
        )
    site = Site(f"http://localhost:{port}", env, process, log)
    try:
        give_up = time.monotonic() + 120
        while "(Ctrl-C ends it)" not in log.read_text():
            assert process.poll() is None, f"The site did not start:\n{log.read_text()}"
            assert time.monotonic() < give_up, f"The site was not ready in time:\n{log.read_text()}"
            time.sleep(0.1)
        yield site
    finally:
        site.stop()
