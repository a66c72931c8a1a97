"""Plan a class: what is wanted, the preview, and undoing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView

from contacts.forms.classplan import SOME, TURN, PreviewForm, WishForm
from contacts.models import PlanRun
from contacts.services.classplan import confirm_plan, propose, undo_plan
from contacts.services.yeargrid import YearGrid, year_grid
from partnership.school.models import Group, Pupil
from partnership.web.access import Allowed
from partnership.web.templatetags.people import undo_tag
from partnership.web.views import ServiceActionView, ServiceFormView, VisibleObjectMixin


class ClassMixin(VisibleObjectMixin):
    """A class whose contact one keeps, with its families in the order of need."""

    access = Allowed("contact_plan", "create")
    model = Group
    permitted = "kept_by"

    def get_queryset(self):
        return Group.objects.select_related("year__school")

    @cached_property
    def group(self) -> Group:
        return self.get_object()

    @cached_property
    def grid(self) -> YearGrid:
        return year_grid(self.group, staff=self.staff)

    def wish_form(self, data=None) -> WishForm:
        pupils = [row.pupil for row in self.grid.rows]
        return WishForm(data, group=self.group, pupils=pupils)


class ClassPlanView(ClassMixin, DetailView):
    """Ask what is wanted. The answers travel in the address of the preview: they say nothing about people."""

    template_name = "contacts/plan_class.html"
    context_object_name = "group"

    def get_context_data(self, **kwargs) -> dict:
        runs = PlanRun.objects.visible_to(self.staff).filter(group=self.group, undone_at=None)
        runs = runs.select_related("created_by")[:5]
        turn = self.grid.count(TURN)
        context = super().get_context_data(**kwargs)
        return context | {"form": self.wish_form(), "runs": runs, "turn": turn, "total": len(self.grid.rows)}


class ClassPlanPreviewView(ClassMixin, ServiceFormView):
    """Show every proposal and what stands in its way; move by hand, leave out, confirm."""

    form_class = PreviewForm
    template_name = "contacts/plan_preview.html"

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        self.wishes = self.wish_form(request.GET)
        if not self.wishes.is_valid():
            return self.ask_again()
        try:
            self.proposals = propose(self.group, self.pupils(), actor=self.staff, wish=self.wishes.wish())
        except ValidationError as error:
            self.wishes.add_error(None, error)
            return self.ask_again()
        return super().dispatch(request, *args, **kwargs)

    def ask_again(self) -> HttpResponse:
        turn, total = self.grid.count(TURN), len(self.grid.rows)
        context = {"form": self.wishes, "group": self.group, "total": total, "turn": turn}
        return render(self.request, "contacts/plan_class.html", context, status=422)

    def pupils(self) -> list[Pupil]:
        families = self.wishes.cleaned_data["families"]
        rows = self.grid.filtered(TURN).rows if families == TURN else self.grid.rows
        chosen = self.wishes.cleaned_data["chosen"]
        return [row.pupil for row in rows if families != SOME or str(row.pupil.pk) in chosen]

    def object_key(self) -> str:
        return f"{self.group.pk}/{self.request.GET.urlencode()[:150]}"

    def get_form_kwargs(self) -> dict:
        more = {"proposals": self.proposals, "wish": self.wishes.wish(), "school": self.staff.school}
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs) -> dict:
        unplaced = sum(proposal.when is None for proposal in self.proposals)
        context = {"group": self.group, "unplaced": unplaced, "wish": self.wishes.wish()}
        return context | super().get_context_data(**kwargs)

    def perform(self, form: PreviewForm) -> str:
        lines = form.planned(otherwise=self.staff)
        run = confirm_plan(self.group, lines, actor=self.staff, wish=form.wish)
        text = ngettext("%(count)d contact has been planned.", "%(count)d contacts have been planned.", len(lines))
        undo = undo_tag(reverse("contacts:plan_undo", args=[run.pk]))
        messages.success(self.request, text % {"count": len(lines)}, extra_tags=undo)
        return reverse("contacts:year", args=[self.group.pk])


class ClassPlanUndoView(ServiceActionView):
    access = Allowed("contact_plan", "create")
    model = PlanRun
    permitted = "undoable_by"

    def perform(self, row: PlanRun) -> str:
        number = undo_plan(row, actor=self.staff)
        text = ngettext("%(count)d contact has been taken back.", "%(count)d contacts have been taken back.", number)
        kept = _("What was held or moved by hand stays.")
        messages.success(self.request, f"{text % {'count': number}} {kept}")
        return reverse("contacts:year", args=[row.group_id])

    def back(self, row: PlanRun) -> str:
        return reverse("contacts:year", args=[row.group_id])
