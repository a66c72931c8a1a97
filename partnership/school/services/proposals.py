"""Propose who may be one person at several pupils; a person decides (users.md 19)."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from partnership.school.models import Guardian, GuardianPair, Guardianship, School

FACTS = ("details__email", "details__telephone", "details__household__postcode", "details__household__street")


@transaction.atomic
def propose_pairs(school: School, *, also: Iterable[tuple[UUID, UUID]] = ()) -> int:
    """Put guardians with the same name and the same e-mail address, telephone or address side by side, to be looked at.

    `also` are pairs of keys that a file put side by side. What was proposed before, whatever was said of it, is not
    proposed again. Return how many are new.
    """
    pairs = {_ordered(pair) for pair in (*_alike(school), *also)}
    if not pairs:
        return 0
    pairs -= set(GuardianPair.objects.filter(school=school).values_list("one", "other"))
    GuardianPair.objects.bulk_create(GuardianPair(school=school, one_id=one, other_id=other) for one, other in pairs)
    return len(pairs)


def _alike(school: School) -> set[tuple[UUID, UUID]]:
    """Pairs of the first and each other one of those who are alike: two of three pairs are enough to join three."""
    names = ("first_name", "prefix", "last_name")
    people = Guardian.objects.filter(school=school, institution="", joined_into=None).exclude(last_name="")
    with_child = people.filter(pk__in=Guardianship.objects.current().filter(school=school).values("guardian"))
    found: dict[tuple, list[UUID]] = defaultdict(list)
    for key, *values in with_child.order_by("pk").values_list("pk", *names, *FACTS):
        name = " ".join(filter(None, values[:3])).casefold()
        email, telephone, postcode, street = (_folded(value) for value in values[3:])
        for kind, fact in (("mail", email), ("telephone", telephone), ("address", postcode and street + postcode)):
            if fact:
                found[kind, name, fact].append(key)
    return {(first, other) for first, *others in found.values() for other in others}


def _folded(value: str | None) -> str:
    return (value or "").casefold().replace(" ", "")


def _ordered(pair: tuple[UUID, UUID]) -> tuple[UUID, UUID]:
    one, other = sorted(pair, key=str)
    return one, other
