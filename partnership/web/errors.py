"""Answers to requests that cannot be served, where Django lets us say it ourselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from partnership.web.drafts import keep_late_post


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or the person logged in again elsewhere: keep what was typed and say so."""
    kept = keep_late_post(request)
    return render(request, "403_csrf.html", {"kept": kept}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something went wrong here: say so without database or context, with the number of the request."""
    text = loader.render_to_string("500.html", {"request_number": getattr(request, "number", "")})
    return HttpResponse(text, status=500)
