"""Forms about the steps of a case: done or not needed, handed over, one added, and whether it happened before."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.forms.case import CaseForm, day_field, people, pick
from incidents.models import CaseAction
from partnership.school.models import StaffMember


class ActionForm(CaseForm):
    """A form about one step; its version is that of the step."""

    def __init__(self, *args, action: CaseAction, **kwargs):
        self.action = action
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = action.version


class ActionEndForm(ActionForm):
    form_name = "case_action_end"
    why = forms.CharField(
        label=_("Why is it not needed?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who may open the case reads this."),
        error_messages={"required": _("Say why this is not needed.")},
    )  # fmt: skip


class ActionGiveForm(ActionForm):
    form_name = "case_action_give"
    to = forms.ChoiceField(label=_("Who does it?"))

    def __init__(self, *args, colleagues: list[StaffMember], **kwargs):
        self.colleagues = colleagues
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["to"].choices = people([each for each in self.colleagues if each.pk != self.action.owner_id])

    def chosen(self) -> StaffMember:
        return self.person("to", self.colleagues)


class ActionAddForm(CaseForm):
    form_name = "case_action_add"
    what = forms.CharField(
        label=_("What must be done?"), max_length=200,
        help_text=_("One sentence, without the story: whom you ask sees this and not the case."),
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("Who does it?"))
    due_on = day_field(_("Before which day?"))

    def __init__(self, *args, colleagues: list[StaffMember], **kwargs):
        self.colleagues = colleagues
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["owner"].choices = people(self.colleagues)
        self.initial["due_on"] = timezone.localdate()

    def chosen(self) -> StaffMember:
        return self.person("owner", self.colleagues)


class AgainForm(CaseForm):
    form_name = "case_again"
    again = pick(
        _("Did the same person do this before?"),
        choices=[("yes", _("yes, it was established or partly established then")), ("no", _("no"))],
    )

    def prepare(self) -> None:
        if self.incident.is_again is not None:
            self.initial["again"] = "yes" if self.incident.is_again else "no"
