"""Mail in trouble: how much, which kind, since when; try again or let go; never to whom or about what."""

import datetime

import pytest
from django.urls import reverse

from partnership.audit.models import AuditEvent
from partnership.notifications.clock import database_time
from partnership.notifications.enums import State
from partnership.notifications.models import Notification
from partnership.notifications.services import oldest_waiting
from tests.browsing import browser

PAGE = "mail_trouble"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def rows(cast) -> dict[str, Notification]:
    """One row of each state to Sanne, and a refused one to someone of another school."""
    now = database_time()
    made = {}
    for number, state in enumerate(State):
        due = now - HOUR * (number + 1)
        made[state.value] = Notification.objects.create(
            recipient=cast.staff["sanne"].user, kind="digest", key=f"2026-09-{number + 1:02}", state=state, due_at=due,
            next_at=due, reply_code=550 if state == State.FAILED else None,
        )  # fmt: skip
    els = cast.staff["els"].user
    made["elsewhere"] = Notification.objects.create(
        recipient=els, kind="digest", key="2026-09-01", state=State.FAILED, due_at=now, next_at=now
    )
    return made


def test_shows_number_kind_and_since_when_and_no_person(cast, rows):
    page = browser(cast.staff["tim"]).get(reverse(PAGE))
    troubles = {trouble.state: trouble for trouble in page.context_data["troubles"]}
    assert set(troubles) == {State.FAILED, State.UNCERTAIN, State.RETRY}
    assert troubles[State.FAILED].numbers == [rows["failed"].pk]
    assert (troubles[State.FAILED].since, troubles[State.FAILED].code) == (rows["failed"].due_at, 550)
    text = page.content.decode()
    sanne = cast.staff["sanne"]
    assert str(rows["failed"].pk) in text
    assert not any(word in text for word in (sanne.first_name, sanne.last_name, sanne.user.email, "2026-09-"))


@pytest.mark.parametrize("state", ["failed", "retry"])
def test_tried_again(cast, rows, state):
    browser(cast.staff["tim"]).post(reverse(PAGE), {"kind": "digest", "state": state, "act": "retry"})
    row = Notification.objects.get(pk=rows[state].pk)
    assert row.state == State.PENDING
    assert row.next_at > row.due_at
    assert Notification.objects.get(pk=rows["elsewhere"].pk).state == State.FAILED
    assert AuditEvent.objects.filter(action="mail.retry").count() == 1


@pytest.mark.parametrize("state", ["sent", "uncertain", "sending", "nonsense"])
def test_what_may_have_been_sent_is_never_sent_again(cast, rows, state):
    before = dict(Notification.objects.values_list("pk", "state"))
    browser(cast.staff["tim"]).post(reverse(PAGE), {"kind": "digest", "state": state, "act": "retry"})
    assert dict(Notification.objects.values_list("pk", "state")) == before


def test_let_go(cast, rows):
    tim = browser(cast.staff["tim"])
    for state in ("failed", "retry", "uncertain", "pending", "sent"):
        tim.post(reverse(PAGE), {"kind": "digest", "state": state, "act": "give_up"})
    now = {name: Notification.objects.get(pk=row.pk).state for name, row in rows.items()}
    assert {name for name, state in now.items() if state == State.DROPPED} == {
        "failed",
        "retry",
        "uncertain",
        "dropped",
    }
    assert (now["pending"], now["sent"], now["elsewhere"]) == (State.PENDING, State.SENT, State.FAILED)
    assert tim.get(reverse(PAGE)).context_data["troubles"] == []


def test_the_oldest_mail_that_waits_stands_on_the_health_page(client, db, cast, rows):
    now = database_time()
    oldest = max(now - rows[name].due_at for name in ("pending", "retry", "leased", "sending"))
    assert abs(oldest_waiting(now) - oldest) < HOUR / 60
    text = client.get(reverse("readyz")).content.decode()
    assert text.startswith("ready\n")
    assert abs(int(text.split()[-2]) - oldest.total_seconds()) < 60
    Notification.objects.all().delete()
    assert client.get(reverse("readyz")).content.decode().endswith("waits 0 s\n")
