"""What has no time stands after what has, whichever the database; by itself each puts it at another end."""

import datetime

import pytest
from django.urls import reverse

from contacts.enums import Precision
from contacts.models import Contact
from contacts.services.sheet import planned_between, sheet_of
from contacts.services.when import When
from tests.access.plans import make_run
from tests.browsing import browser
from tests.cast import make_contact
from tests.planner.conftest import MONDAY, at, children, fresh, planned

pytestmark = pytest.mark.django_db


def at_time(text: str) -> When:
    moment = at(text)
    return When(Precision.TIME, moment.date(), at=moment, minutes=10)


@pytest.fixture
def run(group, sanne):
    return make_run(group, sanne)


@pytest.fixture
def talks(group, sanne, run) -> dict[str, Contact]:
    """On Tuesday one talk without a time and two with; on Monday one without."""
    tuesday = MONDAY + datetime.timedelta(days=1)
    whens = {
        "untimed": When(Precision.DAY, tuesday),
        "late": at_time(f"{tuesday} 16:00"),
        "early": at_time(f"{tuesday} 15:00"),
        "monday": When(Precision.DAY, MONDAY),
    }
    pairs = zip(whens.items(), children(group, 4), strict=True)
    return {name: planned(sanne, child, run=run, when=when) for (name, when), child in pairs}


def names(contacts, talks: dict[str, Contact]) -> list[str]:
    name_of = {contact.pk: name for name, contact in talks.items()}
    return [name_of[contact.pk] for contact in contacts]


def test_the_running_sheet_goes_by_day_and_clock(sanne, run, talks):
    assert names(sheet_of(run, staff=fresh(sanne)), talks) == ["monday", "early", "late", "untimed"]


def test_what_is_planned_in_some_days_begins_with_what_has_a_time(sanne, talks):
    found = planned_between(fresh(sanne), MONDAY, MONDAY + datetime.timedelta(days=1))
    assert names(found, talks) == ["early", "late", "monday", "untimed"]


def test_the_page_of_a_child_goes_by_day_and_clock(group, sanne):
    child = children(group, 1)[0]
    for when in (When(Precision.DAY, MONDAY), at_time(f"{MONDAY} 16:00"), at_time(f"{MONDAY} 15:00")):
        planned(sanne, child, when=when)
    page = browser(sanne).get(reverse("pupil_detail", args=[child.pk])).content.decode()
    places = [page.index(words) for words in ("7 September 15:00", "7 September 16:00", "7 September, ")]
    assert places == sorted(places)


def test_newest_first_ends_with_what_did_not_take_place_yet(group, sanne):
    child = children(group, 1)[0]
    plan = planned(sanne, child, when=When(Precision.DAY, MONDAY))
    older, newer = (make_contact(sanne, child, happened_at=at(f"2026-09-0{day} 10:00")) for day in (3, 4))
    assert list(Contact.objects.newest_first()) == [newer, older, plan]
