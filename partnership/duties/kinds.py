"""Which kinds of duties have words of their own for lists. The app that owns a kind registers it in `ready()`.

A label says what kind of thing must be done and nothing about whom or what: lists stand on screens that others see.
"""

from django.utils.functional import Promise

_labels: dict[str, Promise | str] = {}


def register(kind: str, label: Promise | str) -> None:
    """Let lists of duties show `kind` as `label`, a lazy text."""
    _labels[kind] = label


def label_of(kind: str) -> Promise | str | None:
    """Return what lists call a duty of `kind`; None when the owner of the kind shows it in its own way."""
    return _labels.get(kind)
