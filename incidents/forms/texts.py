"""What somebody writes of it: facts, experience and interpretation, three fields that are never mixed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.enums import Addition
from partnership.web.forms import BaseForm

LONGEST = 10000
STORY = ("facts", "experience", "interpretation")


def _text(label: str, *, rows: int, required: bool = False, **options) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class TextsForm(BaseForm):
    facts = _text(
        _("What was literally said or done?"),
        rows=5,
        required=True,
        error_messages={"required": _("Write what was said or done, however short.")},
    )
    experience = _text(_("How was it for you?"), rows=3)
    interpretation = _text(_("What do you make of it?"), rows=3)


class AccountForm(TextsForm):
    """The own account of who lived through it or saw it."""

    form_name = "account"


class AddendumForm(BaseForm):
    form_name = "addendum"
    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in (Addition.MORE, Addition.CORRECTION)],
        initial=Addition.MORE,
    )
    text = _text(
        _("What do you add?"), rows=5, required=True, error_messages={"required": _("Write what you want to add.")}
    )


class ObjectionForm(BaseForm):
    form_name = "objection"
    reason = _text(_("Why? (you need not say)"), rows=3)
