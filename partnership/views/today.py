"""The first page: what today asks, what waits, and something nice to share."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from contacts.enums import AttendeeKind
from contacts.models import Agreement, Contact, ContactAttendee, ContactPupil, TalkSupport
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
    "may_read_rules": ("vision", "read"),
    "may_change_terms": ("incident_terms", "change"),
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
        return context | {
            "now": timezone.localtime(),
            "today": today,
            "late": [task for task in self.tasks if task.is_late(today)],
            "talks": [task for task in self._talks() if task.duty.due_on == today],
            "this_week": [task for task in self._talks() if today < task.duty.due_on <= self.sunday],
            "coming": [task for task in self.tasks if task.agreement and not task.is_late(today)],
            "asked_along": [task.support for task in self.tasks if task.support],
            **{name: self.staff.rights.may(*right) for name, right in RIGHTS.items()},
            "classes": [self._class(group) for group in self._kept_groups()],
        }

    @cached_property
    def sunday(self) -> datetime.date:
        today = timezone.localdate()
        return today + datetime.timedelta(days=6 - today.weekday())

    @cached_property
    def tasks(self) -> list[Task]:
        """Own open duties with what they are about, in six queries at most; what may not be read is left out.

        Talks of a later week are not for today.
        """
        later = Q(kind=planned.DUTY, due_on__gt=self.sunday)
        duties = list(Duty.objects.visible_to(self.staff).open().exclude(later).by_due_moment()[:MOST])
        sources = defaultdict(list)
        for duty in duties:
            sources[duty.kind].append(duty.source)
        contacts = self._contacts(sources[planned.DUTY])
        found = self._agreements(sources[agreements.DUTY])
        asked = self._supports(sources[support.DUTY])
        tasks = (Task(duty, *(rows.get(duty.source) for rows in (contacts, found, asked))) for duty in duties)
        return [task for task in tasks if task.contact or task.agreement or task.support]

    def _contacts(self, keys: list) -> dict:
        if not keys:
            return {}
        contacts = Contact.objects.planned_for(self.staff).filter(pk__in=keys).defer("summary", "reason")
        pupils = Prefetch("pupils", ContactPupil.objects.defer("text").select_related("pupil"))
        interpreters = ContactAttendee.objects.filter(contact=OuterRef("pk"), kind=AttendeeKind.INTERPRETER)
        contacts = contacts.annotate(with_interpreter=Exists(interpreters)).prefetch_related(pupils)
        return {contact.pk: contact for contact in contacts}

    def _agreements(self, keys: list) -> dict:
        if not keys:
            return {}
        readable = Agreement.objects.visible_to(self.staff).filter(pk__in=keys)
        return {agreement.pk: agreement for agreement in readable.prefetch_related("contact__pupils__pupil")}

    def _supports(self, keys: list) -> dict:
        if not keys:
            return {}
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
