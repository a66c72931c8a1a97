"""Fill the database of a benchmark, plan 25 classes in it, and print as JSON what there is to measure.

A teacher with a class of 30 families, two parents each, and 600 contacts this school year; one with ten times the
contacts; one whose class is planned by the pages. Run as a program, with the settings of the floor.
"""

import datetime
import json
import time
from itertools import pairwise
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the setup of Django
from django.db import connection, transaction  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from contacts.enums import About, ForWhom, Per, Precision, Purpose, Result  # noqa: E402
from contacts.models import Contact, ContactGuardian, ContactNorm, ContactPupil  # noqa: E402
from contacts.services.classplan import confirm_plan, propose  # noqa: E402
from contacts.services.planned import PlannedContact, plan_many  # noqa: E402
from contacts.services.slots import PlanWish  # noqa: E402
from contacts.services.when import When  # noqa: E402
from partnership.school.enums import Channel, Custody  # noqa: E402
from partnership.school.models import Group, Guardianship, Pupil, School, SchoolYear, StaffMember  # noqa: E402
from tests.cast import assign, log_in, make_group, make_guardian, make_pupil, make_school, make_staff  # noqa: E402

DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY
CLASS = 30
CLASSES = 25
PLANNED = 60
TODAY_TALKS = 3
CHANNELS = [Channel.PHONE, Channel.AT_DOOR, Channel.AT_SCHOOL, Channel.APP]
ABOUT = [About.ORDINARY, About.NICE, About.ORDINARY, About.CONCERN]


