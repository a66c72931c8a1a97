import pytest
from django.db import connection

from partnership.accounts.models import User
from partnership.records import keys
from tests.audit_triggers import flush_passes
from tests.records.notes import Note


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


@pytest.fixture(scope="session")
def note_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if Note._meta.db_table not in connection.introspection.table_names():
            with connection.schema_editor() as editor:
                editor.create_model(Note)


@pytest.fixture
def notes(note_table, db):
    """The manager of a model with encrypted fields."""
    return Note.objects


@pytest.fixture
def teacher(db):
    return User.objects.create_user("teacher@school.example")


@pytest.fixture
def colleague(db):
    return User.objects.create_user("colleague@school.example")
