"""Fields that several forms have."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.school.telephones import normalise


class TelephoneField(forms.CharField):
    """One telephone number as people write it, kept in international form."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
        super().__init__(label=_("Telephone"), required=False, max_length=40, widget=widget, **kwargs)

    def clean(self, value: str) -> str:
        try:
            return normalise(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class EmailField(forms.EmailField):
    def __init__(self, **kwargs):
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(label=_("E-mail"), required=False, max_length=254, widget=widget, **kwargs)
