"""Who looked at what: the leader sees the school's log, everyone else their own part."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Replace
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from contacts.models import Agreement, Contact, ContactPupil
from incidents.services.looked import kept_out_of_log
from partnership.audit import services as audit
from partnership.audit.models import AuditEvent
from partnership.school.models import Group, Pupil, StaffMember
from partnership.views.audit_words import EventReader
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin

PER_PAGE = 50


def bare(key) -> Replace:
    """Return a key as text without dashes: SQLite keeps keys so, PostgreSQL and the log keep them with dashes."""
    return Replace(key, Value("-"), Value(""))


class AuditListView(StaffViewMixin, TemplateView):
    access = Allowed("audit", "read")
    template_name = "audit_list.html"

    @cached_property
    def whole_school(self) -> bool:
        return self.staff.rights.for_whole_school("audit", "read")

    @cached_property
    def of_others(self) -> bool:
        """Whether more than the own acts are shown: those of the school, or of the location or team one leads."""
        return "school" in self.staff.rights.scopes("audit", "read")

    @cached_property
    def people(self):
        colleagues = StaffMember.objects.visible_to(self.staff).filter(user__isnull=False)
        return list(colleagues) if self.of_others else []

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.of_others:
            audit.record("audit.read", actor=request.user, school_id=self.staff.school_id)
        return response

    def get_context_data(self, **kwargs) -> dict:
        page = Paginator(self._events(), PER_PAGE).get_page(self.request.GET.get("page"))
        reader = EventReader(list(page.object_list), staff=self.staff, of_others=self.of_others)
        return super().get_context_data(**kwargs) | {
            "events": reader.in_words(),
            "page_obj": page,
            "people": self.people,
            "chosen": self._chosen(),
            "chosen_key": str(self._chosen().pk) if self._chosen() else "",
            "whole_school": self.whole_school,
            "of_others": self.of_others,
        }

    def _chosen(self) -> StaffMember | None:
        try:
            key = UUID(self.request.GET.get("who", ""))
        except ValueError:
            return None
        return next((person for person in self.people if person.pk == key), None)

    def _events(self):
        events = AuditEvent.objects.of_school(self.staff.school_id).order_by("-pk")
        if not self.of_others:
            return events.filter(actor=self.request.user)
        if not self.whole_school:
            events = self._of_part(events)
        if chosen := self._chosen():
            events = events.filter(actor=chosen.user_id)
        return events.exclude(object_id__in=self._of_tied_families()).exclude(kept_out_of_log(self.staff))

    def _of_part(self, events):
        """Acts about pupils and groups of the location or team one leads, and the own acts (users.md 4)."""
        rights = self.staff.rights
        pupils = Pupil.objects.filter(rights.pupils("audit", "read"))
        groups = Group.objects.filter(rights.groups("audit", "read"))
        about = ContactPupil.objects.filter(pupil__in=pupils.values("pk")).values("contact")
        contacts, agreements = Contact.objects.filter(pk__in=about), Agreement.objects.filter(contact__in=about)
        found = Q(actor=self.request.user)
        for rows in (pupils, groups, contacts, agreements):
            found |= Q(bare_id__in=rows.annotate(bare=bare(Cast("pk", CharField()))).values("bare"))
        return events.annotate(bare_id=bare("object_id")).filter(found)

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
