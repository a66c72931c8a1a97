"""The own calendar address, and the calendar behind it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from django_scopes import scope

from partnership.duties.feed import calendar_of, end_feed, find_feed, make_feed
from partnership.duties.models import CalendarFeed
from partnership.web.access import Allowed, Public
from partnership.web.views import StaffViewMixin


class FeedPageView(StaffViewMixin, TemplateView):
    """Make, renew or end the own address. The address is shown once: only its hash is kept."""

    access = Allowed("feed", "change")
    template_name = "duties/feed.html"

    def get_context_data(self, **kwargs) -> dict:
        feed = CalendarFeed.objects.filter(staff=self.staff).first()
        return {"feed": feed, "address": "", **super().get_context_data(**kwargs)}

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if "end" in request.POST:
            end_feed(self.staff, actor=self.staff)
            messages.success(request, _("The calendar address does not work any more."))
            return redirect("duties:feed_page")
        address = make_feed(self.staff, actor=self.staff)
        return self.render_to_response(self.get_context_data(address=address))


class FeedView(View):
    access = Public("guarded by the secret in the address, which its owner can end; says no name and no subject")

    def get(self, request, token: str) -> HttpResponse:
        feed = find_feed(token)
        if feed is None:
            raise Http404
        with scope(school=feed.staff.school):
            CalendarFeed.objects.filter(pk=feed.pk).update(read_at=timezone.now())
            text = calendar_of(feed.staff)
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="partnerschap.ics"'
        response["Cache-Control"] = "private, no-store"
        return response
