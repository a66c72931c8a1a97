import random
import re
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from partnership.audit import chain, verification
from partnership.audit import services as audit
from partnership.audit.models import AuditEvent, Seal
from partnership.audit.verification import Head
from partnership.records import keys
from tests.audit_triggers import lifted

EVENTS, SEALS = QuerySet(AuditEvent), QuerySet(Seal)  # past the refusal in Python
SCHOOLS = [uuid.UUID(int=1), uuid.UUID(int=2), None]
CONTENT = ("at", "school_id", "actor_id", "action", "object_type", "object_id", "fields", "request_id")


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def unguarded(db):
    """Someone who can do everything in the database has taken the triggers away."""
    with lifted():
        yield


@pytest.fixture
def log(unguarded, english, teacher):
    """Three chains of six seals with some four events each; returns their heads."""
    dice = random.Random(1)  # noqa: S311
    for _ in range(6):
        for school_id in SCHOOLS:
            for _ in range(dice.randint(2, 6)):
                audit.record(
                    "pupil.read",
                    actor=teacher,
                    school_id=school_id,
                    object_type="school.pupil",
                    object_id=uuid.UUID(int=dice.getrandbits(128)),
                    fields=["name"],
                )
            audit.seal(school_id)
    return [verdict.head for verdict in verification.verify()]


def problems(heads=()) -> list[str]:
    return [problem for verdict in verification.verify(heads=heads) for problem in verdict.problems]


def rows_named(found: list[str]) -> set[int]:
    """The row ids that the problems name."""
    ids = set()
    for listed in re.findall(r"rows ([\d, -]+):", " ".join(found)):
        for part in listed.split(", "):
            first, _, last = part.partition("-")
            ids |= set(range(int(first), int(last or first) + 1))
    return ids


def edit(dice, teacher) -> set[int]:
    event = dice.choice(EVENTS.all())
    changes = {
        "at": event.at.replace(microsecond=(event.at.microsecond + 1) % 10**6),
        "school_id": dice.choice([school for school in SCHOOLS if school != event.school_id]),
        "actor_id": None,
        "action": "pupil.edit",
        "object_type": "school.guardian",
        "object_id": str(uuid.UUID(int=dice.getrandbits(128))),
        "fields": [],
        "request_id": "1",
        "seal_id": None,
        "id": 10**6,
    }
    column = dice.choice(list(changes))
    EVENTS.filter(pk=event.pk).update(**{column: changes[column]})
    return {event.pk}


def delete(dice, teacher) -> set[int]:
    event = dice.choice(EVENTS.all())
    EVENTS.filter(pk=event.pk)._raw_delete("default")
    return {event.pk}


def swap(dice, teacher) -> set[int]:
    """Two rows exchange what they say, or (of two seals) where they stand."""
    one, two = dice.sample(list(EVENTS.all()), 2)
    columns = CONTENT if one.seal_id == two.seal_id or dice.random() < 0.5 else ("seal_id",)
    EVENTS.filter(pk=one.pk).update(**{column: getattr(two, column) for column in columns})
    EVENTS.filter(pk=two.pk).update(**{column: getattr(one, column) for column in columns})
    return {one.pk, two.pk}


def insert(dice, teacher) -> set[int]:
    seal = dice.choice(SEALS.all())
    event = AuditEvent(action="pupil.read", actor=teacher, school_id=seal.school_id, object_id="1", seal=seal)
    event.pk = 10**6 + dice.randint(1, 10**6)
    event.save(force_insert=True)
    return {event.pk}


def cut(dice, teacher) -> set[int]:
    """The last seals of a school are gone with their events, or only the events of the last."""
    numbered = SEALS.filter(school_id=dice.choice(SCHOOLS)) if dice.random() < 0.6 else SEALS.filter(school_id=None)
    number = dice.randint(1, 6)
    gone = EVENTS.filter(seal__in=numbered.filter(number__gte=number))
    ids = set(gone.values_list("pk", flat=True))
    gone._raw_delete("default")
    if dice.random() < 0.3:
        return ids
    numbered.filter(number__gte=number)._raw_delete("default")
    return set()


def remove_seal(dice, teacher) -> set[int]:
    """A seal inside the chain is gone, with its events or without."""
    seal = dice.choice(SEALS.filter(number__lt=6))
    if dice.random() < 0.5:
        EVENTS.filter(seal=seal)._raw_delete("default")
    SEALS.filter(pk=seal.pk)._raw_delete("default")
    return set(EVENTS.filter(seal_id=seal.pk).values_list("pk", flat=True))


def edit_seal(dice, teacher) -> set[int]:
    seal = dice.choice(SEALS.all())
    changes = {
        "number": seal.number + 10,
        "hash": "0" * 64,
        "previous": "0" * 64,
        "marks": seal.marks[1:],
        "count": seal.count + 1,
        "last_id": seal.last_id + 1,
    }
    column = dice.choice(list(changes))
    SEALS.filter(pk=seal.pk).update(**{column: changes[column]})
    return set()


def test_whole_log_has_no_problems(log):
    assert problems(log) == []


