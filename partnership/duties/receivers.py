"""What duties hear of the school: a restriction must be looked at again before its time is over."""

from django.dispatch import receiver

from partnership.duties.protection import keep_review
from partnership.school.models import Restriction
from partnership.school.signals import restriction_changed


@receiver(restriction_changed)
def give_review(sender, restriction: Restriction, **kwargs) -> None:
    """The leader gets the duty in the transaction that makes or changes the restriction."""
    keep_review(restriction)
