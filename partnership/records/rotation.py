"""Encrypt everything again with the current key, so that an old key can be taken out of the ring."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models, transaction

from partnership.records import ciphers, keys
from partnership.records.fields import EncryptedTextField

BATCH = 200


@dataclass
class Tally:
    """What became of one column. `unreadable` holds the keys of rows that were left as they are."""

    column: str
    renewed: int = 0
    current: int = 0
    unreadable: list = field(default_factory=list)


def reencrypt(*, selection: Iterable[type[models.Model]] | None = None) -> list[Tally]:
    """Encrypt each encrypted column of each model (or of `selection`) with the current key.

    Works in batches, each its own transaction, and leaves alone what has the current key: it can be stopped, started
    again and run beside people at work. A row that does not open is left alone and named in the tally.
    """
    tallies = []
    for model in selection if selection is not None else apps.get_models():
        columns = [column for column in model._meta.local_concrete_fields if isinstance(column, EncryptedTextField)]
        if columns and model._meta.managed and not model._meta.proxy:
            tallies += _renew_table(model, columns)
    return tallies


def _renew_table(model: type[models.Model], columns: list[EncryptedTextField]) -> list[Tally]:
    tallies = {column.name: Tally(f"{model._meta.label}.{column.name}") for column in columns}
    for batch in _batches(model):
        with transaction.atomic():
            rows = model._base_manager.select_for_update().filter(pk__in=batch)
            for pk, *stored in rows.values_list("pk", *tallies):
                _renew_row(model, pk, dict(zip(columns, stored, strict=True)), tallies)
    return list(tallies.values())


def _batches(model: type[models.Model]) -> Iterator[list]:
    rows = model._base_manager.order_by("pk").values_list("pk", flat=True)
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1])[:BATCH])


def _renew_row(model: type[models.Model], pk, stored: dict, tallies: dict[str, Tally]) -> None:
    current = keys.ring().current
    renewed = {}
    for column, value in stored.items():
        tally = tallies[column.name]
        if not value:
            continue
        if ciphers.key_id_of(value) == current:
            tally.current += 1
            continue
        try:
            text = ciphers.decrypt(value, place=column.place(pk))
        except (ciphers.InvalidCiphertext, keys.UnknownKey):
            tally.unreadable.append(pk)
            continue
        renewed[column.name] = ciphers.encrypt(text, place=column.place(pk))
        tally.renewed += 1
    if renewed:
        model._base_manager.filter(pk=pk).update(**renewed)
