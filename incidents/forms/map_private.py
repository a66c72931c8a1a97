"""The form for one's own number out of hours."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partnership.school.telephones import normalise
from partnership.web.forms import BaseForm


class PrivateNumberForm(BaseForm):
    form_name = "private_number"
    telephone = forms.CharField(
        label=_("Your private telephone number"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Empty: no number, and what you gave is gone."),
    )  # fmt: skip

    def clean_telephone(self) -> str:
        try:
            return normalise(self.cleaned_data["telephone"])
        except ValueError as error:
            raise ValidationError(str(error)) from error
