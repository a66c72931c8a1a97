"""Logging in and closing a login stand in the log of each school the person works at."""

import pytest
from django.test import Client
from django.urls import reverse

from partnership.accounts.models import User
from partnership.accounts.services import deactivate
from partnership.audit.models import AuditEvent
from tests.cast import make_school, make_staff

PASSWORD = "een lange zin voor de proef"


@pytest.fixture
def colleague(db):
    member = make_staff(make_school())
    member.user.set_password(PASSWORD)
    member.user.save()
    return member


def actions(school) -> list[str]:
    return list(AuditEvent.objects.of_school(school.pk).values_list("action", flat=True))


def test_logging_in_is_recorded_for_the_school(colleague):
    Client().post(reverse("account_login"), {"login": colleague.user.email, "password": PASSWORD})
    assert actions(colleague.school) == ["account.login"]


def test_wrong_password_is_not_recorded_as_a_login(colleague):
    Client().post(reverse("account_login"), {"login": colleague.user.email, "password": "iets heel anders dan dat"})
    assert actions(colleague.school) == []


def test_closing_a_login_names_who_closed_it(colleague):
    leader = User.objects.create_user("leider@school.example")
    deactivate(colleague.user, actor=leader)
    event = AuditEvent.objects.of_school(colleague.school_id).get()
    assert (event.action, event.actor, event.object_id) == ("account.deactivate", leader, str(colleague.user_id))
