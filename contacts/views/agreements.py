"""What was agreed: read it, mark it done, drop it."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from contacts.models import Agreement, Contact, ContactPupil
from contacts.services.agreements import drop_agreement, finish_agreement, reopen_agreement
from partnership.audit import services as audit
from partnership.web.access import Allowed
from partnership.web.templatetags.people import undo_tag
from partnership.web.views import ServiceActionView, VisibleObjectMixin


class AgreementDetailView(VisibleObjectMixin, DetailView):
    access = Allowed("agreement", "read")
    model = Agreement
    template_name = "contacts/agreement_detail.html"
    context_object_name = "agreement"

    def get_queryset(self):
        return Agreement.objects.select_related("owner", "guardian", "pupil", "contact")

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        audit.record("agreement.read", actor=request.user, school_id=self.staff.school_id, obj=self.object)
        return response

    def get_context_data(self, **kwargs) -> dict:
        contact = self.object.contact_id
        return super().get_context_data(**kwargs) | {
            "pupils": ContactPupil.objects.filter(contact=contact).select_related("pupil"),
            "may_read_contact": Contact.objects.visible_to(self.staff).filter(pk=contact).exists(),
            "may_change": Agreement.objects.changeable_by(self.staff).filter(pk=self.object.pk).exists(),
        }


class AgreementActionView(ServiceActionView):
    access = Allowed("agreement", "change")
    model = Agreement
    permitted = "changeable_by"

    def back_to(self, agreement: Agreement) -> str:
        """To the page the button stood on."""
        return reverse("today") if "today" in self.request.POST else agreement.get_absolute_url()


class AgreementDoneView(AgreementActionView):
    def perform(self, row: Agreement) -> str:
        finish_agreement(row, actor=self.staff)
        undo = undo_tag(reverse("contacts:agreement_reopen", args=[row.pk]))
        messages.success(self.request, _("Done. Well kept."), extra_tags=undo)
        return self.back_to(row)


class AgreementDropView(AgreementActionView):
    def perform(self, row: Agreement) -> str:
        drop_agreement(row, actor=self.staff)
        undo = undo_tag(reverse("contacts:agreement_reopen", args=[row.pk]))
        messages.success(self.request, _("Marked as no longer needed."), extra_tags=undo)
        return self.back_to(row)


class AgreementReopenView(AgreementActionView):
    success_message = gettext_lazy("The agreement is open again.")

    def perform(self, row: Agreement) -> str:
        reopen_agreement(row, actor=self.staff)
        return self.back_to(row)
