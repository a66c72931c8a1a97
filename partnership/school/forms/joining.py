"""Which of two records of one person goes on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.school.models import Guardian, GuardianPair
from partnership.web.forms import BaseForm


class JoinForm(BaseForm):
    form_name = "guardian_join"
    kept = forms.ChoiceField(label=_("Which record goes on?"), widget=forms.RadioSelect)

    def __init__(self, *args, pair: GuardianPair, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in (pair.one, pair.other)}
        labels = (_("the first one: %(name)s"), _("the second one: %(name)s"))
        self.fields["kept"].choices = [
            (key, label % {"name": each.name}) for label, (key, each) in zip(labels, self.people.items(), strict=True)
        ]
        self.initial["kept"] = str(pair.one_id)

    def chosen(self) -> Guardian:
        return self.people[self.cleaned_data["kept"]]
