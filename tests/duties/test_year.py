"""T18: a school year and more, hour by hour, with both clock changes and the leap day: each due item exactly once.

What must come is worked out day by day, from the rule as people say it, and not with the code that is tested.
"""

import datetime
import random
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from partnership.accounts.models import User
from partnership.duties.digest import wake_digests
from partnership.duties.services import end_duty, open_duty
from partnership.notifications.enums import State
from partnership.notifications.models import Notification
from partnership.notifications.sending import send_due
from partnership.school.calendar import fill_calendar
from partnership.school.enums import Region
from partnership.school.models import Absence, DayOff, SchoolYear, StaffMember
from tests.cast import make_staff

from .conftest import DAY, count_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOUR = datetime.timedelta(hours=1)
LOCAL = ZoneInfo("Europe/Amsterdam")
BEGIN, END = datetime.date(2027, 3, 1), datetime.date(2028, 3, 8)
DAYS_BEFORE = 2
# Per person: hour, weekly or daily, working days.
PEOPLE = [(0, "daily", "12345"), (2, "daily", "135"), (2, "weekly", "2345"), (7, "daily", "1245"), (23, "daily", "24")]


@dataclass
class Item:
    owner: StaffMember
    source: uuid.UUID
    due_on: datetime.date
    given_at: datetime.datetime
    done_at: datetime.datetime | None = None


def local(day: datetime.date, hour: int) -> datetime.datetime:
    """The moment at which a clock on the wall first shows this hour or, where it jumps over it, has just jumped."""
    utc = datetime.datetime.combine(day - DAY, datetime.time(12), tzinfo=datetime.UTC)
    while True:
        wall = utc.astimezone(LOCAL).replace(tzinfo=None)
        if wall >= datetime.datetime.combine(day, datetime.time(hour)):
            return utc
        utc += HOUR


def make_people(school) -> list[StaffMember]:
    people = []
    for hour, digest, working_days in PEOPLE:
        person = make_staff(school, f"P{hour}{digest}", working_days=working_days)
        User.objects.filter(pk=person.user_id).update(digest=digest, digest_hour=hour)
        people.append(person)
    Absence.objects.create(
        school=school, staff=people[3], from_date=datetime.date(2027, 11, 8), until=datetime.date(2027, 11, 19)
    )
    return people


def make_calendar(school) -> set[datetime.date]:
    """Fill two school years; return the days on which the school is closed. In the north the leap day has lessons."""
    school.region = Region.NORTH
    school.save()
    SchoolYear.objects.filter(school=school).delete()
    for start in (2026, 2027):
        first, last = datetime.date(start, 8, 1), datetime.date(start + 1, 7, 31)
        fill_calendar(SchoolYear.objects.create(school=school, name=f"{start}-{start + 1}", start=first, end=last))
    rows = DayOff.objects.filter(school=school)
    return {row.from_date + DAY * number for row in rows for number in range((row.until - row.from_date).days + 1)}


def make_items(people: list[StaffMember], chance: random.Random) -> list[Item]:
    """Duties all through the year, some on the days that are special, some done in time, some late, some never."""
    special = ["2027-03-28", "2027-03-29", "2027-10-31", "2027-11-01", "2028-02-29", "2027-12-31", "2028-01-10"]
    items = []
    for person in people:
        for number in range(60):
            day = BEGIN + DAY * chance.randrange(5, 370)
            due_on = datetime.date.fromisoformat(special[number]) if number < len(special) else day
            given = datetime.datetime.combine(due_on - DAY * chance.randrange(0, 60), datetime.time(), datetime.UTC)
            given = max(given + HOUR * chance.randrange(24), datetime.datetime(2027, 3, 1, tzinfo=datetime.UTC))
            done = given + HOUR * chance.randrange(1, 24 * 80) if chance.random() < 0.8 else None
            items.append(Item(person, uuid.uuid4(), due_on, given, done))
    return items


