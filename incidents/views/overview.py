"""Counts above the list of cases: a part of that page that is fetched by itself, and a page of its own."""

from django.views.generic import TemplateView

from incidents.services.overview import overview_of, periods_of
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin

LONGEST = 40


class IncidentOverviewView(StaffViewMixin, TemplateView):
    """Of a school year or a month: how many cases by form, severity, place and month, of those one may open."""

    access = Allowed("incident", "change")
    answers_scripts = True

    def get_template_names(self) -> list[str]:
        return ["incidents/_overview_counts.html" if self.request.htmx else "incidents/overview.html"]

    def get_context_data(self, **kwargs) -> dict:
        periods = periods_of(self.staff, self.request.GET.get("period", "")[:LONGEST])
        overview = overview_of(periods, staff=self.staff) if periods else None
        return super().get_context_data(**kwargs) | {"periods": periods, "overview": overview}
