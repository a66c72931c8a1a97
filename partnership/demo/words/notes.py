"""A text about a contact, and what was agreed in it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Note:
    """`text`, and what staff, guardian or pupil will do. `{name}` stands for the child's first name.

    `with_pupil` says that the child was there.
    """

    text: str
    staff: str = ""
    guardian: str = ""
    pupil: str = ""
    with_pupil: bool = False

    def about(self, name: str) -> "Note":
        """Return the note with the child's first name in it."""
        parts = ("text", "staff", "guardian", "pupil")
        return replace(self, **{part: getattr(self, part).format(name=name) for part in parts})


def shuffled(notes: Sequence[Note], chance: random.Random) -> Iterator[Note]:
    """Give the notes in a random order, without end; none comes back before all others were given."""
    while True:
        yield from chance.sample(notes, len(notes))
