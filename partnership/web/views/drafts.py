"""Keep a draft while someone types, and throw it away when asked."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import View

from partnership.records import services as records
from partnership.web.access import SignedIn
from partnership.web.drafts import keep_late_post


class DraftSaveView(View):
    access = SignedIn("a draft is its author's alone; the signed token in the form names the author")
    answers_scripts = True
    http_method_names = ["post", "options"]

    def post(self, request) -> HttpResponse:
        token = records.read_draft_token(request.POST.get("draft_token", ""))
        if token is None or token.user_id != request.user.pk:
            return HttpResponse(status=403)
        keep_late_post(request)
        return HttpResponse(status=204)


class DraftDropView(View):
    access = SignedIn("a draft is its author's alone; the signed token in the form names the author")
    http_method_names = ["post", "options"]

    def post(self, request) -> HttpResponse:
        token = records.read_draft_token(request.POST.get("draft_token", ""))
        if token is not None and token.user_id == request.user.pk:
            records.drop_draft(request.user, form=token.form, object_key=token.object_key)
            messages.success(request, _("The draft has been thrown away."))
        return HttpResponseRedirect(self.next_url())

    def next_url(self) -> str:
        url = self.request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(url, allowed_hosts=None, require_https=self.request.is_secure())
        return url if safe and url.startswith("/") else "/"
