"""Contacts with guardians: who, how, about which child, what was agreed."""

from contacts.models.agreement import Agreement
from contacts.models.contact import Attempt, Contact, ContactAttendee, ContactGuardian, ContactPupil

__all__ = ["Agreement", "Attempt", "Contact", "ContactAttendee", "ContactGuardian", "ContactPupil"]
