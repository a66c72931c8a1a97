"""How long a session lasts: locked when idle, over after a working day, on an own device kept when the browser closes.

The moments are seconds since 1970 in the session itself; `settings.SESSION_IDLE_LOCK` and
`settings.SESSION_ABSOLUTE_END` are the terms.
"""

import time
from datetime import UTC, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

STARTED = "accounts.started"
SEEN = "accounts.seen"
UNLOCKED = "accounts.unlocked"
OWN_DEVICE = "accounts.own_device"
SECOND_FACTOR = "accounts.second_factor"
PROOF = "accounts.proof"
PROOF_AGE = 600
DEVICE_COOKIE = "own_device"
DEVICE_COOKIE_AGE = 180 * 24 * 3600
TOUCH_EVERY = 5
LIST_EVERY = 60

BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def start(request: HttpRequest) -> None:
    """Begin the clock of a session in which somebody has just logged in."""
    request.session[STARTED] = request.session[SEEN] = time.time()
    # Always written: what an earlier visitor of this browser showed counts for nobody else.
    request.session[SECOND_FACTOR] = getattr(request, "second_factor_shown", False)
    keep_as_chosen(request)


def second_factor_shown(request: HttpRequest) -> bool:
    """Return whether a provider said, when this session began, that there was a second step."""
    return request.session.get(SECOND_FACTOR, False)


def keep_proof(request: HttpRequest, *, provider: str, subject: str, addresses: list[str]) -> None:
    """Remember for ten minutes who a provider says this is, without logging in."""
    request.session[PROOF] = {"provider": provider, "subject": subject, "addresses": addresses, "at": time.time()}


def proof(request: HttpRequest) -> dict | None:
    """Return what `keep_proof` was given, if that is not too long ago."""
    kept = request.session.get(PROOF)
    return kept if kept and time.time() - kept["at"] < PROOF_AGE else None


def forget_proof(request: HttpRequest) -> None:
    request.session.pop(PROOF, None)


def choose_device(request: HttpRequest, *, own: bool) -> None:
    """Note before logging in whether this is the person's own device."""
    request.session[OWN_DEVICE] = own


def keep_as_chosen(request: HttpRequest) -> None:
    """Let the cookie last until the absolute end on an own device, else until the browser closes."""
    if request.session.get(OWN_DEVICE):
        end = request.session.get(STARTED, time.time()) + settings.SESSION_ABSOLUTE_END.total_seconds()
        request.session.set_expiry(datetime.fromtimestamp(end, tz=UTC))
    else:
        request.session.set_expiry(0)


def remember_device(response: HttpResponse, *, own: bool) -> None:
    """Let the login page propose the same answer next time. The cookie opens nothing."""
    if own:
        response.set_cookie(
            DEVICE_COOKIE,
            "1",
            max_age=DEVICE_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(DEVICE_COOKIE, samesite="Lax")


def seconds_to_lock(request: HttpRequest) -> int:
    idle = time.time() - request.session.get(SEEN, 0)
    return max(0, int(settings.SESSION_IDLE_LOCK.total_seconds() - idle))


def seconds_to_end(request: HttpRequest) -> int:
    age = time.time() - request.session.get(STARTED, 0)
    return max(0, int(settings.SESSION_ABSOLUTE_END.total_seconds() - age))


def ends_at(request: HttpRequest) -> datetime:
    """Return when the session locks or ends, whichever comes first, if nothing more is done."""
    return timezone.now() + timedelta(seconds=min(seconds_to_lock(request), seconds_to_end(request)))


def is_locked(request: HttpRequest) -> bool:
    return seconds_to_lock(request) == 0


def is_over(request: HttpRequest) -> bool:
    return seconds_to_end(request) == 0


def is_fresh(request: HttpRequest) -> bool:
    """Return whether somebody logged in or unlocked here so recently that asking again adds nothing."""
    shown = max(request.session.get(STARTED, 0), request.session.get(UNLOCKED, 0))
    return time.time() - shown < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def lock(request: HttpRequest) -> None:
    """Lock the session at once, as if nobody had been there for long."""
    request.session[SEEN] = 0


def touch(request: HttpRequest) -> None:
    """Push the lock forward; written at most every few seconds."""
    now = time.time()
    before = request.session.get(SEEN, 0)
    if now - before >= TOUCH_EVERY:
        request.session[SEEN] = now
    if now // LIST_EVERY != before // LIST_EVERY:
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def renew(request: HttpRequest) -> None:
    """Unlock: the clock starts again under a new session key."""
    old_key = request.session.session_key
    request.session.cycle_key()
    request.session[SEEN] = request.session[UNLOCKED] = time.time()
    UserSession.objects.filter(session_key=old_key).update(
        session_key=request.session.session_key, last_seen_at=timezone.now()
    )


def device_name(user_agent: str) -> str:
    """Say in two words which device a browser's self-description means, such as "Chrome, Android"."""
    browser = next((name for mark, name in BROWSERS.items() if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return ", ".join(filter(None, [browser, system])) or _("unknown device")
