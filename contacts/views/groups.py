"""The classes a person works with, and one class with every family in it."""

import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.views.generic import DetailView, ListView

from contacts.services.overview import class_rows
from partnership.school.models import Group
from partnership.school.services.people import keepers_of_group
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin, VisibleObjectMixin


class GroupListView(StaffViewMixin, ListView):
    access = Allowed("group", "read")
    template_name = "contacts/group_list.html"

    def get_queryset(self):
        groups = list(Group.objects.visible_to(self.staff).select_related("team", "year"))
        current = [group for group in groups if group.year.is_current and group.closed_on is None]
        self.elsewhen = sorted((group for group in groups if not group.year.is_current), key=self._newest_first)
        self.kept = [group for group in current if group.pk in self.staff.rights.kept_groups]
        return [group for group in current if group not in self.kept]

    @staticmethod
    def _newest_first(group: Group) -> int:
        return -group.year.start.toordinal()

    def get_context_data(self, **kwargs) -> dict:
        return {"kept": self.kept, "elsewhen": self.elsewhen, **super().get_context_data(**kwargs)}


class GroupDetailView(VisibleObjectMixin, DetailView):
    """The class page: families not spoken to for longest first."""

    access = Allowed("group", "read")
    model = Group
    template_name = "contacts/group_detail.html"
    context_object_name = "group"

    def get_queryset(self):
        return Group.objects.select_related("year")

    def _day(self) -> datetime.date:
        """Today, or the nearest day of the class's own year."""
        year = self.object.year
        return min(max(timezone.localdate(), year.start), year.end)

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        is_current = self.object.year.is_current
        pupils = class_rows(self.object, staff=self.staff)
        prefetch_related_objects(pupils, "guardianships")
        return context | {
            "pupils": pupils,
            "spoken": sum(pupil.spoken_at is not None for pupil in pupils),
            "keepers": keepers_of_group(self.object, self._day()),
            "may_see_year": is_current and Group.objects.planned_by(self.staff).filter(pk=self.object.pk).exists(),
            "may_log": is_current and self.staff.rights.may("contact", "create"),
            "is_current": is_current,
        }