def test_two_hundred_tampers_are_all_detected(log, teacher):
    dice = random.Random(24)  # noqa: S311
    detected = dict.fromkeys((edit, delete, swap, insert, cut, remove_seal, edit_seal), 0)
    for number in range(210):
        tamper = list(detected)[number % len(detected)]
        with transaction.atomic():
            touched = tamper(dice, teacher)
            found = problems(log)
            assert found, f"{tamper.__name__} {touched} was not seen"
            assert touched <= rows_named(found), f"{tamper.__name__} {touched}: {found}"
            detected[tamper] += 1
            transaction.set_rollback(True)

    assert sum(detected.values()) == 210
    assert problems(log) == []


def test_cut_tail_is_seen_only_with_the_head(log):
    school_id = SCHOOLS[0]
    EVENTS.filter(seal__in=SEALS.filter(school_id=school_id, number__gte=5))._raw_delete("default")
    SEALS.filter(school_id=school_id, number__gte=5)._raw_delete("default")

    assert problems() == []
    assert problems(log) == ["seal 6: missing, but it was written down as the head"]


def test_school_that_is_gone_altogether_is_seen_with_its_head(log):
    EVENTS.filter(school_id=SCHOOLS[0])._raw_delete("default")
    SEALS.filter(school_id=SCHOOLS[0])._raw_delete("default")

    assert problems() == []
    assert len(problems(log)) == 1


def test_row_that_is_sealed_again_after_a_change_is_seen(log):
    event = EVENTS.filter(school_id=SCHOOLS[0]).first()
    EVENTS.filter(pk=event.pk).update(action="pupil.edit", seal=None)
    audit.seal_all()

    assert rows_named(problems()) == {event.pk}


def test_chain_that_was_made_anew_without_our_key_is_seen(log):
    forged = b"a key that the forger made up....."
    previous = ""
    for seal in SEALS.filter(school_id=SCHOOLS[0]).order_by("number"):
        rows = list(EVENTS.filter(seal=seal).order_by("pk"))
        macs = [chain.event_mac(row, forged) for row in rows]
        seal.previous, seal.marks = previous, chain.marks(rows, macs)
        seal.hash = previous = chain.seal_hash(seal, macs, forged)
        SEALS.filter(pk=seal.pk).update(previous=seal.previous, marks=seal.marks, hash=seal.hash)

    assert len(problems()) == 6


def test_seal_whose_key_is_gone_is_reported(log, key_ring):
    key_ring.unlink()
    keys.make(key_ring)

    assert len(problems()) == 18
    assert "is not in the key ring" in problems()[0]


def test_runs_of_rows_are_listed_short(log):
    seal = SEALS.filter(school_id=SCHOOLS[0], number=2).get()
    EVENTS.filter(seal=seal)._raw_delete("default")

    assert problems() == [f"seal 2: rows {seal.first_id}-{seal.last_id}: removed"]


def test_verifying_costs_few_queries(log, django_assert_num_queries):
    with django_assert_num_queries(2 + 3 * 5):
        verification.verify()


def test_command_reports_each_school(english, teacher):
    audit.record("pupil.read", actor=teacher, school_id=SCHOOLS[0])
    audit.record("login.refuse", actor=None)
    audit.seal_all()
    audit.record("pupil.read", actor=teacher, school_id=SCHOOLS[0])
    out = StringIO()
    call_command("verify_audit", stdout=out)
    lines = out.getvalue().splitlines()

    assert "-: 1 events in 1 seals, 0 not sealed yet: OK" in lines
    assert f"{SCHOOLS[0]}: 1 events in 1 seals, 1 not sealed yet: OK" in lines
    assert f"  --head {Seal.objects.get(school_id=None)}" in lines
    assert lines[-1] == "The audit log is whole."


def test_command_fails_and_names_the_row(log):
    event = EVENTS.filter(seal__number=3).first()
    EVENTS.filter(pk=event.pk).update(action="pupil.edit")
    out = StringIO()
    with pytest.raises(CommandError, match="problems in the audit log") as refusal:
        call_command("verify_audit", stdout=out)

    assert refusal.value.returncode == 1
    assert f"  seal 3: rows {event.pk}: changed" in out.getvalue()
    assert "trigger audit_event_update is missing" in out.getvalue()


def test_command_checks_the_heads_it_is_given(english, teacher):
    audit.record("pupil.read", actor=teacher, school_id=SCHOOLS[0])
    link = audit.seal(SCHOOLS[0])
    call_command("verify_audit", f"--head={link}", stdout=StringIO())
    for wrong in (f"{SCHOOLS[0]}:2:{link.hash}", f"{SCHOOLS[0]}:1:{'0' * 64}", f"-:1:{link.hash}"):
        with pytest.raises(CommandError, match="1 problems"):
            call_command("verify_audit", f"--head={link}", f"--head={wrong}", stdout=StringIO())


@pytest.mark.parametrize("text", ["", "x", "x:1:y", "-:one:0", "-:1"])
def test_head_that_is_none_is_refused(english, text):
    with pytest.raises(CommandError, match="SCHOOL:NUMBER:HASH"):
        call_command("verify_audit", f"--head={text}")


def test_head_reads_what_it_writes():
    for head in (Head(SCHOOLS[0], 3, "ab"), Head(None, 1, "cd")):
        assert Head.parse(str(head)) == head
