"""A meeting logged for all families at once, and a day sheet on paper."""

from django.contrib import messages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.generic import DetailView

from contacts.enums import Status
from contacts.forms.meeting import MeetingForm
from contacts.models import Contact
from contacts.services.log import log_contact
from contacts.views.classplan import ClassMixin
from partnership.audit import services as audit
from partnership.school.models import Instruction, Pupil
from partnership.web.access import Allowed
from partnership.web.views import ServiceFormView


class MeetingCreateView(ClassMixin, ServiceFormView):
    access = Allowed("contact_plan", "create")
    form_class = MeetingForm
    template_name = "contacts/meeting_form.html"

    def object_key(self) -> str:
        return f"{self.group.pk}/meeting"

    def get_form_kwargs(self) -> dict:
        pupils = sorted((row.pupil for row in self.grid.rows), key=lambda pupil: pupil.name)
        return {**super().get_form_kwargs(), "pupils": pupils, "staff": self.staff}

    def get_context_data(self, **kwargs) -> dict:
        return {"group": self.group, **super().get_context_data(**kwargs)}

    @transaction.atomic
    def perform(self, form: MeetingForm) -> str:
        contacts = [log_contact(entry, actor=self.staff) for entry in form.entries()]
        text = ngettext("%(count)d family has been logged.", "%(count)d families have been logged.", len(contacts))
        messages.success(self.request, text % {"count": len(contacts)})
        return reverse("contacts:group", args=[self.group.pk])


class DaySheetView(ClassMixin, DetailView):
    """For a substitute without a login: what is planned today and what to mind, on paper; nothing that was said."""

    access = Allowed("contact_plan", "export")
    template_name = "contacts/day_sheet.html"
    context_object_name = "group"

    def get_context_data(self, **kwargs) -> dict:
        today = timezone.localdate()
        planned = Contact.objects.findable_by(self.staff).filter(
            status=Status.PLANNED, planned_on=today, pupils__group=self.group
        )
        planned = planned.exclude(precision="week").by_clock().distinct()
        audit.record("contact.print_day", actor=self.request.user, school_id=self.staff.school_id, obj=self.group)
        return super().get_context_data(**kwargs) | {
            "today": today,
            "instructions": Instruction.objects.printed_by(self.staff).about(Pupil.objects.in_group(self.group)),
            "talks": planned.prefetch_related("pupils__pupil", "guardians__guardian", "attendees"),
        }
