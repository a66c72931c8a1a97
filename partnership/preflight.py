"""What can be known before anything is installed: that the data folder takes files, and that the port is free.

Runs on a bare Python, as a program before the packages stand (`script/server`) and from `manage.py start`.
"""

import errno
import os
import socket
import sys
import tempfile
from pathlib import Path


def port_problem(host: str, port: str) -> str:
    """Return why the server cannot listen on `host` and `port`, with the remedy; empty when it can."""
    if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535):
        return f"PORT={port} is not a port. Choose a number from 1 to 65535, such as PORT=8000."
    try:
        family = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} is in use. Stop the program that uses it, or choose another port, such as PORT=8001."
        if error.errno == errno.EACCES:
            return f"Port {port} is for the system. Choose one above 1023, such as PORT=8000."
        return f"HOST={host} is not an address of this machine. Leave HOST away, or choose 0.0.0.0 for all."
    return ""


def folder_problem(folder: Path) -> str:
    """Return why nothing can be kept in `folder`, with the remedy; empty when it can. Makes the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return (
            f"Cannot write in the data folder {folder} ({error.strerror}). Make it yours, or choose another: DATA_DIR=…"
        )


def problem() -> str:
    """Return the first thing that keeps the site from starting; empty when nothing does."""
    root = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("DATA_DIR") or root / "var")
    return folder_problem(folder) or port_problem(
        os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    )


if __name__ == "__main__":
    sys.exit(problem() or None)
