"""Adding colleagues and inviting them on the page of the administrator."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from partnership.audit.models import AuditEvent
from partnership.school.models import StaffMember
from partnership.school.services.accounts import add_staff
from tests.browsing import browser, filled
from tests.cast import make_school, make_staff


@pytest.fixture
def school(db):
    return make_school("Het Kompas")


@pytest.fixture
def newcomer(school) -> StaffMember:
    return make_staff(school, "Willemijn", login=False, email="w.dekker@school.example")


def test_new_colleague_is_an_employee_who_teaches_nothing(school):
    staff = add_staff("New@School.example", actor=None, school=school, first_name="New", last_name="One")
    assert (staff.email, staff.name, staff.is_employee, staff.user) == ("new@school.example", "New One", True, None)
    assert not staff.roles.exists()
    assert not staff.assignments.exists()


@pytest.mark.parametrize(("role", "works_here"), [("admin", False), ("board_officer", False), ("school_leader", True)])
def test_who_only_administers_or_supervises_does_not_work_at_the_school(school, role, works_here):
    assert add_staff("a@school.example", actor=None, school=school, role=role).is_employee is works_here


def test_same_address_is_the_same_colleague_and_gets_the_role_once(school, newcomer):
    for _ in range(2):
        assert add_staff("W.Dekker@school.example", actor=None, school=school, role="school_leader") == newcomer
    assert [row.role for row in newcomer.roles.all()] == ["school_leader"]
    assert AuditEvent.objects.about(newcomer).get(action="role.give").fields == ["school_leader"]


def test_role_that_does_not_exist_is_refused(school):
    with pytest.raises(ValidationError, match="no role 'headmaster'"):
        add_staff("a@school.example", actor=None, school=school, role="headmaster")
    assert not StaffMember.objects.filter(email="a@school.example").exists()


def test_administrator_invites_on_the_page_and_sees_how_far_it_is(cast, django_capture_on_commit_callbacks):
    client = browser(cast.staff["tim"])
    url = reverse("school:staff_new")
    with django_capture_on_commit_callbacks(execute=True):
        sent = filled(client.get(url), email="new@school.example", first_name="New", last_name="One")
        page = client.post(url, sent, follow=True)
    assert page.redirect_chain == [(reverse("school:staff_list"), 302)]
    assert len(mail.outbox) == 1
    person = next(row for row in page.context["people"] if row.email == "new@school.example")
    assert (person.user_id, len(person.invitations.all())) == (None, 1)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("school:staff_invite", args=[person.pk]))
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(("name", "status"), [("fatima", 403), ("sanne", 403), ("wim", 403)])
def test_only_the_administrator_invites(cast, newcomer, name, status):
    client = browser(cast.staff[name])
    assert client.get(reverse("school:staff_new")).status_code == status
    assert client.post(reverse("school:staff_invite", args=[newcomer.pk])).status_code == status
    assert mail.outbox == []


def test_administrator_invites_nobody_of_another_school(cast, newcomer):
    assert browser(cast.staff["tim"]).post(reverse("school:staff_invite", args=[newcomer.pk])).status_code == 404


def test_inviting_someone_with_a_login_says_why_not(cast):
    client = browser(cast.staff["tim"])
    page = client.post(reverse("school:staff_invite", args=[cast.staff["sanne"].pk]), follow=True)
    assert page.redirect_chain == [(reverse("school:staff_list"), 302)]
    assert mail.outbox == []
