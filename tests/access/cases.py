"""Incidents around the cast: each reported, lived through or seen by someone who writes contacts as well."""

from dataclasses import dataclass, field

from incidents.enums import Side
from incidents.models import Incident
from tests.cast import Cast
from tests.incidents.conftest import add_party, make_incident


@dataclass
class Cases:
    """By who is involved."""

    incidents: dict[str, Incident] = field(default_factory=dict)


def make_cases(cast: Cast) -> Cases:
    """Bram saw what Sanne reports; Noor reports on behalf of Sanne; Mats is a colleague's child, Lot the leader's."""
    staff, guardians = cast.staff, cast.guardians
    cases = Cases()
    peter = make_incident(staff["sanne"], involved=[guardians["peter"]], witness=[staff["bram"]])
    anja = make_incident(
        staff["noor"], on_behalf_of=staff["sanne"], affected=[staff["sanne"]], involved=[guardians["anja"]]
    )
    judith = make_incident(staff["bram"], involved=[guardians["judith"]])
    ruben = make_incident(staff["noor"], involved=[guardians["ruben"]])
    zoe = make_incident(staff["els"], involved=[guardians["zoe's"]])
    add_party(ruben, Side.WITNESS, cast.pupils["lot"])
    cases.incidents = {"peter": peter, "anja": anja, "judith": judith, "ruben": ruben, "zoe's": zoe}
    return cases
