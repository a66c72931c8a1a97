"""The first page: what today asks, what waits, and something nice to share."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from contacts.models import Agreement, Contact, TalkSupport
from contacts.services import agreements, planned, support
from contacts.services.overview import class_rows
from partnership.duties.models import Duty
from partnership.school.models import Group
from partnership.web.access import SignedIn
from partnership.web.views import StaffViewMixin

NEXT_FAMILIES = 5
MOST = 60
RIGHTS = {
    "may_find": ("directory", "read"),
    "may_plan": ("contact_plan", "create"),
    "may_read_norms": ("norm", "read"),
    "may_see_coverage": ("coverage", "aggregate"),
    "may_see_calendar": ("calendar", "read"),
    "may_report_absence": ("absence", "create"),
    "may_have_feed": ("feed", "change"),
    "may_change_school": ("school", "change"),
}


@dataclass(frozen=True)
class Task:
    """An open duty with what it is about, as far as it may be shown: a planned contact, an agreement, or a talk of a
    colleague who asks one along."""

    duty: Duty
    contact: Contact | None = None
    agreement: Agreement | None = None
    support: TalkSupport | None = None

    def is_late(self, today: datetime.date) -> bool:
        return self.support is None and self.duty.due_on is not None and self.duty.due_on < today


class TodayView(StaffViewMixin, TemplateView):
    access = SignedIn("everyone's own day; each part shows only what the policy lets this person see")

    def get_template_names(self) -> list[str]:
        return ["today.html" if self.staff else "no_school.html"]

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        if self.staff is None:
            return context
        today = timezone.localdate()
        sunday = today + datetime.timedelta(days=6 - today.weekday())
        return context | {
            "now": timezone.localtime(),
            "today": today,
            "late": [task for task in self.tasks if task.is_late(today)],
            "talks": [task for task in self._talks() if task.duty.due_on == today],
            "this_week": [task for task in self._talks() if today < task.duty.due_on <= sunday],
            "coming": [task for task in self.tasks if task.agreement and not task.is_late(today)],
            "asked_along": [task.support for task in self.tasks if task.support],
            **{name: self.staff.rights.may(*right) for name, right in RIGHTS.items()},
            "classes": [self._class(group) for group in self._kept_groups()],
        }

    @cached_property
    def tasks(self) -> list[Task]:
        """Own open duties with what they are about, in six queries; what may not be read is left out."""
        duties = list(Duty.objects.visible_to(self.staff).open().by_due_moment()[:MOST])
        contacts = self._contacts([duty.source for duty in duties if duty.kind == planned.DUTY])
        found = self._agreements([duty.source for duty in duties if duty.kind == agreements.DUTY])
        asked = self._supports([duty.source for duty in duties if duty.kind == support.DUTY])
        tasks = (Task(duty, *(rows.get(duty.source) for rows in (contacts, found, asked))) for duty in duties)
        return [task for task in tasks if task.contact or task.agreement or task.support]

    def _contacts(self, keys: list) -> dict:
        contacts = Contact.objects.handled_by(self.staff).filter(pk__in=keys).defer("summary", "reason")
        return {contact.pk: contact for contact in contacts.prefetch_related("pupils__pupil", "attendees")}

    def _agreements(self, keys: list) -> dict:
        readable = Agreement.objects.visible_to(self.staff).filter(pk__in=keys)
        return {agreement.pk: agreement for agreement in readable.prefetch_related("contact__pupils__pupil")}

    def _supports(self, keys: list) -> dict:
        readable = TalkSupport.objects.visible_to(self.staff).filter(pk__in=keys)
        return {row.pk: row for row in readable.select_related("contact__owner")}

    def _talks(self) -> list[Task]:
        return [task for task in self.tasks if task.contact and task.duty.due_on]

    def _kept_groups(self):
        return Group.objects.kept_by(self.staff).current().select_related("year")

    def _class(self, group: Group) -> dict:
        """What one class asks: whom to speak with, and for whom good news has to wait no longer."""
        pupils = class_rows(group, staff=self.staff)
        return {
            "group": group,
            "size": len(pupils),
            "spoken": sum(pupil.spoken_at is not None for pupil in pupils),
            "next": pupils[:NEXT_FAMILIES],
            "without_good_news": [pupil for pupil in pupils if pupil.nice_at is None],
        }
