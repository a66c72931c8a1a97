"""Restrictions on a guardian: the leader makes and changes them, the care coordinator reads along."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from partnership.audit import services as audit
from partnership.records.models import Revision
from partnership.school.forms.guardians import in_words
from partnership.school.forms.restrictions import RestrictionForm
from partnership.school.models import Restriction
from partnership.school.services.restrictions import change_restriction, make_restriction
from partnership.school.views.guardians import TieFormView
from partnership.web.access import Allowed
from partnership.web.views import ServiceFormView, VisibleObjectMixin

WITH_PEOPLE = ("guardianship__pupil", "guardianship__guardian", "instruction", "created_by")


class RestrictionCreateView(TieFormView):
    access = Allowed("protective_flag", "create")
    permitted = "restricted_by"
    form_class = RestrictionForm
    template_name = "school/restriction_form.html"
    success_message = gettext_lazy("The restriction has been noted. Who teaches this child sees the line only.")

    def object_key(self) -> str:
        return f"{self.tie.pk}/restriction"

    def perform(self, form: RestrictionForm) -> str:
        values, line = form.values(), form.cleaned_data["line"]
        return make_restriction(self.tie, actor=self.staff, values=values, line=line).get_absolute_url()


class RestrictionDetailView(VisibleObjectMixin, DetailView):
    """One restriction whole, with what it said before it was changed."""

    access = Allowed("protective_flag", "read")
    model = Restriction
    template_name = "school/restriction_detail.html"
    context_object_name = "restriction"

    def get_queryset(self):
        return Restriction.objects.select_related(*WITH_PEOPLE)

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        pupil = self.object.guardianship.pupil
        audit.record("restriction.read", actor=request.user, school_id=self.staff.school_id, obj=pupil)
        return response

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        tie = row.guardianship
        return super().get_context_data(**kwargs) | {
            "tie": tie,
            "may_change": Restriction.objects.changeable_by(self.staff).filter(pk=row.pk).exists(),
            "versions": list(Revision.objects.of(row)),
            "still_withheld": row.has_ended and tie.withheld_by_id == row.pk,
        }


class RestrictionUpdateView(VisibleObjectMixin, ServiceFormView):
    """Change, lengthen or end it; asks why."""

    access = Allowed("protective_flag", "change")
    model = Restriction
    permitted = "changeable_by"
    form_class = RestrictionForm
    template_name = "school/restriction_form.html"
    success_message = gettext_lazy("The restriction has been changed. The old version is kept.")

    def get_queryset(self):
        return Restriction.objects.select_related(*WITH_PEOPLE)

    @cached_property
    def restriction(self) -> Restriction:
        return self.get_object()

    def object_key(self) -> str:
        return str(self.restriction.pk)

    def get_form_kwargs(self) -> dict:
        row = self.restriction
        return {**super().get_form_kwargs(), "restriction": row, "version": row.version}

    def get_context_data(self, **kwargs) -> dict:
        row = self.restriction
        context = {"tie": row.guardianship, "restriction": row, **super().get_context_data(**kwargs)}
        if conflict := context.get("conflict"):
            form = RestrictionForm(user=self.request.user, object_key="", restriction=conflict)
            context["now"] = in_words(form)
        return context

    def perform(self, form: RestrictionForm) -> str:
        cleaned = form.cleaned_data
        change_restriction(
            self.restriction, actor=self.staff, version=cleaned["version"] or 0, values=form.values(),
            line=cleaned["line"], reason=cleaned["reason"],
        )  # fmt: skip
        return reverse("school:restriction", args=[self.restriction.pk])
