"""Incidents: what happened, to whom, by whom; how the case is handled (decisions 12, 21 and 22)."""

from incidents.models.accounts import Account, Addendum
from incidents.models.definitions import (
    Behaviour,
    EmergencyNumber,
    Hint,
    IncidentSettings,
    Place,
    Severity,
)
from incidents.models.handling import CaseStep, SecondLook, Telling
from incidents.models.incident import Incident, SeenBehaviour, SeenForm
from incidents.models.measures import Measure
from incidents.models.people import CaseShare, ChildTalk, KeptFrom, NameQuestion, Party

__all__ = [
    "Account",
    "Addendum",
    "Behaviour",
    "CaseShare",
    "CaseStep",
    "ChildTalk",
    "EmergencyNumber",
    "Hint",
    "Incident",
    "IncidentSettings",
    "KeptFrom",
    "Measure",
    "NameQuestion",
    "Party",
    "Place",
    "SecondLook",
    "SeenBehaviour",
    "SeenForm",
    "Severity",
    "Telling",
]
