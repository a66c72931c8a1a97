"""The conflict rule (decision 22): who has a tie with a family finds nothing of it, whatever the role.

An explicit link, the same e-mail address or telephone, and a declared tie count; an equal name alone never does. Which
those are, `standing` asks.
"""

import datetime
from collections.abc import Iterable
from uuid import UUID

from partnership.school.rules.family import brothers_and_sisters


def hidden_by(
    pairs: Iterable[tuple[UUID | None, UUID | None]], *, day: datetime.date
) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Return the keys of guardians and of pupils that are hidden on `day` from who has a tie with `pairs` of them.

    With the pupils go their brothers and sisters: one query, none for who has no tie, as nearly everyone.
    """
    pairs = list(pairs)
    tied_guardians = frozenset(guardian for guardian, _pupil in pairs if guardian)
    tied_pupils = frozenset(pupil for _guardian, pupil in pairs if pupil)
    if tied_pupils:
        tied_pupils |= frozenset(brothers_and_sisters(tied_pupils, day=day).values_list("pupil", flat=True))
    return tied_guardians, tied_pupils
