"""A restriction on a guardian is looked at again in time: the duty of a school leader who may read it."""

from django.db.models import Q
from django.utils import timezone

from partnership.duties import services as duties
from partnership.duties.models import Duty, State
from partnership.school.enums import Role
from partnership.school.models import Restriction, School, StaffMember
from partnership.school.services.people import who_handles

DUTY = "school.restriction"


def keep_review(restriction: Restriction) -> None:
    """Let the duty stand with a leader who is there, on the day that counts; what has ended asks nothing any more.

    Run it as often as you like: what is right already stays as it is. Without a leader who may know of this family
    nobody is asked yet.
    """
    if restriction.has_ended:
        duties.end_duty(DUTY, source=restriction.pk, state=State.DROPPED)
        return
    leaders = _leaders_for(restriction)
    if not leaders:
        return
    owner, deputy = (*leaders, None)[:2]
    due = {"owner": owner, "deputy": deputy, "due_on": restriction.looked_at_on}
    if not Duty.objects.open().filter(kind=DUTY, source=restriction.pk, **due).exists():
        duties.open_duty(DUTY, source=restriction.pk, link=restriction.get_absolute_url(), **due)


def keep_all_reviews(school: School) -> None:
    """Keep the duty of every restriction that holds, and of those that ended since; runs inside the school's scope."""
    waiting = Duty.objects.open().filter(kind=DUTY, school=school).values("source")
    holds = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    for restriction in Restriction.objects.filter(holds | Q(pk__in=waiting), school=school):
        keep_review(restriction)


def _leaders_for(restriction: Restriction) -> list[StaffMember]:
    """School leaders of today, holders first, who may read it: of this part of the school, and without a tie."""
    leaders = who_handles(Role.SCHOOL_LEADER, school=restriction.school)
    return [each for each in leaders if Restriction.objects.visible_to(each).filter(pk=restriction.pk).exists()]
