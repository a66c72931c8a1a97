"""Contacts with guardians: who, how, about which child, what was agreed."""

from contacts.models.agreement import Agreement
from contacts.models.contact import Attempt, Contact, ContactAttendee, ContactGuardian, ContactPupil
from contacts.models.norm import ContactNorm
from contacts.models.planning import PlanChange, PlanChangeLine, PlanRun
from contacts.models.support import TalkSupport

__all__ = [
    "Agreement",
    "Attempt",
    "Contact",
    "ContactAttendee",
    "ContactGuardian",
    "ContactNorm",
    "ContactPupil",
    "PlanChange",
    "PlanChangeLine",
    "PlanRun",
    "TalkSupport",
]
