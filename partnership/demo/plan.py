"""What is agreed and planned in the demo: the calendar, agreements about contact, and talks ahead."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from contacts.enums import About, AgreedBy, ForWhom, Per, Precision, Purpose
from contacts.models import ContactNorm
from contacts.services.circle import ties_of
from contacts.services.classplan import PlanWish, confirm_plan
from contacts.services.norms import agree_norm
from contacts.services.planned import PlannedContact, plan_many
from contacts.services.when import When
from partnership.demo.moments import DAY, DemoCalendar
from partnership.school.calendar import SchoolCalendar, fill_calendar
from partnership.school.enums import Channel, DayOffKind, Role
from partnership.school.models import DayOff, Group, Pupil, School, SchoolYear, StaffMember
from partnership.school.services.people import keepers_of_group, who_handles
from partnership.school.services.settings import change_settings

AGREEMENTS = {
    "01DL": (
        {"count": 3, "per": Per.YEAR, "why": "Zo spreken we elk gezin elk derde deel van het jaar."},
        {"count": 1, "per": Per.YEAR, "about": About.NICE, "sent_counts": True},
    ),
    "02WC": (
        {"count": 2, "per": Per.YEAR, "why": "Twee keer per jaar, de leerling is erbij."},
        {"count": 1, "per": Per.YEAR, "purpose": Purpose.TRIAD, "for_whom": ForWhom.EVERY_CUSTODY},
    ),
}
TODAY_TALKS, WEEK_TALKS, ROUND_TALKS = 3, 4, 12
FIRST_TALK = datetime.time(15, 10)
MINUTES = 15


def plan_demo(school: School, calendar: DemoCalendar) -> None:
    """Fill the calendar, agree how often, and plan the weeks ahead; runs inside the school's scope."""
    year = SchoolYear.objects.get(start=calendar.start)
    fill_calendar(year)
    _study_days(school, calendar)
    leader = who_handles(Role.SCHOOL_LEADER, school=school)[0]
    agreed_on = max(calendar.start, calendar.today - 90 * DAY)
    agreed = "Per groep, nooit per leerkracht."
    change_settings(school, actor=leader, values={"overview_from": agreed_on, "overview_agreed": agreed})
    for columns in AGREEMENTS[school.brin]:
        norm = ContactNorm(year=year, agreed_by=AgreedBy.MR, agreed_on=agreed_on, **columns)
        agree_norm(norm, actor=leader)
    for group in Group.objects.filter(year=year, key="5B"):
        _plan_class(group, calendar)


def _study_days(school: School, calendar: DemoCalendar) -> None:
    for name, weeks in (("Studiedag", 3), ("Studiedag", 15)):
        day = calendar.today + DAY * (7 * weeks - calendar.today.weekday() + 4)
        DayOff.objects.create(school=school, kind=DayOffKind.STUDY_DAY, name=name, from_date=day, until=day)


def _plan_class(group: Group, calendar: DemoCalendar) -> None:
    """Three talks today, a few later this week, and a round of progress talks in two weeks."""
    teachers = keepers_of_group(group)
    pupils = list(Pupil.objects.in_group(group).enrolled())
    end = min(calendar.today + 60 * DAY, calendar.end)
    days = SchoolCalendar(group.school, calendar.today, end).school_days(calendar.today, end)
    if not days:
        return  # the last weeks of the school year
    first = teachers[0]
    plan_many(_talks(pupils[:TODAY_TALKS], first, days[0], Purpose.PRACTICAL), actor=first)
    next_week = next((day for day in days if day >= days[0] + 7 * DAY), None)
    if next_week is not None:
        some = list(_some(pupils, 5))[:WEEK_TALKS]
        week = [PlannedContact(**_line(pupil, first), when=When.week_of(next_week)) for pupil in some]
        plan_many(week, actor=first)
    evening = next((day for day in days if (day - calendar.today).days >= 14), None)
    if evening is not None:
        talks = _talks(pupils[-ROUND_TALKS:], first, evening, Purpose.PROGRESS)
        wish = PlanWish(Purpose.PROGRESS, Precision.TIME, evening, evening)
        confirm_plan(group, talks, actor=first, wish=wish)


def _some(pupils: list[Pupil], step: int) -> Iterable[Pupil]:
    return pupils[TODAY_TALKS::step]


def _line(pupil: Pupil, owner: StaffMember, purpose: str = Purpose.NICE) -> dict:
    ties = ties_of([pupil], staff=owner)[pupil.pk]
    reach = getattr(ties[0].guardian, "reachability", None) if ties else None
    return {
        "pupils": (pupil,),
        "owner": owner,
        "purpose": purpose,
        "channel": (reach.preferred_channel if reach else "") or Channel.PHONE,
        "guardians": tuple(tie.guardian for tie in ties[:1]),
        "with_interpreter": bool(reach and reach.needs_interpreter),
    }


def _talks(pupils: list[Pupil], owner: StaffMember, day: datetime.date, purpose: str) -> list[PlannedContact]:
    talks = []
    for number, pupil in enumerate(pupils):
        start = datetime.datetime.combine(day, FIRST_TALK) + datetime.timedelta(minutes=MINUTES * number)
        when = When(Precision.TIME, day, at=timezone.make_aware(start), minutes=MINUTES)
        line = _line(pupil, owner, purpose) | {"channel": Channel.AT_SCHOOL}
        talks.append(PlannedContact(**line, when=when))
    return talks
