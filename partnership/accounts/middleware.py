"""What stands between a request and the pages: language, the lock of the session, the second step."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from partnership.accounts import second_factor, sessions
from partnership.accounts.rules import NO_ACTIVITY, OPEN_UNDER_LOCK, OPEN_WITHOUT_SECOND_FACTOR, PUBLIC_VIEWS
from partnership.accounts.signals import post_refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The user's own language, else the browser's if we speak it, else Dutch."""

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "") or translation.get_language_from_request(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", language)
        return response


class SessionLockMiddleware:
    """Lock what is idle, end what is over, keep what was typed, and leave nothing behind in the browser."""

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.check(request) if was_signed_in else None
        if response is None:
            response = self.get_response(request)
        if was_signed_in or request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        if request.user.is_authenticated and not sessions.is_locked(request):
            response["X-Session-Ends"] = str(int(sessions.ends_at(request).timestamp()))
        if getattr(request, "clear_site_data", False):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def check(self, request: HttpRequest) -> HttpResponse | None:
        name = url_name(request)
        if sessions.is_over(request):
            return self.end(request, name)
        request.is_locked = sessions.is_locked(request)
        if request.is_locked:
            return None if name in OPEN_UNDER_LOCK else self.lock(request)
        if name not in NO_ACTIVITY:
            sessions.touch(request)
        request.session_ends = sessions.ends_at(request)
        return None

    def end(self, request: HttpRequest, name: str) -> HttpResponse | None:
        kept = name not in PUBLIC_VIEWS and offer_refused_post(request, reason="ended")
        logout(request)
        if name in PUBLIC_VIEWS:
            return None
        messages.info(request, _("A session lasts one working day. Log in again to go on."))
        tell_what_was_kept(request, kept)
        return detour(request, "account_login", back=page_of(request))

    def lock(self, request: HttpRequest) -> HttpResponse:
        tell_what_was_kept(request, offer_refused_post(request, reason="locked"))
        return detour(request, "account_unlock", back=page_of(request))


class SecondFactorMiddleware:
    """Who needs a second step and has none sees nothing but the pages to set it up (persona P16)."""

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not getattr(request, "is_locked", False):
            request.second_factor_missing = second_factor.is_missing(
                request.user, shown=sessions.second_factor_shown(request)
            )
            if request.second_factor_missing and url_name(request) not in OPEN_WITHOUT_SECOND_FACTOR:
                return detour(request, "mfa_index")
        return self.get_response(request)


def url_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def offer_refused_post(request: HttpRequest, *, reason: str) -> bool | None:
    """Offer a form that may not be carried out to who keeps drafts. Return whether it was kept, None if it was none."""
    if request.method != "POST":
        return None
    if "draft_token" not in request.POST:
        return False
    answers = post_refused.send(sender=SessionLockMiddleware, request=request, reason=reason)
    return any(kept for _receiver, kept in answers)


def tell_what_was_kept(request: HttpRequest, kept: bool | None) -> None:
    if kept:
        messages.success(request, _("What you typed is kept. You find it back in the form."))
    elif kept is False:
        messages.warning(request, _("Your last action was not carried out. Do it once more."))


def detour(request: HttpRequest, to: str, *, back: str = "") -> HttpResponse:
    """Send the person to the page named `to`, in the way the browser asked: page, htmx part or script."""
    location = reverse(to)
    if back:
        location += "?" + urlencode({"next": back})
    if request.htmx:
        return HttpResponseClientRedirect(location)
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return JsonResponse({"location": location}, status=401)
    return redirect(location)


def page_of(request: HttpRequest) -> str:
    """Return the path of the page the person is looking at: where to come back to."""
    if request.htmx:
        return request.htmx.current_url_abs_path or ""
    if request.method in {"GET", "HEAD"} and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc == request.get_host():
        return page.path + (f"?{page.query}" if page.query else "")
    return request.get_full_path()
