"""Forms for a whole day or week, and for absence."""

import datetime
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.school.models import StaffMember
from partnership.web.forms import BaseForm

FURTHEST = datetime.timedelta(days=730)
MOVE, HAND_OVER, CANCEL = "move", "hand_over", "cancel"
DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class DaysForm(BaseForm):
    """Which day or week, and what happens to all of it."""

    form_name = "days"
    on = forms.DateField(label=_("Day"), **DATE)
    whole_week = forms.BooleanField(label=_("The whole week of this day"), required=False)
    act = forms.ChoiceField(
        label=_("What do you want to do?"),
        choices=[(MOVE, _("move")), (HAND_OVER, _("give to a colleague")), (CANCEL, _("cancel"))],
        widget=forms.RadioSelect,
    )
    to = forms.DateField(
        label=_("Move to"), required=False, help_text=_("The new day, or a day of the new week."), **DATE
    )
    colleague_key = forms.ChoiceField(label=_("Which colleague?"), required=False)
    reason = forms.CharField(label=_("Why?"), required=False, max_length=300)

    def __init__(self, *args, colleagues: list[StaffMember], **kwargs):
        super().__init__(*args, **kwargs)
        self.colleagues = colleagues
        self.fields["colleague_key"].choices = [("", "—"), *((str(each.pk), each.name) for each in colleagues)]
        self.initial["on"] = timezone.localdate()

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in ("on", "to"):
            day = cleaned.get(name)
            if day and abs(day - timezone.localdate()) > FURTHEST:
                self.add_error(name, _("Choose a date in this or the next school year."))
        if cleaned.get("act") == MOVE and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Choose the new day."))
        elif cleaned.get("act") == MOVE and "to" not in self.errors and self._is_past(cleaned):
            self.add_error("to", _("This day is past."))
        if cleaned.get("act") == HAND_OVER and not cleaned.get("colleague_key"):
            self.add_error("colleague_key", _("Choose a colleague."))
        return cleaned

    @staticmethod
    def _is_past(cleaned: dict) -> bool:
        today = timezone.localdate()
        return cleaned["to"] < (today - datetime.timedelta(days=today.weekday()) if cleaned["whole_week"] else today)

    def days(self) -> tuple[datetime.date, datetime.date]:
        """Return the first and last day that is meant; a week from Monday until Sunday."""
        on = self.cleaned_data["on"]
        if not self.cleaned_data["whole_week"]:
            return on, on
        monday = on - datetime.timedelta(days=on.weekday())
        return monday, monday + datetime.timedelta(days=6)

    def shift(self) -> int:
        """Return by how many days everything moves; a week by whole weeks."""
        to = self.cleaned_data["to"]
        if self.cleaned_data["whole_week"]:
            to -= datetime.timedelta(days=to.weekday())
        return (to - self.days()[0]).days

    def colleague(self) -> StaffMember:
        key = UUID(self.cleaned_data["colleague_key"])
        return next(colleague for colleague in self.colleagues if colleague.pk == key)


class AbsenceForm(BaseForm):
    form_name = "absence"
    who = forms.ChoiceField(label=_("Who?"))
    from_date = forms.DateField(label=_("From"), **DATE)
    until = forms.DateField(
        label=_("Last day"), required=False, help_text=_("Leave empty when it is not known yet."), **DATE
    )

    def __init__(self, *args, people: list[StaffMember], chosen: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["who"].choices = [(str(person.pk), person.name) for person in people]
        keys = [str(person.pk) for person in people]
        self.initial |= {"who": chosen if chosen in keys else next(iter(keys), ""), "from_date": timezone.localdate()}

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("from_date"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("This day lies before the first day."))
        return cleaned

    def person(self) -> StaffMember:
        return next(person for person in self.people if str(person.pk) == self.cleaned_data["who"])
