"""A secret address or number is in no list, print, export or shared copy, nor on any page (users.md 3)."""

import pytest
from django.urls import reverse

from contacts.services.texts import take_along
from partnership.accounts.models import User
from partnership.school.models import GuardianDetails, Household, School
from tests.access.plans import make_plans
from tests.access.test_canaries import addresses
from tests.access.world import World
from tests.cast import today

STREET, NUMBER = "Geheimlaan", "87654321"


@pytest.fixture
def world(cast) -> World:
    User.objects.update(language="en")
    School.objects.update(overview_from=today(), overview_agreed="As agreed.")
    make_plans(cast)
    for school in (cast.linde, cast.berk):
        home = Household.objects.create(school=school, street=f"{STREET} 7", is_secret=True)
        GuardianDetails.objects.filter(school=school).update(household=home, telephone=f"+316{NUMBER}", is_secret=True)
    return World()


@pytest.mark.once
@pytest.mark.parametrize("code", ["P2", "P3", "P6", "P6c"])
def test_what_is_secret_is_on_no_page(code, cast, world):
    client, opened, leaks = cast.client(code), 0, []
    for address in addresses(world):
        response = client.get(address)
        opened += response.status_code == 200
        words = response.content.decode().replace(" ", "")
        leaks += [address for text in (STREET, NUMBER) if text in words]
    assert leaks == []
    assert opened > 20


def test_copy_for_the_pupil_system_has_no_secret(cast, world):
    contact = cast.contacts["amira"]
    copies = take_along(contact, staff=cast.staff["sanne"], agreements=[])
    texts = [copy.text for copy in copies.children]
    assert contact.summary in texts[0]
    assert [text for text in texts if STREET in text or NUMBER in text] == []


def test_leak_is_seen(cast, world):
    """The control: what is not secret any more does stand on the page of the pupil."""
    GuardianDetails.objects.update(is_secret=False)
    Household.objects.update(is_secret=False)
    words = cast.client("P2").get(reverse("pupil_detail", args=[cast.pupils["amira"].pk])).content.decode()
    assert STREET in words
    assert NUMBER in words.replace(" ", "")
