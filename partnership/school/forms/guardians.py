"""Forms about guardians: how to reach one, what the tie is, a new one, the end of a tie."""

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.school.enums import Channel, Custody, Information, Source, TieKind
from partnership.school.formfields import EmailField, TelephoneField
from partnership.school.models import Guardian, GuardianDetails, Guardianship, Reachability, Restriction
from partnership.school.services.guardians import ADDRESS, NAMES, REACH
from partnership.school.templatetags.school_words import language_name, phone
from partnership.web.forms import BaseForm

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
LANGUAGES = (
    "nl", "ar", "bg", "de", "en", "es", "fa", "fr", "fy", "hi", "hu", "it", "ku", "pap", "pl", "prs", "ps", "pt",
    "rif", "ro", "ru", "so", "srn", "ti", "tr", "uk", "ur", "vi", "zgh", "zh",
)  # fmt: skip
TOLD = [(Source.TOLD, _("told by this parent")), (Source.DOCUMENT, Source.DOCUMENT.label)]


def _name_fields() -> dict[str, forms.Field]:
    return {
        "first_name": forms.CharField(label=_("First name"), required=False, max_length=200),
        "prefix": forms.CharField(label=_("Name prefix"), required=False, max_length=30),
        "last_name": forms.CharField(label=_("Last name"), required=False, max_length=200),
    }


