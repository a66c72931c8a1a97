"""The arithmetic of the chain: what an event and a seal are worth, by HMAC-SHA256 with a key from the key ring.

The key is not in the database, so who can write there cannot make a chain that fits. Keys that seals name must stay
in the ring. A mark is the short form of an event's MAC, kept in its seal to tell which row was changed.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from partnership.audit.models import AuditEvent, Seal
from partnership.records import keys

PURPOSE = b"partnership.audit chain 1"
MARK_LENGTH = 16


def chain_key(key_id: str) -> bytes:
    """Return the chain's own key, derived from `key_id` of the ring. Raises `keys.UnknownKey`."""
    return hmac.digest(keys.ring().key(key_id), PURPOSE, hashlib.sha256)


def event_mac(event: AuditEvent, key: bytes) -> str:
    """Return the MAC (hex) of everything in `event` but its seal."""
    return _mac(
        key,
        "event",
        event.pk,
        _moment(event.at),
        _text(event.school_id),
        _text(event.actor_id),
        event.action,
        event.object_type,
        event.object_id,
        event.fields,
        event.request_id,
    )


def marks(events: Iterable[AuditEvent], macs: Iterable[str]) -> list[list]:
    """Return [id, mark] of each event."""
    return [[event.pk, mac[:MARK_LENGTH]] for event, mac in zip(events, macs, strict=True)]


def seal_hash(seal: Seal, macs: list[str], key: bytes) -> str:
    """Return the MAC (hex) of `seal` over the seal before it, everything it says itself, and its events in order."""
    return _mac(
        key,
        "seal",
        _text(seal.school_id),
        seal.number,
        _moment(seal.at),
        seal.first_id,
        seal.last_id,
        seal.count,
        seal.marks,
        seal.key_id,
        seal.previous,
        macs,
    )


def _mac(key: bytes, *parts) -> str:
    return hmac.new(key, json.dumps(parts, separators=(",", ":")).encode(), hashlib.sha256).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _text(value) -> str:
    return "" if value is None else str(value)
