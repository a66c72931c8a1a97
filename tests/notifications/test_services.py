"""Rows: written once, taken by one worker, never changed by one that comes too late."""

import datetime
import uuid

import pytest
import time_machine
from django.db import connection, transaction

from partnership.notifications import services
from partnership.notifications.enums import State
from partnership.notifications.models import Notification
from partnership.notifications.sending import send_due
from tests.at_once import at_once
from tests.cast import make_user

from .conftest import KIND, states

MINUTE = datetime.timedelta(minutes=1)
LATER = 11 * MINUTE


def plan(clock, user, key="1"):
    services.schedule([services.planned(KIND, recipient=user.pk, key=key, due_at=clock.now)])


@pytest.mark.django_db
def test_a_row_is_written_once_per_person_kind_and_key(bell, clock):
    user = make_user()
    for _ in range(2):
        plan(clock, user)
    plan(clock, user, key="2")

    assert sorted(Notification.objects.values_list("key", flat=True)) == ["1", "2"]


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_write_one_row(bell, clock):
    users = [make_user() for _ in range(20)]

    at_once(4, lambda _: services.schedule(
        services.planned(KIND, recipient=user.pk, key="1", due_at=clock.now) for user in users
    ))  # fmt: skip

    assert Notification.objects.count() == 20


@pytest.mark.django_db
def test_a_row_is_not_taken_before_it_is_due(ring, clock):
    ring("a@school.example", due_at=clock.now + MINUTE)

    assert services.claim(uuid.uuid4(), now=clock.now) == []
    assert len(services.claim(uuid.uuid4(), now=clock.now + MINUTE)) == 1


@pytest.mark.django_db
def test_a_kind_that_this_worker_does_not_know_is_left_alone(clock):
    plan(clock, make_user())

    assert services.claim(uuid.uuid4(), now=clock.now) == []


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_never_take_the_same_row(ring, clock, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 40)
    ring(*(f"p{number}@school.example" for number in range(120)))

    taken = at_once(4, lambda _: [row.pk for row in services.claim(uuid.uuid4(), now=clock.now)])

    keys = [key for keys in taken for key in keys]
    assert len(keys) == len(set(keys))
    # What one worker saw another take is there for the next round.
    while more := services.claim(uuid.uuid4(), now=clock.now):
        keys += [row.pk for row in more]
    assert sorted(keys) == sorted(Notification.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_worker_that_was_away_longer_than_its_lease_sends_nothing(ring, clock):
    ring("a@school.example")
    (mine,) = services.claim(uuid.uuid4(), now=clock.now)
    clock.forward(minutes=11)
    services.sweep(clock.now)
    (theirs,) = services.claim(uuid.uuid4(), now=clock.now)

    assert services.begin(mine, now=clock.now) is False
    assert services.begin(theirs, now=clock.now) is True
    services.finish(mine, to=State.SENT)
    assert states() == [State.SENDING]


@pytest.mark.django_db
def test_a_row_in_the_hands_of_the_mail_server_becomes_uncertain_and_is_not_taken_again(ring, clock):
    ring("a@school.example")
    (row,) = services.claim(uuid.uuid4(), now=clock.now)
    services.begin(row, now=clock.now)

    services.sweep(clock.now + 9 * MINUTE)
    assert states() == [State.SENDING]
    services.sweep(clock.now + LATER)
    assert states() == [State.UNCERTAIN]
    assert services.claim(uuid.uuid4(), now=clock.now + datetime.timedelta(days=30)) == []


@pytest.mark.django_db
def test_a_worker_that_comes_back_says_what_it_knows_of_its_uncertain_row(ring, clock):
    ring("a@school.example")
    (row,) = services.claim(uuid.uuid4(), now=clock.now)
    services.begin(row, now=clock.now)
    services.sweep(clock.now + LATER)

    services.finish(row, to=State.SENT)

    assert states() == [State.SENT]


@pytest.mark.django_db
def test_a_cancelled_row_is_gone_also_for_the_worker_that_took_it(ring, clock):
    ring("a@school.example")
    (row,) = services.claim(uuid.uuid4(), now=clock.now)

    assert services.cancel(KIND, recipient=row.recipient, keys=["1"]) == 1
    assert services.begin(row, now=clock.now) is False


@pytest.mark.django_db
def test_what_went_out_or_may_have_gone_out_is_not_cancelled(ring, clock):
    ring("a@school.example")
    (row,) = services.claim(uuid.uuid4(), now=clock.now)
    services.begin(row, now=clock.now)

    assert services.cancel(KIND, recipient=row.recipient, keys=["1"]) == 0


@pytest.mark.django_db
def test_only_a_row_that_waits_is_moved(ring, clock):
    (row,) = ring("a@school.example")
    later = clock.now + MINUTE

    assert services.move(row, due_at=later) is True
    row.refresh_from_db()
    assert (row.due_at, row.next_at) == (later, later)
    services.claim(uuid.uuid4(), now=later)
    assert services.move(row, due_at=clock.now) is False


@pytest.mark.django_db(transaction=True)
def test_sending_is_refused_inside_a_transaction_that_could_be_undone(ring, mail_server):
    ring("a@school.example")

    with transaction.atomic(), pytest.raises(RuntimeError):
        send_due()
    assert mail_server.recipients == []


@pytest.mark.django_db
def test_old_rows_that_came_to_an_end_are_forgotten(ring, clock):
    _, waiting, young = ring("a@school.example", "b@school.example", "c@school.example")
    long_ago = clock.now - datetime.timedelta(days=91)
    Notification.objects.exclude(pk=young.pk).update(created_at=long_ago)
    Notification.objects.exclude(pk=waiting.pk).update(state=State.SENT)

    services.forget_old()

    assert set(Notification.objects.all()) == {waiting, young}


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-2, 2])
def test_a_worker_whose_clock_is_wrong_sends_nothing_too_early_and_nothing_late(ring, clock, mail_server, hours):
    ring("now@school.example")
    ring("in-an-hour@school.example", due_at=clock.now + 60 * MINUTE)

    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)):
        assert send_due() == {State.SENT: 1}

    assert mail_server.recipients == ["now@school.example"]
    assert abs(mail_server.mails[0]["Date"].datetime - clock.now) < MINUTE


@pytest.mark.django_db
def test_leases_go_by_the_clock_of_the_database(clock):
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        (value,) = cursor.fetchone()
    moment = datetime.datetime.fromisoformat(str(value))
    moment = moment.replace(tzinfo=moment.tzinfo or datetime.UTC)

    assert abs(clock.now - moment) < MINUTE
