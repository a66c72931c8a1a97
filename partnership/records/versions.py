"""Two people edit one row: the second learns what the first wrote, and nothing is lost (decision 14)."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class VersionConflict(Exception):
    """Someone changed the row meanwhile; `current` is the row as it stands now."""

    def __init__(self, current: models.Model):
        super().__init__(f"{type(current).__name__} has version {current.version} by now.")
        self.current = current


def lock_version(row: Row, *, version: int) -> Row:
    """Return the row locked for this transaction. Raises `VersionConflict` when it no longer has `version`."""
    current = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if current.version != version:
        raise VersionConflict(current)
    return current
