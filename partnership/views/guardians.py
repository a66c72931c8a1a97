"""Guardians whose facts must be completed: nobody is guessed, so somebody has to ask (users.md 19)."""

from django.db.models import Q
from django.views.generic import ListView

from partnership.school.enums import Custody
from partnership.school.models import Guardianship, Pupil
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin


class GuardianIncompleteListView(StaffViewMixin, ListView):
    """Ties without any way to reach the guardian, or with custody unknown, by name of the child."""

    access = Allowed("guardian_details", "read")
    template_name = "guardian_incomplete.html"
    context_object_name = "ties"
    paginate_by = 50

    def get_queryset(self):
        unreachable = Q(guardian__details=None) | Q(guardian__details__telephone="", guardian__details__email="")
        ties = Guardianship.objects.visible_to(self.staff).current()
        ties = ties.filter(unreachable | Q(custody=Custody.UNKNOWN), pupil__in=Pupil.objects.enrolled())
        ties = ties.exclude(guardian__in=self.staff.rights.tied_guardians).select_related("pupil", "guardian__details")
        return ties.order_by("pupil__first_name", "pupil__last_name", "pk")
