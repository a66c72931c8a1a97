"""When and how a contact is planned: a moment, and a way of contact that fits it."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.enums import WRITTEN, Precision
from contacts.models import Contact

NO_MESSAGE_AT_A_TIME = gettext_lazy("A message has no time. Choose a day or a week, or a way of talking.")


@dataclass(frozen=True)
class When:
    """When a contact is planned: some time in the week of `on`, on the local date `on`, or at the moment `at`."""

    precision: Precision
    on: datetime.date
    at: datetime.datetime | None = None
    minutes: int | None = None

    @classmethod
    def week_of(cls, day: datetime.date) -> "When":
        return cls(Precision.WEEK, day)

    @classmethod
    def of(cls, contact: Contact) -> "When":
        """Return when `contact` is, or was, planned."""
        return cls(Precision(contact.precision), contact.planned_on, contact.planned_at, contact.minutes)

    def columns(self) -> dict:
        """Return the columns of the contact. Raises `ValidationError` when a time is missing or its day differs."""
        if self.precision == Precision.TIME and self.at is None:
            raise ValidationError(_("Fill in the time as well."))
        on = timezone.localdate(self.at) if self.precision == Precision.TIME else self.on
        if self.precision == Precision.WEEK:
            on -= datetime.timedelta(days=on.weekday())
        at = self.at if self.precision == Precision.TIME else None
        return {"precision": self.precision, "planned_on": on, "planned_at": at, "minutes": self.minutes}

    def fits(self, channel: str) -> bool:
        """A talk at a time is spoken: a message has a day at most."""
        return self.precision != Precision.TIME or channel not in WRITTEN
