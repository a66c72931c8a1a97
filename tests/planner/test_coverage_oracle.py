"""Coverage once more, the slow and plain way, on random classes: both must agree on every child and agreement."""

import datetime
import random
from fractions import Fraction

import pytest
from django.utils import timezone

from contacts.enums import About, ForWhom, Per, Purpose, Result, Way
from contacts.models import Contact, ContactNorm, ContactPupil
from partnership.school.enums import Channel, Custody, DayOffKind
from partnership.school.models import DayOff, Enrolment, Group, Guardianship, Location, Pupil, Team
from tests.cast import make_contact, make_guardian, make_pupil, tie
from tests.planner.conftest import DAY, at, coverage_of, off

SPOKEN_WAYS = {"at_door", "phone", "at_school", "video", "home_visit"}
IN_PERSON_WAYS = {"at_door", "at_school", "home_visit"}
NARROWER = ["pupil", "group", "year_group", "team", "location", "school"]


class Oracle:
    """What coverage says of one child, looked up day by day and row by row."""

    def __init__(self, group: Group, pupil: Pupil, today: datetime.date):
        self.group, self.pupil, self.today = group, pupil, today
        self.last = group.year.end
        self.days = [group.year.start + DAY * each for each in range((self.last - group.year.start).days + 1)]
        self.opens = next(each for each in self.days if self._is_school_day(each))
        rows = Enrolment.objects.filter(pupil=pupil, group=group)
        self.enrolled_on = min(row.from_date for row in rows)
        self.came = max(self.enrolled_on, self.opens)

    def _is_school_day(self, day: datetime.date) -> bool:
        rows = DayOff.objects.filter(school=self.group.school).exclude(kind=DayOffKind.UNSUITABLE)
        return day.isoweekday() <= 5 and not any(row.from_date <= day <= row.until for row in rows)

    def says(self) -> dict:
        found = {}
        norms = [norm for norm in ContactNorm.objects.all() if norm.ended_on is None and self._part(norm)]
        for norm in norms:
            alike = [each for each in norms if (each.purpose, each.about) == (norm.purpose, norm.about)]
            narrowest = min(NARROWER.index(self._part(each)) for each in alike)
            if NARROWER.index(self._part(norm)) == narrowest and (answer := self._stand(norm)):
                found[norm.pk] = answer
        return found

    def _part(self, norm: ContactNorm) -> str:
        """The part of the school the agreement is about, if the child belongs to it."""
        own_year_group = self.pupil.year_group or self.group.year_group
        parts = {
            "pupil": (norm.pupil, [self.pupil]),
            "group": (norm.group, [self.group]),
            "year_group": (norm.year_group, [own_year_group]),
            "team": (norm.team, [self.group.team]),
            "location": (norm.location, [self.pupil.location, self.group.location]),
        }
        for name, (meant, mine) in parts.items():
            if meant:
                return name if meant in mine else ""
        return "school"

    def _stand(self, norm: ContactNorm) -> tuple | None:
        """Held, asked, whose turn, late."""
        window = self._window(norm, self.came)
        if not window:
            return None
        asked = self._asked(norm, window)
        counted = [day for day in self.days if window[0] <= day <= window[-1]]
        if norm.per == Per.WINDOW:
            counted = [day for day in self.days if window[0] <= day <= max(self.today, window[-1])]
        if window[0] == self.opens:
            counted += [day for day in self.days if self.enrolled_on <= day < self.opens]
        held = self._held(norm, counted)
        missing = held < asked and self.today >= window[0]
        if norm.per == Per.WINDOW:
            return held, asked, missing, missing and self.today > window[-1]
        passed = sum(day <= self.today for day in window)
        share = Fraction(2 * held + 1, 2 * asked)
        return held, asked, missing and Fraction(passed, len(window)) >= share, False

    def _window(self, norm: ContactNorm, came: datetime.date) -> list[datetime.date]:
        here = [day for day in self.days if day >= came]
        now = max(self.today, came)
        if norm.per == Per.HALF:
            return [day for day in here if self._is_second_half(day) == self._is_second_half(min(now, self.last))]
        if norm.per == Per.MONTH:
            month = min(now, self.last)
            return [day for day in here if (day.year, day.month) == (month.year, month.month)]
        if norm.per == Per.YEAR:
            return here
        has_before = norm.before is not None and norm.before > came
        if not has_before and norm.first_weeks is None:
            return []
        if has_before:
            here = [day for day in here if day < norm.before]
        if norm.first_weeks:
            here = [day for day in here if (day - came).days < 7 * norm.first_weeks]
        return here

    def _is_second_half(self, day: datetime.date) -> bool:
        return (day.year, day.month) > (self.last.year, 1)

    def _asked(self, norm: ContactNorm, window: list[datetime.date]) -> int:
        if norm.per == Per.WINDOW:
            return norm.count
        whole = [day for day in self._whole(norm, window) if day >= self.opens]
        exact = Fraction(norm.count * len(window), len(whole))
        rounded = exact.numerator // exact.denominator + (exact % 1 >= Fraction(1, 2))
        return max(1, min(norm.count, rounded))

    def _whole(self, norm: ContactNorm, window: list[datetime.date]) -> list[datetime.date]:
        if norm.per == Per.HALF:
            return [day for day in self.days if self._is_second_half(day) == self._is_second_half(window[0])]
        if norm.per == Per.MONTH:
            return [day for day in self.days if (day.year, day.month) == (window[0].year, window[0].month)]
        return self.days

    def _held(self, norm: ContactNorm, days: list[datetime.date]) -> int:
        contacts = [
            row.contact
            for row in ContactPupil.objects.filter(pupil=self.pupil)
            if row.contact.status == "held" and timezone.localdate(row.contact.happened_at) in days
        ]
        contacts = [contact for contact in contacts if self._is_meant(norm, contact)]
        born = self.pupil.birth_date
        adult = born is not None and (born.year + 18, born.month, born.day) <= (
            self.today.year, self.today.month, self.today.day,
        )  # fmt: skip
        if adult or norm.for_whom == ForWhom.PUPIL:
            return sum(row.took_part for each in contacts for row in each.pupils.filter(pupil=self.pupil))
        spoken_to = [{row.guardian_id for row in contact.guardians.all()} for contact in contacts]
        custody = [
            row.guardian_id
            for row in Guardianship.objects.filter(pupil=self.pupil, custody=Custody.YES)
            if row.until is None or row.until >= self.today
        ]
        if norm.for_whom == ForWhom.EVERY_CUSTODY and custody:
            return min(sum(guardian in people for people in spoken_to) for guardian in custody)
        return sum(len(people) > 0 for people in spoken_to)

    def _is_meant(self, norm: ContactNorm, contact: Contact) -> bool:
        results = ["spoken", "answered", "sent"] if norm.sent_counts else ["spoken", "answered"]
        ways = {Way.SPOKEN: SPOKEN_WAYS, Way.IN_PERSON: IN_PERSON_WAYS}.get(norm.way, set(Channel.values))
        return (
            contact.result in results
            and contact.channel in ways
            and norm.purpose in ("", contact.purpose)
            and norm.about in ("", contact.about)
        )


