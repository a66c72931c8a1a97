"""Cases around the cast, for the tests of who sees which measure: each with a written warning that was worded."""

from dataclasses import dataclass, field

from incidents.models import Behaviour, EmergencyNumber, Hint, Incident, Measure, Place, Severity
from incidents.models.definitions import Definition
from partnership.school.models import School
from partnership.vision.models import Rule
from tests.cast import Cast
from tests.incidents.making_s3 import make_case, make_measure, make_rule, make_terms

# Who was affected and reported it, and which guardian was involved, by name of the child.
CASES = {
    "amira": ("sanne", "fatiha"), "mats": ("sanne", "daan"), "lot": ("emine", "ruben"), "zoe": ("els", "zoe's"),
}  # fmt: skip
LEADERS = {"linde": "fatima", "berk": "wim"}


@dataclass
class Cases:
    """Cases and measures by name of the child; rules by name of the school; words of Linde by what they are."""

    cases: dict[str, Incident] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    words: dict[str, Definition] = field(default_factory=dict)


def make_cases(cast: Cast) -> Cases:
    made = Cases()
    for school, leader in LEADERS.items():
        made.rules[school] = make_rule(cast.staff[leader])
        make_terms(getattr(cast, school))
        words = make_words(getattr(cast, school))
        if school == "linde":
            made.words = words
    for child, (reporter, guardian) in CASES.items():
        case = make_case(cast.staff[reporter], by=cast.guardians[guardian])
        leader = cast.staff[LEADERS["berk" if case.school == cast.berk else "linde"]]
        made.cases[child] = case
        made.measures[child] = make_measure(case, leader, rule=made.rules["berk" if child == "zoe" else "linde"])
    return made


def make_words(school: School) -> dict[str, Definition]:
    return {
        "severity": Severity.objects.create(school=school, name="Light", rank="1"),
        "behaviour": Behaviour.objects.create(school=school, name="shouting", form="verbal"),
        "place": Place.objects.create(school=school, name="yard"),
        "hint": Hint.objects.create(school=school, name="Police", text="Call.", when="threat"),
        "number": EmergencyNumber.objects.create(school=school, name="Leader", telephone="+31612345678"),
    }
