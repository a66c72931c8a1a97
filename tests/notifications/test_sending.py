"""T12: how a real mail server behaves, and what becomes of the mail."""

import datetime
import itertools
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from aiosmtpd.smtp import AuthResult
from django.db import connections
from django.utils.translation import gettext_lazy

from partnership.notifications import mail, registry, services
from partnership.notifications.enums import State
from partnership.notifications.models import Notification
from partnership.notifications.sending import send_due

from .conftest import KIND, states, use_smtp
from .mailserver import CUT, CUT_AFTER_ACCEPTING, Slow, running_mail_server

pytestmark = pytest.mark.django_db

HALF_AN_HOUR = datetime.timedelta(minutes=30)
PEOPLE = ["a@school.example", "bad@school.example", "c@school.example"]


def answers(phase, what, *, to="bad"):
    """A script that does `what` at `phase` for one of the people, each time."""
    return lambda at, about: what if at == phase and (to in about or phase == "CONNECT") else None


def first_time(phase, what):
    """A script that does `what` at `phase` once, whoever it is for."""
    done = []

    def script(at, about):
        if at == phase and not done:
            done.append(about)
            return what
        return None

    return script


def test_mail_goes_out_once_over_one_connection(mail_server, ring, send):
    ring(*PEOPLE)

    assert send() == {State.SENT: 3}
    assert send() == {}
    assert mail_server.recipients == PEOPLE
    assert mail_server.asked["CONNECT"] == 1


def test_mail_is_plain_text_with_a_count_and_a_link(mail_server, ring, send, bell, settings):
    settings.LANGUAGE_CODE = "en"
    bell.counts["1"] = 3
    (row,) = ring("a@school.example")

    send()

    (message,) = mail_server.mails
    row.refresh_from_db()
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == (
        f"3 tasks wait for you.\n\n{settings.BASE_URL}/\n\nYou choose when you get this mail on the page My settings.\n"
    )
    assert message["Message-ID"] == row.message_id
    assert message["Date"].datetime == row.dated.replace(microsecond=0)
    assert message["Auto-Submitted"] == "auto-generated"


def test_nothing_is_sent_when_nothing_is_due_any_more(mail_server, ring, send, bell):
    bell.counts["1"] = 0
    ring("a@school.example")

    assert send() == {State.DROPPED: 1}
    assert mail_server.asked == {}


REFUSALS = [
    ("RCPT", "421 Too busy", State.RETRY),
    ("RCPT", "450 Greylisted", State.RETRY),
    ("RCPT", "451 Local error", State.RETRY),
    ("RCPT", "452 Mailbox full for now", State.RETRY),
    ("RCPT", "550 No such person", State.FAILED),
    ("RCPT", "552 Mailbox full", State.FAILED),
    ("RCPT", CUT, State.RETRY),
    ("DATA", "421 Too busy", State.RETRY),
    ("DATA", "451 Local error", State.RETRY),
    ("DATA", "554 No valid recipients", State.FAILED),
    ("TEXT", "421 Too busy", State.RETRY),
    ("TEXT", "450 Greylisted", State.RETRY),
    ("TEXT", "451 Local error", State.RETRY),
    ("TEXT", "550 Looks like spam", State.FAILED),
    ("TEXT", "552 Too large", State.FAILED),
    ("TEXT", CUT, State.UNCERTAIN),
    ("TEXT", CUT_AFTER_ACCEPTING, State.UNCERTAIN),
]


@pytest.mark.parametrize(("phase", "answer", "state"), REFUSALS)
def test_one_address_in_trouble_never_holds_up_the_others(mail_server, ring, send, phase, answer, state):
    mail_server.script = answers(phase, answer)
    ring(*PEOPLE)

    assert send() == {State.SENT: 2, state: 1}
    assert states() == [State.SENT, state, State.SENT]
    arrived = PEOPLE if answer == CUT_AFTER_ACCEPTING else [PEOPLE[0], PEOPLE[2]]
    assert mail_server.recipients == arrived
    assert Notification.objects.troubled().count() == 1


