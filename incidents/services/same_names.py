"""Somebody involved has the name of a colleague: ask whether it is the same person (users.md 35).

An equal name alone blocks nobody. Names are compared without capitals, accents and double spaces.
"""

import unicodedata
from collections.abc import Iterable

from incidents.models import Incident, NameQuestion, Party
from partnership.school.models import StaffMember


def plain(name: str) -> str:
    """Return a name as it is compared."""
    signs = unicodedata.normalize("NFKD", name)
    letters = "".join(sign for sign in signs if not unicodedata.combining(sign))
    return " ".join(letters.casefold().split())


def ask_about_names(incident: Incident, parties: Iterable[Party]) -> list[NameQuestion]:
    """Write a question for each of `parties` with the name of a colleague, in the transaction of the caller.

    Guardians who are known to be a colleague need no question: the wall knows them.
    """
    named = [party for party in parties if _has_name(party)]
    if not named:
        return []
    colleagues = list(StaffMember.objects.today().filter(school=incident.school_id))
    questions = [
        NameQuestion(school=incident.school, incident=incident, party=party, colleague=person)
        for party in named
        for person in colleagues
        if is_alike(party.called, person)
    ]
    return NameQuestion.objects.bulk_create(questions, ignore_conflicts=True)


def is_alike(name: str, person: StaffMember) -> bool:
    """Whether `name` can be that of `person`: the same, or the last name alone or with the right initial."""
    typed, whole = plain(name).split(), plain(person.name).split()
    first, last = plain(person.first_name).split(), plain(person.last_name).split()
    if typed == whole:
        return True
    if not last or typed[-len(last) :] != last:
        return False
    prefix = plain(person.prefix).split()
    rest = typed[: -len(last)]
    if prefix and rest[-len(prefix) :] == prefix:
        rest = rest[: -len(prefix)]
    return not rest or (bool(first) and rest[0].strip(".") == first[0][0])


def _has_name(party: Party) -> bool:
    if party.guardian is not None:
        return party.guardian.staff_id is None
    return bool(party.name) and party.person is None
