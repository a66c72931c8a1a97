"""Plan a class: what is wanted, and the lines of the preview as they may be moved by hand."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import Precision, Purpose
from contacts.services.classplan import Proposal
from contacts.services.planned import PlannedContact, When
from contacts.services.slots import PlanWish, owner_on
from partnership.school.enums import Channel
from partnership.school.models import Group, Pupil, StaffMember
from partnership.web.forms import BaseForm

ALL, TURN, SOME = "all", "turn", "some"
WEEKDAYS = [(1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday"))]
DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
TIME = {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
LONGEST = datetime.timedelta(days=366)


class WishForm(forms.Form):
    """What a teacher wants. Sent by GET: it names no person but the chosen children by their keys."""

    purpose = forms.ChoiceField(label=_("What for?"), choices=Purpose.choices, widget=forms.RadioSelect)
    families = forms.ChoiceField(
        label=_("Which families?"),
        choices=[(ALL, _("all")), (TURN, _("those whose turn it is")), (SOME, _("some"))],
        widget=forms.RadioSelect,
    )
    chosen = forms.MultipleChoiceField(label=_("Which?"), required=False, widget=forms.CheckboxSelectMultiple)
    from_date = forms.DateField(label=_("From"), **DATE)
    until = forms.DateField(label=_("Until"), **DATE)
    precision = forms.ChoiceField(label=_("How exactly?"), choices=Precision.choices, widget=forms.RadioSelect)
    per_week = forms.IntegerField(label=_("How many a week?"), min_value=1, max_value=60)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    start = forms.TimeField(label=_("From what time?"), **TIME)
    end = forms.TimeField(label=_("Until what time?"), **TIME)
    minutes = forms.IntegerField(label=_("How many minutes each?"), min_value=5, max_value=120)
    channel = forms.ChoiceField(label=_("How?"), required=False)

    def __init__(self, *args, group: Group, pupils: list[Pupil], **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group
        self.fields["chosen"].choices = [(str(pupil.pk), pupil.name) for pupil in pupils]
        self.fields["channel"].choices = [("", _("as each parent likes best")), *Channel.choices]
        today = timezone.localdate()
        self.initial = {
            "purpose": Purpose.PROGRESS, "families": ALL, "from_date": today + datetime.timedelta(days=1),
            "until": min(today + datetime.timedelta(days=42), group.year.end), "precision": Precision.WEEK,
            "per_week": 5, "weekdays": [1, 2, 3, 4, 5], "start": datetime.time(15, 0), "end": datetime.time(17, 0),
            "minutes": 15,
        } | self.initial  # fmt: skip

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("from_date"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("This day lies before the first day."))
        elif first and last and last - first > LONGEST:
            self.add_error("until", _("Choose at most one year."))
        if cleaned.get("start") and cleaned.get("end") and cleaned["end"] <= cleaned["start"]:
            self.add_error("end", _("This time lies before the first time."))
        if cleaned.get("families") == SOME and not cleaned.get("chosen"):
            self.add_error("chosen", _("Choose at least one family."))
        return cleaned

    def wish(self) -> PlanWish:
        cleaned = self.cleaned_data
        names = ("from_date", "until", "per_week", "start", "end", "minutes", "channel")
        return PlanWish(
            purpose=Purpose(cleaned["purpose"]),
            precision=Precision(cleaned["precision"]),
            weekdays=frozenset(cleaned["weekdays"]),
            **{name: cleaned[name] for name in names},
        )


class PreviewForm(BaseForm):
    """The proposals, each to be kept, moved or left out."""

    form_name = "classplan"

    def __init__(self, *args, proposals: list[Proposal], wish: PlanWish, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposals, self.wish = proposals, wish
        for proposal in proposals:
            key, when = proposal.pupil.pk, proposal.when
            self.fields[f"take_{key}"] = forms.BooleanField(
                label=proposal.pupil.name, required=False, initial=when is not None
            )
            self.fields[f"on_{key}"] = forms.DateField(
                label=_("Day"), required=False, initial=when.on if when else None, **DATE
            )
            if wish.precision == Precision.TIME:
                at = timezone.localtime(when.at).time() if when and when.at else None
                self.fields[f"at_{key}"] = forms.TimeField(label=_("Time"), required=False, initial=at, **TIME)

    @property
    def lines(self) -> list[dict]:
        """The proposals with their fields, for the template."""
        timed = self.wish.precision == Precision.TIME
        return [
            {
                "proposal": proposal,
                "take": self[f"take_{proposal.pupil.pk}"],
                "on": self[f"on_{proposal.pupil.pk}"],
                "at": self[f"at_{proposal.pupil.pk}"] if timed else None,
            }
            for proposal in self.proposals
        ]

    def clean(self) -> dict:
        cleaned = super().clean()
        for proposal in self.proposals:
            key = proposal.pupil.pk
            if not cleaned.get(f"take_{key}"):
                continue
            if not cleaned.get(f"on_{key}") and f"on_{key}" not in self.errors:
                self.add_error(f"on_{key}", _("Choose a day, or leave this family out."))
            timed = self.wish.precision == Precision.TIME
            if timed and not cleaned.get(f"at_{key}") and f"at_{key}" not in self.errors:
                self.add_error(f"at_{key}", _("Choose a time, or leave this family out."))
        return cleaned

    def planned(self, *, otherwise: StaffMember) -> list[PlannedContact]:
        """Return the lines that are kept, as they stand now, each for who works on its day, or else `otherwise`."""
        return [
            PlannedContact(
                pupils=(proposal.pupil,),
                owner=self._owner(proposal) or otherwise,
                when=self._when(proposal),
                purpose=self.wish.purpose,
                channel=proposal.channel,
                guardians=proposal.guardians,
                with_pupil=proposal.with_pupil,
                with_interpreter=proposal.needs_interpreter,
            )
            for proposal in self.proposals
            if self.cleaned_data[f"take_{proposal.pupil.pk}"]
        ]

    def _owner(self, proposal: Proposal) -> StaffMember | None:
        """Who was proposed, unless the line was moved to a day on which somebody else works."""
        on = self.cleaned_data[f"on_{proposal.pupil.pk}"]
        if proposal.when is not None and proposal.when.on == on:
            return proposal.owner
        return owner_on(on, proposal.teachers) or proposal.owner

    def _when(self, proposal: Proposal) -> When:
        key, wish = proposal.pupil.pk, self.wish
        on, at = self.cleaned_data[f"on_{key}"], None
        if wish.precision == Precision.TIME:
            zone = timezone.get_default_timezone()
            at = datetime.datetime.combine(on, self.cleaned_data[f"at_{key}"]).replace(tzinfo=zone)
        return When(wish.precision, on, at=at, minutes=wish.minutes)
