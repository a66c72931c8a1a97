"""What a plan wants written: only what differs, gathered and written in bulk."""

import datetime
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import models

BATCH = 500
DAY = datetime.timedelta(days=1)


def batches(rows: Iterable) -> Iterator[list]:
    """Cut `rows` into lists that fit one round of queries."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


class Changes:
    """New rows, changed fields of known rows, and rows that never came to hold; nothing is written before `write`."""

    def __init__(self):
        self.new: dict[type[models.Model], dict] = {}
        self.changed: dict[type[models.Model], dict] = {}
        self.removed: dict[type[models.Model], set] = {}
        self.columns: dict[type[models.Model], set[str]] = {}
        self.names: set[str] = set()

    def add(self, row: models.Model) -> None:
        self.new.setdefault(type(row), {})[row.pk] = row
        self.names.add(f"{row._meta.model_name}.new")

    def change(self, row: models.Model, **values) -> bool:
        """Give `row` these values; return whether one of them differed."""
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        model = type(row)
        if different and row.pk not in self.new.get(model, {}):
            self.changed.setdefault(model, {})[row.pk] = row
            self.columns.setdefault(model, set()).update(different)
            self.names.update(f"{row._meta.model_name}.{name}" for name in different)
        return bool(different)

    def remove(self, row: models.Model) -> None:
        """Take away a row that holds from a later day only: it never came to hold."""
        self.changed.get(type(row), {}).pop(row.pk, None)
        if self.new.get(type(row), {}).pop(row.pk, None) is None:
            self.removed.setdefault(type(row), set()).add(row.pk)
            self.names.add(f"{row._meta.model_name}.removed")

    def end(self, row: models.Model, last: datetime.date, today: datetime.date) -> None:
        """Let a dated row hold up to and including `last`; what would begin later and has not begun is taken away."""
        if row.from_date <= last:
            self.change(row, until=last)
        elif row.from_date >= today:
            self.remove(row)
        else:
            self.change(row, until=today - DAY)

    def write(self) -> None:
        """Write everything in few queries, and forget it. Ends before beginnings, so that only one row is open."""
        for model, keys in self.removed.items():
            model.objects.filter(pk__in=keys).delete()
        for model, rows in self.changed.items():
            if rows:
                columns = {model._meta.get_field(name).name for name in self.columns[model]}
                model.objects.bulk_update(rows.values(), columns, batch_size=BATCH)
        for model, rows in self.new.items():
            model.objects.bulk_create(rows.values(), batch_size=BATCH)
        for written in (self.removed, self.changed, self.new, self.columns):
            written.clear()