@pytest.mark.parametrize("answer", ["450 Greylisted", "451 Local error", "421 Too busy", "452 Full", CUT])
def test_what_is_refused_for_now_is_tried_again_after_half_an_hour_and_arrives_once(
    mail_server, ring, send, clock, answer
):
    mail_server.script = first_time("RCPT", answer)
    (row,) = ring("a@school.example")

    send()
    first = row.__class__.objects.get(pk=row.pk)
    clock.forward(minutes=29)
    assert send() == {}
    clock.forward(minutes=1)
    assert send() == {State.SENT: 1}

    row.refresh_from_db()
    assert mail_server.recipients == ["a@school.example"]
    assert (row.message_id, row.dated) == (first.message_id or row.message_id, first.dated or row.dated)
    assert row.attempts == 2


def test_a_mail_that_is_handed_over_again_is_the_same_mail(mail_server, ring, send, clock):
    mail_server.script = first_time("TEXT", "451 Local error")
    (row,) = ring("a@school.example")

    send()
    row.refresh_from_db()
    clock.forward(minutes=30)
    send()

    (message,) = mail_server.mails
    assert message["Message-ID"] == row.message_id
    assert message["Date"].datetime == row.dated.replace(microsecond=0)


def test_greylisting_for_five_days_is_tried_at_most_each_half_hour_and_then_fails(mail_server, ring, send, clock):
    tried = []

    def greylist(phase, about):
        if phase == "RCPT":
            tried.append(clock.now)
            return "450 Come back later"
        return None

    mail_server.script = greylist
    (row,) = ring("a@school.example")
    start = clock.now
    while Notification.objects.get().state != State.FAILED:
        send()
        clock.forward(minutes=20)

    assert all(later - earlier >= HALF_AN_HOUR for earlier, later in itertools.pairwise(tried))
    assert datetime.timedelta(days=4, hours=23) < clock.now - start < datetime.timedelta(days=5, hours=1)
    row.refresh_from_db()
    assert row.reply_code == 450


@pytest.mark.parametrize("answer", ["421 Too many connections", "554 No service here", CUT])
def test_a_server_that_does_not_greet_is_left_alone_for_half_an_hour(mail_server, ring, send, clock, answer):
    mail_server.script = answers("CONNECT", answer)
    ring(*PEOPLE)

    assert send() == {State.RETRY: 3}
    assert mail_server.asked == {"CONNECT": 1}
    mail_server.script = answers("", None)
    clock.forward(minutes=30)
    assert send() == {State.SENT: 3}


def test_a_server_that_is_away_for_a_day_gets_everything_once_when_it_is_back(settings, ring, send, clock):
    with running_mail_server() as server:
        pass
    use_smtp(settings, server.port)
    ring(*PEOPLE)
    for _ in range(48):
        assert set(send()) == {State.RETRY}
        clock.forward(minutes=30)
    with running_mail_server() as server:
        use_smtp(settings, server.port)
        assert send() == {State.SENT: 3}
        assert sorted(server.recipients) == PEOPLE


def test_a_wrong_password_of_ours_is_nobodys_fault_and_waits(settings, ring, send, clock):
    def refuse(*_):
        return AuthResult(success=False, handled=False, message="535 Wrong password")

    with running_mail_server(authenticator=refuse, auth_require_tls=False) as server:
        use_smtp(settings, server.port)
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"
        ring(*PEOPLE)

        assert send() == {State.RETRY: 3}
        assert Notification.objects.filter(reply_code=535).count() == 1
        assert server.recipients == []


def test_a_server_that_refuses_our_sender_is_nobodys_fault_and_waits(mail_server, ring, send):
    mail_server.script = lambda phase, _: "550 Not from you" if phase == "MAIL" else None
    ring(*PEOPLE)

    assert send() == {State.RETRY: 3}
    assert mail_server.asked["MAIL"] == 1


def test_a_server_without_the_tls_we_ask_for_gets_nothing(mail_server, settings, ring, send):
    settings.EMAIL_USE_TLS = True
    ring(*PEOPLE)

    assert send() == {State.RETRY: 3}
    assert mail_server.asked["MAIL"] == 0


