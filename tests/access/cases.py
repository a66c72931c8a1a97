"""Incidents around the cast: each reported, lived through or seen by someone who writes contacts as well.

In each a written warning was worded; both schools have a rule of conduct and words of their own.
"""

from dataclasses import dataclass, field

from incidents.enums import Side
from incidents.models import Behaviour, EmergencyNumber, Hint, Incident, Measure, Place, Severity
from incidents.models.definitions import Definition
from partnership.school.models import School
from partnership.vision.models import Rule
from tests.cast import Cast
from tests.incidents.conftest import add_party, make_incident
from tests.incidents.making_measures import make_measure, make_rule

WORDS = {"severity": Severity, "behaviour": Behaviour, "place": Place, "hint": Hint, "number": EmergencyNumber}


@dataclass
class Cases:
    """Incidents and measures by who is involved; rules by name of the school; words of Linde by what they are."""

    incidents: dict[str, Incident] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    words: dict[str, Definition] = field(default_factory=dict)


def make_cases(cast: Cast) -> Cases:
    cases = Cases(incidents=make_incidents(cast))
    leaders = {cast.linde: cast.staff["fatima"], cast.berk: cast.staff["wim"]}
    rules = {school: make_rule(leader) for school, leader in leaders.items()}
    for name, incident in cases.incidents.items():
        cases.measures[name] = make_measure(incident, leaders[incident.school], rule=rules[incident.school])
    cases.rules = {"linde": rules[cast.linde], "berk": rules[cast.berk]}
    cases.words = words_of(cast.linde)
    words_of(cast.berk)
    return cases


def make_incidents(cast: Cast) -> dict[str, Incident]:
    """Bram saw what Sanne reports; Noor reports on behalf of Sanne; Mats is a colleague's child, Lot the leader's.

    What Hans reports was given to the officer of the board, and to the leader of one team.
    """
    staff, guardians = cast.staff, cast.guardians
    peter = make_incident(staff["sanne"], involved=[guardians["peter"]], witness=[staff["bram"]])
    anja = make_incident(
        staff["noor"], on_behalf_of=staff["sanne"], affected=[staff["sanne"]], involved=[guardians["anja"]]
    )
    judith = make_incident(staff["bram"], involved=[guardians["judith"]])
    ruben = make_incident(staff["noor"], involved=[guardians["ruben"]])
    zoe = make_incident(staff["els"], involved=[guardians["zoe's"]])
    add_party(ruben, Side.WITNESS, cast.pupils["lot"])
    given = {
        "fatiha": make_incident(staff["hans"], involved=[guardians["fatiha"]], handler=staff["sonja"]),
        "a visitor": make_incident(staff["hans"], involved=["a visitor"], handler=staff["tess"]),
    }
    return {"peter": peter, "anja": anja, "judith": judith, "ruben": ruben, "zoe's": zoe, **given}


def words_of(school: School) -> dict[str, Definition]:
    """Return one word of each sort. The defaults are there; a number to call is the school's own."""
    EmergencyNumber.objects.create(school=school, name="Leader", telephone="+31612345678")
    return {name: model.objects.filter(school=school).first() for name, model in WORDS.items()}
