"""The first page: what today asks, and something nice to share."""

from django.utils import timezone
from django.views.generic import TemplateView

from contacts.models import Agreement
from contacts.services.agreements import DUTY
from contacts.services.overview import class_rows
from partnership.duties.models import Duty
from partnership.school.models import Group
from partnership.web.access import SignedIn
from partnership.web.views import StaffViewMixin

SHOWN = 5


class TodayView(StaffViewMixin, TemplateView):
    access = SignedIn("everyone's own day; each part shows only what the policy lets this person see")

    def get_template_names(self) -> list[str]:
        return ["today.html" if self.staff else "no_school.html"]

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        if self.staff is None:
            return context
        today = timezone.localdate()
        duties = list(Duty.objects.visible_to(self.staff).open().by_due_moment()[:50])
        return context | {
            "now": timezone.localtime(),
            "today": today,
            "late": self._with_agreements([duty for duty in duties if duty.due_on and duty.due_on < today]),
            "coming": self._with_agreements([duty for duty in duties if not duty.due_on or duty.due_on >= today]),
            "may_find": self.staff.rights.may("directory", "read"),
            "classes": [self._class(group) for group in self._kept_groups()],
        }

    def _kept_groups(self):
        return Group.objects.visible_to(self.staff).current().filter(pk__in=self.staff.rights.kept_groups)

    def _class(self, group: Group) -> dict:
        """What one class asks: whom to speak with, and for whom good news has to wait no longer."""
        pupils = list(class_rows(group, staff=self.staff).select_related(None))
        silent = [pupil for pupil in pupils if pupil.spoken_at is None]
        return {
            "group": group,
            "size": len(pupils),
            "spoken": len(pupils) - len(silent),
            "next": pupils[:SHOWN],
            "without_good_news": [pupil for pupil in pupils if pupil.nice_at is None],
        }

    def _with_agreements(self, duties: list[Duty]) -> list[dict]:
        """Pair duties with the agreements they come from; what may not be read is not shown."""
        keys = [duty.source for duty in duties if duty.kind == DUTY]
        readable = (
            Agreement.objects.visible_to(self.staff).filter(pk__in=keys).prefetch_related("contact__pupils__pupil")
        )
        found = {agreement.pk: agreement for agreement in readable}
        return [{"duty": duty, "agreement": found[duty.source]} for duty in duties if duty.source in found]
