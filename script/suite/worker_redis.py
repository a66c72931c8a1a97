"""A pytest plugin: each worker process has a Redis database of its own, empty at the start of each test.

The cache in the database does that by itself: what a test writes there is rolled back.
"""

import os

import pytest
from django.core.cache import cache

if os.environ.get("REDIS_URL") and (worker := os.environ.get("PYTEST_XDIST_WORKER")):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL']}/{int(worker.removeprefix('gw')) + 1}"


@pytest.fixture(autouse=True)
def _empty_cache():
    if os.environ.get("REDIS_URL"):
        cache.clear()
