"""Many teachers, each with one duty that reminds on a Tuesday morning to come and on Friday; the clock is set there."""

import datetime
import itertools
import uuid

from django.utils import timezone

from partnership.accounts.models import User
from partnership.duties.models import Duty
from partnership.duties.reminders import DAY, moment
from partnership.notifications.clock import database_time
from partnership.school.models import School, StaffMember
from tests.cast import make_school

TUESDAY, HOUR = 1, 7
numbers = itertools.count(1)


def next_tuesday() -> datetime.date:
    """Return a Tuesday at least a day ahead."""
    day = timezone.localdate() + DAY
    return day + DAY * ((TUESDAY - day.weekday()) % 7)


def seconds_until(day: datetime.date, hour: float) -> int:
    """Return how far the clock must be ahead to show that local hour of `day`."""
    then = moment(day, 0) + datetime.timedelta(hours=hour)
    return int((then - timezone.now()).total_seconds())


class Ahead:
    """The time of the database, some seconds ahead."""

    def __init__(self, seconds: int):
        self.seconds = seconds

    def __call__(self) -> datetime.datetime:
        return database_time() + datetime.timedelta(seconds=self.seconds)


def make_teachers(count: int, *, name: str = "Sanne", school: School | None = None) -> list[StaffMember]:
    """Return people with a login, the digest at seven and one duty each: on Tuesday three days ahead, and on Friday."""
    school = school or make_school(remind_days=3)
    keys = [next(numbers) for _ in range(count)]
    users = User.objects.bulk_create(User(email=f"t{key}@school.example", name=name, digest_hour=HOUR) for key in keys)
    began = timezone.localdate() - 1000 * DAY
    people = StaffMember.objects.bulk_create(
        StaffMember(school=school, user=user, first_name=name, last_name="van School", from_date=began)
        for user in users
    )
    friday = next_tuesday() + 3 * DAY
    Duty.objects.bulk_create(
        Duty(school=school, owner=person, kind="test.duty", source=uuid.uuid4(), link="/", due_on=friday)
        for person in people
    )
    return people
