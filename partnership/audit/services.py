"""Record what people did and saw, and seal what was recorded."""

import re
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, models, transaction

from partnership.accounts.models import User
from partnership.audit import chain
from partnership.audit.context import get_request_id
from partnership.audit.models import AuditEvent, Seal
from partnership.records import keys

ACTION = re.compile(r"[a-z_]+(\.[a-z_]+){1,2}")
NAME = re.compile(r"[a-z_.0-9]+")
IDENTIFIER = re.compile(r"[A-Za-z0-9-]{0,64}")
BATCH = 1000


class _OvertakenError(Exception):
    """Another sealer made this number, or took these events."""


def record(
    action: str,
    *,
    actor: User | None,
    school_id: UUID | None = None,
    obj: models.Model | None = None,
    object_type: str = "",
    object_id=None,
    fields: Iterable[str] = (),
) -> AuditEvent:
    """Write one audit row, in the transaction of the act; takes no lock.

    `action` is `noun.verb`, such as "contact.log" or "pupil.read". `actor` is None for the system and strangers. `obj`
    gives kind, id and (if it has one) school; without it name `object_type` and `object_id`. `fields` are the names
    of the fields that were changed or shown. Raises `ValueError` for anything that is not a name or an id: no text
    about people ever comes in here.
    """
    if obj is not None:
        object_type, object_id = obj._meta.label_lower, obj.pk
        school_id = school_id or getattr(obj, "school_id", None)
    names = list(dict.fromkeys(fields))
    _refuse_text(action, object_type, names)
    return AuditEvent.objects.create(
        action=action,
        actor_id=actor.pk if actor else None,
        school_id=school_id,
        object_type=object_type,
        object_id=_identifier(object_id),
        fields=names,
        request_id=get_request_id(),
    )


def _refuse_text(action: str, object_type: str, names: list[str]) -> None:
    if not ACTION.fullmatch(action):
        raise ValueError("The action of an audit row is noun.verb in small letters.")
    if not all(isinstance(name, str) and NAME.fullmatch(name) for name in names):
        raise ValueError("The fields of an audit row are names of fields, never their values.")
    if object_type and not NAME.fullmatch(object_type):
        raise ValueError("The kind of an audit row is the label of a model.")


def _identifier(value) -> str:
    text = "" if value is None else str(value)
    if not IDENTIFIER.fullmatch(text):
        raise ValueError("The object of an audit row is an id, never a text.")
    return text


def seal(school_id: UUID | None) -> Seal | None:
    """Seal the oldest unsealed events of one school (at most 1,000) and return the seal.

    Returns None if there is nothing to seal, or if another sealer was first. An event that is committed late, with a
    lower id than what is already sealed, comes into the next seal.
    """
    try:
        with transaction.atomic():
            events = list(AuditEvent.objects.of_school(school_id).unsealed().order_by("pk")[:BATCH])
            return _write_seal(school_id, events) if events else None
    except _OvertakenError:
        return None


def seal_all() -> int:
    """Seal everything that is committed and not yet sealed, school by school; return the number of seals made."""
    schools = AuditEvent.objects.unsealed().order_by().values_list("school_id", flat=True).distinct()
    made = 0
    for school_id in list(schools):
        while seal(school_id):
            made += 1
    return made


def _write_seal(school_id: UUID | None, events: list[AuditEvent]) -> Seal:
    last = Seal.objects.of_school(school_id).last()
    key_id = keys.ring().current
    key = chain.chain_key(key_id)
    macs = [chain.event_mac(event, key) for event in events]
    link = Seal(
        school_id=school_id,
        number=last.number + 1 if last else 1,
        first_id=events[0].pk,
        last_id=events[-1].pk,
        count=len(events),
        marks=chain.marks(events, macs),
        key_id=key_id,
        previous=last.hash if last else "",
    )
    link.hash = chain.seal_hash(link, macs, key)
    _insert(link)
    # A plain queryset, past the one that refuses: the triggers let this column be set once and nothing else.
    unsealed = models.QuerySet(AuditEvent).filter(pk__in=[event.pk for event in events], seal__isnull=True)
    if unsealed.update(seal=link) != len(events):
        raise _OvertakenError
    return link


def _insert(link: Seal) -> None:
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:
        if Seal.objects.of_school(link.school_id).filter(number=link.number).exists():
            raise _OvertakenError from None
        raise
