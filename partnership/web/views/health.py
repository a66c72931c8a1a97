"""For the machine that watches: is the process alive, can it do its work."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.views.generic import View
from redis import RedisError

from partnership.web.access import Public


class HealthView(View):
    access = Public("says only that the process answers")

    def get(self, request) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain")


class ReadyView(View):
    access = Public("says only whether database and cache answer")

    def get(self, request) -> HttpResponse:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            cache.get("ready")
        except (DatabaseError, RedisError, OSError):
            return HttpResponse("not ready", content_type="text/plain", status=503)
        return HttpResponse("ready", content_type="text/plain")
