"""One planned contact: plan it, mark how it went, move it, cancel it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from contacts.enums import tries_of
from contacts.forms.planning import CancelForm, PlanForm
from contacts.models import Contact, PlanChange, PlanChangeLine, TalkSupport
from contacts.services.beforehand import before_contact
from contacts.services.changes import as_before, note_change
from contacts.services.circle import circle_of
from contacts.services.classplan import able_for
from contacts.services.planned import cancel_planned, mark_held, mark_tried, move_planned, plan_contact
from contacts.services.when import When
from partnership.school.models import Instruction, Pupil, StaffMember
from partnership.school.services.people import keepers_of_pupil
from partnership.web.access import Allowed
from partnership.web.templatetags.people import undo_tag
from partnership.web.views import ServiceActionView, ServiceFormView, VisibleObjectMixin


class PlannedDetailView(VisibleObjectMixin, DetailView):
    """A planned contact with a button for each way it can go."""

    access = Allowed("contact_plan", "read")
    model = Contact
    permitted = "planned_visible_to"
    template_name = "contacts/planned_detail.html"
    context_object_name = "contact"

    def get_queryset(self):
        return Contact.objects.select_related("owner", "year")

    def get_context_data(self, **kwargs) -> dict:
        contact = self.object
        pupils = [row.pupil for row in contact.pupils.select_related("pupil")]
        return super().get_context_data(**kwargs) | {
            "pupils": pupils,
            "instructions": Instruction.objects.shown_to(self.staff).about(pupils),
            "guardians": [row.guardian for row in contact.guardians.select_related("guardian")],
            "attempts": list(contact.attempts.select_related("by").order_by("-at")),
            "with_interpreter": contact.attendees.filter(kind="interpreter").exists(),
            "may_handle": Contact.objects.handled_by(self.staff).filter(pk=contact.pk).exists(),
            "is_owner": contact.owner_id == self.staff.pk,
            "support": TalkSupport.objects.visible_to(self.staff).filter(contact=contact).first(),
            "tries": [(result.value, result.label) for result in tries_of(contact.channel)],
            "before": before_contact(pupils[0], staff=self.staff) if pupils else None,
        }


class PlannedActionView(ServiceActionView):
    """A tap on a planned contact; the version in the form makes a second tap, or a colleague's, harmless."""

    access = Allowed("contact_plan", "change")
    model = Contact
    permitted = "handled_by"

    @property
    def version(self) -> int:
        text = self.request.POST.get("version", "")
        return int(text) if text.isdecimal() and len(text) < 9 else 0

    def where_next(self, contact: Contact) -> str:
        """Back to the page the button stood on, if it named one of ours."""
        if "today" in self.request.POST:
            return reverse("today")
        if "sheet" in self.request.POST and contact.run_id:
            return reverse("contacts:run_sheet", args=[contact.run_id])
        return self.back(contact)

    def back(self, row: Contact) -> str:
        return reverse("contacts:planned", args=[row.pk])


class PlannedHeldView(PlannedActionView):
    def perform(self, row: Contact) -> str:
        contact = mark_held(row, actor=self.staff, version=self.version)
        undo = undo_tag(reverse("contacts:planned_reopen", args=[contact.pk]))
        messages.success(self.request, _("Marked as held. You can write down what was said."), extra_tags=undo)
        return self.where_next(contact) if "today" in self.request.POST else contact.get_absolute_url()


class PlannedTriedView(PlannedActionView):
    success_message = gettext_lazy("The attempt has been noted.")

    def perform(self, row: Contact) -> str:
        result = self.request.POST.get("result", "")
        return self.where_next(mark_tried(row, actor=self.staff, version=self.version, result=result))


class PlannedReopenView(PlannedActionView):
    """Undo: planned again, on the day it was planned."""

    success_message = gettext_lazy("The contact is planned again.")

    def perform(self, row: Contact) -> str:
        return self.where_next(move_planned(row, actor=self.staff, version=row.version, when=When.of(row)))


