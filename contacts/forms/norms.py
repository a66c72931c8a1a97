"""The form for an agreement about contact."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import About, AgreedBy, ForWhom, Per, Purpose, Way
from contacts.models import ContactNorm
from partnership.school.models import Group, Location, Pupil, SchoolYear, Team
from partnership.web.forms import BaseForm

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
COLUMNS = (
    "purpose", "about", "way", "for_whom", "sent_counts", "count", "per", "first_weeks", "before", "agreed_by",
    "agreed_on", "why",
)  # fmt: skip


class NormForm(BaseForm):
    form_name = "norm"
    scope = forms.ChoiceField(label=_("For whom does it hold?"))
    count = forms.IntegerField(label=_("How many contacts?"), min_value=1, max_value=40, initial=3)
    per = forms.ChoiceField(label=_("In which time?"), choices=Per.choices, widget=forms.RadioSelect, initial=Per.YEAR)
    first_weeks = forms.IntegerField(
        label=_("In the first … weeks"), required=False, min_value=1, max_value=40,
        help_text=_("From the child's first day in the class."),
    )  # fmt: skip
    before = forms.DateField(label=_("Or before"), required=False, **DATE)
    purpose = forms.ChoiceField(
        label=_("What for?"), required=False, choices=[("", _("any contact")), *Purpose.choices]
    )
    about = forms.ChoiceField(label=_("About what?"), required=False, choices=[("", _("anything")), *About.choices])
    way = forms.ChoiceField(label=_("Which ways count?"), choices=Way.choices, initial=Way.ANY)
    sent_counts = forms.BooleanField(label=_("A message that was sent counts too"), required=False)
    for_whom = forms.ChoiceField(label=_("Who is reached?"), choices=ForWhom.choices, initial=ForWhom.ONE_GUARDIAN)
    agreed_by = forms.ChoiceField(label=_("Agreed by"), choices=AgreedBy.choices)
    agreed_on = forms.DateField(label=_("Agreed on"), **DATE)
    why = forms.CharField(label=_("Why?"), required=False, max_length=300)

    def __init__(
        self,
        *args,
        year: SchoolYear | None,
        locations: list[Location],
        teams: list[Team],
        groups: list[Group],
        whole: bool = True,
        pupil: Pupil | None = None,
        norm: ContactNorm | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.year, self.replaced = year, norm
        year_groups = sorted({group.year_group for group in groups if group.year_group and whole})
        parts = [("school", _("the whole school"), {})] if whole else []
        parts += [(f"location-{each.pk}", each.name, {"location": each}) for each in locations]
        parts += [(f"team-{each.pk}", each.name, {"team": each}) for each in teams]
        year_name = _("year group %(name)s")
        parts += [(f"year-{each}", year_name % {"name": each}, {"year_group": each}) for each in year_groups]
        parts += [(f"group-{each.pk}", each.name, {"group": each}) for each in groups]
        if pupil is not None:
            parts.insert(0, (f"pupil-{pupil.pk}", _("only %(name)s") % {"name": pupil.name}, {"pupil": pupil}))
        self.parts = {key: columns for key, _name, columns in parts}
        self.fields["scope"].choices = [(key, name) for key, name, _columns in parts]
        self.initial |= {"agreed_on": timezone.localdate(), "scope": parts[0][0] if parts else ""}
        if norm is not None:
            self.initial |= {name: getattr(norm, name) for name in COLUMNS}
            self.initial["scope"] = _scope_of(norm)

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.year is None:
            raise forms.ValidationError(_("There is no school year now. It comes from the pupil system."))
        if cleaned.get("per") == Per.WINDOW and not cleaned.get("first_weeks") and not cleaned.get("before"):
            self.add_error("first_weeks", _("Say in which first weeks, or before which date."))
        return cleaned

    def norm(self) -> ContactNorm:
        """Return the agreement, not saved yet."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in COLUMNS}
        if values["per"] != Per.WINDOW:
            values |= {"first_weeks": None, "before": None}
        return ContactNorm(year=self.year, **values, **self.parts[cleaned["scope"]])


def _scope_of(norm: ContactNorm) -> str:
    keys = {
        "pupil": norm.pupil_id,
        "group": norm.group_id,
        "year": norm.year_group,
        "team": norm.team_id,
        "location": norm.location_id,
    }
    return next((f"{name}-{key}" for name, key in keys.items() if key), "school")
