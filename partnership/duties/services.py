"""Open, end and hand over duties, always in the transaction of the act that causes it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.audit import services as audit
from partnership.duties.digest import gathered, sync_reminders
from partnership.duties.models import Duty, State
from partnership.school.models import StaffMember

_COLUMNS = ("source", "owner", "link", "due_on", "due_at")


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
    duty is done; it names no person. Its reminders move along in this transaction. A service that opens many duties
    does so inside `digest.gathered()`.
    """
    now = timezone.now()
    due_on = due_on or (timezone.localdate(due_at) if due_at else None)
    fields = {
        "owner": owner, "deputy": deputy, "link": link, "due_on": due_on, "due_at": due_at, "minutes": minutes,
        "state": State.OPEN, "ended_at": None, "changed_at": now,
    }  # fmt: skip
    duty, made = Duty.objects.get_or_create(kind=kind, source=source, school=owner.school, defaults=fields)
    if not made:
        before = duty.owner
        Duty.objects.filter(pk=duty.pk).update(**fields, sequence=F("sequence") + 1)
        duty.refresh_from_db()
        if before != owner:
            sync_reminders(before)
    sync_reminders(owner)
    return duty


@dataclass(frozen=True)
class NewDuty:
    """A duty to open; the columns are those of `open_duty`."""

    kind: str
    source: UUID
    owner: StaffMember
    link: str
    due_on: datetime.date | None = None
    due_at: datetime.datetime | None = None


@transaction.atomic(savepoint=False)
def open_many(rows: Iterable[NewDuty]) -> list[Duty]:
    """Open many duties with few queries, in the order of `rows`; the same promises as `open_duty`."""
    rows = list(rows)
    kinds, sources = {row.kind for row in rows}, [row.source for row in rows]
    known = set(Duty.objects.filter(kind__in=kinds, source__in=sources).values_list("kind", "source"))
    opened = {}
    with gathered():
        for row in rows:
            if (row.kind, row.source) in known:
                opened[row] = open_duty(row.kind, **{name: getattr(row, name) for name in _COLUMNS})
            else:
                due_on = row.due_on or (timezone.localdate(row.due_at) if row.due_at else None)
                columns = {name: getattr(row, name) for name in ("kind", *_COLUMNS)} | {"due_on": due_on}
                opened[row] = Duty(school_id=row.owner.school_id, **columns)
        Duty.objects.bulk_create(duty for row, duty in opened.items() if (row.kind, row.source) not in known)
        for row in rows:
            sync_reminders(row.owner)
    return [opened[row] for row in rows]


@transaction.atomic
def end_duty(kind: str, *, source: UUID, state: State = State.DONE) -> bool:
    """End the open duty of `source`, and its reminders with it; return whether there was one."""
    not_ended = Duty.objects.filter(state=State.OPEN)  # also what rests
    duty = not_ended.filter(kind=kind, source=source).select_related("owner").first()
    if duty is None:
        return False
    now = timezone.now()
    ended = not_ended.filter(pk=duty.pk).update(state=state, ended_at=now, changed_at=now, sequence=F("sequence") + 1)
    sync_reminders(duty.owner)
    return bool(ended)


@transaction.atomic
def hand_over(duty: Duty, *, actor: StaffMember, to: StaffMember) -> Duty:
    """Give an open duty to a colleague, who is reminded from now on: at absence, or when an assignment ends.

    Raises `ValidationError` when it is not open any more, or for someone of another school. Where the app that owns
    the kind keeps an owner of its own, its service hands over both.
    """
    if to.school_id != duty.school_id:
        raise ValidationError(_("This colleague does not belong to this school."))
    current = Duty.objects.select_for_update(of=("self",)).select_related("owner").get(pk=duty.pk)
    if current.state != State.OPEN:
        raise ValidationError(_("This has been done or is not needed any more."))
    before = current.owner
    current.owner, current.changed_at, current.sequence = to, timezone.now(), current.sequence + 1
    if current.deputy_id == to.pk:
        current.deputy = None
    current.save(update_fields=["owner", "deputy", "changed_at", "sequence"])
    audit.record("duty.hand_over", actor=actor.user, school_id=current.school_id, obj=current, fields=["owner"])
    for person in (before, to):
        sync_reminders(person)
    return current
