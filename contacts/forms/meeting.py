"""The form for a meeting: logged for all families of a class, with exceptions."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import About
from contacts.services.circle import may_be_invited, ties_of
from contacts.services.log import ContactEntry
from partnership.school.enums import Channel
from partnership.school.models import Pupil, StaffMember
from partnership.web.forms import BaseForm

MEETING_CHANNELS = (Channel.AT_SCHOOL, Channel.VIDEO, Channel.AT_DOOR)


class MeetingForm(BaseForm):
    form_name = "meeting"
    happened_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M"],
    )
    channel = forms.ChoiceField(
        label=_("How?"), choices=[(each.value, each.label) for each in MEETING_CHANNELS], widget=forms.RadioSelect
    )
    about = forms.ChoiceField(
        label=_("What was it about?"),
        choices=[(each.value, each.label) for each in (About.ORDINARY, About.NICE)],
        widget=forms.RadioSelect,
    )
    came = forms.MultipleChoiceField(
        label=_("Which families were there?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everyone is ticked. Take away who was not there."),
        error_messages={"required": _("Tick at least one family.")},
    )
    summary = forms.CharField(
        label=_("What was discussed with everyone?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nothing about one child: this text is kept with every family."),
    )

    def __init__(self, *args, pupils: list[Pupil], staff: StaffMember, **kwargs):
        super().__init__(*args, **kwargs)
        self.pupils, self.staff = pupils, staff
        self.fields["came"].choices = [(str(pupil.pk), pupil.name) for pupil in pupils]
        now = timezone.localtime().replace(second=0, microsecond=0)
        self.initial |= {
            "happened_at": now - datetime.timedelta(minutes=now.minute % 15),
            "channel": Channel.AT_SCHOOL,
            "about": About.ORDINARY,
            "came": [str(pupil.pk) for pupil in pupils],
        }

    def entries(self) -> list[ContactEntry]:
        """Return an entry per family that was there, with the nearest parent of each child who may be invited."""
        cleaned = self.cleaned_data
        present = [pupil for pupil in self.pupils if str(pupil.pk) in cleaned["came"]]
        ties = {
            key: [tie for tie in rows if may_be_invited(tie)]
            for key, rows in ties_of(present, staff=self.staff).items()
        }
        return [
            ContactEntry(
                texts={pupil: ""},
                channel=cleaned["channel"],
                guardians=frozenset(tie.guardian for tie in ties[pupil.pk][:1]),
                took_part=frozenset([] if ties[pupil.pk] else [pupil]),
                about=cleaned["about"],
                happened_at=cleaned["happened_at"],
                summary=cleaned["summary"],
            )
            for pupil in present
        ]
