"""The year of a class: who was spoken to, who is planned, whose turn it is."""

import datetime

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.generic import DetailView

from contacts.services.norms import in_words, norms_of_group
from contacts.services.yeargrid import FILTERS, YearGrid, year_grid
from contacts.services.yearsigns import legend
from partnership.school.models import Group
from partnership.web.access import Allowed
from partnership.web.views import VisibleObjectMixin

WEEK = datetime.timedelta(days=7)


class GroupYearView(VisibleObjectMixin, DetailView):
    access = Allowed("contact_plan", "read")
    model = Group
    permitted = "planned_by"
    template_name = "contacts/group_year.html"
    context_object_name = "group"

    def get_queryset(self):
        return Group.objects.select_related("year__school")

    def get_context_data(self, **kwargs) -> dict:
        grid = year_grid(self.object, staff=self.staff)
        chosen = self.request.GET.get("show", "")
        shown = grid.filtered(chosen)
        return super().get_context_data(**kwargs) | {
            "grid": shown,
            "total": len(grid.rows),
            "filters": [(name, grid.count(name)) for name in FILTERS],
            "chosen": chosen if chosen in FILTERS else "",
            "to_plan": [
                row for row in shown.rows if chosen in FILTERS or (row.coverage.is_turn and not row.planned_on)
            ],
            "norms": [in_words(norm) for norm in norms_of_group(self.object, grid.terms.norms)],
            "legend": legend(),
            "balance": grid.own_balance(),
            "may_plan": self.object.pk in self.staff.rights.kept_groups,
            **self._week(shown),
        }

    def _week(self, grid: YearGrid) -> dict:
        """One week for the phone: this one, or the one asked for."""
        today = timezone.localdate()
        day = parse_date_or_none(self.request.GET.get("week", "")) or today
        monday = day - datetime.timedelta(days=day.weekday())
        return {
            "week": monday,
            "is_this_week": monday <= today < monday + WEEK,
            "holiday": next((each.holiday for each in grid.weeks if each.monday == monday), ""),
            "week_end": monday + datetime.timedelta(days=4),
            "previous_week": monday - WEEK,
            "next_week": monday + WEEK,
            "week_rows": grid.of_week(monday),
        }


def parse_date_or_none(text: str) -> datetime.date | None:
    """Return the date an address names; None for nonsense, and for a year in which nobody here goes to school."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 1900 < day.year < 2200 else None
