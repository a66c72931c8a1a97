"""Functions of the map with who fills them; whether the map works; and what it would ask."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from incidents.enums import MapState
from incidents.forms.map import DryRunForm, PostForm
from incidents.models import MapPost, MapVersion
from incidents.models.map import ROLES
from incidents.services.map_check import problems_of
from incidents.services.map_people import fillers
from incidents.services.map_posts import add_post, change_post, switch_post
from incidents.services.map_rehearsal import rehearse
from incidents.services.map_working import how_it_works
from incidents.views.map_edit import CHANGE, CREATE
from partnership.web.views import ServiceActionView, ServiceFormView, StaffViewMixin, VisibleObjectMixin


class MapPostListView(StaffViewMixin, TemplateView):
    access = CHANGE
    template_name = "map/post_list.html"

    def get_context_data(self, **kwargs) -> dict:
        posts = list(MapPost.objects.changeable_by(self.staff).select_related("holder", "deputy"))
        people = fillers(posts)
        rights = self.staff.rights
        rows = [{"post": post, "people": people[post.pk]} for post in posts]
        may = {
            "may_create": "school" in rights.scopes("escalation_map", "create"),
            "may_give_roles": rights.may("account", "read"),
        }
        return super().get_context_data(**kwargs) | {"rows": rows} | may


class MapPostFormView(ServiceFormView):
    form_class = PostForm
    template_name = "map/post_form.html"
    success_message = _("Saved.")
    row: MapPost | None = None

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "staff": self.staff, "post": self.row}

    def get_context_data(self, **kwargs) -> dict:
        own = {"row": self.row, "roles": [kind.value for kind in ROLES], "may_give_roles": self.may_give_roles}
        return {**own, **super().get_context_data(**kwargs)}

    @property
    def may_give_roles(self) -> bool:
        return self.staff.rights.may("account", "read")


class MapPostCreateView(MapPostFormView):
    access = CREATE

    def object_key(self) -> str:
        return "new"

    def perform(self, form: PostForm) -> str:
        order = MapPost.objects.filter(school=self.staff.school_id).count() + 1
        post = add_post(MapPost(order=order, **form.values()), actor=self.staff)
        return f"{reverse('map:posts')}#{post.pk}"


class MapPostUpdateView(VisibleObjectMixin, MapPostFormView):
    access = CHANGE
    model = MapPost
    permitted = "changeable_by"

    @cached_property
    def row(self) -> MapPost:
        return self.get_object()

    def object_key(self) -> str:
        return str(self.row.pk)

    def perform(self, form: PostForm) -> str:
        version = form.cleaned_data["version"] or 0
        change_post(self.row, actor=self.staff, version=version, values=form.values())
        return f"{reverse('map:posts')}#{self.row.pk}"


class MapPostSwitchView(ServiceActionView):
    """Offered no longer, or offered again; nothing is deleted: old versions go on naming it."""

    access = CHANGE
    model = MapPost
    permitted = "changeable_by"

    def perform(self, row: MapPost) -> str:
        switch_post(row, actor=self.staff, on=not row.is_active)
        return self.back(row)

    def back(self, row: MapPost) -> str:
        return f"{reverse('map:posts')}#{row.pk}"


class MapWorkingView(StaffViewMixin, TemplateView):
    """How fast, how late, what is skipped, what is missing: of the cases one may open."""

    access = CHANGE
    template_name = "map/working.html"

    def get_context_data(self, **kwargs) -> dict:
        in_use = MapVersion.objects.visible_to(self.staff).in_use(self.staff.school)
        own = {"in_use": in_use, "problems": problems_of(in_use) if in_use else []}
        return super().get_context_data(**kwargs) | own | {"working": how_it_works(self.staff)}


class MapDryRunView(StaffViewMixin, TemplateView):
    """What would be asked, of whom, until when; nothing is saved."""

    access = CHANGE
    template_name = "map/dry_run.html"

    def get_context_data(self, **kwargs) -> dict:
        states = (MapState.PUBLISHED, MapState.DRAFT)
        versions = list(MapVersion.objects.visible_to(self.staff).filter(state__in=states))
        form = DryRunForm(self.request.GET or None, versions=versions)
        own = {"form": form, "versions": versions, "today": timezone.localdate()}
        if versions and form.is_bound and form.is_valid():
            cleaned, version = form.cleaned_data, form.version()
            asked = {"forms": cleaned["form"], "rank": cleaned["level"], "again": bool(cleaned["again"])}
            own |= {"version": version, "rehearsal": rehearse(version, at=form.moment(), **asked)}
        return super().get_context_data(**kwargs) | own
