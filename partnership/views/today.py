"""The first page: what today asks, what waits, and something nice to share."""

import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from contacts.services import planned
from contacts.services.left_over import left_over
from contacts.services.overview import class_rows
from partnership.duties import protection
from partnership.duties.models import Duty
from partnership.records.prepared import prepared
from partnership.school.models import Group
from partnership.views.rounds import with_rounds
from partnership.views.tasks_of import Task, tasks_of
from partnership.web.access import SignedIn
from partnership.web.views import StaffViewMixin

NEXT_FAMILIES = 5
MOST = 60
NEAR = datetime.timedelta(days=21)
RIGHTS = {
    "may_find": ("directory", "read"),
    "may_log": ("contact", "create"),
    "may_plan": ("contact_plan", "create"),
    "may_read_norms": ("norm", "read"),
    "may_see_coverage": ("coverage", "aggregate"),
    "may_see_calendar": ("calendar", "read"),
    "may_report_absence": ("absence", "create"),
    "may_assign": ("assignment", "read"),
    "may_see_staff": ("account", "read"),
    "may_have_feed": ("feed", "change"),
    "may_change_school": ("school", "change"),
    "may_report": ("incident", "create"),
    "may_read_rules": ("vision", "read"),
    "may_read_map": ("escalation_map", "read"),
    "may_read_tasks": ("duty", "read"),
    "may_change_terms": ("incident_terms", "change"),
}


class TodayView(StaffViewMixin, TemplateView):
    access = SignedIn("everyone's own day; each part shows only what the policy lets this person see")

    def get_template_names(self) -> list[str]:
        return ["today.html" if self.staff else "no_school.html"]

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        if self.staff is None:
            return context
        today = timezone.localdate()
        parts = {
            "late": [task for task in self.tasks if task.is_late(today)],
            "talks": [task for task in self._talks() if task.duty.due_on == today],
            "this_week": [task for task in self._talks() if today < task.duty.due_on <= self.sunday],
        }
        return context | {
            "now": timezone.localtime(),
            **parts,
            "rows": {name: with_rounds(tasks, staff=self.staff) for name, tasks in parts.items()},
            "coming": [task for task in self.tasks if task.agreement and not task.is_late(today)],
            "today": today,
            "reviews": [task for task in self.tasks if task.restriction],
            "asked_along": [task.support for task in self.tasks if task.support],
            "waiting": [task for task in self.tasks if task.label],
            "left_over": left_over(staff=self.staff) if self.staff.rights.may("duty", "existence") else [],
            **{name: self.staff.rights.may(*right) for name, right in RIGHTS.items()},
            "may_see_log": "school" in self.staff.rights.scopes("audit", "read"),
            "classes": [self._class(group) for group in self._kept_groups()],
        }

    @cached_property
    def sunday(self) -> datetime.date:
        today = timezone.localdate()
        return today + datetime.timedelta(days=6 - today.weekday())

    @cached_property
    def tasks(self) -> list[Task]:
        """What today asks. Talks of a later week are not for today, nor restrictions that hold for weeks still."""
        if "own" not in self.staff.rights.scopes("duty", "read"):
            return []
        near = timezone.localdate() + NEAR
        duties = open_duties(staff=self.staff.pk, of_school=self.staff.school_id, sunday=self.sunday, near=near)
        return tasks_of(duties, staff=self.staff)

    def _talks(self) -> list[Task]:
        return [task for task in self.tasks if task.contact and task.duty.due_on]

    def _kept_groups(self) -> list[Group]:
        return groups_today(keys=self.staff.rights.kept_groups, day=timezone.localdate())

    def _class(self, group: Group) -> dict:
        """What one class asks: whom to speak with, and for whom good news has to wait no longer."""
        pupils = class_rows(group, staff=self.staff)
        return {
            "group": group,
            "size": len(pupils),
            "spoken": sum(pupil.spoken_at is not None for pupil in pupils),
            "next": pupils[:NEXT_FAMILIES],
            "without_good_news": [pupil for pupil in pupils if pupil.nice_at is None],
        }


@prepared
def open_duties(*, staff: UUID, of_school: UUID, sunday: datetime.date, near: datetime.date) -> QuerySet[Duty]:
    later = Q(kind=planned.DUTY, due_on__gt=sunday) | Q(kind=protection.DUTY, due_on__gt=near)
    return Duty.objects.of(staff).filter(school=of_school).open().exclude(later).by_due_moment()[:MOST]


@prepared
def groups_today(*, keys: list[UUID], day: datetime.date) -> QuerySet[Group]:
    return Group.objects.filter(pk__in=keys).current(day).select_related("year")
