"""The conflict rule (decision 22): who has a tie with a family finds nothing of it, whatever the role.

An explicit link, the same e-mail address or telephone, and a declared tie count; an equal name alone never does.
"""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db.models import Q, UUIDField, Value

from partnership.school.rules.family import brothers_and_sisters


def _own_addresses(staff) -> tuple[set[str], set[str]]:
    addresses = {staff.email.lower()} | ({staff.user.email.lower()} if staff.user_id else set())
    return addresses - {""}, {staff.telephone} - {""}


def _same_person(staff) -> Q:
    emails, telephones = _own_addresses(staff)
    same_person = Q(staff=staff) | Q(details__telephone__in=telephones) | Q(ties__staff=staff, ties__ended_on=None)
    for email in emails:
        same_person |= Q(details__email__iexact=email)
    if staff.user_id:
        same_person |= Q(staff__user=staff.user_id)
    return same_person


def tied_to(people: Iterable, *, pupils: Iterable[UUID], guardians: Iterable[UUID], day: datetime.date) -> frozenset:
    """Return the keys of those of `people` (members of staff with their `user`) who have a tie with these families.

    The same rule as `ties_of`, asked from the family's side: three queries for any number of people.
    """
    family = {*pupils, *brothers_and_sisters(list(pupils), day=day).values_list("pupil", flat=True)}
    known = apps.get_model("school", "Guardian").objects.filter(
        Q(guardianships__pupil__in=family) | Q(pk__in=guardians)
    )
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


def ties_of(staff, *, day: datetime.date) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Return the keys of guardians and of pupils in the school of `staff` that are hidden from that person.

    Guardians who are, or are tied to, that person; pupils of those guardians and those with a declared tie, with
    brothers and sisters. One query for who has no tie, as nearly everyone.
    """
    guardians = apps.get_model("school", "Guardian").objects.filter(_same_person(staff), school=staff.school_id)
    declared = apps.get_model("school", "DeclaredTie").objects.filter(
        staff=staff, ended_on=None, pupil__school=staff.school_id
    )
    nobody = Value(None, output_field=UUIDField())
    pairs = guardians.order_by().values_list("pk", "guardianships__pupil")
    rows = list(pairs.union(declared.annotate(nobody=nobody).values_list("nobody", "pupil"), all=True))
    tied_guardians = frozenset(guardian for guardian, _pupil in rows if guardian)
    tied_pupils = frozenset(pupil for _guardian, pupil in rows if pupil)
    if tied_pupils:
        tied_pupils |= frozenset(brothers_and_sisters(tied_pupils, day=day).values_list("pupil", flat=True))
    return tied_guardians, tied_pupils
