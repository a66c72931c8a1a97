"""What is open for one person at all schools where it works, and on which days the digest speaks of it."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from partnership.accounts.models import User
from partnership.duties.models import Duty
from partnership.duties.reminders import DAY, WEEK, Due, Workdays
from partnership.school.calendar import SchoolCalendar
from partnership.school.models import StaffMember
from partnership.school.rules.policy import POLICY
from partnership.school.rules.rights import Rights

LOOK_BACK = 2 * WEEK


class Agenda:
    """The open duties of one login on `day`, each with the working days of its owner."""

    def __init__(self, user: User, *, day: datetime.date):
        self.user = user
        self.day = day
        self.workdays: list[Workdays] = []
        self.duties: list[tuple[Due, Workdays]] = []

    @property
    def is_weekly(self) -> bool:
        return self.user.digest == User.Digest.WEEKLY

    def digest_day_of(self, day: datetime.date) -> datetime.date | None:
        """Return when the digest comes that speaks of `day`: that day, or the first own working day of its week."""
        if self.user.digest == User.Digest.NONE:
            return None
        if not self.is_weekly:
            return day if self._works_on(day) else None
        monday = day - DAY * day.weekday()
        return next((each for each in (monday + DAY * number for number in range(7)) if self._works_on(each)), None)

    def count(self, *, after: datetime.date) -> int:
        """Return how many duties remind later than `after` and not later than what the digest of `day` speaks of."""
        until = self.day + DAY * (6 - self.day.weekday()) if self.is_weekly else self.day
        hour = self.user.digest_hour
        return sum(due.reminds(days, after=after, until=until, hour=hour) for due, days in self.duties)

    def coming_days(self) -> set[datetime.date]:
        """Return the days, from `day` on, on which a digest comes because of what is open now."""
        hour, after = self.user.digest_hour, self.day - DAY
        found: set[datetime.date] = set()
        for due, workdays in self.duties:
            until = max(due.on, self.day) + WEEK
            found.update(due.days(workdays, after=after, until=until, hour=hour))
        days = {self.digest_day_of(day) for day in found}
        return {day for day in days if day and day > after}

    def _works_on(self, day: datetime.date) -> bool:
        return any(day in workdays for workdays in self.workdays)


def agendas(users: Iterable[UUID], *, day: datetime.date, until: datetime.date) -> dict[UUID, Agenda]:
    """Return what is open now for each of these logins that works somewhere on `day`, due not later than `until`.

    Reads everything afresh, with as many queries for many as for one. All schools: the caller has no scope.
    """
    people = _people(users, day)
    schools = {person.school_id: person.school for person in people.values()}
    calendars = {key: SchoolCalendar(school, day - LOOK_BACK, until) for key, school in schools.items()}
    found: dict[UUID, Agenda] = {}
    workdays: dict[UUID, Workdays] = {}
    for person in people.values():
        agenda = found.setdefault(person.user_id, Agenda(person.user, day=day))
        workdays[person.pk] = Workdays(person, calendars[person.school_id])
        agenda.workdays.append(workdays[person.pk])
    rows = Duty.objects.open().filter(owner__in=people, due_on__lte=until)
    for owner, due_on, changed_at in rows.values_list("owner", "due_on", "changed_at"):
        due = Due(due_on, changed_at, people[owner].school.remind_days)
        found[people[owner].user_id].duties.append((due, workdays[owner]))
    return found


def _people(users: Iterable[UUID], day: datetime.date) -> dict[UUID, StaffMember]:
    rows = StaffMember.objects.on(day).filter(user__in=list(users)).select_related("school", "user")
    return {person.pk: person for person in rows.prefetch_related("absences") if _may_have_duties(person, day)}


def _may_have_duties(person: StaffMember, day: datetime.date) -> bool:
    """Whether the policy lets this person read own duties; roles are asked only where being at work is not enough."""
    rights = Rights(person, day)
    if not rights.at_work:
        return False
    as_employee = person.is_employee and "own" in POLICY.scopes("duty", "read", "employee")
    return as_employee or rights.may("duty", "read")
