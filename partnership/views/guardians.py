"""Guardians whose facts must be completed: nobody is guessed, so somebody has to ask (users.md 19)."""

from django.db.models import Q
from django.views.generic import ListView

from partnership.school.enums import Custody, Information
from partnership.school.models import GuardianPair, Guardianship, Pupil, Restriction
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin

MOST_PAIRS = 50


class GuardianIncompleteListView(StaffViewMixin, ListView):
    """Ties without any way to reach the guardian, with custody unknown, or withheld information whose ground ended."""

    access = Allowed("guardian_details", "read")
    template_name = "guardian_incomplete.html"
    context_object_name = "ties"
    paginate_by = 50

    def get_queryset(self):
        unreachable = Q(guardian__details=None) | Q(guardian__details__telephone="", guardian__details__email="")
        ties = Guardianship.objects.visible_to(self.staff).current()
        incomplete = unreachable | Q(custody=Custody.UNKNOWN) | self._without_ground()
        ties = ties.filter(incomplete, pupil__in=Pupil.objects.enrolled())
        ties = ties.exclude(guardian__in=self.staff.rights.tied_guardians).select_related("pupil", "guardian__details")
        return ties.order_by("pupil__first_name", "pupil__last_name", "pk")

    def _without_ground(self) -> Q:
        """Information is withheld, and nothing holds any more on which it is: a person decides (users.md 3)."""
        holds = Restriction.objects.today().values("pk")
        return Q(information=Information.WITHHELD) & (Q(withheld_by=None) | ~Q(withheld_by__in=holds))

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        keys = [tie.pk for tie in context["ties"]]
        page = Guardianship.objects.filter(pk__in=keys)
        changeable = set(page.detailed_by(self.staff).values_list("pk", flat=True))
        without_ground = set(page.filter(self._without_ground()).values_list("pk", flat=True))
        for tie in context["ties"]:
            tie.may_change, tie.ground_ended = tie.pk in changeable, tie.pk in without_ground
        return context | self._pairs()

    def _pairs(self) -> dict:
        """Who may be one person, for who may say so, and who was joined, to split again."""
        if not self.staff.rights.may("directory", "change"):
            return {}
        pairs = GuardianPair.objects.visible_to(self.staff).select_related("one", "other", "kept")
        joined = pairs.joined().order_by("-decided_at")
        return {"pairs": list(pairs.proposed()[:MOST_PAIRS]), "joined": list(joined[:MOST_PAIRS])}
