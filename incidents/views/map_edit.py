"""The map as it is written: the draft with its routes and steps, and publishing it."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, View

from incidents.forms.map import ConfirmForm, PublishForm, RouteForm, StepForm
from incidents.models import MapVersion, Route, RouteStep
from incidents.services import map_versions
from incidents.services.map_check import problems_of
from incidents.views.map_versions import routes_of_version
from partnership.web.access import Allowed
from partnership.web.views import ServiceActionView, ServiceFormView, StaffViewMixin, VisibleObjectMixin

CREATE = Allowed("escalation_map", "create")
CHANGE = Allowed("escalation_map", "change")


def draft_page(draft: MapVersion, part: object = None) -> str:
    """Return the address of the draft, at the route or step `part` of it."""
    page = reverse("map:draft", args=[draft.pk])
    return f"{page}#{part.pk}" if part else page


class MapDraftCreateView(StaffViewMixin, View):
    """Begin a draft with what is in use, or go to the one that is there."""

    access = CREATE
    http_method_names = ["post", "options"]

    def post(self, request) -> HttpResponseRedirect:
        return HttpResponseRedirect(draft_page(map_versions.draft_of(self.staff.school, actor=self.staff)))


class MapDraftView(VisibleObjectMixin, DetailView):
    access = CHANGE
    model = MapVersion
    permitted = "drafts_of"
    template_name = "map/draft.html"
    context_object_name = "draft"

    def get_context_data(self, **kwargs) -> dict:
        found = problems_of(self.object)
        in_use = MapVersion.objects.in_use(self.staff.school)
        own = {"routes": routes_of_version(self.object), "problems": found, "in_use": in_use}
        return super().get_context_data(**kwargs) | own


class DraftFormView(VisibleObjectMixin, ServiceFormView):
    """A form about the draft or a row of it. A subclass says which draft, and calls one service."""

    access = CHANGE
    permitted = "changeable_by"

    @cached_property
    def row(self) -> MapVersion | Route | RouteStep:
        return self.get_object()

    @property
    def draft(self) -> MapVersion:
        return self.row.map_version

    def object_key(self) -> str:
        return str(self.row.pk)

    def get_context_data(self, **kwargs) -> dict:
        return {"draft": self.draft, "row": self.row, **super().get_context_data(**kwargs)}


class OfDraftMixin:
    """About the draft itself."""

    model = MapVersion
    permitted = "drafts_of"

    @property
    def draft(self) -> MapVersion:
        return self.row


class OfStepMixin:
    model = RouteStep

    def get_queryset(self):
        return RouteStep.objects.select_related("route__map_version", "post")

    @property
    def draft(self) -> MapVersion:
        return self.row.route.map_version


class OfRouteMixin:
    model = Route

    def get_queryset(self):
        return Route.objects.select_related("map_version", "then")


class ConfirmFormView(DraftFormView):
    """What cannot be undone asks once more, and says what goes."""

    form_class = ConfirmForm
    template_name = "map/confirm.html"
    title = ""
    button = ""

    def get_context_data(self, **kwargs) -> dict:
        return {"title": self.title, "button": self.button, **super().get_context_data(**kwargs)}


class MapDraftDropView(OfDraftMixin, ConfirmFormView):
    title = _("Throw this draft away?")
    button = _("Throw away")
    success_message = _("The draft has been thrown away. What is in use stays as it is.")

    def perform(self, form: ConfirmForm) -> str:
        map_versions.drop_draft(self.draft, actor=self.staff)
        return reverse("map:versions")


class MapPublishView(OfDraftMixin, DraftFormView):
    form_class = PublishForm
    template_name = "map/publish.html"
    success_message = _("Published. From now on this is what everybody at work sees, and new reports follow it.")

    def get_context_data(self, **kwargs) -> dict:
        return {"problems": problems_of(self.draft), **super().get_context_data(**kwargs)}

    def perform(self, form: PublishForm) -> str:
        cleaned = form.cleaned_data
        said = {"approved_on": cleaned["approved_on"], "approved_by": cleaned["approved_by"]}
        map_versions.publish(self.draft, actor=self.staff, **said)
        return reverse("map:versions")


class RouteFormView(DraftFormView):
    form_class = RouteForm
    template_name = "map/route_form.html"
    route: Route | None = None

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "draft": self.draft, "route": self.route}

    def get_context_data(self, **kwargs) -> dict:
        return {"route": self.route, **super().get_context_data(**kwargs)}

    def perform(self, form: RouteForm) -> str:
        cleaned = form.cleaned_data
        route = map_versions.save_route(
            self.draft, actor=self.staff, name=cleaned["name"], situations=form.chosen(), then=cleaned["then"],
            route=self.route, version=cleaned["version"] or 0,
        )  # fmt: skip
        return draft_page(self.draft, route)


class RouteCreateView(OfDraftMixin, RouteFormView):
    success_message = _("The route has been added. Now give it steps.")


class RouteUpdateView(OfRouteMixin, RouteFormView):
    success_message = _("The route has been changed.")

    @property
    def route(self) -> Route:
        return self.row


class RouteRemoveView(OfRouteMixin, ConfirmFormView):
    title = _("Remove this route?")
    button = _("Remove the route")
    success_message = _("The route has been removed. Its situations have no route now.")

    def perform(self, form: ConfirmForm) -> str:
        map_versions.remove_route(self.row, actor=self.staff)
        return draft_page(self.draft)


class StepFormView(DraftFormView):
    form_class = StepForm
    template_name = "map/step_form.html"
    step: RouteStep | None = None

    @property
    def route(self) -> Route:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "draft": self.draft, "step": self.step}

    def get_context_data(self, **kwargs) -> dict:
        return {"route": self.route, "step": self.step, **super().get_context_data(**kwargs)}

    def perform(self, form: StepForm) -> str:
        version = form.cleaned_data["version"] or 0
        step = map_versions.save_step(
            self.route, actor=self.staff, step=self.step, version=version, **form.values()
        )  # fmt: skip
        return draft_page(self.draft, step)


class StepCreateView(OfRouteMixin, StepFormView):
    success_message = _("The step has been added at the end of the route.")

    @property
    def route(self) -> Route:
        return self.row


class StepUpdateView(OfStepMixin, StepFormView):
    success_message = _("The step has been changed.")

    @property
    def step(self) -> RouteStep:
        return self.row

    @property
    def route(self) -> Route:
        return self.row.route


class StepRemoveView(OfStepMixin, ConfirmFormView):
    title = _("Remove this step?")
    button = _("Remove the step")
    success_message = _("The step has been removed.")

    def perform(self, form: ConfirmForm) -> str:
        map_versions.remove_step(self.row, actor=self.staff)
        return draft_page(self.draft, self.row.route)


class StepMoveView(OfStepMixin, ServiceActionView):
    """One place up or down in the route."""

    access = CHANGE
    permitted = "changeable_by"
    by = 0

    def perform(self, row: RouteStep) -> str:
        map_versions.move_step(row, actor=self.staff, by=self.by)
        return self.back(row)

    def back(self, row: RouteStep) -> str:
        return draft_page(row.route.map_version, row)


class StepUpView(StepMoveView):
    by = -1


class StepDownView(StepMoveView):
    by = 1
