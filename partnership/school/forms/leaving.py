"""The last day of a colleague, and closing a login at once."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.school.forms.staff import DATE
from partnership.school.models import StaffMember
from partnership.web.forms import BaseForm


class LastDayForm(BaseForm):
    form_name = "staff_last_day"
    last_day = forms.DateField(
        label=_("Last day"), required=False, help_text=_("Empty: works here until further notice."), **DATE
    )

    def __init__(self, *args, person: StaffMember, **kwargs):
        super().__init__(*args, **kwargs)
        is_gone = person.until is not None and person.until < timezone.localdate()
        self.initial["last_day"] = None if is_gone else person.until  # a day in the past cannot be kept


class CloseForm(BaseForm):
    form_name = "staff_close"
    sure = forms.BooleanField(
        label=_("Yes, end this now"), error_messages={"required": _("Tick the box if you are sure.")}
    )
