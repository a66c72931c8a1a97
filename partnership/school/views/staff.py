"""The work of one person: classes, days, absence; for the administrator and the school leader."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from partnership.school.forms.staff import AssignmentForm, DaysOfWeekForm
from partnership.school.models import Absence, Assignment, Group, RoleAssignment, StaffMember
from partnership.school.services.assignments import assign, change_assignment, end_assignment, set_working_days
from partnership.web.access import Allowed
from partnership.web.views import ServiceActionView, ServiceFormView, VisibleObjectMixin


class PersonMixin(VisibleObjectMixin):
    """A page about one colleague; who works here is known to everyone who may come in."""

    model = StaffMember

    def findable(self, queryset):
        return queryset.filter(school=self.staff.school_id)

    @cached_property
    def person(self) -> StaffMember:
        return self.get_object()

    def page_of_person(self) -> str:
        return reverse("school:staff_detail", args=[self.person.pk])


class StaffDetailView(PersonMixin, DetailView):
    access = Allowed("assignment", "read")
    template_name = "school/staff_detail.html"
    context_object_name = "person"

    def get_queryset(self):
        return StaffMember.objects.select_related("user")

    def get_context_data(self, **kwargs) -> dict:
        today, rights = timezone.localdate(), self.staff.rights
        work = Assignment.objects.findable_by(self.staff).filter(staff=self.object)
        work = list(work.select_related("group__year", "pupil").order_by("-from_date", "group__name", "pk"))
        absences = Absence.objects.filter(staff=self.object).order_by("-from_date")
        return super().get_context_data(**kwargs) | {
            "roles": RoleAssignment.objects.today().filter(staff=self.object).select_related("team", "location"),
            "work": [row for row in work if row.until is None or row.until >= today],
            "ended": [row for row in work if row.until and row.until < today],
            "absences": [row for row in absences if row.until is None or row.until >= today],
            "today": today,
            "may_change": rights.may("assignment", "change") and self.object != self.staff,
            "may_close": rights.may("account", "change") and self.object != self.staff,
            "is_gone": self.object.until is not None and self.object.until < today,
            "may_report_absence": "school" in rights.scopes("absence", "create"),
        }


class StaffDaysView(PersonMixin, ServiceFormView):
    access = Allowed("assignment", "change")
    form_class = DaysOfWeekForm
    template_name = "school/staff_days.html"
    success_message = _("The working days have been changed.")

    def object_key(self) -> str:
        return str(self.person.pk)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "person": self.person}

    def get_context_data(self, **kwargs) -> dict:
        return {"person": self.person, **super().get_context_data(**kwargs)}

    def perform(self, form: DaysOfWeekForm) -> str:
        set_working_days(self.person, actor=self.staff, days=form.chosen())
        return self.page_of_person()


class AssignmentFormView(ServiceFormView):
    form_class = AssignmentForm
    template_name = "school/assignment_form.html"
    assignment: Assignment | None = None

    def get_form_kwargs(self) -> dict:
        groups = Group.objects.findable_by(self.staff).filter(
            year__end__gte=timezone.localdate(), closed_on__isnull=True
        )
        groups = groups.select_related("year").order_by("year__start", "kind", "name")
        more = {"school": self.staff.school, "person": self.person, "groups": list(groups)}
        return {**super().get_form_kwargs(), **more, "assignment": self.assignment}

    def get_context_data(self, **kwargs) -> dict:
        return {"person": self.person, "assignment": self.assignment, **super().get_context_data(**kwargs)}


class AssignmentCreateView(PersonMixin, AssignmentFormView):
    access = Allowed("assignment", "create")
    success_message = _("The class has been given.")

    def object_key(self) -> str:
        return f"{self.person.pk}/new"

    def perform(self, form: AssignmentForm) -> str:
        assign(self.person, actor=self.staff, group=form.chosen_group(), work=form.work())
        return self.page_of_person()


class AssignmentUpdateView(VisibleObjectMixin, AssignmentFormView):
    access = Allowed("assignment", "change")
    model = Assignment
    permitted = "changeable_by"
    success_message = _("The work has been changed. What was planned goes to who is there.")

    def get_queryset(self):
        return Assignment.objects.select_related("staff__school", "group__year", "pupil")

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        self.assignment = self.get_object()
        self.person = self.assignment.staff
        return super().dispatch(request, *args, **kwargs)

    def object_key(self) -> str:
        return str(self.assignment.pk)

    def perform(self, form: AssignmentForm) -> str:
        change_assignment(self.assignment, actor=self.staff, work=form.work())
        return reverse("school:staff_detail", args=[self.person.pk])


class AssignmentEndView(ServiceActionView):
    access = Allowed("assignment", "change")
    model = Assignment
    permitted = "changeable_by"
    success_message = _("Ended. What was planned goes to who is there.")

    def perform(self, row: Assignment) -> str:
        end_assignment(row, actor=self.staff)
        return self.back(row)

    def back(self, row: Assignment) -> str:
        return reverse("school:staff_detail", args=[row.staff_id])
