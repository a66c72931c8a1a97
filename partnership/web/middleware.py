"""A number for each request, and the rule of each view."""

import uuid

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from partnership.audit.context import set_request_id
from partnership.web.access import Allowed, Public, permits, rule_of
from partnership.web.drafts import keep_late_post


class RequestMarkMiddleware:
    """Give each request a number, which audit rows carry and error pages show."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.number = uuid.uuid4().hex[:12]
        set_request_id(request.number)
        return self.get_response(request)


class AccessMiddleware:
    """Ask the view's rule before the view runs; a view without a rule does not run."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:
        rule = rule_of(view_func, request.resolver_match.view_name)
        if rule is None:
            return self._refuse_unruled(request)
        if isinstance(rule, Public):
            return None
        if not request.user.is_authenticated:
            return self._ask_login(request, view_func)
        if isinstance(rule, Allowed) and not permits(rule, request):
            raise PermissionDenied
        return None

    @staticmethod
    def _refuse_unruled(request: HttpRequest):
        if settings.PRODUCTION:
            raise Http404
        raise ImproperlyConfigured(f"The route {request.resolver_match.route!r} has no access rule.")

    @staticmethod
    def _ask_login(request: HttpRequest, view_func) -> HttpResponse:
        if getattr(getattr(view_func, "view_class", None), "answers_scripts", False):
            return HttpResponse(status=401)
        if request.method == "POST":
            keep_late_post(request)
        return redirect_to_login(request.get_full_path())
