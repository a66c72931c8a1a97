"""A Redis of our own on a free port, that keeps nothing and may be killed."""

import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from partnership.web.processes import end_with_parent
from tests.flows.server import free_port

PROGRAM = shutil.which("redis-server")


@dataclass
class RedisServer:
    folder: Path
    port: int
    process: subprocess.Popen | None = None

    @classmethod
    def on_free_port(cls, folder: Path) -> "RedisServer":
        return cls(folder, free_port())

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [PROGRAM, *options, "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=end_with_parent,
        )  # fmt: skip
        give_up = time.monotonic() + 20
        while not self.answers():
            assert time.monotonic() < give_up
            time.sleep(0.05)

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
