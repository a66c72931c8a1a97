"""What follows from logging in, logging out and showing again that it is you."""

from allauth.account import signals as allauth_signals
from allauth.account.adapter import get_adapter
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from partnership.accounts import sessions
from partnership.accounts.models import User
from partnership.accounts.services import keep_newest_sessions


@receiver(user_logged_in)
def start_session(sender, request: HttpRequest, **kwargs) -> None:
    sessions.start(request)


@receiver(user_logged_out)
def clear_browser(sender, request: HttpRequest, **kwargs) -> None:
    request.clear_site_data = True


@receiver(allauth_signals.user_logged_in)
def limit_sessions(sender, user: User, **kwargs) -> None:
    keep_newest_sessions(user)


@receiver(allauth_signals.authentication_step_completed)
def unlock_session(sender, request: HttpRequest, reauthenticated: bool = False, **kwargs) -> None:
    if reauthenticated:
        sessions.renew(request)


@receiver(allauth_signals.password_reset)
def forget_wrong_guesses(sender, request: HttpRequest, user: User, **kwargs) -> None:
    """Let somebody who has just set a new password use it, whatever was tried before."""
    get_adapter()._delete_login_attempts_cached_email(request, email=user.email)