class Dice:
    """A random class with agreements and contacts."""

    def __init__(self, seed: int, group: Group, staff):
        self.random, self.group, self.staff, self.school = random.Random(seed), group, staff, group.school  # noqa: S311
        self.teams = [Team.objects.create(school=self.school, name=name) for name in "AB"]
        self.places = [Location.objects.create(school=self.school, name=name) for name in "AB"]
        group.team, group.location = self.maybe(self.teams), self.maybe(self.places)
        group.save()

    def maybe(self, choices: list):
        return self.random.choice([None, *choices])

    def day(self, first="2026-08-17", last="2027-07-18") -> datetime.date:
        start = datetime.date.fromisoformat(first)
        return start + DAY * self.random.randint(0, (datetime.date.fromisoformat(last) - start).days)

    def child(self, name: str) -> Pupil:
        born = self.random.choice([None, datetime.date(2017, 5, 5), datetime.date(2008, 10, 10)])
        parents = [make_guardian(self.school, f"Ouder {each}") for each in range(self.random.randint(0, 3))]
        pupil = make_pupil(
            self.group, name, guardians=[], birth_date=born, year_group=self.random.choice(["", "4", "5"]),
            location=self.maybe(self.places),
        )  # fmt: skip
        if self.random.random() < 0.4:
            Enrolment.objects.filter(pupil=pupil).update(from_date=self.day("2026-08-01"))
        for parent in parents:
            until = self.day() if self.random.random() < 0.2 else None
            tie(parent, pupil, custody=self.random.choice(Custody.values), until=until)
        return pupil

    def norm(self, pupils: list[Pupil]) -> ContactNorm:
        choice = self.random.choice
        part = choice([
            {}, {"team": choice(self.teams)}, {"location": choice(self.places)}, {"year_group": choice("45")},
            {"group": self.group}, {"pupil": choice(pupils)},
        ])  # fmt: skip
        per = choice(Per.values)
        if per == Per.WINDOW:
            part |= choice([{"first_weeks": 3}, {"before": self.day()}, {"first_weeks": 8, "before": self.day()}])
        return ContactNorm.objects.create(
            school=self.school, year=self.group.year, agreed_on=self.day(), per=per, count=self.random.randint(1, 6),
            purpose=choice(["", "", Purpose.PROGRESS]), about=choice(["", "", About.NICE]), way=choice(Way.values),
            for_whom=choice(ForWhom.values), sent_counts=choice([True, False]),
            ended_on=self.maybe([None, None, self.day()]), **part,
        )  # fmt: skip

    def contact(self, pupils: list[Pupil]) -> None:
        choice = self.random.choice
        about = self.random.sample(pupils, self.random.randint(1, 2))
        known = [row.guardian for row in about[0].guardianships.all()]
        contact = make_contact(
            self.staff, *about, guardians=self.random.sample(known, self.random.randint(0, len(known))),
            happened_at=at(f"{self.day()} {self.random.randint(0, 23):02}:30"), channel=choice(Channel.values),
            result=choice(Result.values), about=choice(About.values), purpose=choice(["", Purpose.PROGRESS]),
            status=choice(["held", "held", "held", "missed", "cancelled"]),
        )  # fmt: skip
        if choice([True, False]):
            contact.pupils.update(took_part=True)


@pytest.mark.parametrize("seed", range(12))
def test_coverage_is_what_counting_by_hand_gives(school, group, sanne, time, seed):
    dice = Dice(seed, group, sanne)
    if seed % 2:
        off(school, "Zomervakantie", "2026-08-10", "2026-08-28")
    pupils = [dice.child(f"Kind{number}") for number in range(5)]
    for _ in range(8):
        dice.norm(pupils)
    for _ in range(40):
        dice.contact(pupils)
    today = dice.day("2026-08-10", "2027-07-25")
    time.at(f"{today} 12:00")

    found = coverage_of(group, pupils, sanne)
    for pupil in pupils:
        states = {s.norm.pk: (s.held, s.required, s.is_turn, s.late) for s in found[pupil.pk].states}
        assert states == Oracle(group, pupil, today).says()
