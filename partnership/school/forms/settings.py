"""Forms for the settings and the calendar of a school."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from partnership.school.enums import DayOffKind, Part, Region
from partnership.school.models import SWITCHES, School, SchoolYear
from partnership.web.forms import BaseForm

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
NUMBER = {"widget": forms.NumberInput(attrs={"class": "short-number"})}
SETTINGS = ("region", "remind_days", "tries_before_hint", "concerns_before_hint", "overview_from", "overview_agreed")
# What only says something to a school that uses the part.
OF_PLANNER = ("region", "remind_days", "overview_from", "overview_agreed")
SWITCH_HELP = _(
    "Off: its pages, links and figures are hidden for everyone, and its reminders stop. Nothing is deleted: on again "
    "brings everything back as it was."
)


class SettingsForm(BaseForm):
    form_name = "settings"
    region = forms.ChoiceField(label=_("Holiday region"), choices=Region.choices)
    remind_days = forms.IntegerField(
        label=_("Days before a planned contact to remind"), min_value=0, max_value=14, **NUMBER
    )
    tries_before_hint = forms.IntegerField(
        label=_("Attempts after which the page suggests another way"), min_value=1, max_value=10, **NUMBER
    )
    concerns_before_hint = forms.IntegerField(
        label=_("Concerns in a row after which the page recalls good news"), min_value=1, max_value=10, **NUMBER
    )
    overview_from = forms.DateField(
        label=_("Overview of coverage: discussed with the team and the participation council on"),
        required=False,
        help_text=_("The overview for leader and coordinator starts on this day. Empty: there is no overview."),
        **DATE,
    )
    overview_agreed = forms.CharField(label=_("What was agreed about the overview"), required=False, max_length=300)

    def __init__(self, *args, school: School, **kwargs):
        super().__init__(*args, **kwargs)
        if not school.uses(Part.PLANNER):
            for name in OF_PLANNER:
                del self.fields[name]
        for part, column in SWITCHES.items():
            self.fields[column] = forms.BooleanField(label=capfirst(part.label), required=False, help_text=SWITCH_HELP)
        self.initial |= {name: getattr(school, name) for name in self.settings}

    @property
    def settings(self) -> list[str]:
        return [name for name in (*SETTINGS, *SWITCHES.values()) if name in self.fields]

    def layout(self) -> Layout:
        fields = [name for name in SETTINGS if name in self.fields]
        return Layout(*fields, Fieldset(_("What the school uses"), *SWITCHES.values()))

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("overview_from") and not cleaned.get("overview_agreed"):
            self.add_error("overview_agreed", _("Write down what was agreed with the team and the council."))
        return cleaned

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.settings}


class DayOffForm(BaseForm):
    form_name = "day_off"
    kind = forms.ChoiceField(label=_("What is it?"), choices=DayOffKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=100)
    from_date = forms.DateField(label=_("From"), **DATE)
    until = forms.DateField(label=_("Last day"), required=False, help_text=_("Empty: one day."), **DATE)
    evenings_only = forms.BooleanField(label=_("Only the evenings"), required=False)

    def __init__(self, *args, year: SchoolYear | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year

    def clean(self) -> dict:
        cleaned = super().clean()
        first = cleaned.get("from_date")
        cleaned["until"] = cleaned.get("until") or first
        if first and cleaned["until"] < first:
            self.add_error("until", _("This day lies before the first day."))
        if cleaned.get("evenings_only") and cleaned.get("kind") != DayOffKind.UNSUITABLE:
            self.add_error("evenings_only", _("Only for days that are not suitable for talks."))
        return cleaned

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("kind", "name", "from_date", "until", "evenings_only")}
