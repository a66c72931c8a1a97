"""Who does what, to read: before, during and after; without reporting anything."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from incidents.enums import AggressionForm, Rank
from incidents.forms.map_private import PrivateNumberForm
from incidents.models import EmergencyNumber, MapVersion, PrivateNumber, Route
from incidents.services.map_picture import picture
from incidents.services.map_poster import poster
from incidents.services.map_private import keep_number
from incidents.services.map_reading import private_numbers, read_steps, route_of
from partnership.web.access import Allowed
from partnership.web.views import ServiceFormView, StaffViewMixin

AGAIN = {"": False, "1": True}


class MapReadView(StaffViewMixin, TemplateView):
    """Choose what happened, and see the steps with names and numbers: two taps, nothing is kept."""

    access = Allowed("escalation_map", "read")
    template_name = "map/read.html"

    @cached_property
    def version(self) -> MapVersion | None:
        return MapVersion.objects.visible_to(self.staff).in_use(self.staff.school_id)

    @cached_property
    def route(self) -> Route | None:
        """The route of what was chosen; a choice that is none chooses nothing."""
        asked = self.request.GET
        form, rank, again = asked.get("form", ""), asked.get("level", ""), asked.get("again", "")
        if self.version is None or form not in AggressionForm.values or rank not in Rank.values or again not in AGAIN:
            return None
        return route_of(self.version, form=form, rank=rank, again=AGAIN[again])

    def get_context_data(self, **kwargs) -> dict:
        asked = self.request.GET
        chosen = {"form": asked.get("form", ""), "level": asked.get("level", ""), "again": asked.get("again", "")}
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "numbers": EmergencyNumber.objects.visible_to(self.staff).in_use(),
            "forms": AggressionForm,
            "levels": Rank,
            "chosen": chosen,
            "route": self.route,
            "may_change": self.staff.rights.may("escalation_map", "change"),
            "may_give": self.staff.rights.may("private_number", "change"),
            "has_given": PrivateNumber.objects.filter(staff=self.staff).exists(),
            **self._steps(),
        }

    def _steps(self) -> dict:
        if self.route is None:
            return {}
        steps = read_steps([self.route])
        numbers = private_numbers(steps, viewer=self.staff)
        for read in steps:
            read.called = [(filler, filler.staff and numbers.get(filler.staff.pk)) for filler in read.people]
        asked = self.request.GET
        return {
            "steps": steps,
            "picture": picture(steps),
            "form_words": AggressionForm(asked["form"]).label,
            "level_words": Rank(asked["level"]).label,
        }


class MapPosterView(StaffViewMixin, View):
    """The poster of the version in use, or of one that is named: a draft only for who may change the map."""

    access = Allowed("escalation_map", "read")

    def get(self, request, *args, **kwargs):
        versions = MapVersion.objects.visible_to(self.staff).select_related("school")
        in_use = "pk" not in kwargs
        version = versions.in_use(self.staff.school_id) if in_use else versions.filter(pk=kwargs["pk"]).first()
        if version is None or not version.routes.exists():
            raise Http404
        pdf = poster(version, viewer=self.staff, url=request.build_absolute_uri(reverse("map:read")))
        name = _("who-does-what")
        return HttpResponse(
            pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
        )


class PrivateNumberView(ServiceFormView):
    """One's own number out of hours: given, changed and taken back by oneself."""

    access = Allowed("private_number", "change")
    form_class = PrivateNumberForm
    template_name = "map/private_number.html"
    success_message = gettext_lazy("Saved.")

    def object_key(self) -> str:
        return str(self.staff.pk)

    @cached_property
    def given(self) -> PrivateNumber | None:
        return PrivateNumber.objects.filter(staff=self.staff).first()

    def get_initial(self) -> dict:
        return {"telephone": self.given.telephone if self.given else ""}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"given": self.given}

    def perform(self, form: PrivateNumberForm) -> str:
        keep_number(form.cleaned_data["telephone"], actor=self.staff)
        return reverse("map:read")
