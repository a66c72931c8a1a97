"""Forms for the school's own words about incidents. Labels and help stand on the models."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from incidents.enums import AggressionForm, Rank
from incidents.models import Behaviour, EmergencyNumber, Hint, IncidentSettings, Place, Severity
from incidents.models.definitions import Definition
from incidents.services.letters import warning_text
from incidents.services.placeholders import check_text
from partnership.school.telephones import normalise
from partnership.web.forms import BaseForm

NUMBER = {"widget": forms.NumberInput(attrs={"class": "short-number"})}


def _long(model: type, name: str, *, rows: int = 3, required: bool = False) -> forms.CharField:
    field = model._meta.get_field(name)
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=capfirst(field.verbose_name),
        help_text=field.help_text,
        required=required,
        max_length=field.max_length,
        widget=widget,
    )


def _yes(model: type, name: str) -> forms.BooleanField:
    return forms.BooleanField(label=capfirst(model._meta.get_field(name).verbose_name), required=False)


def _count(model: type, name: str, least: int, most: int) -> forms.IntegerField:
    field = model._meta.get_field(name)
    return forms.IntegerField(
        label=capfirst(field.verbose_name), help_text=field.help_text, min_value=least, max_value=most, **NUMBER
    )


class DefinitionForm(BaseForm):
    """One word of the school: its name, its place in the list, and what the kind asks more."""

    model: type[Definition]
    columns: tuple[str, ...] = ()
    name = forms.CharField(label=_("Name"), max_length=100)
    order = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=999, initial=0, help_text=_("0 comes first."), **NUMBER
    )

    def __init__(self, *args, row: Definition | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        names = ("name", "order", *self.columns)
        self.initial |= {name: getattr(row or self.model(), name) for name in names}
        self.order_fields(["name", *self.columns, "order"])

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("name", "order", *self.columns)}


class SeverityForm(DefinitionForm):
    form_name = "severity"
    model = Severity
    columns = ("rank", "criteria", "opened_within_hours", "needs_measure", "needs_recovery", "needs_evaluation")
    rank = forms.ChoiceField(label=_("Level"), choices=Rank.choices, widget=forms.RadioSelect)
    criteria = _long(Severity, "criteria", rows=4)
    opened_within_hours = _count(Severity, "opened_within_hours", 1, 168)
    needs_measure = _yes(Severity, "needs_measure")
    needs_recovery = _yes(Severity, "needs_recovery")
    needs_evaluation = _yes(Severity, "needs_evaluation")


class BehaviourForm(DefinitionForm):
    form_name = "behaviour"
    model = Behaviour
    columns = ("form",)
    form = forms.ChoiceField(label=_("Form"), choices=AggressionForm.choices, widget=forms.RadioSelect)


class PlaceForm(DefinitionForm):
    form_name = "place"
    model = Place


class HintForm(DefinitionForm):
    form_name = "hint"
    model = Hint
    columns = ("when", "text", "source")
    when = forms.ChoiceField(label=_("When is it shown?"), choices=Hint.When.choices)
    text = _long(Hint, "text", required=True)
    source = forms.CharField(
        label=_("Source"), required=False, max_length=300, help_text=_("Where this can be read: law, guide or website.")
    )


class NumberForm(DefinitionForm):
    form_name = "emergency_number"
    model = EmergencyNumber
    columns = ("telephone",)
    telephone = forms.CharField(label=_("Telephone"), max_length=40, widget=forms.TextInput(attrs={"type": "tel"}))

    def clean_telephone(self) -> str:
        try:
            return normalise(self.cleaned_data["telephone"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class IncidentSettingsForm(BaseForm):
    form_name = "incident_settings"
    columns = (
        "complaint_route", "child_safety", "allows_confidential", "allows_on_behalf", "tell_within_days",
        "child_within_days", "again_within_years", "talk_label",
    )  # fmt: skip
    complaint_route = _long(IncidentSettings, "complaint_route", rows=4, required=True)
    child_safety = _long(IncidentSettings, "child_safety")
    allows_confidential = _yes(IncidentSettings, "allows_confidential")
    allows_on_behalf = _yes(IncidentSettings, "allows_on_behalf")
    tell_within_days = _count(IncidentSettings, "tell_within_days", 1, 60)
    child_within_days = _count(IncidentSettings, "child_within_days", 1, 30)
    again_within_years = _count(IncidentSettings, "again_within_years", 1, 5)
    talk_label = forms.CharField(
        label=_("Name of the talk about the rules of conduct"), required=False, max_length=60,
        help_text=_("Empty: 'talk about the rules of conduct'."),
    )  # fmt: skip

    def __init__(self, *args, terms: IncidentSettings, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {name: getattr(terms, name) for name in self.columns}

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.columns}


class WarningTextForm(BaseForm):
    form_name = "warning_text"
    warning_text = _long(IncidentSettings, "warning_text", rows=24, required=True)

    def __init__(self, *args, terms: IncidentSettings, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["warning_text"] = warning_text(terms)

    def clean_warning_text(self) -> str:
        text = self.cleaned_data["warning_text"].replace("\r\n", "\n")
        check_text(text)
        return text

    def values(self) -> dict:
        return {"warning_text": self.cleaned_data["warning_text"]}
