"""Who needs a second step to log in. The roles are known higher up, so they say so here."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator

from partnership.accounts.models import User

# Filled in `AppConfig.ready()` by whoever knows the roles; one "yes" is enough.
required_for: list[Callable[[User], bool]] = []


def is_required(user: User) -> bool:
    return any(rule(user) for rule in required_for)


def is_set_up(user: User) -> bool:
    """Return whether `user` has an app with codes or a passkey; recovery codes alone do not count."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def has_passkey(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()


def is_missing(user: User, *, shown: bool) -> bool:
    """Return whether `user` needs a second step and has none. `shown`: the provider of this session saw one."""
    return not shown and is_required(user) and not is_set_up(user)
