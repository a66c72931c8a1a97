"""Forms to plan one contact, move it, cancel it."""

import datetime
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.enums import WRITTEN, Precision, Purpose
from contacts.models import Contact
from contacts.services.circle import Circle
from contacts.services.planned import PlannedContact
from contacts.services.when import NO_MESSAGE_AT_A_TIME, When
from partnership.school.enums import Channel
from partnership.school.models import StaffMember
from partnership.web.forms import BaseForm

PUPIL = "pupil"
DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
TIME = {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}


class WhenForm(BaseForm):
    """When a contact is planned: a week, a day or a time."""

    form_name = "when"
    precision = forms.ChoiceField(
        label=_("How exactly?"), choices=Precision.choices, widget=forms.RadioSelect, initial=Precision.WEEK
    )
    on = forms.DateField(label=_("Day"), help_text=_("For a week: any day of it."), **DATE)
    at = forms.TimeField(label=_("Time"), required=False, **TIME)
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        required=False,
        min_value=5,
        max_value=240,
        widget=forms.NumberInput(attrs={"class": "short-number"}),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("precision") == Precision.TIME and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", _("Fill in the time as well."))
        return cleaned

    def when(self) -> When:
        cleaned = self.cleaned_data
        at = None
        if cleaned["precision"] == Precision.TIME:
            zone = timezone.get_default_timezone()
            at = datetime.datetime.combine(cleaned["on"], cleaned["at"]).replace(tzinfo=zone)
        return When(Precision(cleaned["precision"]), cleaned["on"], at=at, minutes=cleaned["minutes"])


class PlanForm(WhenForm):
    """Plan a contact with the family of `circle`; of a `contact` that stands there, moment, way and owner are asked."""

    form_name = "plan"
    with_whom = forms.MultipleChoiceField(
        label=_("With whom"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose with whom.")}
    )
    channel = forms.ChoiceField(label=pgettext_lazy("channel", "How"), widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("What for?"), choices=Purpose.choices, initial=Purpose.PROGRESS)
    owner = forms.ChoiceField(label=_("Who does it?"))
    with_interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    field_order = ("with_whom", "channel", "purpose", "precision", "on", "at", "minutes", "owner", "with_interpreter")

    def __init__(
        self,
        *args,
        circle: Circle,
        owners: list[StaffMember],
        contact: Contact | None = None,
        day: datetime.date | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.circle, self.owners = circle, owners
        self.initial["on"] = day or timezone.localdate()
        self.fields["owner"].choices = [(str(owner.pk), owner.name) for owner in owners]
        self.initial["owner"] = str(owners[0].pk)
        if contact is None:
            self._offer_people()
        else:
            self._as_it_stands(contact)
        self._offer_channels([contact.channel] if contact else [])

    def _offer_channels(self, first: list[str]) -> None:
        """What stands there and what the parents like first, the others after it."""
        order = [value for value in (*first, *self.circle.preferred_channels, *Channel.values) if value]
        self.fields["channel"].choices = [(value, Channel(value).label) for value in dict.fromkeys(order)]
        self.fields["channel"].chips_shown = 4
        self.initial["channel"] = order[0]

    def _as_it_stands(self, contact: Contact) -> None:
        for name in ("with_whom", "purpose", "with_interpreter"):
            del self.fields[name]
        at = timezone.localtime(contact.planned_at) if contact.planned_at else None
        self.initial |= {"precision": contact.precision, "on": contact.planned_on, "minutes": contact.minutes}
        self.initial["at"] = at.time() if at else None

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("precision") == Precision.TIME and cleaned.get("channel") in WRITTEN:
            self.add_error("channel", NO_MESSAGE_AT_A_TIME)
        return cleaned

    def _offer_people(self) -> None:
        circle = self.circle
        people = [(str(guardian.pk), guardian.name) for guardian in circle.guardians]
        people.append((PUPIL, _("%(name)s in person") % {"name": circle.pupil.first_name}))
        self.fields["with_whom"].choices = people
        reach = (getattr(tie.guardian, "reachability", None) for tie in circle.ties)
        needs_interpreter = any(row.needs_interpreter for row in reach if row)
        self.initial |= {"with_whom": circle.usual_people, "with_interpreter": needs_interpreter}

    def chosen_owner(self) -> StaffMember:
        return next(owner for owner in self.owners if owner.pk == UUID(self.cleaned_data["owner"]))

    def line(self) -> PlannedContact:
        """Return what was filled in, with the people themselves instead of their keys."""
        cleaned, circle = self.cleaned_data, self.circle
        return PlannedContact(
            pupils=(circle.pupil,),
            owner=self.chosen_owner(),
            when=self.when(),
            purpose=cleaned["purpose"],
            channel=cleaned["channel"],
            guardians=tuple(each for each in circle.guardians if str(each.pk) in cleaned["with_whom"]),
            with_pupil=PUPIL in cleaned["with_whom"],
            with_interpreter=cleaned["with_interpreter"],
        )


class CancelForm(BaseForm):
    form_name = "cancel"
    reason = forms.CharField(
        label=_("Why?"), required=False, max_length=300, help_text=_("Read by who keeps the contact.")
    )
