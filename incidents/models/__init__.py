"""Incidents: what happened, to whom, by whom; how the case is handled (decisions 12, 21 and 22)."""

from incidents.models.accounts import Account, Addendum
from incidents.models.actions import CaseAction
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
from incidents.models.map import MapPost, MapVersion, PrivateNumber, Route, RouteStep, Situation
from incidents.models.measures import Measure
from incidents.models.people import CaseShare, ChildTalk, KeptFrom, NameQuestion, Party

__all__ = [
    "Account",
    "Addendum",
    "Behaviour",
    "CaseAction",
    "CaseShare",
    "CaseStep",
    "ChildTalk",
    "EmergencyNumber",
    "Hint",
    "Incident",
    "IncidentSettings",
    "KeptFrom",
    "MapPost",
    "MapVersion",
    "Measure",
    "NameQuestion",
    "Party",
    "Place",
    "PrivateNumber",
    "Route",
    "RouteStep",
    "SecondLook",
    "SeenBehaviour",
    "SeenForm",
    "Severity",
    "Situation",
    "Telling",
]
