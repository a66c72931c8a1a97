"""Days and moments of the demo, all counted back from now."""

import datetime
import random
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from partnership.school.enums import Channel

DAY = datetime.timedelta(days=1)
SATURDAY = 5
FIRST_LESSON_DAY = 17  # of August, the earliest Monday; before that week the first of August stands in for it

# From and until, in minutes after midnight: when teachers do this.
HOURS = {
    Channel.AT_DOOR: [(8 * 60 + 10, 8 * 60 + 28), (14 * 60 + 15, 14 * 60 + 35)],
    Channel.PHONE: [(12 * 60 + 15, 12 * 60 + 50), (15 * 60, 17 * 60)],
    Channel.AT_SCHOOL: [(15 * 60, 17 * 60 + 30)],
    Channel.VIDEO: [(15 * 60 + 30, 17 * 60)],
    Channel.HOME_VISIT: [(15 * 60 + 45, 17 * 60)],
}
AFTER_SCHOOL = [(14 * 60 + 40, 16 * 60 + 45)]


@dataclass(frozen=True)
class DemoCalendar:
    """The school year (1 August to 31 July) that holds `now`, an aware moment, and the one before."""

    now: datetime.datetime

    @cached_property
    def today(self) -> datetime.date:
        return timezone.localdate(self.now)

    @cached_property
    def start(self) -> datetime.date:
        return datetime.date(self.today.year - (self.today.month < 8), 8, 1)

    @cached_property
    def end(self) -> datetime.date:
        return datetime.date(self.start.year + 1, 7, 31)

    @cached_property
    def last_start(self) -> datetime.date:
        return datetime.date(self.start.year - 1, 8, 1)

    @cached_property
    def last_end(self) -> datetime.date:
        return self.start - DAY

    @cached_property
    def first_lesson(self) -> datetime.date:
        """The day from which contacts are logged this year."""
        monday = datetime.date(self.start.year, 8, FIRST_LESSON_DAY)
        monday += DAY * (-monday.weekday() % 7)
        return monday if monday + 7 * DAY <= self.today else self.start

    def school_day(self, days_ago: int) -> datetime.date:
        """Return the weekday `days_ago`, or one or two days before it, within this school year and not ahead."""
        day = max(self.today - days_ago * DAY, self.first_lesson)
        back = max(day.weekday() - SATURDAY + 1, 0)
        return day - back * DAY if day - back * DAY >= self.start else min(day + (7 - day.weekday()) * DAY, self.today)

    def days_since_first_lesson(self) -> int:
        return (self.today - self.first_lesson).days

    def day_of_last_year(self, weeks_before_end: int) -> datetime.date:
        """Return a weekday of the school year before, so many weeks before 1 July."""
        day = datetime.date(self.start.year, 7, 1) - weeks_before_end * 7 * DAY
        return day - max(day.weekday() - SATURDAY + 1, 0) * DAY

    def moment(self, day: datetime.date, channel: str, chance: random.Random) -> datetime.datetime:
        """Return an aware moment on the local `day` that fits the channel; never later than now."""
        first, last = chance.choice(HOURS.get(channel, AFTER_SCHOOL))
        midnight = datetime.datetime.combine(day, datetime.time(), timezone.get_default_timezone())
        moment = midnight + datetime.timedelta(minutes=chance.randint(first, last))
        earlier_today = self.now - datetime.timedelta(minutes=chance.randint(5, 90))
        return min(moment, max(earlier_today, midnight))

    def born(self, year_group: int, days_after_october: int) -> datetime.date:
        """Return a date of birth that fits the year group (1 is groep 1, 9 the first year of secondary school)."""
        return datetime.date(self.start.year - year_group - 4, 10, 1) + days_after_october * DAY

    def turned(self, age: int, days_ago: int) -> datetime.date:
        """Return the date of birth of who turned `age` some days ago; negative is still to come."""
        birthday = self.today - days_ago * DAY
        return datetime.date(birthday.year - age, birthday.month, min(birthday.day, 28))
