"""Find a pupil; see one family."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, ListView

from contacts.models import Agreement, Contact
from contacts.services.overview import siblings_of, texts_of, timeline
from partnership.audit import services as audit
from partnership.school.models import (
    Enrolment,
    GuardianDetails,
    Guardianship,
    Instruction,
    Pupil,
    Reachability,
    Restriction,
)
from partnership.school.services.people import group_to_open, teachers_of_pupils
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin, VisibleObjectMixin

PER_PAGE = 20
RIGHTS = {
    "log": ("contact", "create"),
    "plan": ("contact_plan", "create"),
    "know": ("contact", "existence"),
    "read": ("contact", "read"),
    "details": ("guardian_details", "read"),
    "change_details": ("guardian_details", "change"),
    "restrict": ("protective_flag", "create"),
    "mend": ("directory", "change"),
}


class PupilListView(StaffViewMixin, ListView):
    """The directory: every child and its class, found by name, class or guardian's name."""

    access = Allowed("directory", "read")
    template_name = "pupil_list.html"
    context_object_name = "pupils"
    paginate_by = 50

    def get_queryset(self):
        pupils = Pupil.objects.visible_to(self.staff).enrolled().order_by("first_name", "last_name", "pk")
        for word in self.words:
            pupils = pupils.filter(pk__in=self._matching(word))
        return pupils

    @property
    def words(self) -> list[str]:
        return self.request.GET.get("q", "").replace("\x00", "")[:100].split()[:5]

    def _matching(self, word: str):
        name = Q(first_name__icontains=word) | Q(prefix__icontains=word) | Q(last_name__icontains=word)
        group = Q(enrolments__in=Enrolment.objects.today().filter(group__name__icontains=word))
        parent = Q(guardian__last_name__icontains=word) | Q(guardian__prefix__icontains=word)
        guardians = Guardianship.objects.current().filter(parent)
        return Pupil.objects.filter(name | group | Q(guardianships__in=guardians)).values("pk")

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        keys = [pupil.pk for pupil in context["pupils"]]
        enrolments = Enrolment.objects.today().filter(pupil__in=keys).select_related("group")
        groups: dict = {}
        for row in enrolments.order_by("group__kind", "group__name"):
            groups.setdefault(row.pupil_id, []).append(row.group.name)
        for pupil in context["pupils"]:
            pupil.group_names = groups.get(pupil.pk, [])
        may_complete = "school" in self.staff.rights.scopes("guardian_details", "change")
        return context | {"query": " ".join(self.words), "may_complete": may_complete}


class PupilDetailView(VisibleObjectMixin, DetailView):
    """One family: each part for whom the policy lets read it."""

    access = Allowed("directory", "read")
    model = Pupil
    template_name = "pupil_detail.html"
    context_object_name = "pupil"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        audit.record("pupil.read", actor=request.user, school_id=self.staff.school_id, obj=self.object)
        return response

    def get_context_data(self, **kwargs) -> dict:
        pupil, staff = self.object, self.staff
        age, today = pupil.age_on(timezone.localdate()), timezone.localdate()
        enrolments = Enrolment.objects.on(today).filter(pupil=pupil).select_related("group")
        return super().get_context_data(**kwargs) | {
            "enrolments": list(enrolments.order_by("group__kind")),
            "teachers": teachers_of_pupils([pupil.pk])[pupil.pk],
            "class_page": group_to_open([pupil.pk], staff=staff),
            "ties": self._ties(),
            "instructions": Instruction.objects.shown_to(staff).about([pupil]),
            "may_restrict": self.may["restrict"],
            "may_mend": self.may["mend"],
            "siblings": siblings_of(pupil, staff=staff),
            "may_log": self.may["log"],
            "pupil_decides": age is not None and age >= staff.school.pupil_decides_age,
            "is_adult": age is not None and age >= staff.school.adult_age,
            "may_agree": staff.rights.may("norm", "create") and self.may["read"],
            **self._contacts(),
        }

    @cached_property
    def may(self) -> dict[str, bool]:
        """Return per right of `RIGHTS` whether it holds for this child, in one query."""
        pupils = Pupil.objects.filter(pk=OuterRef("pk"))
        held = {name: Exists(pupils.allowed(self.staff, *right)) for name, right in RIGHTS.items()}
        return Pupil.objects.annotate(**held).values(*RIGHTS).get(pk=self.object.pk)

    def _ties(self) -> list[dict]:
        """Guardians: the names for everyone at work, details and reachability for whom may read them."""
        ties = Guardianship.objects.current().filter(pupil=self.object).select_related("guardian", "told_by")
        ties = ties.exclude(guardian__in=self.staff.rights.tied_guardians).order_by("-custody", "guardian__last_name")
        keys = [tie.guardian_id for tie in ties]
        details = GuardianDetails.objects.visible_to(self.staff).filter(guardian__in=keys).select_related("household")
        reach = Reachability.objects.visible_to(self.staff).filter(guardian__in=keys)
        details_of = {row.guardian_id: row for row in details}
        reach_of = {row.guardian_id: row for row in reach}
        restrictions_of: dict = {}
        for row in Restriction.objects.visible_to(self.staff).filter(guardianship__in=ties):
            restrictions_of.setdefault(row.guardianship_id, []).append(row)
        may_read, may_change = self.may["details"], self.may["change_details"]
        return [
            {
                "guardian": tie.guardian,
                "key": tie.pk,
                "tie": tie if may_read else None,
                "may_change": may_change,
                "restrictions": restrictions_of.get(tie.pk, []),
                "details": details_of.get(tie.guardian_id) if may_read else None,
                "reach": reach_of.get(tie.guardian_id),
            }
            for tie in ties
        ]

    def _contacts(self) -> dict:
        pages = Paginator(timeline(self.object, staff=self.staff), PER_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        contacts = list(page.object_list)
        texts = texts_of(contacts, pupil=self.object, staff=self.staff)
        for contact in contacts:
            contact.common, contact.part = texts.get(contact.pk, ("", ""))
        planned = Contact.objects.planned_readable_by(self.staff).filter(pupils__pupil=self.object)
        agreements = Agreement.objects.visible_to(self.staff).open().filter(contact__pupils__pupil=self.object)
        return {
            "contacts": contacts,
            "page_obj": page,
            "planned": planned.defer("summary", "reason").select_related("owner").by_clock(),
            "may_plan": self.may["plan"],
            "knows_contacts": self.may["know"] or self.may["read"],
            "agreements": list(agreements.select_related("owner", "guardian", "pupil")),
        }
