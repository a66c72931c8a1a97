"""Which class of data a kind of duty is about: with the part of that class, the duty is there or rests.

The app that owns a kind says it in `AppConfig.ready()`. Whether a duty rests is not kept but asked of the school as it
is now: who switches a part off and on again finds everything as it was.
"""

from django.db.models import Q

from partnership.school.models import SWITCHES
from partnership.school.rules.policy import part_of

_parts: dict[str, str] = {}


def register(kind: str, *, data_class: str) -> None:
    _parts[kind] = part_of(data_class)


def resting() -> Q:
    """Return the condition for duties of a part that their school does not use."""
    condition = Q(pk__in=[])
    for part, column in SWITCHES.items():
        kinds = [kind for kind, its_part in _parts.items() if its_part == part]
        condition |= Q(**{"kind__in": kinds, f"school__{column}": False})
    return condition
