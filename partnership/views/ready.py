"""For the machine that watches: can the application do its work, and does mail go out."""

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpResponse
from django.views.generic import View
from redis import RedisError

from partnership.notifications.clock import database_time
from partnership.notifications.services import oldest_waiting
from partnership.web.access import Public


class ReadyView(View):
    access = Public("says only whether database and cache answer, and how long the oldest mail waits")

    def get(self, request) -> HttpResponse:
        try:
            waiting = oldest_waiting(database_time())
            cache.get("ready")
        except (DatabaseError, RedisError, OSError):
            return HttpResponse("not ready", content_type="text/plain", status=503)
        text = f"ready\noldest mail waits {waiting.total_seconds():.0f} s\n"
        return HttpResponse(text, content_type="text/plain")
