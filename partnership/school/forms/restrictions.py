"""The form for a restriction on a guardian: what, on which ground, until when, and the line others see."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.school.enums import Basis, RestrictionKind
from partnership.school.models import Restriction
from partnership.school.services.restrictions import COLUMNS
from partnership.web.forms import BaseForm

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class RestrictionForm(BaseForm):
    """A new restriction, or with `restriction` a change of one, which asks why."""

    form_name = "restriction"
    kind = forms.ChoiceField(label=_("What is restricted?"), choices=RestrictionKind.choices, widget=forms.RadioSelect)
    basis = forms.ChoiceField(label=_("What does it rest on?"), choices=Basis.choices, widget=forms.RadioSelect)
    document = forms.CharField(
        label=_("Which document or agreement?"),
        max_length=300,
        help_text=_("For example: ruling of the court of 12 March, or agreement with both parents."),
    )
    seen_on = forms.DateField(label=_("When did you see it, or was it agreed?"), **DATE)
    from_date = forms.DateField(label=_("It holds from"), **DATE)
    until = forms.DateField(label=_("Until and including"), required=False, **DATE)
    review_on = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        help_text=_("An end, a date to look at it again, or both: none is for ever."),
        **DATE,
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Read by the school leader and the care coordinator only."),
    )
    line = forms.CharField(
        label=_("What must who teaches this child do?"),
        max_length=200,
        help_text=_("One line, without the reason. It is all that the teachers see."),
    )
    reason = forms.CharField(label=_("Why do you change it?"), max_length=300)

    def __init__(self, *args, restriction: Restriction | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if restriction is None:
            del self.fields["reason"]
            self.initial["from_date"] = timezone.localdate()
        else:
            self.initial |= {name: getattr(restriction, name) for name in COLUMNS}
            self.initial["line"] = restriction.instruction.text

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in COLUMNS}
