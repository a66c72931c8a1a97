"""A pytest plugin: each worker process has a Redis database of its own, so that their caches do not mix."""

import os

if os.environ.get("REDIS_URL") and (worker := os.environ.get("PYTEST_XDIST_WORKER")):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL']}/{int(worker.removeprefix('gw')) + 1}"
