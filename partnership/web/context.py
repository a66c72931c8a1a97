"""What every page needs to know beside its own content."""

import time

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict:
    """Return `demo`, the `theme` ("light", "dark" or "auto") and when the session ends, in epoch seconds or None.

    `request.session_ends` is set by the session lock; without it the page gives no late warning.
    """
    ends = getattr(request, "session_ends", None)
    user = getattr(request, "user", None)
    return {
        "demo": settings.DEMO,
        "theme": getattr(user, "theme", "") or "auto",
        "session_ends": int(ends.timestamp()) if ends else None,
        "server_now": int(time.time()),
    }
