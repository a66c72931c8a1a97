"""Which kinds of mail there are. The app that owns a kind registers it in `AppConfig.ready()` (decision 9)."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from partnership.notifications.models import Notification


@dataclass(frozen=True)
class Kind:
    """A kind of mail and its fixed words.

    `still_due(rows, now)` answers when these rows are about to be sent: per key of a row, how many things are due now
    for its recipient with the rights of now; 0 means that the mail is not needed. `sentence` is a lazy plural with
    `%(count)d`. Words never name a person, a school or what it is about.
    """

    name: str
    still_due: Callable[[list[Notification], datetime.datetime], dict[int, int]]
    subject: Promise
    sentence: Promise
    footer: Promise


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(row: Notification) -> Kind:
    return _kinds[row.kind]


def subject_of(name: str) -> str:
    """Return the subject of mail of this kind; of a kind that is not known any more its name."""
    return str(_kinds[name].subject) if name in _kinds else name


def names() -> list[str]:
    """Return the kinds this worker knows: it leaves all others alone."""
    return list(_kinds)
