"""The form for a rule of conduct and its wording."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.vision.models import Rule
from partnership.vision.services.rules import DUTCH
from partnership.web.forms import BaseForm

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
TEXT = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 500}
LANGUAGES = {"text_nl": DUTCH, "text_en": "en"}


class WordingForm(BaseForm):
    form_name = "wording"
    text_nl = forms.CharField(
        label=_("The rule, in Dutch"), help_text=_("One short sentence about how we behave here."), **TEXT
    )
    text_en = forms.CharField(
        label=_("The rule, in English"), required=False,
        help_text=_("Empty: who reads English sees the Dutch text."), **TEXT,
    )  # fmt: skip
    from_date = forms.DateField(label=_("Holds from"), **DATE)

    def __init__(self, *args, rule: Rule | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["from_date"] = timezone.localdate()
        if rule is not None:
            self._fill(rule)

    def _fill(self, rule: Rule) -> None:
        """Fill in what waits to be published, else what holds now."""
        waiting = rule.wordings.filter(published_on=None)
        for wording in waiting or rule.wordings.published().order_by("from_date"):
            self.initial[f"text_{wording.language}"] = wording.text
            if wording.published_on is None:
                self.initial["from_date"] = wording.from_date

    @property
    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data[name].strip() for name, language in LANGUAGES.items()}

    @property
    def from_day(self) -> datetime.date:
        return self.cleaned_data["from_date"]


class RuleForm(WordingForm):
    form_name = "rule"
    number = forms.IntegerField(
        label=_("Number"), min_value=1, max_value=999, help_text=_("The rule keeps it, also when its words change.")
    )
    field_order = ["number"]

    def __init__(self, *args, number: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["number"] = number
