import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from partnership.audit import services as audit
from partnership.audit import triggers, verification
from partnership.audit.models import AuditEvent, Seal
from tests.audit_triggers import lifted

SAME = ", ".join(column for column in triggers.COLUMNS if column != "action")
WAYS_AROUND = {
    "sqlite": [
        f"INSERT OR REPLACE INTO audit_auditevent ({SAME}, action) SELECT {SAME}, 'x.y' FROM audit_auditevent",  # noqa: S608
        "REPLACE INTO audit_seal SELECT * FROM audit_seal",
    ],
    "postgresql": ["TRUNCATE audit_auditevent", "TRUNCATE audit_seal CASCADE", "TRUNCATE accounts_user CASCADE"],
}


@pytest.fixture
def log(teacher, school_id):
    """Two sealed events and one that is not."""
    for _ in range(2):
        audit.record("contact.log", actor=teacher, school_id=school_id, object_id=school_id, fields=["summary"])
    audit.seal(school_id)
    audit.record("contact.log", actor=teacher, school_id=school_id, object_id=school_id, fields=["summary"])
    return AuditEvent.objects.order_by("pk")


def refused(statement: str, *values) -> None:
    with pytest.raises(IntegrityError, match=triggers.MESSAGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def other(column: str):
    """A value that no row has in `column`."""
    values = {
        "id": 10**9,
        "at": "2020-01-01 00:00:00+00:00",
        "school_id": None,
        "actor_id": None,
        "fields": "[]",
    }
    return values.get(column, "other")


def test_every_column_of_an_event_is_guarded():
    columns = {field.column for field in AuditEvent._meta.concrete_fields}

    assert set(triggers.COLUMNS) == columns - {"seal_id"}


@pytest.mark.parametrize("column", triggers.COLUMNS)
def test_database_refuses_to_change_an_event(log, column):
    refused(f"UPDATE audit_auditevent SET {column} = %s", other(column))  # noqa: S608


@pytest.mark.parametrize("column", triggers.COLUMNS)
def test_database_refuses_to_change_an_event_while_sealing_it(log, column):
    statement = f"UPDATE audit_auditevent SET seal_id = %s, {column} = %s WHERE id = %s"  # noqa: S608
    refused(statement, Seal.objects.get().pk, other(column), log.last().pk)


def test_database_lets_an_event_be_sealed_once(log):
    link = Seal.objects.get()
    late = QuerySet(AuditEvent).filter(pk=log.last().pk)

    assert late.update(seal=link) == 1
    refused("UPDATE audit_auditevent SET seal_id = NULL")
    refused("UPDATE audit_auditevent SET seal_id = %s", link.pk)


def test_database_refuses_to_delete_events(log):
    refused("DELETE FROM audit_auditevent WHERE id = %s", log.first().pk)
    refused("DELETE FROM audit_auditevent WHERE id = %s", log.last().pk)


def test_database_refuses_an_event_that_is_sealed_at_birth(log):
    with pytest.raises(IntegrityError, match=triggers.MESSAGE), transaction.atomic():
        AuditEvent.objects.create(action="contact.log", seal=Seal.objects.get())


@pytest.mark.parametrize("column", ["number", "hash", "previous", "marks", "count", "key_id"])
def test_database_refuses_to_change_a_seal(log, column):
    refused(f"UPDATE audit_seal SET {column} = {column}")  # noqa: S608


def test_database_refuses_to_delete_seals(log):
    refused("DELETE FROM audit_seal")


def test_database_refuses_its_own_ways_around_update_and_delete(log):
    connection.check_constraints()
    for statement in WAYS_AROUND[connection.vendor]:
        refused(statement)


def test_missing_triggers_are_seen(log):
    assert verification.missing_guards() == []
    with lifted():
        assert "audit_event_update" in verification.missing_guards()
    assert verification.missing_guards() == []


@pytest.mark.django_db(transaction=True)
def test_migration_can_be_taken_back_and_made_again(log):
    call_command("migrate", "audit", "0001", verbosity=0)
    assert verification.missing_guards() != []
    call_command("migrate", "audit", verbosity=0)
    assert verification.missing_guards() == []
