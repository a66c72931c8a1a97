"""Measures of a case: word them, decide on them, take the letter along, note that they were carried out."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import DetailView, View

from incidents.forms.measures import DecideForm, DropForm, FinishForm, MeasureForm
from incidents.models import Incident, IncidentSettings, Measure
from incidents.services.hints import hints_for
from incidents.services.letters import write_letter
from incidents.services.measures import (
    DONE_WITHIN,
    change_draft,
    decide_measure,
    draft_measure,
    drop_measure,
    finish_measure,
    in_words,
    may_decide,
    may_draft,
    measures_of,
    missing,
    people_for_measures,
)
from incidents.services.terms import terms_of
from partnership.audit import services as audit
from partnership.school.calendar import add_school_days
from partnership.vision.services.rules import rules_in_force
from partnership.web.access import Allowed
from partnership.web.views import ServiceFormView, VisibleObjectMixin

FILE_NAME = "brief.pdf"  # says nothing about anybody in a folder of downloads


class CaseOfMeasuresMixin(VisibleObjectMixin):
    """The case in the address, for who may do `operation` on its measures; for others it is not there."""

    model = Incident
    operation = "read"

    def get_object(self, queryset=None) -> Incident:
        cases = Incident.objects.with_measures_for(self.staff, self.operation).cases()
        case = cases.select_related("school", "severity").filter(pk=self.kwargs["pk"]).first()
        if case is None:
            raise Http404
        return case

    @cached_property
    def case(self) -> Incident:
        return self.get_object()


class MeasureListView(CaseOfMeasuresMixin, DetailView):
    """The measures of one case, with the hints for who handles it."""

    access = Allowed("measure", "read")
    template_name = "incidents/measure_list.html"
    context_object_name = "case"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {
            "measures": measures_of(self.object, staff=self.staff),
            "may_draft_measure": may_draft(self.object, staff=self.staff),
            "hints": hints_for(self.object),
        }


class MeasureFormView(ServiceFormView):
    form_class = MeasureForm
    template_name = "incidents/measure_form.html"
    measure: Measure | None = None
    case: Incident

    def get_form_kwargs(self) -> dict:
        day = timezone.localdate(self.case.occurred_at)
        return {
            **super().get_form_kwargs(),
            "people": list(people_for_measures(self.case)),
            "rules": rules_in_force(self.case.school, day=day),
            "terms": self.terms,
            "measure": self.measure,
        }

    @cached_property
    def terms(self) -> IncidentSettings:
        return terms_of(self.case.school)

    def get_context_data(self, **kwargs) -> dict:
        return {"case": self.case, "measure": self.measure, "terms": self.terms, **super().get_context_data(**kwargs)}


class MeasureCreateView(CaseOfMeasuresMixin, MeasureFormView):
    access = Allowed("measure", "create")
    operation = "create"
    success_message = gettext_lazy("The measure has been worded. Nothing has been decided yet.")

    def object_key(self) -> str:
        return str(self.case.pk)

    def perform(self, form: MeasureForm) -> str:
        return draft_measure(self.case, actor=self.staff, values=form.values()).get_absolute_url()


class MeasureMixin(VisibleObjectMixin):
    """One measure by its key; who may not read it is told that it does not exist."""

    model = Measure

    def get_queryset(self):
        people = ("party__staff", "party__guardian", "party__pupil", "drafted_by", "decided_by")
        return Measure.objects.select_related("incident__school", "school", "rule", *people)

    @cached_property
    def measure(self) -> Measure:
        return self.get_object()

    @cached_property
    def case(self) -> Incident:
        return self.measure.incident


class MeasureUpdateView(MeasureMixin, MeasureFormView):
    access = Allowed("measure", "create")
    permitted = "wordable_by"
    success_message = gettext_lazy("The measure has been changed.")

    def get(self, request, *args, **kwargs) -> HttpResponse:
        if not self.measure.is_draft:
            return HttpResponseRedirect(self.measure.get_absolute_url())
        audit.record("measure.read", actor=request.user, school_id=self.staff.school_id, obj=self.measure)
        return super().get(request, *args, **kwargs)

    def object_key(self) -> str:
        return str(self.measure.pk)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "version": self.measure.version}

    def perform(self, form: MeasureForm) -> str:
        version = form.cleaned_data["version"] or 0
        measure = change_draft(self.measure, actor=self.staff, version=version, values=form.values())
        return measure.get_absolute_url()


class MeasureDetailView(MeasureMixin, DetailView):
    access = Allowed("measure", "read")
    template_name = "incidents/measure_detail.html"
    context_object_name = "measure"

    def get_context_data(self, **kwargs) -> dict:
        measure, terms = self.object, terms_of(self.object.school)
        audit.record("measure.read", actor=self.request.user, school_id=measure.school_id, obj=measure)
        day = timezone.localdate(measure.incident.occurred_at)
        rules = rules_in_force(measure.school, day=day) if measure.rule_id else []
        return super().get_context_data(**kwargs) | {
            "case": measure.incident,
            "words": in_words(measure, terms),
            "terms": terms,
            "rule": next((each for each in rules if each.rule.pk == measure.rule_id), None),
            "missing": missing(measure, terms) if measure.is_draft else [],
            "may_draft": may_draft(measure.incident, staff=self.staff),
            "may_decide": may_decide(measure.incident, staff=self.staff),
            "may_change_terms": self.staff.rights.may("incident_terms", "change"),
        }


class MeasureActView(MeasureMixin, ServiceFormView):
    """One act with one question; who reads the measure but may not do this is refused."""

    template_name = "incidents/measure_act.html"
    title = intro = button = ""

    def object_key(self) -> str:
        return str(self.measure.pk)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "version": self.measure.version}

    def get_context_data(self, **kwargs) -> dict:
        words = in_words(self.measure, terms_of(self.measure.school))
        own = {"title": self.title, "intro": self.intro, "button": self.button}
        return {"measure": self.measure, "words": words, **own, **super().get_context_data(**kwargs)}

    def act(self, form, version: int) -> Measure:
        raise NotImplementedError

    def perform(self, form) -> str:
        return self.act(form, form.cleaned_data["version"] or 0).get_absolute_url()


class MeasureDecideView(MeasureActView):
    access = Allowed("measure", "change")
    permitted = "changeable_by"
    form_class = DecideForm
    title = gettext_lazy("Decide on this measure")
    intro = gettext_lazy("You decide as school leader. What the measure says cannot be changed after this.")
    button = gettext_lazy("Decide")
    success_message = gettext_lazy("It has been decided. Who was affected sees which measure it is and when.")

    def get_initial(self) -> dict:
        return {"due_on": add_school_days(self.staff.school, timezone.localdate(), DONE_WITHIN)}

    def get_context_data(self, **kwargs) -> dict:
        return {"missing": missing(self.measure, terms_of(self.measure.school)), **super().get_context_data(**kwargs)}

    def act(self, form: DecideForm, version: int) -> Measure:
        return decide_measure(self.measure, actor=self.staff, version=version, due_on=form.cleaned_data["due_on"])


class MeasureFinishView(MeasureActView):
    access = Allowed("measure", "change")
    permitted = "changeable_by"
    form_class = FinishForm
    button = gettext_lazy("Save")
    success_message = gettext_lazy("Noted.")

    @property
    def title(self) -> str:
        return gettext("It was sent") if self.measure.is_warning else gettext("It was held")

    def get_initial(self) -> dict:
        return {"done_on": timezone.localdate()}

    def act(self, form: FinishForm, version: int) -> Measure:
        return finish_measure(self.measure, actor=self.staff, version=version, done_on=form.cleaned_data["done_on"])


class MeasureDropView(MeasureActView):
    access = Allowed("measure", "create")
    permitted = "wordable_by"
    form_class = DropForm
    title = gettext_lazy("Drop this measure")
    intro = gettext_lazy("It stays readable, with your reason. A decided measure is dropped by the leader only.")
    button = gettext_lazy("Drop")
    success_message = gettext_lazy("The measure has been dropped.")

    def act(self, form: DropForm, version: int) -> Measure:
        reason = form.cleaned_data["dropped_because"]
        return drop_measure(self.measure, actor=self.staff, version=version, reason=reason)


class MeasureLetterView(MeasureMixin, View):
    """The letter of a written warning, as a file with a neutral name."""

    access = Allowed("measure", "read")
    http_method_names = ["get", "options"]

    def get(self, request, *args, **kwargs) -> HttpResponse:
        if not self.measure.is_warning:
            raise Http404
        return pdf_response(write_letter(self.measure, actor=self.staff))


def pdf_response(pdf: bytes) -> HttpResponse:
    """Return a PDF that is saved, not shown in the page, and never kept on the way."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
