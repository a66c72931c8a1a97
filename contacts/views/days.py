"""A whole day or week at once, and absence: illness, strike, snow."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.forms.days import CANCEL, HAND_OVER, AbsenceForm, DaysForm
from contacts.models import Contact, PlanChange
from contacts.services.changes import undo_change
from contacts.services.sheet import cancel_all, hand_over_all, move_all, planned_between
from contacts.services.upkeep import end_absence, report_absence
from partnership.school.models import Absence, StaffMember
from partnership.web.access import Allowed
from partnership.web.templatetags.people import undo_tag
from partnership.web.views import ServiceActionView, ServiceFormView

WEEK = datetime.timedelta(days=7)


class PlannedDaysView(ServiceFormView):
    """Move, hand over or cancel everything one has planned on a day or in a week."""

    access = Allowed("contact_plan", "change")
    form_class = DaysForm
    template_name = "contacts/planned_days.html"

    def object_key(self) -> str:
        return "days"

    def get_form_kwargs(self) -> dict:
        colleagues = StaffMember.objects.visible_to(self.staff).today().with_login().exclude(pk=self.staff.pk)
        return {**super().get_form_kwargs(), "colleagues": list(colleagues.filter(is_employee=True))}

    def get_context_data(self, **kwargs) -> dict:
        changes = PlanChange.objects.visible_to(self.staff).filter(undone_at=None, made_at__gte=timezone.now() - WEEK)
        changes = changes.annotate(number=Count("lines")).order_by("-made_at")[:3]
        return {"changes": changes, **super().get_context_data(**kwargs)}

    def perform(self, form: DaysForm) -> str:
        first, last = form.days()
        contacts = list(planned_between(self.staff, first, last))
        if not contacts:
            raise ValidationError(_("You have nothing planned then. Choose another day or week."))
        change = self._act(form, contacts)
        text = ngettext("%(count)d contact has been changed.", "%(count)d contacts have been changed.", len(contacts))
        undo = undo_tag(reverse("contacts:change_undo", args=[change.pk]))
        messages.success(self.request, text % {"count": len(contacts)}, extra_tags=undo)
        return reverse("today")

    def _act(self, form: DaysForm, contacts: list) -> PlanChange:
        cleaned = form.cleaned_data
        if cleaned["act"] == CANCEL:
            return cancel_all(contacts, actor=self.staff, reason=cleaned["reason"])
        if cleaned["act"] == HAND_OVER:
            return hand_over_all(contacts, actor=self.staff, to=form.colleague())
        return move_all(contacts, actor=self.staff, days=form.shift())


class AbsenceEndView(ServiceActionView):
    """Back at work: an absence of which the end was not known ends."""

    access = Allowed("absence", "change")
    model = Absence
    permitted = "changeable_by"
    success_message = gettext_lazy("Noted: back at work from today.")

    def perform(self, row: Absence) -> str:
        end_absence(row, actor=self.staff)
        return self.back(row)

    def back(self, row: Absence) -> str:
        may_see = self.staff.rights.may("assignment", "read")
        return reverse("school:staff_detail", args=[row.staff_id]) if may_see else reverse("today")


class ChangeUndoView(ServiceActionView):
    """Undo what one moved, handed over or cancelled in one act."""

    access = Allowed("contact_plan", "change")
    model = PlanChange

    def perform(self, row: PlanChange) -> str:
        undone = undo_change(row, actor=self.staff)
        text = ngettext(
            "%(count)d contact is planned as before.", "%(count)d contacts are planned as before.", undone.number
        )
        words = text % {"count": undone.number}
        if undone.stayed:
            words += " " + _("What was changed since stays as it is.")
        messages.success(self.request, words)
        return self.back(row)

    def back(self, row: PlanChange) -> str:
        """To the contact when it was one, else to today."""
        contacts = list(row.lines.values_list("contact", flat=True)[:2])
        is_known = len(contacts) == 1 and Contact.objects.handled_by(self.staff).filter(pk=contacts[0]).exists()
        return reverse("contacts:planned", args=contacts) if is_known else reverse("today")


class AbsenceCreateView(ServiceFormView):
    """Report oneself absent, or as leader a colleague: what was planned goes to who is there."""

    access = Allowed("absence", "create")
    form_class = AbsenceForm
    template_name = "contacts/absence_form.html"

    def object_key(self) -> str:
        return "absence"

    def get_form_kwargs(self) -> dict:
        people = [self.staff] if self.staff.is_employee else []
        if "school" in self.staff.rights.scopes("absence", "create"):
            colleagues = StaffMember.objects.visible_to(self.staff).today().exclude(pk=self.staff.pk)
            people += colleagues.filter(is_employee=True)
        return {**super().get_form_kwargs(), "people": people, "chosen": self.request.GET.get("who", "")}

    def get_context_data(self, **kwargs) -> dict:
        known = Absence.objects.changeable_by(self.staff).exclude(until__lt=timezone.localdate())
        return {"absences": known.select_related("staff").order_by("from_date"), **super().get_context_data(**kwargs)}

    def perform(self, form: AbsenceForm) -> str:
        cleaned = form.cleaned_data
        dates = {"from_date": cleaned["from_date"], "until": cleaned["until"]}
        report_absence(form.person(), actor=self.staff, **dates)
        messages.success(self.request, _("Noted. What was planned goes to who is there, and nothing is lost."))
        return reverse("today")
