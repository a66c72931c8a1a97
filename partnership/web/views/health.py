"""For the machine that watches: is the process alive."""

from django.http import HttpResponse
from django.views.generic import View

from partnership.web.access import Public


class HealthView(View):
    access = Public("says only that the process answers")

    def get(self, request) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain")
