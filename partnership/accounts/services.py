"""Acts on logins. Who may do them, and writing them into the audit log, is for the app that calls."""

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partnership.accounts.models import User
from partnership.accounts.signals import provider_linked, provider_refused, provider_unlinked, user_deactivated


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


@transaction.atomic
def reactivate(user: User) -> User:
    """Open a closed login again; password and second step are those of before."""
    user.is_active = True
    user.save(update_fields=["is_active"])
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


def logins_with(addresses: list[str]) -> list[User]:
    """Return who has one of these addresses (in small letters), also those whose login is closed."""
    return list(User.objects.annotate(low=Lower("email")).filter(low__in=addresses))


def link_provider(user: User, *, provider: str, subject: str) -> SocialAccount:
    """Let `subject` of `provider` log in as `user` from now on. What is linked so already is left as it is.

    Raises `ValidationError` when one of the two is linked otherwise: an address that was handed on to a new colleague
    opens no old login.
    """
    known = SocialAccount.objects.filter(user=user, provider=provider).first()
    if known and known.uid == subject:
        return known
    refusal = ValidationError(_("This login belongs to another account of that provider."), code="linked_otherwise")
    if known:
        raise refusal
    try:
        with transaction.atomic():
            account = SocialAccount.objects.create(user=user, provider=provider, uid=subject)
            provider_linked.send(sender=User, user=user, provider=provider)
    except IntegrityError as error:
        raise refusal from error
    return account


@transaction.atomic
def unlink_providers(user: User, *, actor: User | None) -> int:
    """Forget by which accounts of providers `user` logs in and end the sessions; return how many were forgotten."""
    accounts = SocialAccount.objects.filter(user=user)
    names = sorted(accounts.values_list("provider", flat=True))
    accounts.delete()
    end_sessions(user, actor=actor)
    if names:
        provider_unlinked.send(sender=User, user=user, actor=actor, providers=names)
    return len(names)


def note_refusal(user: User | None, *, provider: str, reason: str) -> None:
    """Tell who keeps the log that somebody came by `provider` and was not let in; `user` if it is known who."""
    provider_refused.send(sender=User, user=user, provider=provider, reason=reason)
