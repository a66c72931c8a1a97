"""Open, end and hand over duties, always in the transaction of the act that causes it."""

import datetime
from uuid import UUID

from django.db import transaction
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
    deputy: StaffMember | None = None,
) -> Duty:
    """Give `owner` a duty, once per `kind` and `source`; a second call moves owner, deputy and due day.

    `due_on` is a local date. `link` is the path of the page where the duty is done; it names no person.
    """
    fields = {"owner": owner, "deputy": deputy, "link": link, "due_on": due_on, "state": State.OPEN, "ended_at": None}
    duty, _ = Duty.objects.update_or_create(kind=kind, source=source, school=owner.school, defaults=fields)
    return duty


def end_duty(kind: str, *, source: UUID, state: State = State.DONE) -> bool:
    """End the open duty of `source`; return whether there was one."""
    open_duties = Duty.objects.open().filter(kind=kind, source=source)
    return bool(open_duties.update(state=state, ended_at=timezone.now()))
