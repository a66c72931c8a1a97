"""A round of talks: the running sheet of the evening, and times that were made elsewhere."""

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from contacts.forms.rounds import PasteForm, SheetForm
from contacts.models import PlanRun
from contacts.services.classplan import confirm_plan
from contacts.services.sheet import fill_sheet, sheet_of
from contacts.views.classplan import ClassMixin
from partnership.school.models import Instruction
from partnership.web.access import Allowed
from partnership.web.templatetags.people import undo_tag
from partnership.web.views import ServiceFormView, VisibleObjectMixin


class RunSheetView(VisibleObjectMixin, ServiceFormView):
    """All families of a round on one page: one tap each, and a field for what is agreed."""

    access = Allowed("contact_plan", "change")
    model = PlanRun
    form_class = SheetForm
    template_name = "contacts/run_sheet.html"

    @cached_property
    def run(self) -> PlanRun:
        return self.get_object(PlanRun.objects.select_related("group"))

    def object_key(self) -> str:
        return str(self.run.pk)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "contacts": list(sheet_of(self.run, staff=self.staff))}

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        pupils = {row.pupil_id for contact in context["form"].contacts for row in contact.pupils.all()}
        lines = Instruction.objects.shown_to(self.staff).about(pupils)
        return context | {"run": self.run, "instructions": lines}

    def perform(self, form: SheetForm) -> str:
        number = fill_sheet(form.lines(), actor=self.staff)
        text = ngettext("%(count)d talk has been marked.", "%(count)d talks have been marked.", number)
        messages.success(self.request, text % {"count": number})
        return reverse("contacts:run_sheet", args=[self.run.pk])


class PasteRoundView(ClassMixin, ServiceFormView):
    """Fill a round from a pasted list or CSV of another system."""

    form_class = PasteForm
    template_name = "contacts/plan_paste.html"

    def object_key(self) -> str:
        return f"{self.group.pk}/paste"

    def get_form_kwargs(self) -> dict:
        pupils = [row.pupil for row in self.grid.rows]
        return {**super().get_form_kwargs(), "group": self.group, "pupils": pupils, "staff": self.staff}

    def get_context_data(self, **kwargs) -> dict:
        return {"group": self.group, **super().get_context_data(**kwargs)}

    def perform(self, form: PasteForm) -> str:
        lines = form.planned()
        run = confirm_plan(self.group, lines, actor=self.staff, wish=form.wish())
        text = ngettext("%(count)d contact has been planned.", "%(count)d contacts have been planned.", len(lines))
        undo = undo_tag(reverse("contacts:plan_undo", args=[run.pk]))
        messages.success(self.request, text % {"count": len(lines)}, extra_tags=undo)
        return reverse("contacts:run_sheet", args=[run.pk])
