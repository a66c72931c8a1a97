"""What waits for somebody who is not there, and nobody could take over, stands with the school leader."""

import pytest
from django.urls import reverse

from contacts.models import Agreement, Contact
from contacts.services.agreements import NewAgreement, add_agreement, finish_agreement
from contacts.services.left_over import left_over
from contacts.services.planned import cancel_planned
from contacts.services.upkeep import report_absence
from partnership.duties.models import Duty
from partnership.school.enums import Role
from partnership.school.models import DeclaredTie, StaffMember
from partnership.school.services.leaving import end_work
from tests.browsing import browser
from tests.cast import make_contact, make_guardian, make_pupil, make_school, make_staff, tie
from tests.planner.conftest import DAY, MONDAY, children, day, fresh, planned

PAGE = "contacts:left_over"


@pytest.fixture
def leader(school) -> StaffMember:
    """The only school leader, who is away this week and the next."""
    member = make_staff(school, "Fatima", role=Role.SCHOOL_LEADER)
    report_absence(member, actor=member, from_date=MONDAY, until=day("2026-09-20"))
    return fresh(member)


@pytest.fixture
def admin(school) -> StaffMember:
    return make_staff(school, "Wim", role=Role.ADMIN)


def texts(client) -> str:
    return client.get(reverse(PAGE)).content.decode()


def about(staff: StaffMember) -> list:
    return [each.contact or each.agreement for each in left_over(staff=fresh(staff))]


def test_what_a_leaver_left_can_be_given_to_a_colleague(school, group, sanne, leader, admin):
    [child] = children(group, 1)
    talk = planned(sanne, child)
    promise = add_agreement(make_contact(sanne, child), actor=sanne, new=NewAgreement("Send the photo.", sanne))
    hans = make_staff(school, "Hans")
    end_work(sanne, actor=admin)
    assert set(about(leader)) == {talk, promise}

    client = browser(leader)
    assert "2 things wait for a colleague who is not there." in client.get(reverse("today")).content.decode()
    page = texts(client)
    assert "Send the photo." in page
    assert child.name in page
    for name, row in {"contacts:planned_give": talk, "contacts:agreement_give": promise}.items():
        answer = client.post(reverse(name, args=[row.pk]), {"to": str(hans.pk)})
        assert answer.headers["Location"] == reverse(PAGE)
    assert {Contact.objects.get(pk=talk.pk).owner, Agreement.objects.get(pk=promise.pk).owner} == {hans}
    assert set(Duty.objects.visible_to(fresh(hans)).open().values_list("source", flat=True)) == {talk.pk, promise.pk}
    assert "Everything has an owner" in texts(client)
    assert "not there" not in client.get(reverse("today")).content.decode()


def test_what_a_colleague_took_over_or_what_was_done_is_not_there(school, group, sanne, leader, admin):
    [child] = children(group, 1)
    joris = make_staff(school, "Joris")
    talk = planned(joris, child)
    end_work(joris, actor=admin)
    assert Contact.objects.get(pk=talk.pk).owner == sanne
    assert about(leader) == []
    promise = add_agreement(make_contact(sanne, child), actor=sanne, new=NewAgreement("Send the photo.", sanne))
    finish_agreement(promise, actor=sanne)
    end_work(sanne, actor=admin)
    assert about(leader) == [talk]


def test_who_is_ill_for_as_long_as_it_can_be_done_is_not_there(group, sanne, leader):
    [child] = children(group, 1)
    talk = planned(sanne, child)
    report_absence(sanne, actor=sanne, from_date=MONDAY, until=MONDAY)
    assert about(leader) == []  # she is back on Tuesday
    report_absence(sanne, actor=sanne, from_date=MONDAY + DAY, until=None)
    assert about(leader) == [talk]


def test_only_of_families_the_leader_may_know_of(school, group, sanne, leader, admin):
    pupil = make_pupil(group, "Neefje", guardians=[])
    tie(make_guardian(school, "Tante"), pupil)
    talk = planned(sanne, pupil)
    DeclaredTie.objects.create(school=school, staff=leader, pupil=pupil)
    end_work(sanne, actor=admin)
    assert about(leader) == []
    answer = browser(leader).post(reverse("contacts:planned_give", args=[talk.pk]), {"to": str(leader.pk)})
    assert answer.status_code == 404


@pytest.mark.parametrize("to", ["", "nobody", "00000000-0000-4000-8000-000000000000", "gone", "elsewhere", "tied"])
def test_it_is_given_only_to_who_can_do_it(school, group, sanne, leader, admin, to):
    [child] = children(group, 1)
    talk = planned(sanne, child)
    uncle = make_staff(school, "Oom")
    DeclaredTie.objects.create(school=school, staff=uncle, pupil=child)
    end_work(sanne, actor=admin)
    keys = {"gone": sanne.pk, "tied": uncle.pk, "elsewhere": make_staff(make_school("De Berk"), "Emine").pk}
    answer = browser(leader).post(reverse("contacts:planned_give", args=[talk.pk]), {"to": str(keys.get(to, to))})
    assert answer.headers["Location"] == reverse(PAGE)
    assert Contact.objects.get(pk=talk.pk).owner == sanne


def test_what_was_done_meanwhile_is_not_given(school, group, sanne, leader):
    [child] = children(group, 1)
    talk = planned(sanne, child)
    cancel_planned(talk, actor=sanne, version=talk.version)
    client = browser(leader)
    answer = client.post(reverse("contacts:planned_give", args=[talk.pk]), {"to": str(leader.pk)}, follow=True)
    assert "This has been done or is not needed any more." in answer.content.decode()
    assert Contact.objects.get(pk=talk.pk).owner == sanne


def test_what_a_parent_promised_stays_with_the_parent(group, sanne, leader):
    [child] = children(group, 1)
    contact = make_contact(sanne, child)
    parent = child.guardianships.get().guardian
    promise = add_agreement(contact, actor=sanne, new=NewAgreement("Read each evening.", parent))
    url = reverse("contacts:agreement_give", args=[promise.pk])
    assert browser(leader).post(url, {"to": str(sanne.pk)}).status_code == 302
    assert Agreement.objects.get(pk=promise.pk).keeper == parent


def test_who_keeps_an_agreement_may_give_it_away(school, group, sanne):
    [child] = children(group, 1)
    promise = add_agreement(make_contact(sanne, child), actor=sanne, new=NewAgreement("Send the photo.", sanne))
    joris, url = make_staff(school, "Joris"), reverse("contacts:agreement_give", args=[promise.pk])
    assert browser(joris).post(url, {"to": str(joris.pk)}).status_code == 403
    assert browser(sanne).post(url, {"to": str(joris.pk)}).headers["Location"] == reverse("today")
    assert Agreement.objects.get(pk=promise.pk).owner == joris


def test_two_queries_when_nothing_is_left(group, sanne, leader, django_assert_num_queries):
    planned(sanne, *children(group, 1))
    staff = fresh(leader)
    assert staff.rights.scopes("duty", "existence")
    with django_assert_num_queries(2):
        assert left_over(staff=staff) == []
