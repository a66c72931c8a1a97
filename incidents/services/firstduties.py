"""What a new report asks of people beside opening it: telling who was involved, speaking with children, accounts."""

import datetime
from collections.abc import Iterable
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from incidents.enums import DutyKind, Side
from incidents.models import ChildTalk, Incident, IncidentSettings, Party, Telling
from incidents.services.route import may_know
from incidents.services.terms import terms_of
from partnership.duties.services import NewDuty
from partnership.school.calendar import DAY, FURTHEST, SchoolCalendar
from partnership.school.models import Pupil, StaffMember

ACCOUNT_WITHIN_DAYS = 3  # school days: memory fades


class Terms:
    """The school's terms from today on, in school days; reads the calendar once."""

    def __init__(self, settings: IncidentSettings):
        self.settings = settings

    @cached_property
    def _days(self) -> list[datetime.date]:
        today = timezone.localdate()
        calendar = SchoolCalendar(self.settings.school, today, today + DAY * FURTHEST)
        return calendar.school_days(today + DAY, calendar.end)

    def after(self, number: int) -> datetime.date:
        """Return the `number`-th school day after today; the last one that is known when there are not so many."""
        return self._days[min(number, len(self._days)) - 1] if self._days else timezone.localdate()


def plan_tellings(incident: Incident, parties: Iterable[Party], *, terms: Terms) -> list[Telling]:
    """Everybody involved whose name is known is told of the record within the school's term."""
    known = [party for party in parties if party.person or party.name]
    if not known:
        return []
    due_on = terms.after(terms.settings.tell_within_days)
    rows = [Telling(school=incident.school, incident=incident, party=party, due_on=due_on) for party in known]
    return Telling.objects.bulk_create(rows)


def plan_child_talks(incident: Incident, pupils: Iterable[Pupil], *, terms: Terms) -> list[ChildTalk]:
    """Somebody speaks with each child that stands between (users.md 23); who, says the handler."""
    pupils = list(pupils)
    if not pupils:
        return []
    due_on = terms.after(terms.settings.child_within_days)
    own = {"school": incident.school, "incident": incident, "due_on": due_on}
    return ChildTalk.objects.bulk_create([ChildTalk(pupil=pupil, **own) for pupil in pupils], ignore_conflicts=True)


def plan_missing(incident: Incident) -> None:
    """Plan for people who came into the case later, such as somebody unknown who was named."""
    terms = Terms(terms_of(incident.school))
    told = incident.tellings.values("party")
    parties = incident.parties.filter(side=Side.INVOLVED).exclude(pk__in=told)
    plan_tellings(incident, parties.select_related("guardian", "pupil", "staff"), terms=terms)
    pupils = Pupil.objects.filter(pk__in=incident.parties.exclude(pupil=None).values("pupil"))
    plan_child_talks(incident, pupils.exclude(pk__in=incident.child_talks.values("pupil")), terms=terms)


def accounts_to_ask(incident: Incident, parties: Iterable[Party], *, actor: StaffMember, terms: Terms) -> list[NewDuty]:
    """Return what asks each colleague who was affected or saw it for an own account; on whose behalf it is, today.

    Nobody behind the wall of the case is asked, and who has no login cannot be.
    """
    asked: dict[StaffMember, NewDuty] = {}
    for party in parties:
        person = party.staff
        if party.side == Side.INVOLVED or person is None or person in (actor, *asked) or person.user_id is None:
            continue
        if may_know(incident, person):
            asked[person] = _account(incident, party, person, terms)
    return list(asked.values())


def _account(incident: Incident, party: Party, person: StaffMember, terms: Terms) -> NewDuty:
    is_behalf = person == incident.on_behalf_of
    due_on = timezone.localdate() if is_behalf else terms.after(ACCOUNT_WITHIN_DAYS)
    link = reverse("incidents:follow", args=[incident.pk])
    return NewDuty(DutyKind.ACCOUNT.value, party.pk, person, link, due_on=due_on)
