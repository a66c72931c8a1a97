"""The database's own refusal to change the audit log.

Events: no UPDATE but setting `seal` once, no DELETE, and no INSERT that is sealed already. Seals: no UPDATE, no DELETE.
On PostgreSQL no TRUNCATE either; on SQLite no INSERT OR REPLACE. Installed by the app's migration. A later migration
that changes one of these tables makes SQLite build it anew without triggers: end it as 0002_append_only does.
`verify_audit` reports when they are missing.
"""

EVENTS = "audit_auditevent"
SEALS = "audit_seal"
MESSAGE = "the audit log is only added to"

# Every column of an event but its seal; a test compares them with the model.
COLUMNS = (
    "id",
    "at",
    "school_id",
    "actor_id",
    "action",
    "object_type",
    "object_id",
    "fields",
    "request_id",
)

_SAME = " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in COLUMNS)
_SEALED_ONCE = f"OLD.seal_id IS NULL AND NEW.seal_id IS NOT NULL AND {_SAME}"


def _known(table: str) -> str:
    return f"NEW.id IN (SELECT id FROM {table})"  # noqa: S608 - a fixed name, and part of a CREATE TRIGGER


# name: (table, event, condition). Conditions are SQLite's; PostgreSQL's stand in its functions.
SQLITE = {
    "audit_event_insert": (EVENTS, "INSERT", f"NEW.seal_id IS NOT NULL OR {_known(EVENTS)}"),
    "audit_event_update": (EVENTS, "UPDATE", f"NOT ({_SEALED_ONCE})"),
    "audit_event_delete": (EVENTS, "DELETE", "1"),
    "audit_seal_insert": (SEALS, "INSERT", _known(SEALS)),
    "audit_seal_update": (SEALS, "UPDATE", "1"),
    "audit_seal_delete": (SEALS, "DELETE", "1"),
}

POSTGRESQL_REFUSE = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';
END $$
"""

# name: (table, event, for each, condition)
POSTGRESQL = {
    "audit_event_insert": (EVENTS, "INSERT", "ROW", "NEW.seal_id IS NOT NULL"),
    "audit_event_update": (
        EVENTS,
        "UPDATE",
        "ROW",
        "NOT (OLD.seal_id IS NULL AND NEW.seal_id IS NOT NULL"
        " AND to_jsonb(OLD) - 'seal_id' = to_jsonb(NEW) - 'seal_id')",
    ),
    "audit_event_delete": (EVENTS, "DELETE", "ROW", "TRUE"),
    "audit_event_truncate": (EVENTS, "TRUNCATE", "STATEMENT", "TRUE"),
    "audit_seal_update": (SEALS, "UPDATE", "ROW", "TRUE"),
    "audit_seal_delete": (SEALS, "DELETE", "ROW", "TRUE"),
    "audit_seal_truncate": (SEALS, "TRUNCATE", "STATEMENT", "TRUE"),
}


def install(connection) -> None:
    """Make the triggers, again if need be."""
    with connection.cursor() as cursor:
        for statement in drop_statements(connection.vendor) + create_statements(connection.vendor):
            cursor.execute(statement)


def remove(connection) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        for statement in drop_statements(connection.vendor):
            cursor.execute(statement)


def missing(connection) -> list[str]:
    """Return the names of triggers that should be there and are not, or are switched off."""
    if connection.vendor == "sqlite":
        query, expected = "SELECT name FROM sqlite_master WHERE type = 'trigger'", SQLITE
    else:
        query, expected = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')", POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(set(expected) - present)


def create_statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for name, (table, event, condition) in SQLITE.items()
        ]
    triggers = [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} WHEN ({condition}) "
        "EXECUTE FUNCTION audit_refuse()"
        for name, (table, event, each, condition) in POSTGRESQL.items()
    ]
    return [POSTGRESQL_REFUSE, *triggers]


def drop_statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, *_rest) in POSTGRESQL.items()]
