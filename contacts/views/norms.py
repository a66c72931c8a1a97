"""Agreements about contact: everyone reads them, the leader keeps them."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from contacts.forms.norms import NormForm
from contacts.models import ContactNorm
from contacts.services.norms import agree_norm, end_norm, in_words
from partnership.school.models import Group, Location, Pupil, SchoolYear, Team
from partnership.web.access import Allowed
from partnership.web.views import ServiceActionView, ServiceFormView, StaffViewMixin, VisibleObjectMixin


class NormListView(StaffViewMixin, ListView):
    access = Allowed("norm", "read")
    template_name = "contacts/norm_list.html"
    context_object_name = "norms"

    def get_queryset(self):
        norms = ContactNorm.objects.visible_to(self.staff).filter(year__in=SchoolYear.objects.current())
        # An agreement about one child is read by who reads the contacts with that child only.
        pupils = Pupil.objects.allowed(self.staff, "contact", "read")
        norms = norms.filter(Q(pupil=None) | Q(pupil__in=pupils.values("pk")))
        return norms.select_related("team", "group", "location", "pupil", "year").order_by("ended_on", "created_at")

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        own = set(ContactNorm.objects.changeable_by(self.staff).values_list("pk", flat=True))
        rows = [{"norm": norm, "words": in_words(norm), "may_change": norm.pk in own} for norm in context["norms"]]
        return context | {
            "current": [row for row in rows if row["norm"].ended_on is None],
            "ended": [row for row in rows if row["norm"].ended_on],
            "may_add": self.staff.rights.may("norm", "create"),
        }


class NormFormView(ServiceFormView):
    form_class = NormForm
    template_name = "contacts/norm_form.html"
    success_message = gettext_lazy("The agreement has been kept. It counts from now on.")
    norm: ContactNorm | None = None
    pupil: Pupil | None = None

    def get_form_kwargs(self) -> dict:
        year = SchoolYear.objects.current().first()
        more = {"year": year, "norm": self.norm, "pupil": self.pupil, **self._parts()}
        return {**super().get_form_kwargs(), **more}

    def _parts(self) -> dict:
        """The parts of the school one speaks for."""
        rights, locations, teams = self.staff.rights, Location.objects.all(), Team.objects.visible_to(self.staff)
        whole = rights.for_whole_school("norm", "change")
        if not whole:
            locations = locations.filter(pk__in=[role.location_id for role in rights.roles if role.location_id])
            teams = teams.filter(pk__in=[role.team_id for role in rights.roles if role.team_id])
        groups = Group.objects.filter(rights.groups("norm", "change")).current()
        return {"whole": whole, "locations": list(locations), "teams": list(teams), "groups": list(groups)}

    def perform(self, form: NormForm) -> str:
        agree_norm(form.norm(), actor=self.staff, replacing=self.norm)
        return reverse("contacts:norm_list")


class NormCreateView(NormFormView):
    access = Allowed("norm", "create")

    @cached_property
    def pupil(self) -> Pupil | None:
        """The child named in the address, for an agreement about one child."""
        text = self.request.GET.get("pupil")
        if not text:
            return None
        try:
            return Pupil.objects.allowed(self.staff, "contact", "read").get(pk=UUID(text))
        except (ValueError, Pupil.DoesNotExist):
            raise Http404 from None

    def object_key(self) -> str:
        return f"new/{self.pupil.pk}" if self.pupil else "new"


class NormUpdateView(VisibleObjectMixin, NormFormView):
    """A change is a new agreement that names the old one."""

    access = Allowed("norm", "change")
    model = ContactNorm
    permitted = "changeable_by"

    @cached_property
    def norm(self) -> ContactNorm:
        return self.get_object()

    @property
    def pupil(self) -> Pupil | None:
        return self.norm.pupil

    def findable(self, queryset):
        return queryset.visible_to(self.staff)

    def object_key(self) -> str:
        return str(self.norm.pk)


class NormEndView(ServiceActionView):
    access = Allowed("norm", "change")
    model = ContactNorm
    permitted = "changeable_by"

    def findable(self, queryset):
        return queryset.visible_to(self.staff)

    def perform(self, row: ContactNorm) -> str:
        end_norm(row, actor=self.staff)
        messages.success(self.request, _("The agreement has ended. It stays readable below."))
        return self.back(row)

    def back(self, row: ContactNorm) -> str:
        return reverse("contacts:norm_list")
