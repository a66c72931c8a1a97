"""Texts to take along: plain, complete for the pupil system, and for the parent only what was agreed."""

import datetime

import pytest
from django.utils import timezone, translation

from contacts.models import Contact
from contacts.services.agreements import NewAgreement, finish_agreement
from contacts.services.log import log_contact
from contacts.services.texts import text_for_parent, text_for_pupil_system
from partnership.school.enums import Channel
from tests.contacts.conftest import entry

DUE = datetime.date(2026, 12, 4)


@pytest.fixture
def contact(cast, sanne, amira, bilal) -> Contact:
    said = entry(
        amira, bilal, summary="Common.", texts={amira: "Hers.", bilal: "His."}, channel=Channel.AT_SCHOOL,
        took_part=frozenset([amira]),
        agreements=(
            NewAgreement("Read together.", cast.guardians["fatiha"]),
            NewAgreement("Call.", sanne, DUE),
        ),
    )  # fmt: skip
    return log_contact(said, actor=sanne)


def parts_of(contact: Contact, *pupils) -> list:
    return [contact.pupils.get(pupil=pupil) for pupil in pupils]


def test_text_for_the_pupil_system_says_when_how_with_whom_what_and_agreed(cast, contact, amira, bilal):
    agreements = sorted(contact.agreements.all(), key=lambda row: row.text)
    text = text_for_pupil_system(contact, parts_of(contact, amira, bilal), [cast.guardians["fatiha"]], agreements)
    moment = timezone.localtime(contact.happened_at)
    assert text.splitlines() == [
        f"{moment.day} {moment:%B %Y %H:%M}, talk at school (spoken)",
        "With: Fatiha van Thuis, Amira",
        "Common.",
        "Amira: Hers.",
        "Bilal: His.",
        "",
        "Agreed:",
        "- Sanne van School: Call. (before 4 December)",
        "- Fatiha van Thuis: Read together.",
    ]


def test_part_of_the_only_child_needs_no_name(cast, contact, amira):
    text = text_for_pupil_system(contact, parts_of(contact, amira), [], [])
    assert text.splitlines()[-1] == "Hers."


def test_text_for_the_pupil_system_is_short_when_little_was_said(sanne, amira):
    contact = log_contact(entry(amira), actor=sanne)
    text = text_for_pupil_system(contact, parts_of(contact, amira), [], [])
    assert len(text.splitlines()) == 1


def test_parent_gets_the_open_agreements_and_nothing_that_was_said(contact, sanne):
    agreements = sorted(contact.agreements.all(), key=lambda row: row.text)
    assert text_for_parent(agreements).splitlines() == [
        "This is what we agreed:",
        "- Sanne van School: Call. (before 4 December)",
        "- Fatiha van Thuis: Read together.",
    ]
    finish_agreement(agreements[0], actor=sanne)
    agreements[0].refresh_from_db()
    assert text_for_parent(agreements).splitlines()[1:] == ["- Fatiha van Thuis: Read together."]


def test_parent_gets_no_text_without_an_agreement():
    assert text_for_parent([]) == ""


def test_texts_speak_the_language_of_the_page(contact, amira):
    english = text_for_pupil_system(contact, parts_of(contact, amira), [], [])
    with translation.override("nl"):
        dutch = text_for_pupil_system(contact, parts_of(contact, amira), [], [])
    assert "Common." in dutch
    assert len(dutch.splitlines()) == len(english.splitlines())
