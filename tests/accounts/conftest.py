"""Logins to try the doors with. Everything is real: hashes, sessions, limits, mail by the worker's own task."""

import base64
import hashlib
import hmac
import struct
import time
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse

from partnership.accounts.models import User
from partnership.celery import app as celery_app

PASSWORD = "een zin over appeltaart"
NEW_PASSWORD = "drie fietsen in de regen"
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


class QuickArgon2(Argon2PasswordHasher):
    """The same hash with little memory, so that hundreds of logins stay quick."""

    time_cost, memory_cost, parallelism = 1, 1024, 1


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]


@pytest.fixture(autouse=True)
def _worker_at_once():
    before = celery_app.conf.task_always_eager, celery_app.conf.task_eager_propagates
    celery_app.conf.task_always_eager = celery_app.conf.task_eager_propagates = True
    yield
    celery_app.conf.task_always_eager, celery_app.conf.task_eager_propagates = before


@pytest.fixture
def teacher(db) -> User:
    return User.objects.create_user("joris@school.example", PASSWORD, name="Joris Bakker")


@pytest.fixture
def colleague(db) -> User:
    return User.objects.create_user("fatima@school.example", PASSWORD, name="Fatima Amrani")


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def log_in(client: Client, user: User, *, password: str = PASSWORD, **extra):
    """Send the login form as `user` and return the answer."""
    return client.post(reverse("account_login"), {"login": user.email, "password": password, **extra})


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("profile")).status_code == 200


def code_of(secret: str, *, at: float | None = None) -> str:
    """Return the six figures that an authenticator app shows (RFC 6238)."""
    step = int(time.time() if at is None else at) // 30
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
