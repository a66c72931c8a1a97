"""The settings and the calendar of the school."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from partnership.school.calendar import fill_calendar
from partnership.school.forms.settings import DayOffForm, SettingsForm
from partnership.school.models import DayOff, SchoolYear
from partnership.school.services.settings import add_day_off, change_settings, remove_day_off
from partnership.web.access import Allowed
from partnership.web.views import ServiceActionView, ServiceFormView, StaffViewMixin


class SettingsUpdateView(ServiceFormView):
    access = Allowed("school", "change")
    form_class = SettingsForm
    template_name = "school/settings.html"
    success_message = gettext_lazy("The settings have been changed.")

    def object_key(self) -> str:
        return str(self.staff.school_id)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "school": self.staff.school}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"may_see_calendar": self.staff.rights.may("calendar", "read")}

    def perform(self, form: SettingsForm) -> str:
        change_settings(self.staff.school, actor=self.staff, values=form.values())
        return reverse("school:settings")


class CalendarListView(StaffViewMixin, ListView):
    access = Allowed("calendar", "read")
    template_name = "school/calendar.html"
    context_object_name = "days"

    def get_queryset(self):
        return DayOff.objects.visible_to(self.staff).filter(until__gte=timezone.localdate()).order_by("from_date")

    def get_context_data(self, **kwargs) -> dict:
        may_change = self.staff.rights.may("calendar", "change")
        return super().get_context_data(**kwargs) | {"may_change": may_change}


class DayOffCreateView(ServiceFormView):
    access = Allowed("calendar", "change")
    form_class = DayOffForm
    template_name = "school/day_off_form.html"
    success_message = gettext_lazy("The day has been added.")

    def object_key(self) -> str:
        return "day"

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "year": SchoolYear.objects.current().first()}

    def perform(self, form: DayOffForm) -> str:
        add_day_off(self.staff.school, actor=self.staff, values=form.values())
        return reverse("school:calendar")


class DayOffRemoveView(ServiceActionView):
    access = Allowed("calendar", "change")
    model = DayOff
    success_message = gettext_lazy("The day has been taken out of the calendar.")

    def findable(self, queryset):
        return queryset.visible_to(self.staff)

    def perform(self, row: DayOff) -> str:
        remove_day_off(row, actor=self.staff)
        return self.back(row)

    def back(self, row: DayOff) -> str:
        return reverse("school:calendar")


class CalendarFillView(ServiceActionView):
    """Fill an empty calendar with the advised holidays of the region, as rows that can be changed."""

    access = Allowed("calendar", "change")
    model = SchoolYear
    success_message = gettext_lazy("The advised holidays of your region have been filled in. Change what differs.")

    def get_object(self, queryset=None):
        return SchoolYear.objects.current().first()

    def perform(self, row: SchoolYear | None) -> str:
        if row is not None:
            fill_calendar(row)
        return reverse("school:calendar")
