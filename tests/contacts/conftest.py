"""Contacts in the school of the cast: Sanne keeps groep 5, Emine groep 6, Bram teaches a subject in groep 5.

Amira (groep 5, of Fatiha and Said) and Bilal (groep 6, of Fatiha) are sister and brother.
"""

import pytest
from django.urls import reverse
from django.utils import translation

from contacts.models import Contact
from contacts.services.log import ContactEntry
from partnership.school.enums import Channel
from partnership.school.models import Pupil, StaffMember


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def fresh(member: StaffMember) -> StaffMember:
    """Return the person as a new request finds them: rights are read once per row."""
    return StaffMember.objects.select_related("user", "school").get(pk=member.pk)


def entry(*pupils: Pupil, **columns) -> ContactEntry:
    """Return a telephone call with the first guardian of the first of `pupils`, about all of them."""
    if "guardians" not in columns:
        first = pupils[0].guardianships.select_related("guardian").order_by("guardian__key").first()
        columns["guardians"] = frozenset([first.guardian])
    columns = {"texts": dict.fromkeys(pupils, ""), "channel": Channel.PHONE} | columns
    return ContactEntry(**columns)


def new_url(pupil: Pupil, *, about: str = "") -> str:
    return reverse("contacts:new", args=[pupil.pk]) + (f"?about={about}" if about else "")


def edit_url(contact: Contact) -> str:
    return reverse("contacts:edit", args=[contact.pk])


@pytest.fixture
def sanne(cast) -> StaffMember:
    return cast.staff["sanne"]


@pytest.fixture
def emine(cast) -> StaffMember:
    return cast.staff["emine"]


@pytest.fixture
def bram(cast) -> StaffMember:
    return cast.staff["bram"]


@pytest.fixture
def amira(cast) -> Pupil:
    return cast.pupils["amira"]


@pytest.fixture
def bilal(cast) -> Pupil:
    return cast.pupils["bilal"]


def row_about(pupil: Pupil, rows: list[Pupil]) -> Pupil:
    """Return the row of the class page about `pupil`."""
    return next(row for row in rows if row.pk == pupil.pk)
