"""Who is banned, or gets no information, is not invited by a plan of the class; what there is to mind is said."""

from dataclasses import replace

import pytest
from django.urls import reverse

from contacts.enums import ForWhom, Precision, Purpose
from contacts.models import Contact, ContactNorm
from contacts.services.circle import circle_of
from contacts.services.classplan import propose
from contacts.services.slots import PlanWish
from contacts.services.when import When
from partnership.school.enums import Custody, Information, Role
from partnership.school.models import Guardianship
from tests.access.plans import make_restriction, make_run
from tests.browsing import browser, filled
from tests.cast import make_guardian, make_pupil, make_staff, tie
from tests.planner.conftest import coverage_of, day, fresh, planned
from tests.planner.test_classplan import preview_url
from tests.planner.test_paste import send

WEEKS = PlanWish(Purpose.PROGRESS, Precision.WEEK, day("2026-09-14"), day("2026-10-16"), per_week=6)
NOT_INVITED = ["Pa van Thuis is not invited. Call the leader first."]


@pytest.fixture
def fatima(school):
    return fresh(make_staff(school, "Fatima", role=Role.SCHOOL_LEADER))


@pytest.fixture
def child(school, group):
    """Amira with Ma and Pa, who both have custody and live with her."""
    pupil = make_pupil(group, guardians=[])
    for name in ("Ma", "Pa"):
        tie(make_guardian(school, name), pupil, custody=Custody.YES, lives_with=True)
    return pupil


@pytest.fixture
def pa(child) -> Guardianship:
    return child.guardianships.get(guardian__first_name="Pa")


def asked(group, child, sanne, wish=WEEKS) -> tuple[list[str], list[str]]:
    [proposal] = propose(group, [child], actor=sanne, wish=wish)
    return sorted(guardian.first_name for guardian in proposal.guardians), proposal.notes


@pytest.mark.parametrize("kind", ["contact_ban", "no_information"])
def test_a_banned_parent_is_left_out_and_the_line_is_shown(group, sanne, child, pa, fatima, kind):
    assert asked(group, child, sanne) == (["Ma", "Pa"], [])
    make_restriction(pa, fatima, kind=kind)
    assert asked(group, child, sanne) == (["Ma"], NOT_INVITED)
    assert asked(group, child, sanne, replace(WEEKS, purpose=Purpose.NICE))[0] == ["Ma"]


@pytest.mark.parametrize("kind", ["never_alone", "via_guardian", "other"])
def test_with_another_restriction_the_parent_is_invited_and_the_line_is_shown(group, sanne, child, pa, fatima, kind):
    make_restriction(pa, fatima, kind=kind)
    assert asked(group, child, sanne) == (["Ma", "Pa"], ["Pa van Thuis: Call the leader first."])


def test_a_ban_that_ended_forbids_nothing_and_one_that_comes_does(group, sanne, child, pa, fatima, time):
    make_restriction(pa, fatima, kind="contact_ban", until=day("2026-09-10"))
    assert asked(group, child, sanne) == (["Ma"], NOT_INVITED)
    time.at("2026-09-11 09:00")
    assert asked(group, child, sanne) == (["Ma", "Pa"], [])
    make_restriction(pa, fatima, kind="contact_ban", from_date=day("2026-10-01"))
    assert asked(group, child, sanne) == (["Ma"], NOT_INVITED)


def test_a_ban_for_one_child_says_nothing_of_another(school, group, sanne, child, pa, fatima):
    brother = make_pupil(group, "Bilal", guardians=[])
    tie(pa.guardian, brother, custody=Custody.YES)
    make_restriction(pa, fatima, kind="contact_ban")
    assert asked(group, brother, sanne) == (["Pa"], [])


def test_without_anybody_to_invite_the_family_is_not_ticked(group, sanne, child, fatima):
    for row in child.guardianships.all():
        make_restriction(row, fatima, kind="contact_ban")
    client, url = browser(sanne), preview_url(group)
    page = client.get(url)
    assert "There is nobody to invite." in page.content.decode()
    answer = client.post(url, filled(page))
    assert "There is nothing to plan." in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_ban_made_while_the_preview_stood_open_counts(group, sanne, child, pa, fatima):
    client, url = browser(sanne), preview_url(group)
    page = client.get(url)
    make_restriction(pa, fatima, kind="contact_ban")
    client.post(url, filled(page))
    assert [row.guardian.first_name for row in Contact.objects.get().guardians.all()] == ["Ma"]


def test_a_pasted_round_leaves_the_parent_out_and_its_sheet_shows_the_line(group, sanne, child, pa, fatima):
    make_restriction(pa, fatima, kind="contact_ban")
    answer = send(browser(sanne), group, text=f"{child.name}; 24-11-2026; 15:40")
    assert [row.guardian.first_name for row in Contact.objects.get().guardians.all()] == ["Ma"]
    assert "Pa van Thuis: Call the leader first." in answer.content.decode()


def test_a_meeting_is_not_logged_with_the_banned_parent(group, sanne, child, pa, fatima):
    for row in child.guardianships.exclude(pk=pa.pk):
        make_restriction(row, fatima, kind="contact_ban")
    client, url = browser(sanne), reverse("contacts:meeting", args=[group.pk])
    client.post(url, filled(client.get(url)))
    assert [row.guardian.first_name for row in Contact.objects.get().guardians.all()] == ["Pa"]


def test_the_form_for_one_contact_chooses_another_parent_beforehand(sanne, child, pa, fatima):
    first, other = (row.guardian_id for row in circle_of(child, staff=sanne).ties)
    make_restriction(child.guardianships.get(guardian=first), fatima, kind="contact_ban")
    circle = circle_of(child, staff=sanne)
    assert circle.usual_people == [str(other)]
    assert first in {row.guardian_id for row in circle.ties}


def test_a_ban_made_after_the_plan_is_said_wherever_the_plan_stands(group, sanne, child, pa, fatima):
    run = make_run(group, sanne)
    talk = planned(sanne, child, when=When(Precision.DAY, day("2026-09-07")), run=run)
    make_restriction(pa, fatima, kind="contact_ban")
    keys = {"today": None, "run_sheet": [run.pk], "planned": [talk.pk], "planned_move": [talk.pk]}
    names = {name: name if key is None else f"contacts:{name}" for name, key in keys.items()}
    client = browser(sanne)
    texts = {name: client.get(reverse(names[name], args=key)).content.decode() for name, key in keys.items()}
    assert {name: "Call the leader first." in text for name, text in texts.items()} == dict.fromkeys(keys, True)
    assert "data-shown-with" not in texts["planned_move"]  # nobody is chosen there: it always shows


@pytest.mark.parametrize("how", ["contact_ban", "withheld"])
def test_who_is_not_to_be_invited_need_not_be_reached(group, sanne, child, pa, fatima, how):
    """An agreement to reach every parent with custody asks nothing that is forbidden."""
    ContactNorm.objects.create(
        school=group.school, year=group.year, agreed_on=group.year.start, count=1, for_whom=ForWhom.EVERY_CUSTODY
    )
    client, url = browser(sanne), reverse("contacts:meeting", args=[group.pk])
    client.post(url, filled(client.get(url)))
    [reached] = Contact.objects.get().guardians.values_list("guardian", flat=True)
    assert coverage_of(group, [child], sanne)[child.pk].main.held == 0
    other = child.guardianships.exclude(guardian=reached).get()
    if how == "withheld":
        Guardianship.objects.filter(pk=other.pk).update(information=Information.WITHHELD)
    else:
        make_restriction(other, fatima, kind=how)
    assert coverage_of(group, [child], sanne)[child.pk].main.held == 1