def main() -> None:
    with scopes_disabled():
        with transaction.atomic():
            school = school_late_in_the_year()
            agree(school)
            grid, large, empty = (teacher_with_class(school, f"Groep {name}") for name in ("5", "6", "7"))
            fill(*grid, 600)
            fill(*large, 6000)
            classes = many_classes()
        seconds = plan_classes(classes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, or an hourly task for it
    print(json.dumps(what_to_measure(grid, large, empty) | {"plan_25_classes": seconds}))


def school_late_in_the_year() -> School:
    """A school year of 45 weeks, of which five are left."""
    school = make_school("De Linde")
    SchoolYear.objects.filter(school=school).delete()
    today = timezone.localdate()
    monday = today - DAY * today.weekday()
    SchoolYear.objects.create(school=school, name="2026-2027", start=monday - 40 * WEEK, end=monday + 5 * WEEK - DAY)
    return school


def agree(school: School) -> None:
    """A start talk, three contacts a year with every parent, something nice each half, one in person."""
    year = SchoolYear.objects.get(school=school)
    for columns in (
        {"purpose": Purpose.START_TALK, "per": Per.WINDOW, "first_weeks": 3, "count": 1},
        {"count": 3, "for_whom": ForWhom.EVERY_CUSTODY},
        {"about": About.NICE, "per": Per.HALF, "count": 1},
        {"purpose": Purpose.PROGRESS, "way": "in_person", "count": 1},
    ):
        ContactNorm.objects.create(school=school, year=year, agreed_on=year.start, **columns)


def teacher_with_class(school: School, name: str) -> tuple[StaffMember, Group, list[Pupil]]:
    group = make_group(school, name)
    teacher = make_staff(school, f"Juf {name}")
    assign(teacher, group, from_date=group.year.start)
    return teacher, group, [family(group, number) for number in range(CLASS)]


def family(group: Group, number: int) -> Pupil:
    parents = [make_guardian(group.school, f"Ouder {number}"), make_guardian(group.school, f"Andere ouder {number}")]
    pupil = make_pupil(group, f"Kind {number}", guardians=parents, birth_date=datetime.date(2017, 5, 1))
    Guardianship.objects.filter(pupil=pupil).update(custody=Custody.YES)
    return pupil


def fill(teacher: StaffMember, group: Group, pupils: list[Pupil], number: int) -> None:
    """Log so many contacts, a tenth of a class's worth of them still planned: three today, the rest in weeks."""
    guardians = {pupil.pk: pupil.guardianships.order_by("pk").values_list("guardian", flat=True)[0] for pupil in pupils}
    held = number - PLANNED
    span = timezone.now() - datetime.timedelta(hours=1) - midnight(group.year.start)
    contacts = [
        Contact(
            school=group.school, year=group.year, author=teacher, channel=CHANNELS[each % 4],
            about=ABOUT[each // 4 % 4],
            result=Result.SENT if CHANNELS[each % 4] == Channel.APP else Result.SPOKEN,
            happened_at=midnight(group.year.start) + span * each / held, summary="Wat er gezegd is.",
        )
        for each in range(held)
    ]  # fmt: skip
    Contact.objects.bulk_create(contacts, batch_size=500)
    pairs = [(contact, pupils[each % len(pupils)]) for each, contact in enumerate(contacts)]
    ContactPupil.objects.bulk_create(
        (ContactPupil(school=group.school, contact=each, pupil=pupil, group=group, text="") for each, pupil in pairs),
        batch_size=500,
    )
    ContactGuardian.objects.bulk_create(
        (ContactGuardian(school=group.school, contact=each, guardian_id=guardians[pupil.pk]) for each, pupil in pairs),
        batch_size=500,
    )
    plan_many(_plans(teacher, pupils), actor=teacher)


def midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=timezone.get_default_timezone())


def _plans(teacher: StaffMember, pupils: list[Pupil]) -> list[PlannedContact]:
    today = timezone.localdate()
    plans = []
    for each in range(PLANNED):
        pupil = pupils[each % len(pupils)]
        when = When(Precision.DAY, today) if each < TODAY_TALKS else When.week_of(today + WEEK * (each % 5))
        plans.append(PlannedContact((pupil,), teacher, when, Purpose.PROGRESS, Channel.PHONE))
    return plans


def many_classes() -> list[tuple[StaffMember, Group, list[Pupil]]]:
    """25 classes of 30; five children of each have a brother or sister in the class before."""
    school = make_school("De Grote School")
    groups = [make_group(school, f"Groep {each}") for each in range(CLASSES)]
    classes = [(make_staff(school, f"Meester {group.name}"), group, []) for group in groups]
    for number, (teacher, group, pupils) in enumerate(classes):
        assign(teacher, group, from_date=group.year.start)
        before = classes[number - 1][2] if number else []
        for each in range(CLASS):
            shared = [before[each].guardianships.first().guardian] if before and has_elder(number, each) else None
            pupils.append(make_pupil(group, f"Kind {each}", guardians=shared))
    return classes


def has_elder(number: int, each: int) -> bool:
    """Whether child `each` of class `number` has a brother or sister at the same place in the class before."""
    return each % 6 == number % 2 * 3


def plan_classes(classes: list[tuple[StaffMember, Group, list[Pupil]]]) -> float:
    """Plan a round of talks at a time for every class, each with what was planned before in sight; in seconds."""
    today = timezone.localdate()
    first = today + DAY * (14 - today.weekday())
    wish = PlanWish(Purpose.PROGRESS, Precision.TIME, first, first + 11 * DAY, per_week=30)
    start = time.perf_counter()
    for teacher, group, pupils in classes:
        proposals = propose(group, pupils, actor=teacher, wish=wish)
        lines = [
            PlannedContact(
                (row.pupil,), row.owner, row.when, wish.purpose, row.channel, row.guardians, row.with_pupil,
                row.needs_interpreter,
            )
            for row in proposals
        ]  # fmt: skip
        confirm_plan(group, lines, actor=teacher, wish=wish)
    seconds = time.perf_counter() - start
    check_siblings(classes)
    return seconds


def check_siblings(classes: list[tuple[StaffMember, Group, list[Pupil]]]) -> None:
    """Refuse a figure for a plan in which brothers and sisters are apart."""
    days = dict(ContactPupil.objects.values_list("pupil", "contact__planned_on").filter(contact__run__isnull=False))
    for number, (before, after) in enumerate(pairwise(classes), start=1):
        pairs = [(before[2][each], after[2][each]) for each in range(CLASS) if has_elder(number, each)]
        apart = sum(days[first.pk] != days[second.pk] for first, second in pairs)
        if apart:
            raise SystemExit(f"{apart} brothers and sisters are not on one day")


def what_to_measure(grid, large, empty) -> dict:
    """The cookie and the paths of each measurement."""
    today = timezone.localdate()
    pupil = grid[2][0]
    wish = {
        "purpose": "progress", "families": "all", "from_date": today + DAY, "until": today + 28 * DAY,
        "precision": "time", "per_week": 30, "weekdays": [1, 2, 3, 4, 5], "start": "15:00", "end": "17:00",
        "minutes": 15, "channel": "",
    }  # fmt: skip
    query = urlencode(wish, doseq=True)
    return {
        "session": settings.SESSION_COOKIE_NAME,
        "teacher": _cookie(grid[0]),
        "large_teacher": _cookie(large[0]),
        "planner": _cookie(empty[0]),
        "grid": reverse("contacts:year", args=[grid[1].pk]),
        "large_grid": reverse("contacts:year", args=[large[1].pk]),
        "today": reverse("today"),
        "log": reverse("contacts:new", args=[pupil.pk]),
        "plan": reverse("contacts:plan_preview", args=[empty[1].pk]) + f"?{query}",
    }


def _cookie(member: StaffMember) -> str:
    return log_in(member.user, school=member.school).cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main()
