"""The states of a case: every state can be left."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from incidents.enums import Status

_UNDER_WAY = (Status.HANDLING, Status.MEASURE, Status.AFTERCARE, Status.EVALUATION, Status.CLOSED)

MOVES: dict[Status, frozenset[Status]] = {
    Status.REPORTED: frozenset([Status.HANDLING, Status.CLOSED]),
    Status.HANDLING: frozenset(_UNDER_WAY) - {Status.HANDLING},
    Status.MEASURE: frozenset(_UNDER_WAY) - {Status.MEASURE},
    Status.AFTERCARE: frozenset(_UNDER_WAY) - {Status.AFTERCARE},
    Status.EVALUATION: frozenset(_UNDER_WAY) - {Status.EVALUATION},
    Status.CLOSED: frozenset([Status.REOPENED]),
    Status.REOPENED: frozenset(_UNDER_WAY),
}


def move(now: str, to: Status) -> Status:
    """Return `to` when a case may move there from `now`. Raises `ValidationError` otherwise."""
    if to not in MOVES[Status(now)]:
        raise ValidationError(_("This case cannot be moved to '%(state)s'.") % {"state": to.label})
    return to
