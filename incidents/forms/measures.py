"""Forms for a measure: its words, the decision, the day it was carried out, the reason to drop it."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import Heard, MeasureKind
from incidents.models import IncidentSettings, Measure, Party
from incidents.services.measures import COLUMNS
from incidents.services.terms import talk_label
from partnership.vision.services.rules import RuleInWords
from partnership.web.forms import BaseForm

NO_RULE = "none"
DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


def _of(name: str):
    return Measure._meta.get_field(name)


def _text(name: str, *, rows: int = 3, required: bool = False, limit: int = 3000) -> forms.CharField:
    field, widget = _of(name), forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=field.verbose_name, help_text=field.help_text, required=required, max_length=limit, widget=widget
    )


class MeasureForm(BaseForm):
    """A draft may be unfinished: what a decision asks is asked when it is decided."""

    form_name = "measure"
    kind = forms.ChoiceField(label=_of("kind").verbose_name, widget=forms.RadioSelect)
    party = forms.ChoiceField(
        label=_of("party").verbose_name, help_text=_of("party").help_text, widget=forms.RadioSelect
    )
    behaviour = _text("behaviour", rows=4, required=True)
    rule = forms.ChoiceField(label=_of("rule").verbose_name, required=False, widget=forms.RadioSelect)
    no_rule_because = _text("no_rule_because", rows=2)
    heard = forms.ChoiceField(label=_of("heard").verbose_name, choices=Heard.choices, widget=forms.RadioSelect)
    heard_on = forms.DateField(label=_of("heard_on").verbose_name, required=False, **DATE)
    weighs_colleague = _text("weighs_colleague", rows=2)
    weighs_parent = _text("weighs_parent", rows=2)
    weighs_child = _text("weighs_child", rows=2)
    fits = _text("fits", rows=2)
    earlier_warning = _text("earlier_warning", rows=2)
    expected = _text("expected")
    complaint_route_told = forms.BooleanField(label=_of("complaint_route_told").verbose_name, required=False)

    def __init__(
        self, *args, people: list[Party], rules: list[RuleInWords], terms: IncidentSettings,
        measure: Measure | None = None, **kwargs,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        self.rules = {str(each.rule.pk): each.rule for each in rules}
        labels = {MeasureKind.BOUNDARY_TALK: talk_label(terms), MeasureKind.WRITTEN_WARNING: None}
        self.fields["kind"].choices = [(kind.value, label or kind.label) for kind, label in labels.items()]
        self.fields["party"].choices = [(key, each.called) for key, each in self.people.items()]
        texts = [(str(each.rule.pk), f"{each.rule.number}. {each.text}") for each in rules]
        self.fields["rule"].choices = [*texts, (NO_RULE, _("No rule fits"))]
        self.initial |= {"heard": Heard.NOT_YET, "kind": MeasureKind.BOUNDARY_TALK}
        if len(people) == 1:
            self.initial["party"] = str(people[0].pk)
        if measure is not None:
            self.initial |= {name: getattr(measure, name) for name in COLUMNS}
            none = NO_RULE if measure.no_rule_because else ""
            self.initial |= {"party": str(measure.party_id), "rule": str(measure.rule_id or none)}

    def clean(self) -> dict:
        cleaned = super().clean()
        heard, day = cleaned.get("heard"), cleaned.get("heard_on")
        if heard in (Heard.YES, Heard.OFFERED) and day is None and "heard_on" not in self.errors:
            self.add_error("heard_on", _("Say on which day the parent was heard or invited."))
        if day and day > timezone.localdate():
            self.add_error("heard_on", _("This day is still to come."))
        if heard == Heard.NOT_YET:
            cleaned["heard_on"] = None
        if cleaned.get("rule") != NO_RULE:
            cleaned["no_rule_because"] = ""
        return cleaned

    def values(self) -> dict:
        """Return what was filled in by column, with the person and the rule themselves."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in COLUMNS}
        return values | {"party": self.people[cleaned["party"]], "rule": self.rules.get(cleaned["rule"])}


class DecideForm(BaseForm):
    form_name = "measure_decide"
    due_on = forms.DateField(
        label=_of("due_on").verbose_name, help_text=_("It stands in your list until it is done."), **DATE
    )

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day


class FinishForm(BaseForm):
    form_name = "measure_done"
    done_on = forms.DateField(label=_of("done_on").verbose_name, **DATE)


class DropForm(BaseForm):
    form_name = "measure_drop"
    dropped_because = _text("dropped_because", required=True, limit=1000)
