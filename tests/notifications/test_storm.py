"""T11a in the size of each commit; script/faults runs it longer."""

import os
import time

import pytest

from .conftest import use_smtp
from .mailserver import running_mail_server
from .storm import run_storm

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings):
    with running_mail_server() as server:
        use_smtp(settings, server.port)
        yield server


def test_storm(server, tmp_path, capsys):
    t = time.time()
    toll = run_storm(
        tmp_path, server, people=int(os.environ.get("PEOPLE", 600)), kills=int(os.environ.get("KILLS", 100)), seed=1
    )
    with capsys.disabled():
        print("\n", toll, toll.states, time.time() - t)
