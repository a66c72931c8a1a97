"""T13: the end of somebody's work. From the next request on nothing opens, and nothing is left with nobody."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from partnership.accounts.models import User
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty
from partnership.records.services import save_draft
from partnership.school.enums import Role
from partnership.school.models import Assignment, RoleAssignment, StaffMember
from partnership.school.services.leaving import end_work, set_last_day
from tests.access.plans import make_planned, make_restriction
from tests.browsing import browser, filled
from tests.cast import DAY, assign, give_role, log_in, make_agreement, make_staff, today


@pytest.fixture
def admin(cast) -> StaffMember:
    return cast.staff["tim"]


@pytest.fixture
def sanne(cast) -> StaffMember:
    """Class teacher of five, with a role, a planned talk, something agreed and a draft."""
    member = cast.staff["sanne"]
    give_role(member, Role.SAFETY_COORDINATOR)
    return member


def device_of(member: StaffMember) -> Client:
    """Return a browser with a live session that stands in the list of the person's devices."""
    client = log_in(member.user, school=member.school)
    key = client.session.session_key
    UserSession.objects.create(user=member.user, session_key=key, ip="127.0.0.1", user_agent="Chrome/1", data={})
    return client


def every_page(client) -> set[int]:
    """What a live session meets on every page that has no row in its address."""
    names = ("today", "pupil_list", "audit_list", "contacts:group_list", "guardian_incomplete", "profile",
             "contacts:planned_days", "contacts:absence_new", "duties:feed_page", "usersessions_list")  # fmt: skip
    return {client.get(reverse(name)).status_code for name in names}


def test_live_session_opens_nothing_from_the_next_request_on(cast, sanne, admin):
    devices = [device_of(sanne) for _ in range(2)]
    pages = [reverse("pupil_detail", args=[cast.pupils["amira"].pk]), cast.contacts["amira"].get_absolute_url()]
    assert all(client.get(page).status_code == 200 for client in devices for page in pages)
    end_work(sanne, actor=admin)
    for client in devices:
        assert every_page(client) <= {302, 401}
        assert all(client.get(page).status_code in (302, 401) for page in pages)
        assert "_auth_user_id" not in client.session
    sanne.user.refresh_from_db()
    assert not sanne.user.is_active


def test_draft_and_late_post_of_who_left_are_not_kept(cast, sanne, admin):
    client = log_in(sanne.user, school=cast.linde)
    save_draft(sanne.user, form="contact", object_key="x", payload={"summary": ["text"]})
    url = reverse("contacts:new", args=[cast.pupils["amira"].pk])
    sent = filled(client.get(url), summary="Too late")
    before = sanne.contacts.count()
    end_work(sanne, actor=admin)
    assert client.post(url, sent).status_code in (302, 401, 403)
    assert sanne.contacts.count() == before


def test_roles_and_classes_end_and_nothing_is_left_with_nobody(cast, sanne, admin):
    planned = make_planned(sanne, cast.pupils["amira"])
    agreement = make_agreement(cast.contacts["amira"], owner=sanne)
    end_work(sanne, actor=admin)
    assert not RoleAssignment.objects.today().filter(staff=sanne).exists()
    assert not Assignment.objects.today().filter(staff=sanne).exists()
    for row in (planned, agreement):
        row.refresh_from_db()
        assert row.owner not in (None, sanne)
    assert not Duty.objects.open().filter(owner=sanne).exists()


def test_review_of_a_restriction_goes_to_another_leader(cast, admin):
    make_restriction(cast.guardians["said"].guardianships.get(), cast.staff["fatima"])
    owner = Duty.objects.open().get(kind="school.restriction").owner
    end_work(owner, actor=admin)
    assert Duty.objects.open().get(kind="school.restriction").owner not in (None, owner)


