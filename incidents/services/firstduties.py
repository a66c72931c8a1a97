"""What a new report asks of people beside opening it: telling who was involved, speaking with children, accounts."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from incidents.enums import DutyKind, Side
from incidents.models import ChildTalk, Incident, IncidentSettings, Party, Telling
from incidents.services.notices import send_notice
from incidents.services.route import may_know
from partnership.duties import services as duties
from partnership.school.calendar import add_school_days
from partnership.school.models import Pupil, StaffMember

ACCOUNT_WITHIN_DAYS = 3  # school days: memory fades


def plan_tellings(incident: Incident, parties: Iterable[Party]) -> list[Telling]:
    """Everybody involved whose name is known is told of the record within the school's term."""
    known = [party for party in parties if party.guardian_id or party.name]
    if not known:
        return []
    due_on = _school_day(incident, "tell_within_days")
    rows = [Telling(school=incident.school, incident=incident, party=party, due_on=due_on) for party in known]
    return Telling.objects.bulk_create(rows)


def plan_child_talks(incident: Incident, pupils: Iterable[Pupil]) -> list[ChildTalk]:
    """Somebody speaks with each child that stands between (users.md 23); who, says the handler."""
    pupils = list(pupils)
    if not pupils:
        return []
    due_on = _school_day(incident, "child_within_days")
    own = {"school": incident.school, "incident": incident, "due_on": due_on}
    return ChildTalk.objects.bulk_create([ChildTalk(pupil=pupil, **own) for pupil in pupils], ignore_conflicts=True)


def ask_colleagues(incident: Incident, parties: Iterable[Party], *, actor: StaffMember) -> None:
    """Ask each colleague who was affected or saw it for an own account; on whose behalf it is, knows at once.

    Nobody behind the wall of the case is asked, and who has no login cannot be.
    """
    asked: set[StaffMember] = set()
    for party in parties:
        person = party.staff
        if party.side == Side.INVOLVED or person is None or person in (actor, *asked) or person.user_id is None:
            continue
        if may_know(incident, person):
            asked.add(person)
            _ask_account(incident, party, person)


def _ask_account(incident: Incident, party: Party, person: StaffMember) -> None:
    is_behalf = person == incident.on_behalf_of
    due_on = timezone.localdate() if is_behalf else _in_school_days(incident, ACCOUNT_WITHIN_DAYS)
    link = reverse("incidents:follow", args=[incident.pk])
    duty = duties.open_duty(DutyKind.ACCOUNT.value, source=party.pk, owner=person, link=link, due_on=due_on)
    if is_behalf:
        send_notice(duty)


def _school_day(incident: Incident, term: str) -> datetime.date:
    settings = IncidentSettings.objects.get(school=incident.school_id)
    return _in_school_days(incident, getattr(settings, term))


def _in_school_days(incident: Incident, number: int) -> datetime.date:
    return add_school_days(incident.school, timezone.localdate(), number)
