"""What contacts do when school tells that people changed their work."""

from django.dispatch import receiver

from contacts.services.upkeep import tidy_plans
from partnership.school.models import School, StaffMember
from partnership.school.signals import work_changed


@receiver(work_changed)
def pass_on_what_waits(sender, school: School, actor: StaffMember, **kwargs) -> None:
    """In the transaction of the change: nothing is left with somebody who is not there any more."""
    tidy_plans(school, actor=actor)
