"""Texts to take along: of each child a copy of its own, and for each parent only what was agreed."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from contacts.models import Contact
from contacts.services.agreements import NewAgreement, finish_agreement
from contacts.services.log import change_contact, log_contact
from contacts.services.texts import TakeAlong, take_along
from partnership.school.enums import Channel
from tests.browsing import browser
from tests.contacts.conftest import entry, fresh

DUE = datetime.date(2026, 12, 4)


@pytest.fixture
def contact(cast, sanne, amira, bilal) -> Contact:
    """With both parents of Amira, of whom Fatiha is the mother of Bilal too."""
    fatiha, said = cast.guardians["fatiha"], cast.guardians["said"]
    said_there = entry(
        amira, bilal, summary="Common.", texts={amira: "Hers.", bilal: "His."}, channel=Channel.AT_SCHOOL,
        guardians=frozenset([fatiha, said]), took_part=frozenset([amira]),
        agreements=(
            NewAgreement("Read together.", fatiha),
            NewAgreement("Go to the library.", said),
            NewAgreement("Bring the book.", amira),
            NewAgreement("Call.", sanne, DUE),
        ),
    )  # fmt: skip
    return log_contact(said_there, actor=sanne)


def taken_along(contact: Contact, member) -> TakeAlong:
    agreements = sorted(contact.agreements.all(), key=lambda row: row.text)
    return take_along(contact, staff=fresh(member), agreements=agreements)


def copies(contact: Contact, member) -> dict[str, list[str]]:
    return {copy.part.pupil.first_name: copy.text.splitlines() for copy in taken_along(contact, member).children}


def for_parents(contact: Contact, member) -> dict[str, list[str]]:
    return {copy.names: copy.text.splitlines()[1:] for copy in taken_along(contact, member).parents}


def test_copy_of_a_child_has_the_common_part_and_nothing_of_the_other(contact, sanne):
    moment = timezone.localtime(contact.happened_at)
    when = f"{moment.day} {moment:%B %Y %H:%M}, talk at school (spoken)"
    found = copies(contact, sanne)
    assert sorted(found["Amira"][:4]) == sorted([when, found["Amira"][1], "Common.", "Hers."])
    assert set(found["Amira"][1].removeprefix("With: ").split(", ")) == {
        "Fatiha van Thuis", "Said van Thuis", "Amira"
    }  # fmt: skip
    assert found["Amira"][4:] == [
        "", "Agreed:", "- Amira van Huis: Bring the book.", "- Sanne van School: Call. (before 4 December)",
        "- Said van Thuis: Go to the library.", "- Fatiha van Thuis: Read together.",
    ]  # fmt: skip
    assert found["Bilal"][2:] == [
        "Common.", "His.", "", "Agreed:", "- Sanne van School: Call. (before 4 December)",
        "- Fatiha van Thuis: Read together.",
    ]  # fmt: skip
    assert "Amira" not in " ".join(found["Bilal"])


def test_colleague_takes_along_only_the_child_whose_contact_she_keeps(contact, emine):
    assert list(copies(contact, emine)) == ["Bilal"]


@pytest.mark.parametrize("name", ["fatima", "marieke"])
def test_who_only_reads_takes_nothing_along(cast, contact, name):
    member = cast.staff[name]
    assert taken_along(contact, member) == TakeAlong([], [])
    page = browser(member).get(contact.get_absolute_url())
    assert page.status_code == 200
    assert "data-copied-url" not in page.content.decode()
    part = contact.pupils.first()
    assert browser(member).post(reverse("contacts:copied", args=[part.pk])).status_code == 403


def test_what_one_parent_does_is_not_in_the_copy_of_the_other(contact, sanne):
    call, book = "- Sanne van School: Call. (before 4 December)", "- Amira van Huis: Bring the book."
    assert for_parents(contact, sanne) == {
        "Fatiha van Thuis": [book, call, "- Fatiha van Thuis: Read together."],
        "Said van Thuis": [book, call, "- Said van Thuis: Go to the library."],
    }


def test_parent_gets_the_open_agreements_and_nothing_that_was_said(cast, sanne, amira):
    both = frozenset([cast.guardians["fatiha"], cast.guardians["said"]])
    said = entry(
        amira, summary="Said.", guardians=both, agreements=(NewAgreement("A.", sanne), NewAgreement("B.", sanne))
    )
    contact = log_contact(said, actor=sanne)
    [names] = for_parents(contact, sanne)
    assert set(names.split(", ")) == {"Fatiha van Thuis", "Said van Thuis"}
    finish_agreement(contact.agreements.get(pk=contact.agreements.first().pk), actor=sanne)
    assert len(for_parents(contact, sanne)[names]) == 1


def test_without_an_agreement_there_is_no_text_for_a_parent_and_a_short_one_for_the_child(sanne, amira):
    contact = log_contact(entry(amira), actor=sanne)
    assert for_parents(contact, sanne) == {}
    assert len(copies(contact, sanne)["Amira"]) == 2


def test_when_it_was_copied_is_noted_with_that_child_and_outlives_a_change(contact, sanne, amira, bilal):
    part = contact.pupils.get(pupil=bilal)
    assert browser(sanne).post(reverse("contacts:copied", args=[part.pk])).status_code == 302
    said = entry(amira, bilal, texts={amira: "Hers.", bilal: "His, too."})
    change_contact(contact, actor=sanne, version=1, entry=said)
    found = {row.pupil.first_name: (row.text, row.copied_at) for row in contact.pupils.all()}
    assert found["Amira"] == ("Hers.", None)
    assert found["Bilal"][0] == "His, too."
    assert found["Bilal"][1] is not None
    page = browser(sanne).get(contact.get_absolute_url()).content.decode()
    assert page.count("data-copied-url") == 2
    assert page.count("Copied <time") == 1


def test_class_teacher_of_one_child_cannot_note_the_copy_of_the_other(contact, emine, amira, bilal):
    client = browser(emine)
    urls = [reverse("contacts:copied", args=[contact.pupils.get(pupil=each).pk]) for each in (amira, bilal)]
    assert [client.post(url).status_code for url in urls] == [403, 302]


def test_texts_speak_the_language_of_the_page(contact, sanne):
    english = copies(contact, sanne)["Bilal"]
    with translation.override("nl"):
        dutch = copies(contact, sanne)["Bilal"]
    assert "Common." in dutch
    assert len(dutch) == len(english)
    assert dutch != english
