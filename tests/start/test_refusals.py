"""What keeps the site from starting is told in one line, with the remedy."""

import socket
import subprocess

import pytest

from tests.flows.server import ROOT, free_port, site_env

pytestmark = pytest.mark.once

FAKE_PYTHON = """#!/bin/sh
case "$2" in
    *"import venv"*) exit {venv_code} ;;
    *version_info*sys.exit*|*exit*) exit {old_code} ;;
    *version_info*) echo {version} ;;
esac
"""


@pytest.fixture
def refused(tmp_path):
    """Run script/server, which must refuse; return the one line that it says."""

    def run(**changes):
        data_dir = changes.pop("DATA_DIR", tmp_path / "data")
        env = site_env(data_dir, PORT=str(free_port())) | {name: str(value) for name, value in changes.items()}
        done = subprocess.run(["script/server"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode != 0
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        return line

    return run


@pytest.fixture
def fake_python(tmp_path):
    """Make a program that answers like some Python."""

    def make(**answers):
        path = tmp_path / "python"
        path.write_text(FAKE_PYTHON.format(**answers))
        path.chmod(0o755)
        return path

    return make


def test_port_in_use(refused):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert refused(PORT=port) == (
            f"Port {port} is in use. Stop the program that uses it, or choose another port, such as PORT=8001."
        )


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "8000.5", "٨٠٠٠"])
def test_port_that_is_no_port(refused, port):
    assert refused(PORT=port).startswith(f"PORT={port} is not a port. Choose a number from 1 to 65535")


def test_host_of_another_machine(refused):
    assert "HOST=192.0.2.1 is not an address of this machine" in refused(HOST="192.0.2.1")


def test_data_folder_that_is_a_file(refused, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    for folder in (file, file / "below"):
        assert refused(DATA_DIR=folder).startswith(f"Cannot write in the data folder {folder} (")


def test_python_that_is_too_old(refused, fake_python):
    python = fake_python(version="3.9", old_code=1, venv_code=0)
    assert refused(PYTHON=python) == "Python 3.9 is too old. Install Python 3.11 or newer and try again."


def test_python_that_is_missing(refused):
    assert refused(PYTHON="no-such-python").startswith("Python is missing. Install Python 3.11 or newer")


def test_venv_module_that_is_missing(refused, fake_python):
    python = fake_python(version="3.11", old_code=0, venv_code=1)
    assert "apt-get install python3-venv" in refused(PYTHON=python)
