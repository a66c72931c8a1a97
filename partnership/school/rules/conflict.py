"""The conflict rule (decision 22): who has a tie with a family finds nothing of it, whatever the role.

An explicit link, the same e-mail address or telephone, and a declared tie count; an equal name alone never does.
"""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db.models import F, Q, QuerySet, UUIDField, Value

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


def tie_rows(staff) -> tuple[QuerySet, QuerySet]:
    """Return two querysets of pairs: guardians who are, or are tied to, that person with their pupils, and nobody with
    the pupils of declared ties. Both within the school of `staff`."""
    guardians = apps.get_model("school", "Guardian").objects.filter(_same_person(staff), school=staff.school_id)
    declared = apps.get_model("school", "DeclaredTie").objects.filter(
        staff=staff, ended_on=None, pupil__school=staff.school_id
    )
    nobody = Value(None, output_field=UUIDField())
    return (
        guardians.order_by().annotate(one=F("pk"), other=F("guardianships__pupil")),
        declared.order_by().annotate(one=nobody, other=F("pupil")),
    )


def hidden_by(
    pairs: Iterable[tuple[UUID | None, UUID | None]], *, day: datetime.date
) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Return the keys of guardians and of pupils that `pairs`, rows of `tie_rows`, hide on `day`.

    With the pupils go their brothers and sisters: one query, none for who has no tie, as nearly everyone.
    """
    pairs = list(pairs)
    tied_guardians = frozenset(guardian for guardian, _pupil in pairs if guardian)
    tied_pupils = frozenset(pupil for _guardian, pupil in pairs if pupil)
    if tied_pupils:
        tied_pupils |= frozenset(brothers_and_sisters(tied_pupils, day=day).values_list("pupil", flat=True))
    return tied_guardians, tied_pupils
