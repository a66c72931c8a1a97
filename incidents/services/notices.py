"""Mail that cannot wait for the digest: that there is something, never what. Judged when it is about to be sent."""

import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_scopes import scopes_disabled

from incidents.enums import DutyKind
from incidents.models import Account, CaseAction, ChildTalk, Incident, Measure, NameQuestion, Party, SecondLook, Telling
from partnership.duties.models import Duty
from partnership.notifications import services as notifications
from partnership.notifications.clock import database_time
from partnership.notifications.models import Notification
from partnership.notifications.registry import Kind

KIND = "case"
# What the duties of a case have as their source, where it is not the case itself.
ROWS = {
    DutyKind.TELL_PERSON: Telling,
    DutyKind.CHILD_TALK: ChildTalk,
    DutyKind.NAME_QUESTION: NameQuestion,
    DutyKind.ACCOUNT: Party,
    DutyKind.SECOND_LOOK: SecondLook,
    DutyKind.MEASURE: Measure,
    DutyKind.OBJECTION: Account,
    DutyKind.ACTION: CaseAction,
}


def send_notice(duty: Duty) -> None:
    """Let the owner of `duty` get a mail at once, in the transaction of the act. Who has no login gets none."""
    if duty.owner.user_id is None:
        return
    key = f"{duty.pk}:{duty.sequence}"
    row = notifications.planned(KIND, recipient=duty.owner.user_id, key=key, due_at=database_time())
    notifications.schedule([row])


def still_due(rows: list[Notification], now: datetime.datetime) -> dict[int, int]:
    """Return 1 for a row whose duty is open, still with this person, in a case this person may know of; else 0."""
    keys = {row.pk: row.key.partition(":")[0] for row in rows}
    with scopes_disabled():
        duties = Duty.objects.open().filter(pk__in=keys.values()).select_related("owner__user", "owner__school")
        found = {str(duty.pk): duty for duty in duties}
        return {row.pk: int(_is_due(found.get(keys[row.pk]), row)) for row in rows}


def _is_due(duty: Duty | None, row: Notification) -> bool:
    if duty is None or duty.owner.user_id != row.recipient_id or not duty.owner.rights.at_work:
        return False
    return Incident.objects.knowable_by(duty.owner).filter(pk=_case_of(duty)).exists()


def _case_of(duty: Duty):
    """Return the key of the case `duty` is about: its source is the case, or a row of it."""
    model = ROWS.get(duty.kind)
    if model is None:
        return duty.source
    return model.objects.filter(pk=duty.source).values_list("incident", flat=True).first()


NOTICE = Kind(
    KIND,
    still_due=still_due,
    subject=_("Something waits for you"),
    sentence=ngettext_lazy("Something waits for you.", "%(count)d things wait for you.", "count"),
    footer=_("This mail comes at once, whatever you chose for the other mails."),
)