def test_a_server_with_a_certificate_that_nobody_vouches_for_gets_nothing(settings, ring, send, own_certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate)
    with running_mail_server(tls_context=context) as server:
        use_smtp(settings, server.port)
        settings.EMAIL_USE_TLS = True
        ring(*PEOPLE)

        assert send() == {State.RETRY: 3}
        assert server.recipients == []


def test_a_slow_answer_within_the_minute_is_waited_for(mail_server, ring, send):
    mail_server.script = first_time("TEXT", Slow(2))
    ring(*PEOPLE)

    assert send() == {State.SENT: 3}
    assert mail_server.recipients == PEOPLE


def test_an_answer_that_does_not_come_in_time_leaves_the_mail_uncertain(mail_server, ring, send, monkeypatch):
    monkeypatch.setattr(mail, "SECONDS", 0.5)
    mail_server.script = answers("TEXT", Slow(3), to="a@")
    ring(*PEOPLE)

    assert send() == {State.UNCERTAIN: 1, State.SENT: 2}


def test_a_connection_that_the_server_closes_between_mails_is_opened_again(mail_server, ring, send):
    mail_server.script = first_time("MAIL", None)
    seen = []

    def close_before_the_second(phase, about):
        if phase == "MAIL":
            seen.append(about)
            return "421 Enough for one connection" if len(seen) == 2 else None
        return None

    mail_server.script = close_before_the_second
    ring(*PEOPLE)

    assert send() == {State.SENT: 3}
    assert mail_server.asked["CONNECT"] == 2


def test_an_address_that_no_mail_can_have_fails_alone(mail_server, ring, send):
    ring("a@school.example", "b@school.example\r\nBcc: all@school.example", "c@school.example")

    assert send() == {State.SENT: 2, State.FAILED: 1}
    assert mail_server.recipients == ["a@school.example", "c@school.example"]


@pytest.mark.parametrize("count", ["three", None, float("nan")], ids=["not a number", "nothing", "no number"])
def test_a_row_that_cannot_be_judged_holds_up_nobody(mail_server, ring, send, bell, caplog, count):
    bell.counts["broken"] = count
    ring(PEOPLE[0], key="broken")
    ring(PEOPLE[2])

    with caplog.at_level(logging.CRITICAL):
        assert send() == {State.RETRY: 1, State.SENT: 1}


def test_a_kind_whose_words_are_broken_holds_up_nobody(mail_server, ring, send, bell, caplog):
    whole = registry._kinds[KIND]
    registry.register(replace(whole, name="test.broken", sentence=gettext_lazy("%(number)d task")))
    (row, _other) = ring(*PEOPLE[:2])
    Notification.objects.filter(pk=row.pk).update(kind="test.broken")

    with caplog.at_level(logging.CRITICAL):
        assert send() == {State.RETRY: 1, State.SENT: 1}


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_taken_away_while_the_server_is_asked_is_not_sent(mail_server, ring, send):
    (row, _) = ring(*PEOPLE[:2])

    def cancel(phase, about):
        if phase == "RCPT" and "a@" in about:
            with ThreadPoolExecutor() as pool:
                pool.submit(cancel_row).result()

    def cancel_row():
        services.cancel(KIND, recipient=row.recipient, keys=["1"])
        connections.close_all()

    mail_server.script = cancel
    assert send() == {None: 1, State.SENT: 1}
    assert mail_server.recipients == [PEOPLE[1]]


def test_without_a_mail_server_mail_is_written_to_a_folder(settings, ring, send, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    ring(*PEOPLE)

    assert send() == {State.SENT: 3}
    written = [path.read_text() for path in tmp_path.iterdir()]
    assert sorted(f"To: {address}" in text for address in PEOPLE for text in written) == [False] * 6 + [True] * 3


def test_a_run_ends_in_time_and_gives_back_what_it_did_not_do(mail_server, ring, clock):
    mail_server.script = lambda phase, _: Slow(0.2) if phase == "TEXT" else None
    ring(*(f"p{number}@school.example" for number in range(20)))

    outcome = send_due(clock=clock, seconds=1)

    assert 1 <= outcome[State.SENT] < 20
    assert states().count(State.PENDING) == 20 - outcome[State.SENT]


def test_kinds_are_known_by_name(bell):
    assert {KIND, "digest"} <= set(registry.names())
