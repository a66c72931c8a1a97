"""The school's own words about incidents: for leader and safety coordinator of the whole school to change."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from incidents.forms.definitions import (
    BehaviourForm,
    DefinitionForm,
    HintForm,
    IncidentSettingsForm,
    NumberForm,
    PlaceForm,
    SeverityForm,
    WarningTextForm,
)
from incidents.models import Behaviour, EmergencyNumber, Hint, IncidentSettings, Place, Severity
from incidents.models.definitions import Definition
from incidents.services.definitions import provide
from incidents.services.letters import preview_letter, warning_text
from incidents.services.placeholders import PLACEHOLDERS
from incidents.services.terms import (
    add_definition,
    change_definition,
    change_terms,
    switch_definition,
    talk_label,
    terms_of,
)
from incidents.views.measures import pdf_response
from partnership.web.access import Allowed
from partnership.web.views import ServiceActionView, ServiceFormView, StaffViewMixin, VisibleObjectMixin

CHANGE = Allowed("incident_terms", "change")
CREATE = Allowed("incident_terms", "create")
# In the order of the page: what it is called there, and its addresses.
SECTIONS = (
    (Severity, gettext_lazy("How serious"), gettext_lazy("Add a severity"), "severity"),
    (Behaviour, gettext_lazy("Behaviours"), gettext_lazy("Add a behaviour"), "behaviour"),
    (Place, gettext_lazy("Places"), gettext_lazy("Add a place"), "place"),
    (Hint, gettext_lazy("Hints for who handles a case"), gettext_lazy("Add a hint"), "hint"),
    (EmergencyNumber, gettext_lazy("Whom to call now, beside 112"), gettext_lazy("Add a number"), "number"),
)
TITLES = {model: (add, name) for model, _title, add, name in SECTIONS}


class DefinitionListView(StaffViewMixin, TemplateView):
    access = CHANGE
    template_name = "incidents/definition_list.html"

    def get_context_data(self, **kwargs) -> dict:
        terms = provide(self.staff.school)
        sections = [
            {"title": title, "add": add, "rows": self._rows(model), "name": name,
             **{act: f"incidents:{name}_{act}" for act in ("new", "edit", "switch")}}
            for model, title, add, name in SECTIONS
        ]  # fmt: skip
        own = {"terms": terms, "talk_label": talk_label(terms), "sections": sections}
        return super().get_context_data(**kwargs) | own

    def _rows(self, model: type[Definition]) -> list[Definition]:
        """In their order; behaviours by form, as the report shows them."""
        return sorted(model.objects.changeable_by(self.staff), key=lambda row: getattr(row, "form", ""))


class DefinitionFormView(ServiceFormView):
    form_class: type[DefinitionForm]
    template_name = "incidents/definition_form.html"
    success_message = gettext_lazy("Saved.")
    row: Definition | None = None

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "row": self.row}

    def get_context_data(self, **kwargs) -> dict:
        title = self.row.name if self.row else TITLES[self.form_class.model][0]
        return {"row": self.row, "title": title, **super().get_context_data(**kwargs)}


class DefinitionCreateView(DefinitionFormView):
    access = CREATE

    def object_key(self) -> str:
        return "new"

    def perform(self, form: DefinitionForm) -> str:
        add_definition(form.model(**form.values()), actor=self.staff)
        return back_to(form.model)


class DefinitionUpdateView(VisibleObjectMixin, DefinitionFormView):
    access = CHANGE
    permitted = "changeable_by"

    @cached_property
    def row(self) -> Definition:
        return self.get_object()

    @property
    def model(self) -> type[Definition]:
        return self.form_class.model

    def object_key(self) -> str:
        return str(self.row.pk)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "version": self.row.version}

    def perform(self, form: DefinitionForm) -> str:
        version = form.cleaned_data["version"] or 0
        change_definition(self.row, actor=self.staff, version=version, values=form.values())
        return back_to(self.model)


class DefinitionSwitchView(ServiceActionView):
    """Out of use, or in use again; nothing is deleted."""

    access = CHANGE
    permitted = "changeable_by"

    def perform(self, row: Definition) -> str:
        switch_definition(row, actor=self.staff, on=not row.is_active)
        return self.back(row)

    def back(self, row: Definition) -> str:
        return back_to(type(row))


def back_to(model: type[Definition]) -> str:
    return f"{reverse('incidents:definitions')}#{TITLES[model][1]}"


class SeverityCreateView(DefinitionCreateView):
    form_class = SeverityForm


class SeverityUpdateView(DefinitionUpdateView):
    form_class = SeverityForm


class SeveritySwitchView(DefinitionSwitchView):
    model = Severity


class BehaviourCreateView(DefinitionCreateView):
    form_class = BehaviourForm


class BehaviourUpdateView(DefinitionUpdateView):
    form_class = BehaviourForm


class BehaviourSwitchView(DefinitionSwitchView):
    model = Behaviour


class PlaceCreateView(DefinitionCreateView):
    form_class = PlaceForm


class PlaceUpdateView(DefinitionUpdateView):
    form_class = PlaceForm


class PlaceSwitchView(DefinitionSwitchView):
    model = Place


class HintCreateView(DefinitionCreateView):
    form_class = HintForm


class HintUpdateView(DefinitionUpdateView):
    form_class = HintForm


class HintSwitchView(DefinitionSwitchView):
    model = Hint


class NumberCreateView(DefinitionCreateView):
    form_class = NumberForm


class NumberUpdateView(DefinitionUpdateView):
    form_class = NumberForm


class NumberSwitchView(DefinitionSwitchView):
    model = EmergencyNumber


class TermsFormView(ServiceFormView):
    """Settings of the school as a whole: one row, made when it is first saved."""

    access = CHANGE
    success_message = gettext_lazy("Saved.")

    @cached_property
    def terms(self) -> IncidentSettings:
        return terms_of(self.staff.school)

    def object_key(self) -> str:
        return str(self.staff.school_id)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "terms": self.terms, "version": self.terms.version}

    def perform(self, form) -> str:
        version = form.cleaned_data["version"] or 0
        change_terms(self.staff.school, actor=self.staff, version=version, values=form.values())
        return reverse("incidents:definitions")


class IncidentSettingsView(TermsFormView):
    form_class = IncidentSettingsForm
    template_name = "incidents/settings.html"


class WarningTextView(TermsFormView):
    form_class = WarningTextForm
    template_name = "incidents/warning_text.html"

    def get_context_data(self, **kwargs) -> dict:
        return {"placeholders": PLACEHOLDERS.items(), **super().get_context_data(**kwargs)}

    def perform(self, form: WarningTextForm) -> str:
        super().perform(form)
        return reverse("incidents:warning_text")


class WarningPreviewView(StaffViewMixin, View):
    """The text that was saved, as the letter it becomes, about nobody."""

    access = CHANGE
    http_method_names = ["get", "options"]

    def get(self, request) -> HttpResponse:
        school = self.staff.school
        return pdf_response(preview_letter(school, text=warning_text(terms_of(school))))
