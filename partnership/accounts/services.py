"""Acts on logins. Who may do them, and writing them into the audit log, is for the app that calls."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partnership.accounts.models import User
from partnership.accounts.signals import user_deactivated


@transaction.atomic
def create_login(email: str, *, name: str, password: str) -> User:
    """Make a login for `email` and return it. Raises `ValidationError` if it exists or the password is too weak."""
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise ValidationError(_("There is already a login with this e-mail address."), code="login_exists")
    validate_password(password, User(email=email, name=name))
    return User.objects.create_user(email, password, name=name)


@transaction.atomic
def deactivate(user: User, *, actor: User | None) -> User:
    """Close the login of `user` and end its sessions at once. A closed login stays closed: again is no error."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user, actor=actor)
    user_deactivated.send(sender=User, user=user, actor=actor)
    return user


def end_sessions(user: User, *, actor: User | None) -> int:
    """End every session of `user` on every device; return how many there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def keep_newest_sessions(user: User) -> None:
    """End the oldest sessions of `user` beyond the number that one person may have."""
    for session in UserSession.objects.filter(user=user).order_by("-created_at", "-pk")[settings.SESSIONS_PER_USER :]:
        session.end()


@transaction.atomic
def change_profile(
    user: User, *, actor: User, name: str, language: str, theme: str, digest: str, digest_hour: int
) -> User:
    """Set how `user` is called, which language and colours the pages have, and when mail says what there is to do.

    `digest_hour` is local time; reminders that wait move along within a minute.
    """
    user.name, user.language, user.theme = name, language, theme
    user.digest, user.digest_hour = digest, digest_hour
    user.save(update_fields=["name", "language", "theme", "digest", "digest_hour"])
    return user
