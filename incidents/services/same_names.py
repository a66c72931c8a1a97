"""Somebody involved has the name of a colleague: ask whether it is the same person (users.md 35).

An equal name alone blocks nobody. Names are compared without capitals, accents and double spaces.
"""

import unicodedata
from collections import defaultdict
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
    names = {party: plain(party.called) for party in parties if _has_name(party)}
    if not names:
        return []
    colleagues = defaultdict(list)
    for person in StaffMember.objects.today().filter(school=incident.school_id):
        colleagues[plain(person.name)].append(person)
    questions = [
        NameQuestion(school=incident.school, incident=incident, party=party, colleague=person)
        for party, name in names.items()
        for person in colleagues.get(name, ())
    ]
    return NameQuestion.objects.bulk_create(questions, ignore_conflicts=True)


def _has_name(party: Party) -> bool:
    if party.guardian is not None:
        return party.guardian.staff_id is None
    return bool(party.name) and party.person is None
