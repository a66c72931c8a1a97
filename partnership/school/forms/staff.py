"""Forms about the work of one person: a class, days, from when until when."""

from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from partnership.school.enums import AssignmentKind
from partnership.school.models import Assignment, Group, School, StaffMember
from partnership.school.services.assignments import Work
from partnership.school.words import word
from partnership.web.forms import BaseForm

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


def days_field(label) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(str(number + 1), WEEKDAYS[number]) for number in range(5)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )


class DaysOfWeekForm(BaseForm):
    form_name = "staff_days"
    days = days_field(_("Working days"))

    def __init__(self, *args, person: StaffMember, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["days"] = list(person.working_days)

    def chosen(self) -> str:
        return "".join(sorted(self.cleaned_data["days"]))


class AssignmentForm(BaseForm):
    """Work with a group that is chosen, or, with `assignment`, a change of that work."""

    form_name = "assignment"
    group = forms.ChoiceField(label=_("Which class?"))
    kind = forms.ChoiceField(label=_("As what?"), widget=forms.RadioSelect)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=100)
    days = days_field(_("On which days?"))
    from_date = forms.DateField(label=_("First day"), **DATE)
    until = forms.DateField(
        label=_("Last day"), required=False, help_text=_("Empty: until the end of the school year."), **DATE
    )

    def __init__(
        self, *args, school: School, person: StaffMember, groups: list[Group], assignment: Assignment | None, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.fields["kind"].choices = [(kind.value, word(school, kind)) for kind in AssignmentKind]
        self.fields["group"].choices = [(str(group.pk), self._name(group)) for group in groups]
        self.initial |= {"kind": AssignmentKind.CLASS_TEACHER, "days": list(person.working_days)}
        self.initial["from_date"] = timezone.localdate()
        if assignment is not None:
            del self.fields["group"]
            self.initial |= {name: getattr(assignment, name) for name in ("kind", "subject", "from_date", "until")}
            self.initial["days"] = list(assignment.days)

    @staticmethod
    def _name(group: Group) -> str:
        return group.name if group.year.is_current else f"{group.name} ({group.year})"

    def chosen_group(self) -> Group:
        key = UUID(self.cleaned_data["group"])
        return next(group for group in self.groups if group.pk == key)

    def work(self) -> Work:
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in ("kind", "subject", "from_date", "until")}
        return Work(days="".join(sorted(cleaned["days"])), **given)
