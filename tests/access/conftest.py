import logging

import pytest

from tests.access.stubs import stubbed_templates
from tests.incidents.conftest import linde  # noqa: F401 - a fixture


@pytest.fixture
def quiet_refusals(caplog):
    """No line in the log for each address that is refused or not there: thousands of them take half the time."""
    caplog.set_level(logging.ERROR, logger="django.request")


@pytest.fixture
def quick_pages(settings, quiet_refusals):
    """Pages that show their name only, and a cache in memory: for tests that ask who gets in."""
    settings.TEMPLATES = stubbed_templates()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
