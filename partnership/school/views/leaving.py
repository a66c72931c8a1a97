"""The end of somebody's work here, for the administrator."""

from django.utils.translation import gettext_lazy as _

from partnership.school.forms.leaving import CloseForm, LastDayForm
from partnership.school.services.leaving import end_work, set_last_day
from partnership.school.services.people import workplaces
from partnership.school.views.staff import PersonMixin
from partnership.web.access import Allowed
from partnership.web.views import ServiceFormView


class LeavingView(PersonMixin, ServiceFormView):
    access = Allowed("account", "change")

    def get_queryset(self):
        return super().get_queryset().select_related("user")

    def object_key(self) -> str:
        return str(self.person.pk)

    def get_context_data(self, **kwargs) -> dict:
        places = workplaces(self.person.user) if self.person.user else []
        elsewhere = [place.school for place in places if place.pk != self.person.pk]
        is_closed = self.person.user is not None and not self.person.user.is_active
        more = {"person": self.person, "elsewhere": elsewhere, "is_closed": is_closed}
        return {**more, **super().get_context_data(**kwargs)}


class StaffLastDayView(LeavingView):
    form_class = LastDayForm
    template_name = "school/staff_last_day.html"
    success_message = _("The last day has been changed.")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "person": self.person}

    def perform(self, form: LastDayForm) -> str:
        set_last_day(self.person, actor=self.staff, last_day=form.cleaned_data["last_day"])
        return self.page_of_person()


class StaffCloseView(LeavingView):
    form_class = CloseForm
    template_name = "school/staff_close.html"
    success_message = _("Ended. From now on nothing opens any more; what was planned goes to who is there.")

    def perform(self, form: CloseForm) -> str:
        end_work(self.person, actor=self.staff)
        return self.page_of_person()
