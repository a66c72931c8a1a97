import uuid

import pytest

from partnership.accounts.models import User
from partnership.records import keys
from tests.audit_triggers import flush_passes


@pytest.fixture(scope="session", autouse=True)
def flushing_the_audit_log():
    with flush_passes():
        yield


@pytest.fixture(autouse=True)
def key_ring(settings, tmp_path):
    """A key ring of this test alone; returns its path."""
    settings.KEY_RING = tmp_path / "keys.json"
    keys.make(settings.KEY_RING)
    return settings.KEY_RING


@pytest.fixture
def teacher(db):
    return User.objects.create_user("teacher@school.example")


@pytest.fixture
def school_id():
    return uuid.uuid4()
