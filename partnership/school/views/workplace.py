"""Which school one is at work in."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from partnership.school.services.people import workplaces
from partnership.web.access import SignedIn


class SchoolSwitchView(View):
    access = SignedIn("only schools one works at can be chosen")
    http_method_names = ["post", "options"]

    def post(self, request) -> HttpResponse:
        chosen = request.POST.get("school", "")
        place = next((each for each in workplaces(request.user) if str(each.school_id) == chosen), None)
        if place is not None:
            request.session["school"] = chosen
            messages.success(request, _("You are now at %(school)s.") % {"school": place.school.name})
        return HttpResponseRedirect(reverse("today"))
