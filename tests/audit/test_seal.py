import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from partnership.audit import services as audit
from partnership.audit import tasks, verification
from partnership.audit.models import AppendOnly, AuditEvent, Seal
from partnership.records import keys
from tests.at_once import at_once


def record(count: int, school_id=None) -> list[AuditEvent]:
    return [
        audit.record("pupil.read", actor=None, school_id=school_id, object_id=number, fields=["name"])
        for number in range(count)
    ]


def problems() -> list[str]:
    return [problem for verdict in verification.verify() for problem in verdict.problems]


def test_seal_takes_what_is_unsealed_in_order(db, school_id):
    events = record(3, school_id)
    record(1, uuid.uuid4())
    link = audit.seal(school_id)

    assert (link.number, link.count, link.previous) == (1, 3, "")
    assert (link.first_id, link.last_id) == (events[0].pk, events[2].pk)
    assert list(link.events.order_by("pk")) == events
    assert AuditEvent.objects.unsealed().count() == 1


def test_next_seal_holds_on_to_the_one_before(db, school_id):
    record(1, school_id)
    first = audit.seal(school_id)
    record(1, school_id)
    second = audit.seal(school_id)

    assert (second.number, second.previous) == (2, first.hash)
    assert problems() == []


def test_nothing_to_seal_makes_no_seal(db, school_id):
    assert audit.seal(school_id) is None
    assert audit.seal_all() == 0


def test_what_belongs_to_no_school_has_a_chain_of_its_own(db, school_id):
    for _ in range(2):
        record(1)
        record(1, school_id)
        tasks.seal_events()

    assert [link.number for link in Seal.objects.of_school(None)] == [1, 2]
    assert [link.number for link in Seal.objects.of_school(school_id)] == [1, 2]
    assert problems() == []


def test_event_that_is_committed_late_comes_into_the_next_seal(db, school_id):
    AuditEvent.objects.create(pk=2_000_002, action="pupil.read", school_id=school_id)
    audit.seal(school_id)
    late = AuditEvent.objects.create(pk=2_000_001, action="pupil.read", school_id=school_id)
    second = audit.seal(school_id)

    assert list(second.events.all()) == [late]
    assert problems() == []


def test_many_events_are_sealed_in_batches(db, school_id):
    AuditEvent.objects.bulk_create([AuditEvent(action="pupil.read", school_id=school_id) for _ in range(2500)])
    call_command("seal_audit", stdout=StringIO())

    assert [link.count for link in Seal.objects.of_school(school_id)] == [1000, 1000, 500]
    assert problems() == []


def test_chain_holds_over_a_new_key(db, school_id, key_ring):
    record(2, school_id)
    audit.seal(school_id)
    keys.add_key(key_ring)
    record(2, school_id)
    audit.seal(school_id)

    assert len(set(Seal.objects.values_list("key_id", flat=True))) == 2
    assert problems() == []


def test_seals_cannot_be_changed(db, school_id):
    record(1, school_id)
    link = audit.seal(school_id)
    for change in (link.save, link.delete, Seal.objects.all().delete):
        with pytest.raises(AppendOnly), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("school", [None, uuid.UUID(int=7)])
def test_two_sealers_at_once_seal_everything_once(school):
    for number in range(1, 6):
        record(20, school)
        made = [link for link in at_once(2, lambda n: audit.seal(school)) if link]

        assert len(made) == 1
        assert Seal.objects.count() == number
        assert AuditEvent.objects.unsealed().count() == 0
    assert problems() == []


@pytest.mark.django_db(transaction=True)
def test_sealing_while_people_work_leaves_a_whole_chain(school_id):
    def work(number):
        for _ in range(10):
            if number < 4:
                with transaction.atomic():
                    record(3, school_id)
            else:
                audit.seal_all()

    at_once(7, work)
    audit.seal_all()

    assert AuditEvent.objects.filter(seal__isnull=False).count() == 120
    assert problems() == []
