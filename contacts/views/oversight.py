"""Coverage for who leads, and the plan of a class to take along."""

import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from contacts.services.export import plan_as_csv
from contacts.services.oversight import coverage_per_group, reached_by_nobody_since
from contacts.views.classplan import ClassMixin
from contacts.views.year import parse_date_or_none
from partnership.audit import services as audit
from partnership.school.models import SchoolYear
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin

USUAL = datetime.timedelta(days=60)


class OversightView(StaffViewMixin, TemplateView):
    """Starts when the school has noted that it was discussed with the team and the participation council."""

    access = Allowed("coverage", "aggregate")
    template_name = "contacts/oversight.html"

    def get_context_data(self, **kwargs) -> dict:
        school, today = self.staff.school, timezone.localdate()
        context = super().get_context_data(**kwargs) | {"school": school}
        if school.overview_from is None or school.overview_from > today:
            return context | {"waiting": True, "may_start": self.staff.rights.may("school", "change")}
        since = parse_date_or_none(self.request.GET.get("since", "")) or self._usual_date(today)
        audit.record("coverage.read", actor=self.request.user, school_id=school.pk)
        return context | {
            "groups": coverage_per_group(staff=self.staff),
            "since": since,
            "silent": reached_by_nobody_since(since, staff=self.staff),
        }

    @staticmethod
    def _usual_date(today: datetime.date) -> datetime.date:
        """Two months ago, but not before the school year."""
        year = SchoolYear.objects.current().first()
        return max(today - USUAL, year.start) if year else today - USUAL


class ClassPlanExportView(ClassMixin, DetailView):
    access = Allowed("contact_plan", "export")

    def get(self, request, *args, **kwargs) -> HttpResponse:
        response = HttpResponse(plan_as_csv(self.group, actor=self.staff), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="plan.csv"'
        return response
