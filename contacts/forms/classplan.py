"""Plan a class: what is wanted, and the lines of the preview as they may be moved by hand."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import WRITTEN, Precision, Purpose
from contacts.services.classplan import Proposal
from contacts.services.planned import PlannedContact
from contacts.services.slots import PlanWish, owner_on
from contacts.services.when import NO_MESSAGE_AT_A_TIME, When
from partnership.school.calendar import SchoolCalendar
from partnership.school.enums import Channel, Sector
from partnership.school.models import Group, Pupil, School, StaffMember
from partnership.web.forms import BaseForm

ALL, TURN, SOME = "all", "turn", "some"
WEEKDAYS = [(1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday"))]
DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
TIME = {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
NUMBER = {"widget": forms.NumberInput(attrs={"class": "short-number"})}
LONGEST = datetime.timedelta(days=366)
USUAL = [Purpose.START_TALK, Purpose.PROGRESS, Purpose.NICE, Purpose.INFORMAL]


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
    per_week = forms.IntegerField(label=_("How many a week?"), min_value=1, max_value=60, **NUMBER)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    start = forms.TimeField(label=_("From what time?"), **TIME)
    end = forms.TimeField(label=_("Until what time?"), **TIME)
    minutes = forms.IntegerField(label=_("Minutes each"), min_value=5, max_value=120, **NUMBER)
    channel = forms.ChoiceField(label=_("How?"), required=False)

    def __init__(self, *args, group: Group, pupils: list[Pupil], **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group
        by_name = sorted(pupils, key=lambda pupil: pupil.name)
        self.fields["chosen"].choices = [(str(pupil.pk), pupil.name) for pupil in by_name]
        self._offer_purposes()
        self.fields["channel"].choices = [("", _("as each parent likes best")), *Channel.choices]
        today = timezone.localdate()
        self.initial = {
            "purpose": Purpose.PROGRESS, "families": ALL, "from_date": today + datetime.timedelta(days=1),
            "until": min(today + datetime.timedelta(days=42), group.year.end), "precision": Precision.WEEK,
            "per_week": 5, "weekdays": [1, 2, 3, 4, 5], "start": datetime.time(15, 0), "end": datetime.time(17, 0),
            "minutes": 15,
        } | self.initial  # fmt: skip

    def _offer_purposes(self) -> None:
        """The usual purposes in view, the others one tap away; in secondary schools the triad talk is usual."""
        is_secondary = self.group.year.school.sector == Sector.SECONDARY
        usual = [*USUAL[:2], Purpose.TRIAD, *USUAL[2:3]] if is_secondary else USUAL
        order = [*usual, *(purpose for purpose in Purpose if purpose not in usual)]
        self.fields["purpose"].choices = [(purpose.value, purpose.label) for purpose in order]
        self.fields["purpose"].chips_shown = len(usual)

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("from_date"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("This day lies before the first day."))
        elif first and last and last - first > LONGEST:
            self.add_error("until", _("Choose at most one year."))
        if cleaned.get("start") and cleaned.get("end") and cleaned["end"] <= cleaned["start"]:
            self.add_error("end", _("This time lies before the first time."))
        if cleaned.get("precision") == Precision.TIME and cleaned.get("channel") in WRITTEN:
            self.add_error("channel", NO_MESSAGE_AT_A_TIME)
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

    def __init__(self, *args, proposals: list[Proposal], wish: PlanWish, school: School, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposals, self.wish, self.school = proposals, wish, school
        for proposal in proposals:
            key, when, named = proposal.pupil.pk, proposal.when, {"name": proposal.pupil.name}
            self.fields[f"take_{key}"] = forms.BooleanField(
                label=proposal.pupil.name, required=False, initial=when is not None and not proposal.nobody
            )
            self.fields[f"on_{key}"] = forms.DateField(
                label=_("%(name)s, day") % named, required=False, initial=when.on if when else None, **DATE
            )
            if wish.precision == Precision.TIME:
                at = timezone.localtime(when.at).time() if when and when.at else None
                self.fields[f"at_{key}"] = forms.TimeField(
                    label=_("%(name)s, time") % named, required=False, initial=at, **TIME
                )

    @property
    def lines(self) -> list[dict]:
        """The proposals with their fields and their week, for the template; those without a place come first."""
        timed = self.wish.precision == Precision.TIME
        return [
            {
                "proposal": proposal,
                "week": _monday(proposal.when.on) if proposal.when else None,
                "take": self[f"take_{proposal.pupil.pk}"],
                "on": self[f"on_{proposal.pupil.pk}"],
                "at": self[f"at_{proposal.pupil.pk}"] if timed else None,
            }
            for proposal in sorted(self.proposals, key=_by_moment)
        ]

    def clean(self) -> dict:
        cleaned = super().clean()
        for proposal in self._taken():
            key = proposal.pupil.pk
            if not cleaned.get(f"on_{key}") and f"on_{key}" not in self.errors:
                self.add_error(f"on_{key}", _("Choose a day, or leave this family out."))
            timed = self.wish.precision == Precision.TIME
            if timed and not cleaned.get(f"at_{key}") and f"at_{key}" not in self.errors:
                self.add_error(f"at_{key}", _("Choose a time, or leave this family out."))
        if not self.errors:
            self._look_at_moved()
        return cleaned

    def _taken(self) -> list[Proposal]:
        return [each for each in self.proposals if self.cleaned_data.get(f"take_{each.pupil.pk}")]

    def _look_at_moved(self) -> None:
        """Refuse what cannot be: a day that is past or off, and one teacher at two talks at a time."""
        taken = self._taken()
        days = {each.pupil.pk: self.cleaned_data[f"on_{each.pupil.pk}"] for each in taken}
        if not days:
            return
        calendar, today = SchoolCalendar(self.school, min(days.values()), max(days.values())), timezone.localdate()
        weekly = self.wish.precision == Precision.WEEK
        seen: dict[tuple, Proposal] = {}
        for proposal in taken:
            key, on = proposal.pupil.pk, days[proposal.pupil.pk]
            is_moved = proposal.when is None or proposal.when.on != on
            if is_moved and not weekly and not calendar.is_school_day(on):
                off = calendar.off(on)
                words = _("%(name)s: choose another day.") % {"name": off.name} if off else _("Choose a school day.")
                self.add_error(f"on_{key}", words)
            elif is_moved and on < (_monday(today) if weekly else today):
                self.add_error(f"on_{key}", _("This day is past."))
            elif self.wish.precision == Precision.TIME:
                self._look_at_time(proposal, on, seen)

    def _look_at_time(self, proposal: Proposal, on: datetime.date, seen: dict[tuple, Proposal]) -> None:
        key = proposal.pupil.pk
        owner = self._owner(proposal)
        same = seen.setdefault((owner.pk if owner else None, on, self.cleaned_data[f"at_{key}"]), proposal)
        if same is not proposal:
            words = _("%(name)s has this time as well. Choose another time.") % {"name": same.pupil.name}
            self.add_error(f"at_{key}", words)

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


def _monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def _by_moment(proposal: Proposal) -> tuple:
    """Sorts those without a place first, the others by day, time and name."""
    name, when = proposal.pupil.name, proposal.when
    return (True, when.on, str(when.at or ""), name) if when else (False, datetime.date.min, "", name)
