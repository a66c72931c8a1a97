"""My tasks: everything one has to do or stands in for, across contacts, cases and the rest, by due moment."""

import datetime

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from partnership.duties.models import Duty
from partnership.views.tasks_of import Task, tasks_of
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin

PER_PAGE = 50
WEEK = datetime.timedelta(days=7)
PARTS = (
    ("late", _("Late")),
    ("today", _("Today")),
    ("soon", _("In the next seven days")),
    ("later", _("Later")),
    ("whenever", _("Without a day")),
)


class MyTasksView(StaffViewMixin, TemplateView):
    access = Allowed("duty", "read")
    template_name = "my_tasks.html"

    def get_context_data(self, **kwargs) -> dict:
        duties = Duty.objects.visible_to(self.staff).open().by_due_moment().select_related("owner", "deputy")
        page = Paginator(duties, PER_PAGE).get_page(self.request.GET.get("page"))
        tasks = tasks_of(page.object_list, staff=self.staff)
        groups = [(title, [task for task in tasks if part_of(task) == name]) for name, title in PARTS]
        return super().get_context_data(**kwargs) | {
            "groups": [(title, rows) for title, rows in groups if rows],
            "page_obj": page,
            "today": timezone.localdate(),
        }


def part_of(task: Task) -> str:
    """Return under which heading a task stands; what has a time is late from that moment on."""
    duty, today = task.duty, timezone.localdate()
    if duty.due_on is None:
        return "whenever"
    if duty.due_on < today or (duty.due_at is not None and not task.contact and duty.due_at <= timezone.now()):
        return "late"
    if duty.due_on == today:
        return "today"
    return "soon" if duty.due_on < today + WEEK else "later"
