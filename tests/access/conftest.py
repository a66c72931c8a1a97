import pytest

from tests.access.stubs import stubbed_templates


@pytest.fixture
def quick_pages(settings):
    """Pages that show their name only, and a cache in memory: for tests that ask who gets in."""
    settings.TEMPLATES = stubbed_templates()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
