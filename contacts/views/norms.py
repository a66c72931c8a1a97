"""Agreements about contact: everyone reads them, the leader keeps them."""

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from contacts.forms.norms import NormForm
from contacts.models import ContactNorm
from contacts.services.norms import agree_norm, end_norm, in_words
from partnership.school.models import Group, SchoolYear, Team
from partnership.web.access import Allowed
from partnership.web.views import ServiceActionView, ServiceFormView, StaffViewMixin, VisibleObjectMixin


class NormListView(StaffViewMixin, ListView):
    access = Allowed("norm", "read")
    template_name = "contacts/norm_list.html"
    context_object_name = "norms"

    def get_queryset(self):
        norms = ContactNorm.objects.visible_to(self.staff).filter(year__in=SchoolYear.objects.current())
        # An agreement about one child is read by who keeps the contact with that child only.
        norms = norms.filter(pupil=None).select_related("team", "group", "location", "year")
        return norms.order_by("ended_on", "created_at")

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        rows = [{"norm": norm, "words": in_words(norm)} for norm in context["norms"]]
        return context | {
            "current": [row for row in rows if row["norm"].ended_on is None],
            "ended": [row for row in rows if row["norm"].ended_on],
            "may_change": self.staff.rights.may("norm", "change"),
        }


class NormFormView(ServiceFormView):
    form_class = NormForm
    template_name = "contacts/norm_form.html"
    success_message = gettext_lazy("The agreement has been kept. It counts from now on.")
    norm: ContactNorm | None = None

    def get_form_kwargs(self) -> dict:
        year = SchoolYear.objects.current().first()
        choices = {
            "teams": list(Team.objects.visible_to(self.staff)),
            "groups": list(Group.objects.current()),
        }
        return {**super().get_form_kwargs(), "year": year, "norm": self.norm, **choices}

    def perform(self, form: NormForm) -> str:
        agree_norm(form.norm(), actor=self.staff, replacing=self.norm)
        return reverse("contacts:norm_list")


class NormCreateView(NormFormView):
    access = Allowed("norm", "create")

    def object_key(self) -> str:
        return "new"


class NormUpdateView(VisibleObjectMixin, NormFormView):
    """A change is a new agreement that names the old one."""

    access = Allowed("norm", "change")
    model = ContactNorm

    @cached_property
    def norm(self) -> ContactNorm:
        return self.get_object()

    def findable(self, queryset):
        return queryset.visible_to(self.staff)

    def object_key(self) -> str:
        return str(self.norm.pk)


class NormEndView(ServiceActionView):
    access = Allowed("norm", "change")
    model = ContactNorm

    def findable(self, queryset):
        return queryset.visible_to(self.staff)

    def perform(self, row: ContactNorm) -> str:
        end_norm(row, actor=self.staff)
        messages.success(self.request, _("The agreement has ended. It stays readable below."))
        return self.back(row)

    def back(self, row: ContactNorm) -> str:
        return reverse("contacts:norm_list")
