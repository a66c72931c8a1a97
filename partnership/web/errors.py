"""Answers to requests that cannot be served, where Django lets us say it ourselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from partnership.web.drafts import keep_late_post


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or the person logged in again elsewhere: keep what was typed and say so."""
    kept = keep_late_post(request)
    return render(request, "403_csrf.html", {"kept": kept}, status=403)
