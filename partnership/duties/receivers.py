"""What duties hear of the school: a restriction must be looked at again before its time is over."""

from django.dispatch import receiver

from partnership.duties.protection import keep_all_reviews, keep_review
from partnership.school.models import Restriction, School
from partnership.school.signals import restriction_changed, work_changed


@receiver(restriction_changed)
def give_review(sender, restriction: Restriction, **kwargs) -> None:
    """The leader gets the duty in the transaction that makes or changes the restriction."""
    keep_review(restriction)


@receiver(work_changed)
def pass_on_reviews(sender, school: School, **kwargs) -> None:
    """A review does not stay with a leader who is not there any more."""
    keep_all_reviews(school)
