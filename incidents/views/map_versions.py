"""Versions of the map: which there were, what each says, and what changed between two of them."""

from django.views.generic import DetailView, TemplateView

from incidents.enums import MapState
from incidents.models import MapVersion, Route
from incidents.services.map_changes import changes
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin, VisibleObjectMixin

READ = Allowed("escalation_map", "read")


class MapVersionListView(StaffViewMixin, TemplateView):
    access = READ
    template_name = "map/version_list.html"

    def get_context_data(self, **kwargs) -> dict:
        versions = list(MapVersion.objects.visible_to(self.staff).select_related("made_by", "published_by"))
        own = {"versions": versions, "draft": next((each for each in versions if each.state == MapState.DRAFT), None)}
        rights = self.staff.rights
        may = {f"may_{act}": "school" in rights.scopes("escalation_map", act) for act in ("create", "change")}
        return super().get_context_data(**kwargs) | own | may


class MapVersionDetailView(VisibleObjectMixin, DetailView):
    """One version as it was approved."""

    access = READ
    model = MapVersion
    template_name = "map/version_detail.html"
    context_object_name = "version"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"routes": routes_of_version(self.object)}


def routes_of_version(version: MapVersion) -> list[Route]:
    rows = version.routes.select_related("then")
    return list(rows.prefetch_related("situations", "steps__post", "steps__informs"))


class MapChangesView(VisibleObjectMixin, DetailView):
    """What a version does differently from an earlier one, without a choice from the one before it."""

    access = READ
    model = MapVersion
    template_name = "map/changes.html"
    context_object_name = "version"

    def get_context_data(self, **kwargs) -> dict:
        earlier = MapVersion.objects.visible_to(self.staff).exclude(state=MapState.DRAFT)
        earlier = list(earlier.filter(number__lt=self.object.number))
        asked = self.request.GET.get("with", "")
        old = next((each for each in earlier if str(each.number) == asked), earlier[0] if earlier else None)
        found = changes(old, self.object) if old else []
        return super().get_context_data(**kwargs) | {"old": old, "earlier": earlier, "changes": found}
