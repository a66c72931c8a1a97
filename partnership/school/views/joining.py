"""Two records that may be one person, side by side: join them, say that they are two, or split them again."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partnership.school.enums import PairState
from partnership.school.forms.joining import JoinForm
from partnership.school.models import GuardianDetails, GuardianPair, Guardianship, Reachability
from partnership.school.services.joining import join, keep_apart, part
from partnership.web.access import Allowed
from partnership.web.views import ServiceActionView, ServiceFormView, VisibleObjectMixin


class GuardianPairView(VisibleObjectMixin, ServiceFormView):
    access = Allowed("directory", "change")
    model = GuardianPair
    form_class = JoinForm
    template_name = "school/guardian_pair.html"
    success_message = _("Joined. All children and contacts stand with one parent now. It can be split again here.")

    def get_queryset(self):
        return GuardianPair.objects.select_related("one", "other", "kept", "decided_by")

    @cached_property
    def pair(self) -> GuardianPair:
        return self.get_object()

    def object_key(self) -> str:
        return str(self.pair.pk)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "pair": self.pair, "version": self.pair.version}

    def get_context_data(self, **kwargs) -> dict:
        is_joined = self.pair.state == PairState.JOINED
        more = {"pair": self.pair, "is_joined": is_joined, "sides": self._sides()}
        return {**more, **super().get_context_data(**kwargs)}

    def _sides(self) -> list[dict]:
        """What is known of each of the two: the children, and how to reach them for who may read that."""
        keys = [self.pair.one_id, self.pair.other_id]
        details = GuardianDetails.objects.filter(guardian__in=keys).select_related("household")
        details_of = {row.guardian_id: row for row in details}
        reach_of = {row.guardian_id: row for row in Reachability.objects.filter(guardian__in=keys)}
        ties = Guardianship.objects.mended_by(self.staff).filter(guardian__in=keys).select_related("pupil")
        may_read = self.staff.rights.may("guardian_details", "read")
        return [
            {
                "guardian": each,
                "ties": [tie for tie in ties if tie.guardian_id == each.pk],
                "details": details_of.get(each.pk) if may_read else None,
                "reach": reach_of.get(each.pk) if may_read else None,
            }
            for each in (self.pair.one, self.pair.other)
        ]

    def perform(self, form: JoinForm) -> str:
        join(self.pair, actor=self.staff, version=form.cleaned_data["version"] or 0, kept=form.chosen())
        return self.pair.get_absolute_url()


class PairActionView(ServiceActionView):
    access = Allowed("directory", "change")
    model = GuardianPair

    def version(self) -> int:
        sent = self.request.POST.get("version", "")
        return int(sent) if sent.isdecimal() else 0


class GuardianApartView(PairActionView):
    success_message = _("Noted: these are two people. They are not proposed again.")

    def perform(self, row: GuardianPair) -> str:
        keep_apart(row, actor=self.staff, version=self.version())
        return reverse("guardian_incomplete")


class GuardianPartView(PairActionView):
    success_message = _("Split again. What came in since stays with the parent who went on.")

    def perform(self, row: GuardianPair) -> str:
        part(row, actor=self.staff, version=self.version())
        return row.get_absolute_url()
