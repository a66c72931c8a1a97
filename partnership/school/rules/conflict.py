"""The conflict rule (decision 22): who has a tie with a family finds nothing of it, whatever the role.

An explicit link, the same e-mail address or telephone, and a declared tie count; an equal name alone never does. Which
those are, `standing` asks.
"""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from partnership.records.prepared import prepared
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
    family, guardians = list(family), list(guardians)
    rows = _people_around(family=family, guardians=guardians)
    tied = set(_declared_about(family=family, guardians=[row[0] for row in rows])) | {row[1] for row in rows}
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


@prepared
def _people_around(*, family: list[UUID], guardians: list[UUID]) -> QuerySet:
    """Return who the guardians of `family` are: key, member of staff, login, address and telephone."""
    people_of = Q(guardianships__pupil__in=family) | Q(pk__in=guardians)
    joined = Q(joined_into__guardianships__pupil__in=family) | Q(joined_into__in=guardians)
    known = apps.get_model("school", "Guardian").objects.filter(people_of | joined)
    columns = ("pk", "staff", "staff__user", "details__email", "details__telephone")
    return known.order_by().values_list(*columns).distinct()


@prepared
def _declared_about(*, family: list[UUID], guardians: list[UUID]) -> QuerySet:
    """Return the keys of staff who said that they have a tie with one of these."""
    about = Q(pupil__in=family) | Q(guardian__in=guardians)
    ties = apps.get_model("school", "DeclaredTie").objects.filter(about, ended_on=None)
    return ties.order_by().values_list("staff", flat=True)
