"""Open, end and hand over duties, always in the transaction of the act that causes it."""

import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from partnership.duties.models import Duty, State
from partnership.school.models import StaffMember


@transaction.atomic
def open_duty(
    kind: str,
    *,
    source: UUID,
    owner: StaffMember,
    link: str,
    due_on: datetime.date | None = None,
    due_at: datetime.datetime | None = None,
    minutes: int | None = None,
    deputy: StaffMember | None = None,
) -> Duty:
    """Give `owner` a duty, once per `kind` and `source`; a second call moves owner, deputy and due moment.

    `due_on` is a local date, `due_at` an aware moment where a time counts. `link` is the path of the page where the
    duty is done; it names no person. Its reminders move along in this transaction.
    """
    now = timezone.now()
    fields = {
        "owner": owner, "deputy": deputy, "link": link, "due_on": due_on, "due_at": due_at, "minutes": minutes,
        "state": State.OPEN, "ended_at": None, "changed_at": now,
    }  # fmt: skip
    duty, made = Duty.objects.get_or_create(kind=kind, source=source, school=owner.school, defaults=fields)
    if not made:
        Duty.objects.filter(pk=duty.pk).update(**fields, sequence=F("sequence") + 1)
        duty.refresh_from_db()
    return duty


def end_duty(kind: str, *, source: UUID, state: State = State.DONE) -> bool:
    """End the open duty of `source`; return whether there was one."""
    open_duties = Duty.objects.open().filter(kind=kind, source=source)
    now = timezone.now()
    return bool(open_duties.update(state=state, ended_at=now, changed_at=now, sequence=F("sequence") + 1))
