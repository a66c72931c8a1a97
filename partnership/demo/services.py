"""Load the demo schools."""

import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from contacts.models import Agreement
from contacts.services.agreements import DUTY
from partnership.accounts.models import User
from partnership.audit import services as audit
from partnership.demo.accounts import DEMO_PASSWORD
from partnership.demo.doubles import double_demo
from partnership.demo.incidents import report_demo
from partnership.demo.maps import publish_demo_map
from partnership.demo.moments import DemoCalendar
from partnership.demo.plan import plan_demo
from partnership.demo.primary import STAFF as PRIMARY_STAFF
from partnership.demo.primary import build_primary
from partnership.demo.primary_log import write_primary_log
from partnership.demo.protection import protect_demo
from partnership.demo.rows import Rows
from partnership.demo.rules import publish_demo_rules
from partnership.demo.secondary import STAFF as SECONDARY_STAFF
from partnership.demo.secondary import build_secondary
from partnership.demo.secondary_log import write_secondary_log
from partnership.duties import services as duties
from partnership.records.statistics import refresh_statistics
from partnership.school.models import School


class DemoRefused(Exception):
    """The demo schools do not belong here."""


@transaction.atomic
def load_demo(*, actor: User | None = None) -> bool:
    """Load both demo schools with their people and contacts; return False if there is a school already.

    All dates are counted back from now. Raises `DemoRefused` in production.
    """
    if settings.PRODUCTION:
        raise DemoRefused
    with scopes_disabled():
        if School.objects.exists():
            return False
        rows = demo_rows(timezone.now())
        rows.write()
        _remind(rows)
        _plan(rows)
        for school in rows.of(School):
            audit.record("demo.load", actor=actor, school_id=school.pk, obj=school)
    refresh_statistics()
    return True


def has_demo() -> bool:
    """Whether the demo schools are here. Raises `DemoRefused` in production."""
    if settings.PRODUCTION:
        raise DemoRefused
    return School.objects.filter(is_demo=True).exists()


def demo_rows(now: datetime.datetime) -> Rows:
    """Return all rows of the demo as seen from `now` (an aware moment), not yet written."""
    rows, calendar = Rows(), DemoCalendar(now)
    users = _users(rows)
    write_primary_log(build_primary(rows, calendar, users))
    write_secondary_log(build_secondary(rows, calendar, users))
    return rows


def _users(rows: Rows) -> dict[str, User]:
    """Add a login for everyone at work; who works at both schools has one. Hashing is slow, so it is done once."""
    password = make_password(DEMO_PASSWORD)
    names = {colleague.login: colleague.name for colleague in (*PRIMARY_STAFF, *SECONDARY_STAFF)}
    return {email: rows.add(User(email=email, name=name, password=password)) for email, name in names.items()}


def _plan(rows: Rows) -> None:
    for school in rows.of(School):
        with scope(school=school):
            plan_demo(school, DemoCalendar(timezone.now()))
            protect_demo(school, DemoCalendar(timezone.now()))
            publish_demo_rules(school, DemoCalendar(timezone.now()))
            report_demo(school, DemoCalendar(timezone.now()))
            publish_demo_map(school, DemoCalendar(timezone.now()))
            double_demo(school)


def _remind(rows: Rows) -> None:
    for agreement in rows.of(Agreement):
        if agreement.owner and agreement.is_open:
            link = reverse("contacts:agreement", args=[agreement.pk])
            duties.open_duty(DUTY, source=agreement.pk, owner=agreement.owner, link=link, due_on=agreement.due_on)
