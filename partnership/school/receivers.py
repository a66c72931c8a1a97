"""What school hears of logins: it knows in whose log they belong."""

from allauth.account.signals import user_logged_in
from django.dispatch import receiver

from partnership.accounts.models import User
from partnership.accounts.signals import user_deactivated
from partnership.audit import services as audit
from partnership.school.services.people import workplaces


@receiver(user_logged_in)
def record_login(sender, user: User, **kwargs) -> None:
    """Logging in stands in the log of each school the person works at today."""
    _record("account.login", user, actor=user)


@receiver(user_deactivated)
def record_deactivation(sender, user: User, actor: User | None, **kwargs) -> None:
    """Closing a login stands in the log of each school the person works at today."""
    _record("account.deactivate", user, actor=actor)


def _record(action: str, user: User, *, actor: User | None) -> None:
    for place in workplaces(user):
        audit.record(action, actor=actor, school_id=place.school_id, obj=user)
