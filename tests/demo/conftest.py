"""The demo is loaded once for all tests of a module, on a day in November, and taken back after them."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django_scopes import scopes_disabled

from partnership.demo.services import load_demo

NOW = datetime.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup, django_db_blocker):
    with time_machine.travel(NOW), django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded_demo, db):
    with scopes_disabled():
        yield
