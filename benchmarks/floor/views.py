"""The floor page."""

from django.http import HttpResponse
from django.template import loader
from django.views.generic import View

from partnership.school.models import Pupil
from partnership.web.access import SignedIn


class FloorView(View):
    access = SignedIn("for measuring only")

    def get(self, request) -> HttpResponse:
        pupils = Pupil.objects.filter(school=request.school).order_by("first_name", "last_name")
        rows = pupils.values_list("first_name", "last_name", "key", "year_group", "birth_date")[:50]
        return HttpResponse(loader.get_template("floor.html").render({"rows": rows}))
