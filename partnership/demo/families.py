"""Families: who cares for which child, with what custody, at which address (users.md 3)."""

import random
from dataclasses import dataclass, field

from partnership.demo.words.names import COMMUNITIES, DUTCH, Community
from partnership.school.enums import Custody, Information, Source, TieKind


@dataclass(frozen=True)
class Tie:
    """One adult of a family: what they are to the children, and the number of their home in the family."""

    kind: str = TieKind.PARENT
    custody: str = Custody.YES
    home: int | None = 0  # None: no address known
    lives_with: bool | None = True
    information: str = Information.FULL
    source: str = Source.FILE
    institution: str = ""
    reachable: bool = True


FOSTER = Tie(TieKind.FOSTER_PARENT, Custody.NO)
VISITS = Tie(home=1, lives_with=False)
NOT_KNOWN = Tie(custody=Custody.UNKNOWN, home=None, lives_with=False, reachable=False)
COURT_GUARDIAN = Tie(
    TieKind.COURT_GUARDIAN, home=None, lives_with=False, source=Source.DOCUMENT, institution="Stichting Voogdij De Brug"
)
SUPERVISOR = Tie(
    TieKind.FAMILY_SUPERVISOR,
    Custody.NO,
    home=None,
    lives_with=False,
    information=Information.ON_REQUEST,
    source=Source.DOCUMENT,
    institution="Jeugdbescherming Noorderlicht",
)
NO_CUSTODY = Tie(custody=Custody.NO, home=1, lives_with=False, information=Information.ON_REQUEST)
WITHHELD = Tie(custody=Custody.NO, home=1, lives_with=False, information=Information.WITHHELD, source=Source.DOCUMENT)

SHAPES = {
    "together": (Tie(), Tie()),
    "alone": (Tie(),),
    "apart": (Tie(), Tie(home=1)),
    "apart_visits": (Tie(), VISITS),
    "apart_no_custody": (Tie(), NO_CUSTODY),
    "apart_unknown": (Tie(), Tie(custody=Custody.UNKNOWN, home=1, lives_with=None, source=Source.TOLD)),
    "new_partner": (Tie(), Tie(TieKind.STEP_PARENT, Custody.NO), Tie(home=1)),
    "out_of_reach": (Tie(), NOT_KNOWN),
    "grandparent": (Tie(), Tie(TieKind.OTHER, Custody.NO)),
    "foster": (FOSTER, FOSTER, COURT_GUARDIAN),
    "supervised": (Tie(), Tie(), SUPERVISOR),
    "secret": (Tie(), WITHHELD),
}
MOTHER, FATHER, PARTNER, GRANDMOTHER = "mother", "father", "partner", "grandmother"
DRAWN_SHAPES = {  # in 100 families, and who the adults are
    "together": (60, (MOTHER, FATHER)),
    "alone": (8, (MOTHER,)),
    "apart": (11, (FATHER, MOTHER)),
    "apart_visits": (8, (MOTHER, FATHER)),
    "apart_no_custody": (3, (MOTHER, FATHER)),
    "apart_unknown": (3, (MOTHER, FATHER)),
    "new_partner": (5, (MOTHER, PARTNER, FATHER)),
    "out_of_reach": (1, (MOTHER, FATHER)),
    "grandparent": (1, (MOTHER, GRANDMOTHER)),
}


@dataclass(frozen=True)
class ChildPlan:
    name: str
    group: str  # key of the group of this year
    turned: tuple[int, int] | None = None  # an age and how many days ago; otherwise what fits the year group
    consents: bool | None = None  # of who is 18: to contact with the guardians


@dataclass(frozen=True)
class FamilyPlan:
    adults: tuple[str, ...]
    children: tuple[ChildPlan, ...]
    shape: str = "together"
    language: str = "nl"
    interpreter: bool = False
    colleagues: dict[str, str] = field(default_factory=dict)  # name of an adult who works here: e-mail address


def family(child: str, group: str, *adults: str, shape: str = "together", language: str = "nl", **more) -> FamilyPlan:
    """Return the plan of a family; `more` may name `siblings` as pairs of name and group."""
    siblings = more.pop("siblings", ())
    children = (ChildPlan(child, group), *(ChildPlan(name, key) for name, key in siblings))
    return FamilyPlan(adults, children, shape, language, **more)


def draw_families(places: dict[str, int], year_groups: dict[str, tuple[int, ...]], chance: random.Random):
    """Yield family plans until the `places` per group are filled; brothers and sisters sit in other years."""
    taken: set[str] = set()
    left = dict(places)
    while any(left.values()):
        first = max(left, key=lambda group: (left[group], group))
        groups = [first, *_groups_of_siblings(first, left, year_groups, chance)]
        for group in groups:
            left[group] -= 1
        yield _draw_family(groups, taken, chance)


def _groups_of_siblings(first, left, year_groups, chance) -> list[str]:
    wanted = chance.choices([0, 1, 2], weights=[52, 38, 10])[0]
    years = {max(year_groups[first])}
    found = []
    for group in sorted(left, key=lambda _group: chance.random()):
        year = max(year_groups[group])
        if len(found) < wanted and left[group] and all(2 <= abs(year - other) <= 5 for other in years):
            found.append(group)
            years.add(year)
    return found


def _draw_family(groups: list[str], taken: set[str], chance: random.Random) -> FamilyPlan:
    community = chance.choices(COMMUNITIES, weights=[community.share for community in COMMUNITIES])[0]
    shape = chance.choices(list(DRAWN_SHAPES), weights=[weight for weight, _ in DRAWN_SHAPES.values()])[0]
    last_name = chance.choice(community.last_names)
    children = []
    for group in groups:
        name = _fresh_name(community, last_name, taken, chance)
        children.append(ChildPlan(name, group))
    adults = tuple(_adult(who, community, last_name, chance) for who in DRAWN_SHAPES[shape][1])
    interpreter = chance.randrange(100) < community.interpreters
    return FamilyPlan(adults, tuple(children), shape, community.language, interpreter)


def _fresh_name(community: Community, last_name: str, taken: set[str], chance: random.Random) -> str:
    """Return a full name nobody has yet; first names that are still free go first."""
    first_names = chance.sample(community.children, len(community.children))
    free = [first for first in first_names if first not in taken] or first_names
    first = next(first for first in [*free, *first_names] if f"{first} {last_name}" not in taken)
    taken.update([first, f"{first} {last_name}"])
    return f"{first} {last_name}"


def _adult(who: str, community: Community, last_name: str, chance: random.Random) -> str:
    if who == FATHER:
        return f"{chance.choice(community.fathers)} {last_name}"
    if who == PARTNER:
        return f"{chance.choice(DUTCH.fathers)} {chance.choice(DUTCH.last_names)}"
    own = last_name if who == GRANDMOTHER or chance.random() < 0.4 else chance.choice(community.last_names)
    return f"{chance.choice(community.mothers)} {own}"
