"""PostgreSQL and Redis of our own for one run: on free ports, in a temporary folder, ended afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from partnership.web.processes import end_with_parent
from tests.flows.server import free_port


def find_postgresql() -> Path | None:
    """Return the folder of the newest PostgreSQL server on this machine."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def find_redis() -> str | None:
    """Return the path of the Redis server on this machine."""
    return shutil.which("redis-server")


@contextmanager
def postgresql(*, fsync: bool = False) -> Iterator[str]:
    """Run a PostgreSQL server; give the URL of an empty database. With `fsync` each commit waits for the disk."""
    programs = find_postgresql()
    # The server refuses to run as root: then it is the user that its package made.
    owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        if owner:
            shutil.chown(folder, "postgres", "postgres")
        data = Path(folder, "data")
        options = ["--auth=trust", "--username=partnership", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [programs / "initdb", *options, data], check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner
        )
        settings = {
            "fsync": "on" if fsync else "off",
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "port": port,
        }
        command = [programs / "postgres", "-D", data, *(f"--{key}={value}" for key, value in settings.items())]
        ask = [programs / "createdb", "--host=127.0.0.1", f"--port={port}", "--username=partnership", "partnership"]
        with _server(command, Path(folder, "log"), signal.SIGINT, lambda: _succeeds(ask), **owner):
            yield f"postgres://partnership@127.0.0.1:{port}/partnership"


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis server that keeps nothing; give its URL, without a database number."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
        log = Path(folder, "log")
        with _server([find_redis(), *options], log, signal.SIGTERM, lambda: _accepts(port)):
            yield f"redis://127.0.0.1:{port}"


@contextmanager
def _server(command, log: Path, stop: signal.Signals, ready: Callable[[], bool], **owner) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, start_new_session=True, preexec_fn=end_with_parent, **owner
        )
    try:
        give_up = time.monotonic() + 30
        while not ready():
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _succeeds(command) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
