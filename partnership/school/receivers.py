"""What school hears of logins: it knows in whose log they belong."""

from collections.abc import Iterable

from allauth.account.signals import user_logged_in
from allauth.socialaccount.models import SocialLogin
from django.dispatch import receiver

from partnership.accounts.models import User
from partnership.accounts.signals import provider_linked, provider_refused, provider_unlinked, user_deactivated
from partnership.audit import services as audit
from partnership.school.services.people import workplaces


@receiver(user_logged_in)
def record_login(sender, user: User, sociallogin: SocialLogin | None = None, **kwargs) -> None:
    """Logging in stands in the log of each school the person works at today."""
    if sociallogin:
        _record("account.login_by_provider", user, actor=user, fields=[sociallogin.account.provider])
    else:
        _record("account.login", user, actor=user)


@receiver(provider_linked)
def record_link(sender, user: User, provider: str, **kwargs) -> None:
    _record("account.link", user, actor=user, fields=[provider])


@receiver(provider_unlinked)
def record_unlink(sender, user: User, actor: User | None, providers: list[str], **kwargs) -> None:
    _record("account.unlink", user, actor=actor, fields=providers)


@receiver(provider_refused)
def record_refusal(sender, user: User | None, provider: str, reason: str, **kwargs) -> None:
    """Who is unknown here has no key: then the row says only that somebody came, by which provider, and why not."""
    fields = [provider, reason]
    if user is None or not _record("account.refuse", user, actor=None, fields=fields):
        audit.record("account.refuse", actor=None, obj=user, fields=fields)


@receiver(user_deactivated)
def record_deactivation(sender, user: User, actor: User | None, **kwargs) -> None:
    """Closing a login stands in the log of each school the person works at today."""
    _record("account.deactivate", user, actor=actor)


def _record(action: str, user: User, *, actor: User | None, fields: Iterable[str] = ()) -> int:
    """Write the row in the log of each school `user` works at today; return how many there were."""
    places = workplaces(user)
    for place in places:
        audit.record(action, actor=actor, school_id=place.school_id, obj=user, fields=fields)
    return len(places)
