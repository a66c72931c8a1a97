"""The conflict rule (decision 22): who has a tie with a family finds nothing of it, whatever the role.

An explicit link, the same e-mail address or telephone, and a declared tie count; an equal name alone never does.
"""

import datetime
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from partnership.school.rules.family import brothers_and_sisters


def _own_addresses(staff) -> tuple[set[str], set[str]]:
    addresses = {staff.email.lower()} | ({staff.user.email.lower()} if staff.user_id else set())
    return addresses - {""}, {staff.telephone} - {""}


def tied_guardians(staff) -> frozenset[UUID]:
    """Return the keys of guardians in the school of `staff` who are, or are tied to, that person."""
    emails, telephones = _own_addresses(staff)
    same_person = Q(staff=staff) | Q(details__telephone__in=telephones) | Q(ties__staff=staff, ties__ended_on=None)
    for email in emails:
        same_person |= Q(details__email__iexact=email)
    if staff.user_id:
        same_person |= Q(staff__user=staff.user_id)
    guardians = apps.get_model("school", "Guardian").objects.filter(same_person, school=staff.school_id)
    return frozenset(guardians.values_list("pk", flat=True))


def tied_pupils(staff, guardians: frozenset[UUID], *, day: datetime.date) -> frozenset[UUID]:
    """Return the keys of pupils of the tied `guardians` and those with a declared tie, with brothers and sisters."""
    tie = Q(guardianships__guardian__in=guardians) | Q(ties__staff=staff, ties__ended_on=None)
    pupils = apps.get_model("school", "Pupil").objects.filter(tie, school=staff.school_id)
    tied = frozenset(pupils.values_list("pk", flat=True))
    if not tied:
        return tied
    return tied | frozenset(brothers_and_sisters(tied, day=day).values_list("pupil", flat=True))
