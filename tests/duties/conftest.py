"""People with duties, and a time that tests set: of the program and of the database alike."""

import datetime
import re
import uuid

import pytest
import time_machine
from django.db import connection

from partnership.duties.models import Duty
from partnership.duties.reminders import AMSTERDAM
from partnership.duties.services import open_duty
from partnership.notifications import clock
from partnership.school.models import School, StaffMember
from tests.cast import make_school, make_staff
from tests.notifications.conftest import mail_server, tell  # noqa: F401 - fixtures

DAY = datetime.timedelta(days=1)
TELLS = {"sqlite": "SELECT '{:%Y-%m-%d %H:%M:%S.%f}'", "postgresql": "SELECT timestamptz '{:%Y-%m-%d %H:%M:%S.%f}+00'"}


class SetTime:
    """Local times of Amsterdam; `fold` 1 is the second one of an hour that comes twice."""

    def __init__(self, traveller: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch):
        self.traveller = traveller
        self.monkeypatch = monkeypatch

    def set(self, moment: datetime.datetime) -> None:
        self.traveller.move_to(moment)
        tells = TELLS[connection.vendor].format(moment.astimezone(datetime.UTC))
        self.monkeypatch.setitem(clock.SQL, connection.vendor, tells)

    def at(self, text: str, *, fold: int = 0) -> None:
        self.set(datetime.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold))


@pytest.fixture
def time(monkeypatch) -> SetTime:
    """Begin on Monday 1 March 2027, at eight in the morning."""
    with time_machine.travel(datetime.datetime(2027, 3, 1, 7, tzinfo=datetime.UTC), tick=False) as traveller:
        set_time = SetTime(traveller, monkeypatch)
        set_time.at("2027-03-01 08:00")
        yield set_time


@pytest.fixture
def school(time, db) -> School:
    return make_school(remind_days=2)


@pytest.fixture
def teacher(school) -> StaffMember:
    return make_staff(school, "Sanne")


def give(owner: StaffMember, due_on: str, *, kind: str = "test.duty", source: uuid.UUID | None = None) -> Duty:
    due = datetime.date.fromisoformat(due_on)
    return open_duty(kind, source=source or uuid.uuid4(), owner=owner, link="/", due_on=due)


def count_in(message) -> int:
    """Return the number of duties that a digest names."""
    return int(re.search(r"\d+", message.get_content()).group())