class GuardianForm(BaseForm):
    """How to reach the guardian of a tie. What is secret is never filled in; left empty it stays."""

    form_name = "guardian"
    telephone = TelephoneField()
    language = forms.ChoiceField(label=_("Home language"), required=False)
    needs_interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    preferred_channel = forms.ChoiceField(
        label=_("How does this parent like to be reached?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("not said")), *Channel.choices],
    )
    best_days = forms.MultipleChoiceField(
        label=_("Days that suit"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(day + 1), WEEKDAYS[day]) for day in range(5)],
    )
    best_times = forms.CharField(label=_("Times that suit"), required=False, max_length=200)
    email = EmailField()
    street = forms.CharField(label=_("Street and number"), required=False, max_length=200)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=10)
    town = forms.CharField(label=_("Town"), required=False, max_length=100)
    secret_number = forms.BooleanField(label=_("The number is secret"), required=False)
    secret_address = forms.BooleanField(label=_("The address is secret"), required=False)

    def __init__(self, *args, tie: Guardianship, may_reach: bool, may_mend: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.tie, self.may_reach = tie, may_reach
        guardian = tie.guardian
        self.held = getattr(guardian, "details", None) or GuardianDetails(guardian=guardian)
        self.way = getattr(guardian, "reachability", None) or Reachability(guardian=guardian)
        self.home = self.held.household
        self.may_name = may_mend and bool(guardian.key or tie.custody_source != Source.FILE)
        self._offer(may_mend)
        self._fill()

    def _offer(self, may_mend: bool) -> None:
        codes = dict.fromkeys(["nl", *sorted(LANGUAGES, key=language_name), self.way.language or "nl"])
        self.fields["language"].choices = [("", _("not known")), *((code, language_name(code)) for code in codes)]
        self.fields["preferred_channel"].chips_shown = 4
        if not self.may_reach:
            for name in REACH:
                del self.fields[name]
        if self.may_name:
            self.fields.update(_name_fields())
        # Who may not mend the pupil system's facts makes something secret, and never opens it again.
        if self.held.is_secret and not may_mend:
            del self.fields["secret_number"]
        if self.home and self.home.is_secret and not may_mend:
            del self.fields["secret_address"]

    def _fill(self) -> None:
        self.initial |= {name: getattr(self.way, name) for name in REACH} | {"best_days": list(self.way.best_days)}
        self.initial |= {name: getattr(self.tie.guardian, name) for name in NAMES}
        self.initial |= {"email": self.held.email, "secret_number": self.held.is_secret}
        self.initial["secret_address"] = bool(self.home and self.home.is_secret)
        if not self.held.is_secret:
            self.initial["telephone"] = phone(self.held.telephone) if self.held.telephone else ""
        if self.home and not self.home.is_secret:
            self.initial |= {name: getattr(self.home, name) for name in ADDRESS}

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.may_name and not (cleaned.get("last_name") or self.tie.guardian.institution):
            self.add_error("last_name", _("Fill in a last name."))
        return cleaned

    def values(self) -> dict[str, dict]:
        """Return what was filled in, by the part it belongs to; an empty secret stays as it is."""
        cleaned = self.cleaned_data
        details = {"email": cleaned["email"], "is_secret": cleaned.get("secret_number", self.held.is_secret)}
        if cleaned["telephone"] or not self.held.is_secret:
            details["telephone"] = cleaned["telephone"]
        values = {"details": details, "address": {name: cleaned[name] for name in ADDRESS}}
        values["address"]["is_secret"] = cleaned.get("secret_address", bool(self.home and self.home.is_secret))
        if self.may_reach:
            reach = {name: cleaned[name] for name in REACH}
            values["reach"] = reach | {"best_days": "".join(sorted(cleaned["best_days"]))}
        if self.may_name:
            values["names"] = {name: cleaned[name] for name in NAMES}
        return values


class TieForm(BaseForm):
    """What the guardian is to the pupil, and how one knows. What another parent told stands apart."""

    form_name = "tie"
    kind = forms.ChoiceField(label=_("What is this person to the child?"), choices=TieKind.choices)
    custody = forms.ChoiceField(label=_("Custody"), choices=Custody.choices, widget=forms.RadioSelect)
    custody_source = forms.ChoiceField(label=pgettext_lazy("source", "How do you know?"))
    custody_on = forms.DateField(label=_("Since when do you know?"), required=False, **DATE)
    information = forms.ChoiceField(label=_("What is this parent told?"), widget=forms.RadioSelect)
    information_source = forms.ChoiceField(label=pgettext_lazy("source", "How do you know?"))
    information_on = forms.DateField(label=_("Since when do you know?"), required=False, **DATE)
    withheld_by = forms.ChoiceField(label=_("On which ground is it withheld?"), required=False)
    lives_with = forms.ChoiceField(
        label=_("Does the child live here?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("not known")), ("yes", _("yes")), ("no", _("no"))],
    )
    told_by = forms.ChoiceField(label=_("Who told it?"), required=False)
    told_on = forms.DateField(label=_("When?"), required=False, **DATE)
    told = forms.CharField(
        label=_("What was told"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args, tie: Guardianship, others: list[Guardian], grounds: list[Restriction] | None, **kwargs
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.tie = tie
        self.others = {str(guardian.pk): guardian for guardian in others}
        self.grounds = {str(ground.pk): ground for ground in grounds or []}
        self._offer(may_withhold=grounds is not None)
        names = ("kind", "custody", "custody_source", "custody_on", "information", "information_source",
                 "information_on", "told", "told_on")  # fmt: skip
        self.initial |= {name: getattr(tie, name) for name in names}
        self.initial |= {"told_by": str(tie.told_by_id or ""), "withheld_by": str(tie.withheld_by_id or "")}
        self.initial["lives_with"] = {True: "yes", False: "no", None: ""}[tie.lives_with]

    def _offer(self, *, may_withhold: bool) -> None:
        for name in ("custody_source", "information_source"):
            from_file = getattr(self.tie, name) == Source.FILE
            self.fields[name].choices = [*([(Source.FILE, Source.FILE.label)] if from_file else []), *TOLD]
        self.fields["told_by"].choices = [("", "-"), *((key, each.name) for key, each in self.others.items())]
        withheld = self.tie.information == Information.WITHHELD
        levels = Information.choices if may_withhold and (withheld or self.grounds) else Information.choices[:-1]
        self.fields["information"].choices = levels
        grounds = [(key, f"{each.get_kind_display()}, {each.from_date}") for key, each in self.grounds.items()]
        self.fields["withheld_by"].choices = [("", "-"), *grounds]
        if not self.grounds:
            del self.fields["withheld_by"]
        if withheld and not may_withhold:
            for name in ("information", "information_source", "information_on"):
                del self.fields[name]

    def values(self) -> dict:
        """Return what was filled in, with people and grounds themselves instead of their keys."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name not in BaseForm.base_fields}
        cleaned["lives_with"] = {"yes": True, "no": False, "": None}[cleaned["lives_with"]]
        cleaned["told_by"] = self.others.get(cleaned["told_by"])
        if "withheld_by" in cleaned:
            cleaned["withheld_by"] = self.grounds.get(cleaned["withheld_by"])
        return cleaned


class GuardianNewForm(BaseForm):
    """A guardian whom the pupil system does not have: someone of the family who is known already, or someone new."""

    form_name = "guardian_new"
    known = forms.ChoiceField(label=_("Is it somebody who is known already?"), required=False)
    institution = forms.CharField(label=_("Institution"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("What is this person to the child?"), choices=TieKind.choices, initial=TieKind.PARENT
    )
    custody = forms.ChoiceField(
        label=_("Custody"), choices=Custody.choices, widget=forms.RadioSelect, initial=Custody.UNKNOWN
    )
    custody_source = forms.ChoiceField(
        label=pgettext_lazy("source", "How do you know?"), choices=TOLD, initial=Source.TOLD
    )
    custody_on = forms.DateField(label=_("Since when do you know?"), **DATE)
    telephone = TelephoneField()
    email = EmailField()
    field_order = ("known", *NAMES)

    def __init__(self, *args, family: list[Guardian], **kwargs):
        super().__init__(*args, **kwargs)
        self.family = {str(guardian.pk): guardian for guardian in family}
        self.fields.update(_name_fields())
        self.order_fields(self.field_order)
        choices = [("", _("no, somebody new")), *((key, each.name) for key, each in self.family.items())]
        self.fields["known"].choices = choices
        self.initial["custody_on"] = timezone.localdate()

    def clean(self) -> dict:
        cleaned = super().clean()
        if not (cleaned.get("known") or cleaned.get("last_name") or cleaned.get("institution")):
            self.add_error("last_name", _("Fill in a last name, or choose somebody who is known."))
        if (day := cleaned.get("custody_on")) and day > timezone.localdate():
            self.add_error("custody_on", _("This date is in the future."))
        return cleaned

    def values(self) -> dict:
        cleaned = self.cleaned_data
        tie = {name: cleaned[name] for name in ("kind", "custody", "custody_source", "custody_on")}
        if cleaned["known"]:
            return {"tie": tie, "known": self.family[cleaned["known"]]}
        names = {name: cleaned[name] for name in (*NAMES, "institution")}
        return {"tie": tie, "names": names, "details": {name: cleaned[name] for name in ("email", "telephone")}}


class TieEndForm(BaseForm):
    form_name = "tie_end"
    last_day = forms.DateField(label=_("Last day on which it holds"), **DATE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["last_day"] = timezone.localdate()


def in_words(form: BaseForm) -> list[tuple[str, str]]:
    """Return what stands in a form that nobody filled in yet, as people read it: what a colleague changed it to."""
    lines = []
    for bound in form.visible_fields():
        value = bound.initial
        names = dict(getattr(bound.field, "choices", ()))
        values = value if isinstance(value, list) else [value]
        said = [str(names.get(each, each)) for each in values if each not in (None, "", False)]
        said = [str(_("yes")) if each == "True" else each for each in said]
        if said:
            lines.append((bound.label, ", ".join(said)))
    return lines
