"""The form that asks a colleague along to a talk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import TalkSupport
from partnership.school.models import StaffMember
from partnership.web.forms import BaseForm


class SupportForm(BaseForm):
    form_name = "support"
    who = forms.ChoiceField(label=_("Whom do you ask?"))
    how = forms.ChoiceField(
        label=_("For what?"), choices=TalkSupport.How.choices, widget=forms.RadioSelect, initial=TalkSupport.How.JOIN
    )

    def __init__(self, *args, colleagues: list[StaffMember], **kwargs):
        super().__init__(*args, **kwargs)
        self.colleagues = colleagues
        self.fields["who"].choices = [(str(each.pk), each.name) for each in colleagues]

    def asked(self) -> StaffMember:
        return next(each for each in self.colleagues if str(each.pk) == self.cleaned_data["who"])
