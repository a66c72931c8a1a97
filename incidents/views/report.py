"""Report an incident, and find people for it."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from incidents.enums import Side
from incidents.forms.report import ReportForm
from incidents.models import EmergencyNumber, IncidentSettings
from incidents.services.definitions import in_use, provide
from incidents.services.people import find_people
from incidents.services.report import report_incident
from partnership.web.access import Allowed
from partnership.web.views import ServiceFormView, StaffViewMixin


class ReportCreateView(ServiceFormView):
    access = Allowed("incident", "create")
    form_class = ReportForm
    template_name = "incidents/report_form.html"

    @cached_property
    def settings(self) -> IncidentSettings:
        return provide(self.staff.school)

    def object_key(self) -> str:
        return f"new/{self.staff.school_id}"

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "staff": self.staff, "settings": self.settings}

    def perform(self, form: ReportForm) -> str:
        incident = report_incident(form.entry(), actor=self.staff, settings=self.settings)
        return reverse("incidents:receipt", args=[incident.pk])

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        numbers = in_use(EmergencyNumber, staff=self.staff)
        people = {side.value: rows.rows for side, rows in context["form"].people.items()}
        return context | {"settings": self.settings, "numbers": numbers, "people": people}


class PeopleSearchView(StaffViewMixin, TemplateView):
    """Whom one may choose in a report: what the directory tells everyone at work. A part of the form, not logged."""

    access = Allowed("incident", "create")
    answers_scripts = True
    template_name = "incidents/_people_found.html"

    def get_context_data(self, **kwargs) -> dict:
        side = self.request.GET.get("side", "")
        query = self.request.GET.get("q", "")
        found = find_people(query, side=side, staff=self.staff) if side in Side.values else []
        return super().get_context_data(**kwargs) | {"found": found, "query": query}
