"""Forms for a round: the running sheet, and a pasted list."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import WRITTEN, Precision, Purpose, Status, tries_of
from contacts.models import Contact
from contacts.services.circle import invited, ties_of
from contacts.services.classplan import able_for, teachers_for
from contacts.services.paste import Pasted, PastedLine, decoded, read_pasted
from contacts.services.planned import PlannedContact
from contacts.services.sheet import HELD, SheetLine
from contacts.services.slots import PlanWish, owner_on
from contacts.services.when import When
from partnership.school.enums import Channel
from partnership.school.models import Group, Guardianship, Pupil, StaffMember
from partnership.web.forms import BaseForm


class SheetForm(BaseForm):
    """Per planned contact: nothing yet, held, or an attempt that failed; and what was agreed."""

    form_name = "sheet"

    def __init__(self, *args, contacts: list[Contact], **kwargs):
        super().__init__(*args, **kwargs)
        self.contacts = contacts
        for contact in contacts:
            if contact.is_planned:
                self._offer(contact)

    def _offer(self, contact: Contact) -> None:
        tries = tries_of(contact.channel)
        tries = tries if contact.channel == Channel.PHONE else tries[:1]
        failed = [(result.value, result.label) for result in tries]
        named = {"names": ", ".join(row.pupil.name for row in contact.pupils.all())}
        self.fields[f"outcome_{contact.pk}"] = forms.ChoiceField(
            label=_("%(names)s: how did it go?") % named,
            required=False,
            choices=[(HELD, _("held")), *failed, ("", _("not yet"))],
            widget=forms.RadioSelect,
            initial="",
        )
        self.fields[f"agreed_{contact.pk}"] = forms.CharField(
            label=_("%(names)s: what do we agree?") % named, required=False, max_length=500
        )
        self.fields[f"version_{contact.pk}"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=contact.version, required=False
        )

    @property
    def marked(self) -> int:
        """How many of the round are done: held, or they did not come."""
        return sum(contact.status != Status.PLANNED for contact in self.contacts)

    @property
    def rows(self) -> list[dict]:
        """The contacts with their fields, for the template."""
        return [
            {
                "contact": contact,
                "outcome": self[f"outcome_{contact.pk}"] if contact.is_planned else None,
                "agreed": self[f"agreed_{contact.pk}"] if contact.is_planned else None,
                "version": self[f"version_{contact.pk}"] if contact.is_planned else None,
            }
            for contact in self.contacts
        ]

    def clean(self) -> dict:
        cleaned = super().clean()
        for contact in (each for each in self.contacts if each.is_planned):
            if cleaned.get(f"agreed_{contact.pk}") and cleaned.get(f"outcome_{contact.pk}") != HELD:
                self.add_error(f"outcome_{contact.pk}", _("Something was agreed, so mark the talk as held."))
        return cleaned

    def lines(self) -> list[SheetLine]:
        """Return what was filled in; families without an outcome stay as they are."""
        cleaned = self.cleaned_data
        return [
            SheetLine(
                contact,
                cleaned[f"version_{contact.pk}"] or 0,
                cleaned[f"outcome_{contact.pk}"],
                cleaned[f"agreed_{contact.pk}"],
            )
            for contact in self.contacts
            if contact.is_planned and cleaned.get(f"outcome_{contact.pk}")
        ]


# Each line has a time, so it is a talk.
SPOKEN = [(value, label) for value, label in Channel.choices if value not in WRITTEN]


class PasteForm(BaseForm):
    """Times that were made in another system: pasted, or as a CSV file."""

    form_name = "paste"
    purpose = forms.ChoiceField(label=_("What for?"), choices=Purpose.choices, initial=Purpose.PROGRESS)
    minutes = forms.IntegerField(
        label=_("Minutes each"),
        min_value=5,
        max_value=120,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "short-number"}),
    )
    channel = forms.ChoiceField(label=_("How?"), choices=SPOKEN, initial=Channel.AT_SCHOOL)
    text = forms.CharField(
        label=_("The list"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("A line a child: name or key, date, time. For example: Sem de Vries; 24-11-2026; 15:40"),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False)

    def __init__(self, *args, group: Group, pupils: list[Pupil], staff: StaffMember, **kwargs):
        super().__init__(*args, **kwargs)
        self.group, self.pupils, self.staff = group, pupils, staff
        self.pasted = Pasted()

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > 100_000:
            raise forms.ValidationError(_("This file is too large for a list of a class."))
        return decoded(file.read())

    def clean(self) -> dict:
        cleaned = super().clean()
        text = cleaned.get("file") or cleaned.get("text") or ""
        if not text.strip():
            self.add_error("text", _("Paste the list here, or choose a file."))
            return cleaned
        self.pasted = read_pasted(text, self.pupils)
        for problem in self.pasted.problems:
            self.add_error("text", problem)
        if not self.pasted.lines and not self.pasted.problems:
            self.add_error("text", _("There is no line with a pupil, a date and a time."))
        return cleaned

    def wish(self) -> PlanWish:
        days = [line.at.date() for line in self.pasted.lines]
        return PlanWish(Purpose(self.cleaned_data["purpose"]), Precision.TIME, min(days), max(days))

    def planned(self) -> list[PlannedContact]:
        """Return a contact per line, for the teacher of the class who works that day."""
        teachers = teachers_for(self.group, actor=self.staff)
        teachers.sort(key=lambda teacher: teacher != self.staff)
        ties = ties_of([line.pupil for line in self.pasted.lines], staff=self.staff)
        return [self._line(line, ties[line.pupil.pk], teachers) for line in self.pasted.lines]

    def _line(self, line: PastedLine, ties: list[Guardianship], teachers: list[StaffMember]) -> PlannedContact:
        cleaned, day = self.cleaned_data, timezone.localdate(line.at)
        able = able_for(line.pupil, teachers, actor=self.staff)
        asked = invited(line.pupil, ties, purpose=cleaned["purpose"], on=day, adult_age=self.staff.school.adult_age)
        return PlannedContact(
            pupils=(line.pupil,),
            owner=owner_on(day, able) or able[0],
            when=When(Precision.TIME, day, at=line.at, minutes=cleaned["minutes"]),
            purpose=cleaned["purpose"],
            channel=cleaned["channel"],
            guardians=asked.guardians,
            with_pupil=asked.with_pupil,
            with_interpreter=asked.needs_interpreter,
        )
