"""Incidents around the cast: each reported, lived through or seen by someone who writes contacts as well.

In each a written warning was worded; both schools have a rule of conduct and words of their own.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from incidents.enums import Side
from incidents.models import Behaviour, CaseShare, EmergencyNumber, Hint, Incident, Measure, Place, Severity
from incidents.models.definitions import Definition
from partnership.school.models import School, StaffMember
from partnership.vision.models import Rule
from tests.cast import DAY, Cast, today
from tests.incidents.conftest import add_party, make_incident
from tests.incidents.making_case import lowered_case, rows_of
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
    opened = {"opened_at": timezone.now()}
    given = {
        "fatiha": make_incident(staff["hans"], involved=[guardians["fatiha"]], handler=staff["sonja"], **opened),
        "a visitor": make_incident(staff["hans"], involved=["a visitor"], handler=staff["tess"], **opened),
    }
    return {"peter": peter, "anja": anja, "judith": judith, "ruben": ruben, "zoe's": zoe, **given}


def make_given(cast: Cast) -> Incident:
    """Return a case that people have by every way there is, with a row of each kind (`rows_of`).

    Sanne reported what she and the leader Ruben lived through, Daan is the parent, Fatima handles it. Hans may read
    it, Emine speaks with a child, Yvonne was asked to look; the share of Marieke ran out, the one of Cor was ended.
    """
    case, fatima = lowered_case(cast), cast.staff["fatima"]
    rows_of(cast, case)
    make_share(case, cast.staff["marieke"], by=fatima, until=today() - DAY)
    make_share(case, cast.staff["cor"], by=fatima, until=today() + DAY, ended_at=case.reported_at)
    return case


def make_share(case: Incident, member: StaffMember, *, by: StaffMember, **columns) -> CaseShare:
    return CaseShare.objects.create(
        school=case.school, incident=case, staff=member, by=by, reason="Knows the child.", **columns
    )


def words_of(school: School) -> dict[str, Definition]:
    """Return one word of each sort. The defaults are there; a number to call is the school's own."""
    EmergencyNumber.objects.create(school=school, name="Leader", telephone="+31612345678")
    return {name: model.objects.filter(school=school).first() for name, model in WORDS.items()}
