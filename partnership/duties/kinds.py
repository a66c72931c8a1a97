"""What an app says of its kinds of duties, in `AppConfig.ready()`: the class of data they are about and, for kinds
without a page part of their own, what lists call them.

With the part of its class a duty is there or rests. Whether it rests is not kept but asked of the school as it is now:
who switches a part off and on again finds everything as it was. A label says what kind of thing must be done and
nothing about whom or what: lists stand on screens that others see.
"""

from django.db.models import Q
from django.utils.functional import Promise

from partnership.school.models import SWITCHES
from partnership.school.rules.policy import part_of

_parts: dict[str, str] = {}
_labels: dict[str, Promise | str] = {}


def register(kind: str, *, data_class: str, label: Promise | str | None = None) -> None:
    """Say of which class of data `kind` is and, unless None, let lists show it as `label`, a lazy text."""
    _parts[kind] = part_of(data_class)
    if label is not None:
        _labels[kind] = label


def label_of(kind: str) -> Promise | str | None:
    """Return what lists call a duty of `kind`; None when the owner of the kind shows it in its own way."""
    return _labels.get(kind)


def resting() -> Q:
    """Return the condition for duties of a part that their school does not use."""
    condition = Q(pk__in=[])
    for part, column in SWITCHES.items():
        kinds = [kind for kind, its_part in _parts.items() if its_part == part]
        condition |= Q(**{"kind__in": kinds, f"school__{column}": False})
    return condition