def expected(people: list[StaffMember], items: list[Item], closed: set[datetime.date]) -> dict[tuple, int]:
    """Return per address and local date how many duties the digest of that day must count."""
    counts = Counter()
    for person in people:
        person = StaffMember.objects.select_related("user").prefetch_related("absences").get(pk=person.pk)
        absent = [(row.from_date, row.until) for row in person.absences.all()]
        days = (BEGIN - 200 * DAY + DAY * number for number in range(800))
        own = [
            day for day in days
            if str(day.isoweekday()) in person.working_days and day not in closed
            and not any(first <= day <= last for first, last in absent)
        ]  # fmt: skip
        mine = [item for item in items if item.owner.pk == person.pk]
        reminders = {item.source: reminders_of(item, own, person.user.digest_hour) for item in mine}
        last_sent = datetime.date.min
        for day in own:
            if not BEGIN <= day < END or (
                (weekly := person.user.digest == "weekly") and not is_first_of_week(day, own)
            ):
                continue
            until = day + DAY * (7 - day.isoweekday()) if weekly else day
            at = local(day, person.user.digest_hour)
            count = sum(
                any(max(last_sent, day - 14 * DAY) < each <= until for each in reminders[item.source])
                for item in mine if item.given_at <= at and (item.done_at is None or item.done_at > at)
            )  # fmt: skip
            if count:
                counts[person.user.email, day] = count
                last_sent = day
    return dict(counts)


def is_first_of_week(day: datetime.date, own: list[datetime.date]) -> bool:
    return day == min(each for each in own if each.isocalendar()[:2] == day.isocalendar()[:2])


def reminders_of(item: Item, own: list[datetime.date], hour: int) -> list[datetime.date]:
    days = [max(day for day in own if day <= item.due_on - DAYS_BEFORE * DAY)]
    days.append(max(day for day in own if day <= item.due_on))
    week = max(item.due_on, item.given_at.astimezone(LOCAL).date()) + DAY
    while week < END + 7 * DAY:
        days += [day for day in own if week <= day < week + 7 * DAY][:1]
        week += 7 * DAY
    return [day for day in days if local(day, hour) >= item.given_at]


def live_through(time, items: list[Item], begin: datetime.datetime, end: datetime.datetime) -> None:
    """Hour by hour: give what is given, end what is done, let beat and worker run."""
    given, done = defaultdict(list), defaultdict(list)
    for item in items:
        given[item.given_at].append(item)
        if item.done_at:
            done[item.done_at].append(item)
    now = begin
    while now < end:
        time.set(now)
        for item in given[now]:
            open_duty("test.year", source=item.source, owner=item.owner, link="/", due_on=item.due_on)
        for item in done[now]:
            end_duty("test.year", source=item.source)
        wake_digests()
        send_due()
        now += HOUR


def test_each_due_item_is_mailed_exactly_once_at_the_local_hour_all_year(time, school, mail_server, tell):
    closed = make_calendar(school)
    people = make_people(school)
    items = make_items(people, random.Random(2027))  # noqa: S311 - choices, no secrets
    must_come = expected(people, items, closed)
    begin, end = local(BEGIN, 0), local(END, 0)

    live_through(time, items, begin, end)

    came = {}
    for message in mail_server.mails:
        moment = message["Date"].datetime
        day = moment.astimezone(LOCAL).date()
        assert (message["To"], day) not in came
        came[message["To"], day] = count_in(message)
        hour = User.objects.get(email=message["To"]).digest_hour
        assert moment == local(day, hour)
    assert came == must_come
    assert not Notification.objects.exclude(state__in=[State.SENT, State.DROPPED, State.PENDING]).exists()
    assert datetime.date(2028, 2, 29) in {day for _, day in came}
    tell(
        f"T18: {int((end - begin) / HOUR)} hours, {len(items)} duties, {len(came)} digests with {sum(came.values())} "
        f"reminders: {len(must_come.keys() - came.keys())} missed, {len(came.keys() - must_come.keys())} too many"
    )


@pytest.mark.parametrize(
    ("day", "hour"),
    [("2027-03-26", 2), ("2027-03-29", 2), ("2027-10-29", 2), ("2027-11-01", 2), ("2028-02-29", 0), ("2028-02-29", 23)],
)
def test_around_the_clock_changes_and_the_leap_day_a_digest_comes_once(time, school, mail_server, day, hour):
    teacher = make_staff(school, "Sanne")
    User.objects.filter(pk=teacher.user_id).update(digest_hour=hour)
    due_on = datetime.date.fromisoformat(day)
    time.at(f"{due_on - 20 * DAY} 12:00")
    open_duty("test.year", source=uuid.uuid4(), owner=teacher, link="/", due_on=due_on)
    moment = datetime.datetime.combine(due_on - DAY, datetime.time(12), tzinfo=datetime.UTC)
    for _ in range(2 * 36):
        time.set(moment)
        wake_digests()
        send_due()
        moment += HOUR / 2

    on_the_day = [mail for mail in mail_server.mails if mail["Date"].datetime.astimezone(LOCAL).date() == due_on]
    assert [mail["Date"].datetime for mail in on_the_day] == [local(due_on, hour)]
