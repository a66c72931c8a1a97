"""The conflict rule (decision 22): who has a tie with a family finds nothing of it, whatever the role.

An explicit link, the same e-mail address or telephone, and a declared tie count; an equal name alone never does. Which
those are, `standing` asks.
"""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from partnership.school.rules.family import family_of


def _own_addresses(staff) -> tuple[set[str], set[str]]:
    addresses = {staff.email.lower()} | ({staff.user.email.lower()} if staff.user_id else set())
    return addresses - {""}, {staff.telephone} - {""}


def hidden_by(
    pairs: Iterable[tuple[UUID | None, UUID | None]], *, day: datetime.date
) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Return the keys of guardians and of pupils that are hidden on `day` from who has a tie with `pairs` of them.

    With the pupils go their brothers and sisters: one query, none for who has no tie, as nearly everyone.
    """
    pairs = list(pairs)
    tied_guardians = frozenset(guardian for guardian, _pupil in pairs if guardian)
    tied_pupils = frozenset(pupil for _guardian, pupil in pairs if pupil)
    return tied_guardians, family_of(tied_pupils, day=day) if tied_pupils else tied_pupils


def tied_to(people: Iterable, *, family: frozenset[UUID], guardians: list[UUID]) -> frozenset:
    """Return the keys of those of `people` (members of staff with their `user`) who have a tie with this family.

    `family` are the keys of pupils with their brothers and sisters. The same rule as that of `hidden_by`, asked from
    the family's side: two queries for any number of people.
    """
    people_of = Q(guardianships__pupil__in=family) | Q(pk__in=guardians)
    joined = Q(joined_into__guardianships__pupil__in=family) | Q(joined_into__in=guardians)
    known = apps.get_model("school", "Guardian").objects.filter(people_of | joined)
    columns = ("pk", "staff", "staff__user", "details__email", "details__telephone")
    rows = list(known.order_by().values_list(*columns).distinct())
    declared = apps.get_model("school", "DeclaredTie").objects.filter(
        Q(pupil__in=family) | Q(guardian__in=[row[0] for row in rows]), ended_on=None
    )
    tied = set(declared.values_list("staff", flat=True)) | {row[1] for row in rows}
    users, telephones = {row[2] for row in rows} - {None}, {row[4] for row in rows}
    emails = {(row[3] or "").lower() for row in rows}
    return frozenset(
        person.pk
        for person in people
        if person.pk in tied
        or person.user_id in users
        or _own_addresses(person)[0] & emails
        or _own_addresses(person)[1] & telephones
    )
