"""`manage.py invite`: the first administrator of a school, and every refusal in one line."""

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import translation

from partnership.school.models import Invitation, School, StaffMember
from tests.cast import give_role, make_school, make_staff

EMAIL = "beheer@bestuur.example"


@pytest.fixture
def school(db) -> School:
    return make_school("Het Kompas", brin="12AB", location_code="00")


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("invite", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("code", ["12AB", "12ab", "12AB00"])
def test_first_administrator_gets_role_and_mail(school, code, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        said = run(EMAIL, "--role", "admin", "--school", code)
    staff = StaffMember.objects.get(email=EMAIL)
    assert (staff.school, staff.is_employee) == (school, False)
    assert [row.role for row in staff.roles.all()] == ["admin"]
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    assert mail.outbox[0].body.count("http") == 1
    assert "sent" in said
    assert "http" not in said


def test_location_of_a_school_is_told_apart(school):
    other = make_school("Het Kompas, dependance", brin="12AB", location_code="01")
    run(EMAIL, "--school", "12AB01")
    assert StaffMember.objects.get(email=EMAIL).school == other


def test_school_is_made_only_when_asked(db):
    with pytest.raises(CommandError, match="There is no school 34CD00"):
        run(EMAIL, "--school", "34CD")
    assert not School.objects.exists()
    assert not StaffMember.objects.exists()

    run(EMAIL, "--role", "admin", "--school", "34CD", "--create-school", "De Nieuwe")
    assert School.objects.get().name == "De Nieuwe"
    run("tweede@bestuur.example", "--school", "34CD", "--create-school", "De Nieuwe")
    assert School.objects.count() == 1


REFUSED = {
    "no address": (["not-an-address", "--school", "12AB"], "valid e"),
    "unknown role": ([EMAIL, "--school", "12AB", "--role", "headmaster"], "invalid choice"),
    "no school": ([EMAIL], "required: --school"),
    "unknown location": ([EMAIL, "--school", "12AB77"], "There is no school 12AB77"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusal_says_why_and_changes_nothing(school, case):
    args, words = REFUSED[case]
    with pytest.raises(CommandError, match=words):
        run(*args)
    assert not StaffMember.objects.exists()
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_someone_who_can_log_in_is_not_invited_again(school):
    make_staff(school, "Al", email=EMAIL)
    with pytest.raises(CommandError, match="has a login already"):
        run(EMAIL, "--school", "12AB")
    assert not Invitation.objects.exists()


def test_someone_who_can_log_in_gets_the_role_without_a_mail(school):
    staff = make_staff(school, "Al", email=EMAIL)
    assert "has the role now" in run(EMAIL, "--role", "admin", "--school", "12AB")
    assert [row.role for row in staff.roles.all()] == ["admin"]
    assert not Invitation.objects.exists()


def test_second_time_sends_a_new_link_and_gives_no_second_role(school):
    for _ in range(2):
        run(EMAIL, "--role", "admin", "--school", "12AB")
    staff = StaffMember.objects.get(email=EMAIL)
    assert staff.roles.count() == 1
    assert Invitation.objects.filter(staff=staff).count() == 2


def test_role_that_ended_is_given_anew(school):
    staff = make_staff(school, "Al", email=EMAIL, login=False)
    old = give_role(staff, "admin")
    old.until = old.from_date
    old.save()
    run(EMAIL, "--role", "admin", "--school", "12AB")
    assert staff.roles.count() == 2


def test_command_speaks_the_language_of_the_installation(school, settings):
    with translation.override(settings.LANGUAGE_CODE):
        assert run(EMAIL, "--role", "admin", "--school", "12AB").startswith("De uitnodiging is verstuurd")
        with pytest.raises(CommandError, match="Er is geen school 34CD00"):
            run(EMAIL, "--school", "34CD")
