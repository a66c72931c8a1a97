"""Partnership: a school works together with parents, and takes care of its people when that goes wrong."""

from partnership.celery import app as celery_app

__all__ = ["celery_app"]
