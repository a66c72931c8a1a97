"""Celery: wakes up, never remembers. What must happen is a row in the database."""

import os

from celery import Celery

from partnership import queuefolder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
queuefolder.register()
app = Celery("partnership")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
