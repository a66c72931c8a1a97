"""The classes a person works with, and one class with every family in it."""

from django.db.models import prefetch_related_objects
from django.views.generic import DetailView, ListView

from contacts.services.overview import class_rows
from partnership.school.models import Group, SchoolYear
from partnership.school.services.people import keepers_of_group
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin, VisibleObjectMixin


class GroupListView(StaffViewMixin, ListView):
    access = Allowed("group", "read")
    template_name = "contacts/group_list.html"

    def get_queryset(self):
        groups = Group.objects.visible_to(self.staff).current().select_related("team")
        self.kept = [group for group in groups if group.pk in self.staff.rights.kept_groups]
        return [group for group in groups if group not in self.kept]

    def get_context_data(self, **kwargs) -> dict:
        return {"kept": self.kept, **super().get_context_data(**kwargs)}


class GroupDetailView(VisibleObjectMixin, DetailView):
    """The class page: families not spoken to for longest first."""

    access = Allowed("group", "read")
    model = Group
    template_name = "contacts/group_detail.html"
    context_object_name = "group"

    def get_queryset(self):
        return Group.objects.select_related("year")

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        pupils = class_rows(self.object, staff=self.staff)
        prefetch_related_objects(pupils, "guardianships")
        return context | {
            "pupils": pupils,
            "spoken": sum(pupil.spoken_at is not None for pupil in pupils),
            "keepers": keepers_of_group(self.object),
            "may_see_year": Group.objects.planned_by(self.staff).filter(pk=self.object.pk).exists(),
            "may_log": self.staff.rights.may("contact", "create"),
            "past": not SchoolYear.objects.current().filter(pk=self.object.year_id).exists(),
        }
