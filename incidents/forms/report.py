"""The form for a report: what, when, where, what was said or done. All else can follow or stands under "More"."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import AggressionForm, Kind, Pattern, Side, YesNo
from incidents.forms.people import PeopleRows
from incidents.forms.texts import STORY, TextsForm
from incidents.models import Behaviour, IncidentSettings, Place
from incidents.services.definitions import in_use
from incidents.services.people import colleagues
from incidents.services.report import AHEAD, NewParty, ReportEntry, who_can_keep_a_name
from partnership.school.models import StaffMember

PLACES_SHOWN = 6
HIDDEN_FROM = 2
# The short words of the tiles, with the examples of the four forms.
TILES = {
    AggressionForm.VERBAL: (_("With words"), _("shouting, swearing, insulting, accusing")),
    AggressionForm.NON_VERBAL: (_("By manner"), _("threatening, frightening body language, coming too close")),
    AggressionForm.PHYSICAL: (_("Physically"), _("pushing, hitting, throwing things")),
    AggressionForm.DIGITAL: (_("Online"), _("threatening or insulting messages, mail, social media")),
}
QUESTIONS = {
    "was_threatened": _("Somebody was threatened"),
    "was_hurt": _("Somebody was touched or hurt"),
    "is_afraid": _("Somebody is afraid to go on"),
}
DETAILS = {
    "police_called": _("Were the police called?"),
    "has_injury": _("Was there an injury?"),
    "has_damage": _("Was there damage?"),
    "has_absence": _("Does somebody stay at home because of it?"),
}
NOT_SAID = ("", _("not said"))
YES, NO = ("yes", _("yes")), ("no", _("no"))


def _choice(label, choices: list, help_text) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices, help_text=help_text)


class ReportForm(TextsForm):
    form_name = "incident"
    field_order = ("what", "place", "occurred_at", "facts")
    what = forms.MultipleChoiceField(
        label=_("What happened? (choose all that fit)"),
        choices=[(form.value, words) for form, (words, _examples) in TILES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what happened: one or more of the four.")},
    )
    occurred_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": _("Fill in when it was."), "invalid": _("Fill in a date and a time.")},
    )
    place = forms.ChoiceField(
        label=_("Where"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it was. Does nothing fit? Choose 'elsewhere'.")},
    )
    myself = forms.BooleanField(label=_("I lived through it myself"), required=False, initial=True)
    questions = forms.MultipleChoiceField(
        label=_("Does one of these hold? (leave it when not)"),
        choices=list(QUESTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    behaviours = forms.MultipleChoiceField(
        label=_("What exactly?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pattern = forms.ChoiceField(
        label=_("Did it happen before?"), required=False, choices=Pattern.choices, initial=Pattern.ONCE
    )
    complaint_goes_on = forms.ChoiceField(
        label=_("Is a complaint or dispute going on with this parent?"),
        required=False,
        choices=[NOT_SAID, *YesNo.choices],
        help_text=_("Then somebody else handles the complaint."),
    )

    def __init__(self, *args, staff: StaffMember, settings: IncidentSettings, **kwargs):
        super().__init__(*args, **kwargs)
        self.staff = staff
        self.people = {side: PeopleRows(self, side) for side in Side}
        self._offer_definitions()
        self._offer_details()
        self._offer_names(settings)
        self.initial.setdefault("occurred_at", timezone.localtime())

    def _offer_definitions(self) -> None:
        self.places = {str(row.pk): row for row in in_use(Place, staff=self.staff)}
        self.fields["place"].choices = [(key, row.name) for key, row in self.places.items()]
        self.fields["place"].chips_shown = PLACES_SHOWN
        self.seen = {str(row.pk): row for row in in_use(Behaviour, staff=self.staff)}
        self.fields["behaviours"].choices = [(key, row.name) for key, row in self.seen.items()]

    def _offer_details(self) -> None:
        for name, label in DETAILS.items():
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[NOT_SAID, YES, NO])

    def _offer_names(self, settings: IncidentSettings) -> None:
        """Another name in the place of one's own, as far as the school allows it; and from whom to keep it."""
        self.colleagues = {str(person.pk): person for person in colleagues(self.staff)}
        names = [(key, person.name) for key, person in self.colleagues.items()]
        self.keepers: dict[str, StaffMember] = {}
        if settings.allows_on_behalf:
            self.fields["on_behalf_of"] = _choice(
                _("I report on behalf of a colleague"),
                [("", _("no")), *names],
                _("Your colleague knows it at once, can add to it or object, and alone decides about aftercare."),
            )
        if settings.allows_confidential:
            self.keepers = {str(person.pk): person for person in who_can_keep_a_name(self.staff)}
            keepers = [(key, person.name) for key, person in self.keepers.items()]
            self.fields["confided_to"] = _choice(
                _("Only one person may know that I report this"),
                [("", _("no")), *keepers],
                _("All others see 'a colleague'. The log keeps your name, and in a procedure it may come out."),
            )
        for number in range(HIDDEN_FROM):
            self.fields[f"kept_from_{number}"] = _choice(
                _("A colleague who may not know of this"),
                [("", _("nobody")), *names],
                _("For example because of a tie with somebody in it."),
            )

    def clean_occurred_at(self) -> datetime.datetime:
        moment = self.cleaned_data["occurred_at"]
        if moment > timezone.now() + AHEAD:
            raise forms.ValidationError(_("This moment is still to come. Fill in when it was."))
        return moment

    def clean(self) -> dict:
        cleaned = super().clean()
        for rows in self.people.values():
            rows.clean()
        if not (cleaned.get("myself") or cleaned.get("on_behalf_of") or self.people[Side.AFFECTED].found):
            self.add_error("myself", _("Say who lived through it: you, or somebody else."))
        return cleaned

    def entry(self) -> ReportEntry:
        """Return what was filled in, with the rows themselves instead of their keys."""
        cleaned = self.cleaned_data
        found = [pair for rows in self.people.values() for pair in rows.found]
        return ReportEntry(
            occurred_at=cleaned["occurred_at"],
            place=self.places[cleaned["place"]],
            forms=tuple(cleaned["what"]),
            parties=(*self._myself(), *(party for party, _known in found)),
            related_pupils=tuple(known.child for _party, known in found if known and known.child),
            behaviours=tuple(self.seen[key] for key in cleaned["behaviours"]),
            pattern=Pattern(cleaned["pattern"] or Pattern.ONCE),
            complaint_goes_on=cleaned["complaint_goes_on"],
            on_behalf_of=self.colleagues.get(cleaned.get("on_behalf_of", "")),
            confided_to=self.keepers.get(cleaned.get("confided_to", "")),
            kept_from=tuple(self._kept_from()),
            **{name: cleaned[name] for name in STORY},
            **{name: True if name in cleaned["questions"] else None for name in QUESTIONS},
            **{name: {"yes": True, "no": False}.get(cleaned[name]) for name in DETAILS},
        )

    def _myself(self) -> list[NewParty]:
        return [NewParty(Side.AFFECTED, Kind.STAFF, staff=self.staff)] if self.cleaned_data["myself"] else []

    def _kept_from(self):
        keys = (self.cleaned_data[f"kept_from_{number}"] for number in range(HIDDEN_FROM))
        return [self.colleagues[key] for key in keys if key]

    # For the template: what belongs together.
    @property
    def tiles(self) -> list[dict]:
        return [
            {"choice": choice, "examples": TILES[AggressionForm(choice.data["value"])][1]} for choice in self["what"]
        ]

    @property
    def behaviour_groups(self) -> list[dict]:
        """The school's own words, by form."""
        groups = {form: [] for form in AggressionForm}
        for choice in self["behaviours"]:
            groups[self.seen[str(choice.data["value"])].form].append(choice)
        return [{"label": TILES[form][0], "choices": choices} for form, choices in groups.items() if choices]

    @property
    def details(self) -> list[forms.BoundField]:
        return [self[name] for name in DETAILS]

    @property
    def has_more(self) -> bool:
        """Whether something under "More" is wrong, so that it must be in sight."""
        names = {field.name for field in (*self.details, *self.names)} | {"behaviours", "pattern", "complaint_goes_on"}
        return bool(names & set(self.errors))

    @property
    def names(self) -> list[forms.BoundField]:
        names = ["on_behalf_of", "confided_to", *(f"kept_from_{number}" for number in range(HIDDEN_FROM))]
        return [self[name] for name in names if name in self.fields]
