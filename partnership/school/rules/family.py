"""Who is family: brothers and sisters are pupils who share a guardian (decision 5), not a professional."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from partnership.records.prepared import prepared
from partnership.school.enums import TieKind


def ties_that_hold(day: datetime.date) -> Q:
    """Return the condition for guardianships that hold on `day`; most have no begin."""
    begun = Q(from_date__isnull=True) | Q(from_date__lte=day)
    return begun & (Q(until__isnull=True) | Q(until__gte=day))


def ties_of_family(day: datetime.date) -> Q:
    """Return the condition for guardianships that hold on `day` and make a family.

    An institution or a family supervisor looks after children who have nothing to do with each other.
    """
    holds = Q(until__isnull=True) | Q(until__gte=day)
    return holds & Q(guardian__institution="") & ~Q(kind=TieKind.FAMILY_SUPERVISOR)


def brothers_and_sisters(pupils: Iterable[UUID] | QuerySet, *, day: datetime.date) -> QuerySet:
    """Return the guardianships, on `day`, of everyone who shares a guardian with one of `pupils`; theirs too."""
    ties = apps.get_model("school", "Guardianship").objects.filter(ties_of_family(day))
    return ties.filter(guardian__in=ties.filter(pupil__in=pupils).values("guardian"))


def family_of(pupils: Iterable[UUID], *, day: datetime.date) -> frozenset[UUID]:
    """Return the keys of `pupils` and their brothers and sisters on `day`."""
    pupils = list(pupils)
    return frozenset(pupils) | frozenset(_keys_of_family(pupils=pupils, day=day))


@prepared
def _keys_of_family(*, pupils: list[UUID], day: datetime.date) -> QuerySet:
    return brothers_and_sisters(pupils, day=day).values_list("pupil", flat=True)