def test_who_works_at_two_schools_keeps_the_other_one(cast, admin):
    merel = cast.staff["merel"]
    client = device_of(merel)
    end_work(merel, actor=admin)
    assert "_auth_user_id" not in client.session
    merel.user.refresh_from_db()
    assert merel.user.is_active
    again = log_in(merel.user, school=cast.linde)
    assert again.get(reverse("pupil_detail", args=[cast.pupils["bilal"].pk])).status_code == 404
    assert again.get(reverse("pupil_detail", args=[cast.pupils["zoe"].pk])).status_code == 200


def test_who_began_today_is_out_at_once(cast, admin):
    member = make_staff(cast.linde, "New", from_date=today())
    give_role(member, Role.SCHOOL_LEADER, from_date=today())
    assign(member, cast.groups["five"], from_date=today())
    end_work(member, actor=admin)
    assert not StaffMember.objects.today().filter(pk=member.pk).exists()
    assert not member.roles.exists()
    assert not member.assignments.exists()


def test_last_day_ends_roles_and_classes_that_day_and_not_before(cast, sanne, admin):
    last = today() + 5 * DAY
    set_last_day(sanne, actor=admin, last_day=last)
    assert {row.until for row in (*sanne.roles.all(), *sanne.assignments.all())} == {last}
    assert browser(sanne).get(reverse("contacts:group", args=[cast.groups["five"].pk])).status_code == 200


def test_opening_again_lets_in_without_roles_and_classes(cast, sanne, admin):
    end_work(sanne, actor=admin)
    set_last_day(sanne, actor=admin, last_day=None)
    sanne = StaffMember.objects.select_related("user").get(pk=sanne.pk)
    assert (sanne.until, sanne.user.is_active) == (None, True)
    assert browser(sanne).get(reverse("today")).status_code == 200
    assert browser(sanne).get(reverse("contacts:group", args=[cast.groups["five"].pk])).status_code == 403
    actions = ["account.close", "account.reopen", "role.end", "staff.last_day"]
    assert set(AuditEvent.objects.about(sanne).values_list("action", flat=True)) >= set(actions)


@pytest.mark.parametrize("day", [datetime.timedelta(days=-1), datetime.timedelta(days=-2000)])
def test_last_day_lies_not_in_the_past(cast, sanne, admin, day):
    with pytest.raises(ValidationError):
        set_last_day(sanne, actor=admin, last_day=today() + day)


def test_never_for_oneself(cast, admin):
    for act in (lambda: end_work(admin, actor=admin), lambda: set_last_day(admin, actor=admin, last_day=today())):
        with pytest.raises(ValidationError, match="your own"):
            act()
    client, url = browser(admin), reverse("school:staff_close", args=[admin.pk])
    assert client.post(url, filled(client.get(url), having="submission_key", sure="on")).status_code == 422
    assert url not in client.get(reverse("school:staff_detail", args=[admin.pk])).content.decode()
    assert User.objects.get(pk=admin.user_id).is_active


def test_administrator_closes_on_the_page_after_saying_yes(cast, sanne, admin):
    client, url = browser(admin), reverse("school:staff_close", args=[sanne.pk])
    page = reverse("school:staff_detail", args=[sanne.pk])
    assert url in client.get(page).content.decode()
    assert client.post(url, filled(client.get(url), having="submission_key")).status_code == 422
    assert StaffMember.objects.today().filter(pk=sanne.pk).exists()
    assert client.post(url, filled(client.get(url), having="submission_key", sure="on")).headers["Location"] == page
    assert not StaffMember.objects.today().filter(pk=sanne.pk).exists()
    assert page in client.get(reverse("school:staff_list")).content.decode()

    reopen = reverse("school:staff_last_day", args=[sanne.pk])
    answer = client.post(reopen, filled(client.get(reopen), having="submission_key"))  # as the page stands
    assert answer.headers["Location"] == page
    assert StaffMember.objects.today().filter(pk=sanne.pk).exists()


@pytest.mark.parametrize("name", ["fatima", "sanne", "wim"])
def test_others_close_no_login(cast, name):
    client = browser(cast.staff[name])
    for address in ("staff_close", "staff_last_day"):
        url = reverse(f"school:{address}", args=[cast.staff["hans"].pk])
        assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)