class PlanFormView(ServiceFormView):
    form_class = PlanForm
    template_name = "contacts/plan_form.html"
    pupil: Pupil

    def get_form_kwargs(self) -> dict:
        circle = circle_of(self.pupil, staff=self.staff)
        return {**super().get_form_kwargs(), "circle": circle, "owners": self.owners()}

    def owners(self) -> list[StaffMember]:
        """Who can do it: oneself and who keeps the contact with this child."""
        keepers = able_for(self.pupil, keepers_of_pupil(self.pupil), actor=self.staff)
        return [self.staff, *(each for each in keepers if each != self.staff)]

    def get_context_data(self, **kwargs) -> dict:
        before = before_contact(self.pupil, staff=self.staff)
        lines = Instruction.objects.shown_to(self.staff).about([self.pupil])
        return {"pupil": self.pupil, "before": before, "instructions": lines, **super().get_context_data(**kwargs)}


class PlanCreateView(PlanFormView):
    """Plan one contact with one family; a cell of the year plan brings its week along."""

    access = Allowed("contact_plan", "create")
    success_message = gettext_lazy("The contact has been planned.")

    @cached_property
    def pupil(self) -> Pupil:
        pupils = Pupil.objects.findable_by(self.staff)
        pupil = pupils.filter(pk=self.kwargs["pk"]).first()
        if pupil is None:
            raise Http404
        if not pupils.allowed(self.staff, "contact_plan", "create").filter(pk=pupil.pk).exists():
            raise PermissionDenied
        return pupil

    def object_key(self) -> str:
        return f"{self.pupil.pk}/plan"

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "day": self._day()}

    def _day(self):
        try:
            return parse_date(self.request.GET.get("week", ""))
        except ValueError:
            return None

    def perform(self, form: PlanForm) -> str:
        contact = plan_contact(form.line(), actor=self.staff)
        return reverse("contacts:planned", args=[contact.pk])


class PlannedMoveView(VisibleObjectMixin, PlanFormView):
    """Move a planned contact, change how or by whom, or plan again what was missed or cancelled."""

    access = Allowed("contact_plan", "change")
    model = Contact
    permitted = "handled_by"

    @cached_property
    def contact(self) -> Contact:
        return self.get_object()

    @cached_property
    def pupil(self) -> Pupil:
        return self.contact.pupils.order_by("pupil__first_name").first().pupil

    def object_key(self) -> str:
        return f"{self.contact.pk}/move"

    def owners(self) -> list[StaffMember]:
        now = [self.contact.owner] if self.contact.owner else []
        return [*now, *(each for each in super().owners() if each not in now)]

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "contact": self.contact, "version": self.contact.version}

    def perform(self, form: PlanForm) -> str:
        before = as_before([self.contact]) if self.contact.is_planned else []
        contact = move_planned(
            self.contact, actor=self.staff, version=form.cleaned_data["version"] or 0, when=form.when(),
            channel=form.cleaned_data["channel"], owner=form.chosen_owner(),
        )  # fmt: skip
        self._tell(contact, before)
        return reverse("contacts:planned", args=[contact.pk])

    def _tell(self, contact: Contact, before: list[PlanChangeLine]) -> None:
        if not before:
            messages.success(self.request, _("The contact is planned again."))
            return
        change = note_change(PlanChange.Act.MOVE, before, [contact], actor=self.staff)
        undo = undo_tag(reverse("contacts:change_undo", args=[change.pk]))
        messages.success(self.request, _("The contact has been changed."), extra_tags=undo)


class PlannedCancelView(VisibleObjectMixin, ServiceFormView):
    access = Allowed("contact_plan", "change")
    model = Contact
    permitted = "handled_by"
    form_class = CancelForm
    template_name = "contacts/planned_cancel.html"

    @cached_property
    def contact(self) -> Contact:
        return self.get_object()

    def object_key(self) -> str:
        return f"{self.contact.pk}/cancel"

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "version": self.contact.version}

    def get_context_data(self, **kwargs) -> dict:
        return {"contact": self.contact, **super().get_context_data(**kwargs)}

    def perform(self, form: CancelForm) -> str:
        cleaned = form.cleaned_data
        contact = cancel_planned(
            self.contact, actor=self.staff, version=cleaned["version"] or 0, reason=cleaned["reason"]
        )
        undo = undo_tag(reverse("contacts:planned_reopen", args=[contact.pk]))
        messages.success(self.request, _("The contact has been cancelled."), extra_tags=undo)
        return reverse("contacts:planned", args=[contact.pk])
