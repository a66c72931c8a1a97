"""The demo is loaded once for all tests of a module, and taken back after them."""

import pytest
from django.db import transaction
from django_scopes import scopes_disabled

from partnership.demo.services import load_demo


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded_demo, db):
    with scopes_disabled():
        yield
