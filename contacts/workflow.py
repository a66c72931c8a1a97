"""The states of a contact: every state can be left."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contacts.enums import FAILED, Result, Status

MOVES: dict[Status, frozenset[Status]] = {
    Status.PLANNED: frozenset([Status.HELD, Status.MISSED, Status.CANCELLED]),
    Status.HELD: frozenset([Status.PLANNED, Status.MISSED, Status.CANCELLED]),
    Status.MISSED: frozenset([Status.HELD, Status.PLANNED, Status.CANCELLED]),
    Status.CANCELLED: frozenset([Status.PLANNED, Status.HELD, Status.MISSED]),
}


def status_of(result: str) -> Status:
    """Return the state a contact is born with: missed when the attempt failed, held otherwise."""
    return Status.MISSED if Result(result) in FAILED else Status.HELD


def move(now: str, to: Status) -> Status:
    """Return `to` when a contact may move there from `now`. Raises `ValidationError` otherwise."""
    if to not in MOVES[Status(now)]:
        raise ValidationError(_("This contact cannot be changed to '%(state)s'.") % {"state": to.label})
    return to
