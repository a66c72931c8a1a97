"""The settings of the site, with the floor page, and a count of queries for who asks for it."""

from pathlib import Path

from partnership.settings import *  # noqa: F403 - all of them
from partnership.settings import MIDDLEWARE as SITE_MIDDLEWARE
from partnership.settings import TEMPLATES

ROOT_URLCONF = "benchmarks.floor.urls"
MIDDLEWARE = ["benchmarks.floor.counting.QueryCountMiddleware", *SITE_MIDDLEWARE]
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
