"""The places a class plan can use: school days that suit, on which a teacher works and has nothing planned."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from contacts.enums import Precision, Purpose, Status
from contacts.models import Contact
from contacts.services.spread import Slot
from partnership.school.calendar import SchoolCalendar, works_on
from partnership.school.models import StaffMember

DAY = datetime.timedelta(days=1)
EVENING = datetime.time(17, 0)
USUAL_MINUTES = 15


@dataclass(frozen=True)
class PlanWish:
    """What a teacher wants: for what, when, how often a week. Dates are local; times are Amsterdam clock times."""

    purpose: Purpose
    precision: Precision
    from_date: datetime.date
    until: datetime.date
    per_week: int = 5
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    start: datetime.time = datetime.time(15, 0)
    end: datetime.time = datetime.time(17, 0)
    minutes: int = USUAL_MINUTES
    channel: str = ""


def slots_of(wish: PlanWish, teachers: list[StaffMember], calendar: SchoolCalendar) -> list[Slot]:
    """Return the places the wish leaves, each with the first teacher who works that day."""
    days = [
        (day, teacher.pk)
        for day in calendar.school_days(wish.from_date, wish.until)
        if day.isoweekday() in wish.weekdays and calendar.unsuitable(day) is None
        for teacher in teachers
        if works_on(teacher, day)
    ]
    first_of_day = dict(reversed(days))
    if wish.precision == Precision.DAY:
        return [Slot(day, None, owner) for day, owner in sorted(first_of_day.items())]
    if wish.precision == Precision.TIME:
        return [slot for day, owner in sorted(first_of_day.items()) for slot in _times(day, owner, wish, calendar)]
    weeks: dict[datetime.date, UUID] = {}
    for day, owner in sorted(first_of_day.items()):
        weeks.setdefault(day - DAY * day.weekday(), owner)
    return [Slot(monday, None, owner) for monday, owner in weeks.items()]


def _times(day: datetime.date, owner: UUID, wish: PlanWish, calendar: SchoolCalendar) -> Iterable[Slot]:
    zone = timezone.get_default_timezone()
    moment = datetime.datetime.combine(day, wish.start)
    end = datetime.datetime.combine(day, wish.end)
    length = datetime.timedelta(minutes=wish.minutes)
    while moment + length <= end:
        if (moment + length).time() <= EVENING or calendar.unsuitable(day, evening=True) is None:
            yield Slot(day, moment.replace(tzinfo=zone), owner, wish.minutes)
        moment += length


def owner_on(day: datetime.date, teachers: Iterable[StaffMember]) -> StaffMember | None:
    """Return the first of `teachers` who works on `day`."""
    return next((teacher for teacher in teachers if works_on(teacher, day)), None)


def without_taken(slots: list[Slot]) -> list[Slot]:
    """Leave out the times at which the teacher has another contact, in one query."""
    timed = [slot for slot in slots if slot.at]
    if not timed:
        return slots
    owners = {slot.owner for slot in timed}
    rows = Contact.objects.filter(
        owner__in=owners, status=Status.PLANNED, planned_at__isnull=False,
        planned_on__range=(timed[0].day, timed[-1].day),
    ).values_list("planned_on", "planned_at", "owner", "minutes")  # fmt: skip
    taken = [Slot(on, at, owner, minutes or USUAL_MINUTES) for on, at, owner, minutes in rows]
    return [slot for slot in slots if not any(slot.owner == each.owner and slot.overlaps(each) for each in taken)]
