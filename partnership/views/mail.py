"""Mail that was refused, may not have arrived, or does not get through: how much, since when, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from partnership.audit import services as audit
from partnership.notifications import registry
from partnership.notifications.clock import database_time
from partnership.notifications.enums import State
from partnership.notifications.models import Notification
from partnership.notifications.services import give_up, oldest_waiting, retry
from partnership.school.models import StaffMember
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin

SHOWN = 20
TOO_LONG = timedelta(minutes=15)


@dataclass
class Trouble:
    """Mail of one kind in one state: no person, no text; the numbers are those in the log of the worker."""

    kind: str
    state: State
    since: datetime
    code: int | None = None
    numbers: list[int] = field(default_factory=list)

    @property
    def subject(self) -> str:
        return registry.subject_of(self.kind)

    @property
    def may_retry(self) -> bool:
        return self.state != State.UNCERTAIN

    @property
    def shown(self) -> list[int]:
        return self.numbers[:SHOWN]


class MailTroubleView(StaffViewMixin, TemplateView):
    """What the administrator must know of mail to people of this school; a button for a whole kind at once."""

    access = Allowed("mail", "change")
    template_name = "mail_trouble.html"

    def rows(self):
        people = StaffMember.objects.filter(school=self.staff.school_id, user__isnull=False)
        return Notification.objects.troubled().filter(recipient__in=people.values("user"))

    def get_context_data(self, **kwargs) -> dict:
        now = database_time()
        waiting = oldest_waiting(now)
        return super().get_context_data(**kwargs) | {
            "troubles": troubles_of(self.rows().order_by("due_at", "pk")),
            "waiting_since": now - waiting if waiting >= TOO_LONG else None,
        }

    def post(self, request, *args, **kwargs) -> HttpResponse:
        chosen = self.rows().filter(kind=request.POST.get("kind", ""), state=request.POST.get("state", ""))
        if request.POST.get("act") == "retry":
            number, action = retry(chosen, now=database_time()), "mail.retry"
            text = ngettext("%(count)d mail is tried again.", "%(count)d mails are tried again.", number)
        else:
            number, action = give_up(chosen), "mail.give_up"
            text = ngettext("%(count)d mail is let go.", "%(count)d mails are let go.", number)
        audit.record(action, actor=request.user, school_id=self.staff.school_id)
        messages.success(request, text % {"count": number})
        return HttpResponseRedirect(reverse("mail_trouble"))


def troubles_of(rows: Iterable[Notification]) -> list[Trouble]:
    """Put rows, the oldest first, together by kind and state."""
    found: dict[tuple[str, str], Trouble] = {}
    for row in rows:
        trouble = found.setdefault((row.kind, row.state), Trouble(row.kind, State(row.state), row.due_at))
        trouble.numbers.append(row.pk)
        trouble.code = row.reply_code or trouble.code
    return list(found.values())
