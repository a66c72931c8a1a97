"""What the pages of a case share: a case one may not open is a page that does not exist, whoever asks."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from incidents.forms.case import CaseForm
from incidents.models import Incident
from incidents.services.route import fresh
from partnership.school.models import StaffMember
from partnership.web.access import SignedIn
from partnership.web.views import ServiceActionView, ServiceFormView, VisibleObjectMixin

OF_CASE = SignedIn(
    "opens for who handles the case or to whom it was given by name; all others find no such page",
    data_class="incident",
)


class CasePageMixin(VisibleObjectMixin):
    """A page about one case, or about a row of one: found by its readers, absent for everybody else."""

    access = OF_CASE
    model = Incident

    def findable(self, queryset):
        return queryset.none()

    def get_object(self, queryset=None):
        if self.staff is None:
            raise Http404
        return super().get_object(queryset)

    def where_next(self, incident: Incident) -> str:
        """Back to the case, unless one may not open it any more."""
        me = fresh(self.staff)
        if Incident.objects.visible_to(me).filter(pk=incident.pk).exists():
            return incident.get_absolute_url()
        return reverse("incidents:triage") if me.rights.may("incident", "change") else reverse("today")


def colleagues_of(staff: StaffMember) -> list[StaffMember]:
    """Return everyone else with a login who works at the school today."""
    rows = StaffMember.objects.filter(school=staff.school_id).today().with_login().filter(is_employee=True)
    return list(rows.exclude(pk=staff.pk))


class CaseActView(CasePageMixin, ServiceFormView):
    """One act on a case: a small form, one service. A subclass says `title`, `button` and `act(form)`."""

    permitted = "changeable_by"
    template_name = "incidents/act_form.html"
    title = ""
    intro = ""
    button = ""

    @cached_property
    def row(self):
        return self.get_object()

    @property
    def incident(self) -> Incident:
        return self.row

    def object_key(self) -> str:
        return str(self.row.pk)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "incident": self.incident, "staff": self.staff}

    def get_context_data(self, **kwargs) -> dict:
        words = {"title": self.title, "intro": self.intro, "button": self.button or _("Save")}
        return {"incident": self.incident, **words, **super().get_context_data(**kwargs)}

    def perform(self, form: CaseForm) -> str:
        self.act(form)
        return self.where_next(self.incident)

    def act(self, form: CaseForm) -> None:
        raise NotImplementedError


class CaseRowActView(CaseActView):
    """One act on a row of a case, such as one person who is told."""

    @property
    def incident(self) -> Incident:
        return self.row.incident


class CaseButtonView(CasePageMixin, ServiceActionView):
    """One tap on a case; the version in the form makes a second one, or a colleague's, harmless."""

    permitted = "changeable_by"

    @property
    def version(self) -> int:
        text = self.request.POST.get("version", "")
        return int(text) if text.isdecimal() and len(text) < 9 else 0

    def back(self, row) -> str:
        return self.where_next(row if isinstance(row, Incident) else row.incident)
