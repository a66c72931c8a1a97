"""What all tests share. A test sees all schools, as a task does; a request stays inside its own."""

import pytest
from django.conf import settings as project
from django_scopes import scopes_disabled
from hypothesis import HealthCheck, settings

from partnership.celery import app as celery_app
from tests.audit_triggers import flush_passes
from tests.cast import Cast, make_cast

# Two tests at a time on a small machine: how long drawing or an example takes by the clock says nothing.
settings.register_profile("small machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("small machine")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite in a file, as in real life: threads and second connections meet the same locks."""
    database = project.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _flush_passes_the_audit_log():
    with flush_passes():
        yield


@pytest.fixture(scope="session", autouse=True)
def _tasks_run_at_once():
    celery_app.conf.update(task_always_eager=True, task_eager_propagates=True)


@pytest.fixture(autouse=True)
def _all_schools():
    with scopes_disabled():
        yield


@pytest.fixture(scope="session")
def _nothing_collected(tmp_path_factory) -> str:
    return str(tmp_path_factory.mktemp("static"))


@pytest.fixture(autouse=True)
def _files_as_they_lie(settings, _nothing_collected):
    """Pages name static files by their plain names: nothing has to be collected."""
    settings.STATIC_ROOT = _nothing_collected
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def cast(db) -> Cast:
    """Two schools of one board, with everyone whom the access tests play (tests/cast.py)."""
    return make_cast()
