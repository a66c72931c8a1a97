"""Who looked at what: the leader sees the school's log, everyone else their own part."""

from uuid import UUID

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from contacts.models import Agreement, Contact
from incidents.services.looked import kept_out_of_log
from partnership.audit import services as audit
from partnership.audit.models import AuditEvent
from partnership.school.models import StaffMember
from partnership.views.audit_words import EventReader
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin

PER_PAGE = 50


class AuditListView(StaffViewMixin, TemplateView):
    access = Allowed("audit", "read")
    template_name = "audit_list.html"

    @cached_property
    def whole_school(self) -> bool:
        return "school" in self.staff.rights.scopes("audit", "read")

    @cached_property
    def people(self):
        colleagues = StaffMember.objects.visible_to(self.staff).filter(user__isnull=False)
        return list(colleagues) if self.whole_school else []

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.whole_school:
            audit.record("audit.read", actor=request.user, school_id=self.staff.school_id)
        return response

    def get_context_data(self, **kwargs) -> dict:
        page = Paginator(self._events(), PER_PAGE).get_page(self.request.GET.get("page"))
        reader = EventReader(list(page.object_list), staff=self.staff, of_others=self.whole_school)
        return super().get_context_data(**kwargs) | {
            "events": reader.in_words(),
            "page_obj": page,
            "people": self.people,
            "chosen": self._chosen(),
            "chosen_key": str(self._chosen().pk) if self._chosen() else "",
            "whole_school": self.whole_school,
        }

    def _chosen(self) -> StaffMember | None:
        try:
            key = UUID(self.request.GET.get("who", ""))
        except ValueError:
            return None
        return next((person for person in self.people if person.pk == key), None)

    def _events(self):
        events = AuditEvent.objects.of_school(self.staff.school_id).order_by("-pk")
        if not self.whole_school:
            return events.filter(actor=self.request.user)
        if chosen := self._chosen():
            events = events.filter(actor=chosen.user_id)
        return events.exclude(object_id__in=self._of_tied_families()).exclude(kept_out_of_log(self.staff))

    def _of_tied_families(self) -> list[str]:
        """Keys of what the reader may not know of: the log must not tell it either (decision 22)."""
        rights = self.staff.rights
        if not (rights.tied_pupils or rights.tied_guardians):
            return []
        found = Contact.objects.findable_by(self.staff).values("pk")
        contacts = Contact.objects.filter(school=self.staff.school_id).exclude(pk__in=found)
        agreements = Agreement.objects.filter(contact__in=contacts).values_list("pk", flat=True)
        tied = [*rights.tied_pupils, *rights.tied_guardians, *contacts.values_list("pk", flat=True), *agreements]
        return [str(key) for key in tied]
