"""The form for a contact: who and how are asked, all else has a default and stands under "More"."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.enums import About, Initiative, Mood, Result, results_of, usual_result
from contacts.models import Agreement, Contact
from contacts.services.agreements import NewAgreement
from contacts.services.circle import Circle
from contacts.services.log import ContactEntry
from partnership.school.enums import Channel
from partnership.school.models import Pupil
from partnership.web.drafts import payload_of
from partnership.web.forms import BaseForm

AGREEMENTS = 3
LONGEST = 5000
PUPIL = "pupil"
# Spoken and sent are what usually happens; they are one answer.
USUAL_RESULT = ("", _("spoken or sent"))
OTHER_RESULTS = [Result.NO_ANSWER, Result.MESSAGE_LEFT, Result.DID_NOT_COME, Result.ANSWERED, Result.CAME_BACK]


class ContactForm(BaseForm):
    """One contact about the pupil of `circle` and, if chosen, brothers and sisters."""

    form_name = "contact"
    with_whom = forms.MultipleChoiceField(
        label=_("With whom"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose with whom the contact was.")},
    )
    channel = forms.ChoiceField(
        label=pgettext_lazy("channel", "How"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the contact went: in person, by telephone or otherwise.")},
    )
    result = forms.ChoiceField(
        label=_("Did it work?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[USUAL_RESULT, *((result.value, result.label) for result in OTHER_RESULTS)],
    )
    summary = forms.CharField(
        label=_("What was discussed?"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    about = forms.ChoiceField(
        label=_("What was it about?"), required=False, choices=About.choices, widget=forms.RadioSelect
    )
    happened_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("Leave it as it is for now."),
    )
    mood = forms.ChoiceField(
        label=_("How did the talk go?"),
        required=False,
        choices=[("", _("not said")), *Mood.choices],
        widget=forms.RadioSelect,
        help_text=_("About the talk, not about the parent."),
    )
    initiative = forms.ChoiceField(
        label=_("Who took the first step?"), required=False, choices=Initiative.choices, widget=forms.RadioSelect
    )
    colleague = forms.ChoiceField(label=_("A colleague was there too"), required=False)
    with_interpreter = forms.BooleanField(label=_("An interpreter was there"), required=False)
    others = forms.CharField(label=_("Someone else was there"), required=False, max_length=200)

    def __init__(self, *args, circle: Circle, contact: Contact | None = None, about: str = About.ORDINARY, **kwargs):
        super().__init__(*args, **kwargs)
        self.circle = circle
        self._offer_people()
        self._offer_channels()
        self._offer_children(contact)
        self._offer_agreements()
        self._fill(contact, about)
        if about == About.NICE:
            self.fields["summary"].label = _("What did you tell?")
        self.fields["result"].chips_shown = 2

    def _offer_people(self) -> None:
        circle = self.circle
        people = [(str(guardian.pk), guardian.name) for guardian in circle.guardians]
        people.append((PUPIL, _("%(name)s in person") % {"name": circle.pupil.first_name}))
        self.fields["with_whom"].choices = people
        colleagues = [(str(colleague.pk), colleague.name) for colleague in circle.colleagues]
        self.fields["colleague"].choices = [("", _("nobody")), *colleagues]

    def _offer_channels(self) -> None:
        preferred = [channel for channel in self.circle.preferred_channels if channel in Channel.values]
        order = [*preferred, *(value for value in Channel.values if value not in preferred)]
        self.fields["channel"].choices = [(value, Channel(value).label) for value in order]
        self.fields["channel"].chips_shown = 4

    def _offer_children(self, contact: Contact | None) -> None:
        children = [self.circle.pupil, *self.circle.siblings] if self._asks_per_child(contact) else []
        for child in children:
            self.fields[f"text_{child.pk}"] = forms.CharField(
                label=_("Only about %(name)s") % {"name": child.first_name},
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for sibling in self.circle.siblings:
            self.fields[f"child_{sibling.pk}"] = forms.BooleanField(
                label=_("Also about %(name)s") % {"name": sibling.first_name}, required=False
            )

    def _asks_per_child(self, contact: Contact | None) -> bool:
        """With brothers and sisters, or when a text about one child stands there already."""
        return bool(self.circle.siblings or (contact and any(part.text for part in contact.pupils.all())))

    def _offer_agreements(self) -> None:
        for number in range(AGREEMENTS):
            self.fields[f"agreement_{number}"] = forms.CharField(
                label=_("What do we agree?"), required=False, max_length=500
            )
            self.fields[f"agreement_owner_{number}"] = forms.ChoiceField(
                label=_("Who does it?"), required=False, choices=self.circle.owner_choices
            )
            self.fields[f"agreement_due_{number}"] = forms.DateField(
                label=_("Before when?"),
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    def _fill(self, contact: Contact | None, about: str) -> None:
        """Fill in the usual answers, or what stands in `contact`."""
        if contact is None:
            self.initial |= {
                "with_whom": self.circle.usual_people,
                "channel": self.fields["channel"].choices[0][0],
                "about": about,
                "initiative": Initiative.SCHOOL,
                "happened_at": timezone.localtime(),
            }
            return
        self.initial |= {name: getattr(contact, name) for name in ("channel", "summary", "about", "mood", "initiative")}
        self.initial["result"] = "" if contact.result == usual_result(contact.channel) else contact.result
        self.initial["happened_at"] = timezone.localtime(contact.happened_at)
        self.initial |= self.circle.answers_of(contact)

    def clean_happened_at(self) -> datetime.datetime | None:
        """A minute that is shown stays the minute that was kept, seconds and all."""
        moment = self.cleaned_data["happened_at"]
        shown = self.initial.get("happened_at")
        if moment and shown and moment == shown.replace(second=0, microsecond=0):
            return shown
        return moment

    def clean(self) -> dict:
        cleaned = super().clean()
        result, channel = cleaned.get("result"), cleaned.get("channel")
        if result and channel and result not in results_of(channel):
            self.add_error("result", _("This does not fit the way of contact. Choose another result."))
        for number in range(AGREEMENTS):
            if cleaned.get(f"agreement_due_{number}") and not cleaned.get(f"agreement_{number}"):
                self.add_error(f"agreement_{number}", _("Write what was agreed, or leave the date empty."))
        if not (cleaned.get("with_whom") or "with_whom" in self.errors):
            self.add_error("with_whom", _("Choose with whom the contact was."))
        return cleaned

    def entry(self) -> ContactEntry:
        """Return what was filled in, with the people themselves instead of their keys."""
        cleaned, circle = self.cleaned_data, self.circle
        chosen = cleaned["with_whom"]
        children = [circle.pupil, *(child for child in circle.siblings if cleaned[f"child_{child.pk}"])]
        texts = {child: cleaned.get(f"text_{child.pk}", "") for child in children}
        return ContactEntry(
            texts=texts,
            channel=cleaned["channel"],
            guardians=frozenset(guardian for guardian in circle.guardians if str(guardian.pk) in chosen),
            took_part=frozenset([circle.pupil] if PUPIL in chosen else []),
            about=cleaned["about"] or self.initial["about"],
            result=cleaned["result"],
            mood=cleaned["mood"],
            initiative=cleaned["initiative"] or Initiative.SCHOOL,
            happened_at=cleaned["happened_at"],
            summary=cleaned["summary"],
            colleagues=frozenset(each for each in circle.colleagues if str(each.pk) == cleaned["colleague"]),
            with_interpreter=cleaned["with_interpreter"],
            others=cleaned["others"],
            agreements=tuple(self._agreements()),
        )

    def _agreements(self):
        cleaned = self.cleaned_data
        for number in range(AGREEMENTS):
            if text := cleaned[f"agreement_{number}"]:
                key = cleaned[f"agreement_owner_{number}"]
                owner = self.circle.owners[UUID(key)] if key else self.circle.staff
                yield NewAgreement(text, owner, cleaned[f"agreement_due_{number}"])

    def leave_out(self, kept: Iterable[Agreement]) -> None:
        """Empty the rows of agreements that stand in the contact already, so that sending again doubles none."""
        known = {(agreement.text, str(agreement.keeper.pk)) for agreement in kept}
        self.data = self.data.copy()
        for number in range(AGREEMENTS):
            owner = self.data.get(f"agreement_owner_{number}") or str(self.circle.staff.pk)
            if (self.data.get(f"agreement_{number}"), owner) in known:
                for name in ("agreement", "agreement_owner", "agreement_due"):
                    self.data.pop(f"{name}_{number}", None)

    def as_change_of(self, contact: Contact, *, around: Pupil) -> dict[str, list[str]]:
        """Return what was typed as the form that changes `contact` would send it; that form is about `around`."""
        self.leave_out(contact.agreements.all())
        typed = payload_of(self.data) | {"version": [str(contact.version)]}
        if around != self.circle.pupil:
            typed[f"child_{self.circle.pupil.pk}"] = ["on"]
            typed["with_whom"] = [key for key in typed["with_whom"] if key != PUPIL]
        return typed

    # For the template: what belongs together.
    @property
    def child_rows(self) -> list[dict]:
        own = f"text_{self.circle.pupil.pk}"
        rows = [{"text": self[own]}] if own in self.fields else []
        return rows + [
            {"chosen": self[f"child_{sibling.pk}"], "text": self[f"text_{sibling.pk}"]}
            for sibling in self.circle.siblings
        ]

    @property
    def agreement_rows(self) -> list[dict]:
        names = {"text": "agreement_{}", "owner": "agreement_owner_{}", "due": "agreement_due_{}"}
        return [{key: self[name.format(number)] for key, name in names.items()} for number in range(AGREEMENTS)]
