"""What waits for somebody who is not there, for the school leader: see it, and give it to a colleague."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from contacts.models import Agreement, Contact
from contacts.services.agreements import give_agreement
from contacts.services.left_over import colleagues_for, left_over
from contacts.services.planned import hand_over
from partnership.school.models import StaffMember
from partnership.web.access import Allowed
from partnership.web.views import ServiceActionView, StaffViewMixin


class LeftOverView(StaffViewMixin, TemplateView):
    access = Allowed("duty", "existence")
    template_name = "contacts/left_over.html"

    def get_context_data(self, **kwargs) -> dict:
        rows = left_over(staff=self.staff)
        colleagues = colleagues_for(self.staff) if rows else []
        return super().get_context_data(**kwargs) | {"rows": rows, "colleagues": colleagues}


class GiveView(ServiceActionView):
    """Give one thing that still waits to the colleague that was chosen."""

    def perform(self, row: Contact | Agreement) -> str:
        if not self.waits(row):
            raise ValidationError(_("This has been done or is not needed any more."))
        colleague = self.chosen()
        self.give(row, colleague)
        messages.success(self.request, _("%(name)s does it from now on.") % {"name": colleague.name})
        return self.back(row)

    def waits(self, row: Contact | Agreement) -> bool:
        raise NotImplementedError

    def give(self, row: Contact | Agreement, colleague: StaffMember) -> None:
        raise NotImplementedError

    def chosen(self) -> StaffMember:
        key = self.request.POST.get("to", "")
        colleague = next((each for each in colleagues_for(self.staff) if str(each.pk) == key), None)
        if colleague is None:
            raise ValidationError(_("Choose a colleague who works here."))
        return colleague

    def back(self, row) -> str:
        may_see_all = self.staff.rights.may("duty", "existence")
        return reverse("contacts:left_over" if may_see_all else "today")


class PlannedGiveView(GiveView):
    access = Allowed("contact_plan", "change")
    model = Contact
    permitted = "handled_by"

    def waits(self, row: Contact) -> bool:
        return row.is_planned

    def give(self, row: Contact, colleague: StaffMember) -> None:
        hand_over(row, actor=self.staff, to=colleague)


class AgreementGiveView(GiveView):
    access = Allowed("duty", "change")
    model = Agreement
    permitted = "givable_by"

    def waits(self, row: Agreement) -> bool:
        return row.is_open and row.owner_id is not None  # parents and pupils keep their own

    def give(self, row: Agreement, colleague: StaffMember) -> None:
        give_agreement(row, actor=self.staff, to=colleague)
