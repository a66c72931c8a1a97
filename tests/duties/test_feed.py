"""The calendar feed, read as two other programs would: by `icalendar`, and line by line with zones of `dateutil`."""

import datetime
import io
import re

import pytest
from dateutil.tz import tzical
from django.urls import reverse
from icalendar import Calendar

from contacts.enums import Precision
from contacts.services.planned import cancel_planned, hand_over, mark_held, move_planned
from contacts.services.when import When
from partnership.accounts.services import deactivate
from partnership.audit.models import AuditEvent
from partnership.duties.feed import end_feed, make_feed
from partnership.duties.models import CalendarFeed, Duty
from partnership.duties.services import end_duty, open_duty
from partnership.school.models import Group, StaffMember
from tests.browsing import browser
from tests.cast import assign, make_contact, make_pupil, make_staff, year_of
from tests.planner.conftest import at, line, plan_contact

from .conftest import DAY, give

ZONES = {"winter": ("2027-03-25 15:40", 1), "summer": ("2027-03-29 15:40", 2)}


class Lines:
    """A reader that knows nothing but RFC 5545: unfolds, splits name, parameters and value, nests by BEGIN and END."""

    def __init__(self, data: bytes):
        assert data.endswith(b"\r\n")
        assert all(len(one) <= 75 for one in data.split(b"\r\n"))
        self.text = re.sub(r"\r\n[ \t]", "", data.decode())
        assert "\n" not in self.text.replace("\r\n", "")
        self.parts: dict[str, list[dict]] = {}
        open_parts: list[tuple[str, dict]] = []
        for one in self.text.removesuffix("\r\n").split("\r\n"):
            head, _, value = one.partition(":")
            name, *parameters = head.split(";")
            if name == "BEGIN":
                open_parts.append((value, {}))
            elif name == "END":
                ended, properties = open_parts.pop()
                assert ended == value
                self.parts.setdefault(ended, []).append(properties)
            else:
                open_parts[-1][1][name] = (value, dict(each.split("=", 1) for each in parameters))
        assert open_parts == []
        zones = self.text.split("BEGIN:VTIMEZONE")[1].split("END:VTIMEZONE")[0]
        self.zone = tzical(io.StringIO(f"BEGIN:VTIMEZONE{zones}END:VTIMEZONE\r\n".replace("\r\n", "\n"))).get()

    @property
    def events(self) -> list[dict]:
        return self.parts.get("VEVENT", [])

    def moment(self, event: dict, name: str = "DTSTART") -> datetime.datetime:
        value, parameters = event[name]
        assert parameters == {"TZID": "Europe/Amsterdam"}
        return datetime.datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=self.zone)


def path_of(member: StaffMember) -> str:
    address = make_feed(member, actor=member)
    assert address.startswith("http://localhost")
    return address[address.index("/", 8) :]


def read(client, path: str) -> tuple[Calendar, Lines]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    return Calendar.from_ical(answer.content), Lines(answer.content)


@pytest.fixture
def path(teacher) -> str:
    return path_of(teacher)


@pytest.fixture
def child(school, teacher):
    group = Group.objects.create(school=school, year=year_of(school), key="5", name="Groep 5")
    assign(teacher, group)
    return make_pupil(group, "Zonnebloem")


@pytest.fixture(autouse=True)
def _school_year_around_march(school):
    year = year_of(school)
    year.start, year.end = datetime.date(2026, 8, 1), datetime.date(2027, 7, 31)
    school_years = type(year).objects.filter(school=school).exclude(pk=year.pk)
    school_years.delete()
    year.save()


def talk(teacher, child, moment: str = "2027-03-25 15:40", minutes: int | None = 20):
    when = When(Precision.TIME, at(moment).date(), at=at(moment), minutes=minutes)
    return plan_contact(line(teacher, child, when=when), actor=teacher)


def test_empty_calendar(client, path):
    by_library, by_lines = read(client, path)
    assert by_library["version"] == by_lines.parts["VCALENDAR"][0]["VERSION"][0] == "2.0"
    assert by_lines.parts["VCALENDAR"][0]["METHOD"][0] == "PUBLISH"
    assert by_lines.parts["VCALENDAR"][0]["REFRESH-INTERVAL"] == ("PT1H", {"VALUE": "DURATION"})
    assert by_lines.events == []


@pytest.mark.parametrize("season", ZONES)
def test_a_talk_at_a_time_in_both_readers(client, teacher, path, child, season):
    moment, hours = ZONES[season]
    talk(teacher, child, moment)
    by_library, by_lines = read(client, path)

    [event], [lines] = by_library.walk("VEVENT"), by_lines.events
    assert event["dtstart"].dt == by_lines.moment(lines) == at(moment)
    assert by_lines.moment(lines).utcoffset() == datetime.timedelta(hours=hours)
    assert event["dtend"].dt == by_lines.moment(lines, "DTEND") == at(moment) + datetime.timedelta(minutes=20)


def test_the_rules_of_the_zone_are_those_of_amsterdam(client, path):
    """Around every change of the clock until 2037, hour by hour."""
    zone = read(client, path)[1].zone
    for year in range(2026, 2038):
        for month in (3, 10):
            last = datetime.date(year, month, 31)
            sunday = last - DAY * ((last.weekday() + 1) % 7)
            for hour in range(72):
                naive = datetime.datetime.combine(sunday - DAY, datetime.time()) + datetime.timedelta(hours=hour)
                if not (naive.date() == sunday and naive.hour == 2):  # missing in March, twice in October
                    ours, theirs = naive.replace(tzinfo=zone), at(f"{naive}")
                    assert ours.utcoffset() == theirs.utcoffset(), naive


def test_a_day_and_a_week_are_whole_days_that_leave_the_diary_free(client, teacher, path, child):
    give(teacher, "2027-03-11")
    plan_contact(line(teacher, child, when=When.week_of(datetime.date(2027, 3, 16))), actor=teacher)
    _, by_lines = read(client, path)
    days = [(event["DTSTART"], event["DTEND"], event["TRANSP"][0]) for event in by_lines.events]
    date = {"VALUE": "DATE"}
    assert days == [
        (("20270311", date), ("20270312", date), "TRANSPARENT"),
        (("20270319", date), ("20270320", date), "TRANSPARENT"),  # a week is due on its Friday
    ]


def test_a_talk_over_the_change_of_the_clock_lasts_as_long_as_planned(client, teacher, path):
    open_duty("test.duty", source=teacher.pk, owner=teacher, link="/", due_at=at("2027-03-28 01:30"), minutes=60)
    _, by_lines = read(client, path)
    assert by_lines.events[0]["DTEND"][0] == "20270328T033000"


def sequence(client, path) -> tuple[int, str, str]:
    _, by_lines = read(client, path)
    [event] = by_lines.events
    return int(event["SEQUENCE"][0]), event["STATUS"][0], event["UID"][0]


def test_moved_and_cancelled(client, teacher, path, child):
    contact = talk(teacher, child)
    first = sequence(client, path)
    move_planned(contact, actor=teacher, version=1, when=When(Precision.DAY, datetime.date(2027, 4, 1)))
    second = sequence(client, path)
    cancel_planned(contact, actor=teacher, version=2)
    third = sequence(client, path)
    assert first[0] < second[0] < third[0]
    assert [each[1] for each in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert len({each[2] for each in (first, second, third)}) == 1


def test_held_stays_for_sixty_days(client, teacher, path, child, time):
    mark_held(talk(teacher, child, "2027-03-01 15:40"), actor=teacher, version=1)
    assert sequence(client, path)[1] == "CONFIRMED"
    time.at("2027-04-29 12:00")
    assert len(read(client, path)[1].events) == 1
    time.at("2027-05-01 12:00")
    assert read(client, path)[1].events == []


def test_handed_over_is_in_the_calendar_of_the_other(client, school, teacher, path, child):
    colleague = make_staff(school, "Joris")
    hand_over(talk(teacher, child), actor=teacher, to=colleague)
    assert read(client, path)[1].events == []
    assert sequence(client, path_of(colleague))[:2] == (1, "CONFIRMED")


def test_duties_without_a_day_and_those_one_stands_in_for_are_not_in_it(client, teacher, path, school):
    colleague = make_staff(school, "Joris")
    open_duty(
        "test.duty", source=school.pk, owner=colleague, link="/", deputy=teacher, due_on=datetime.date(2027, 3, 2)
    )
    duty = give(teacher, "2027-03-11")
    Duty.objects.filter(pk=duty.pk).update(due_on=None)
    assert read(client, path)[1].events == []


def test_no_name_and_no_word_of_what_it_is_about(client, school, teacher, path, child):
    make_contact(teacher, child, summary="Een incident met slaan.")
    talk(teacher, child)
    give(teacher, "2027-03-11", kind="incidents.case")
    end_duty("incidents.case", source=give(teacher, "2027-03-12", kind="incidents.case").source)
    _, by_lines = read(client, path)

    text = by_lines.text.casefold()
    names = [school.name, teacher.first_name, teacher.last_name, child.first_name, child.last_name, child.key]
    names += [row.guardian.first_name for row in child.guardianships.all()]
    for word in [*names, "incident", "agress", "concern", "zorg", "progress", "groep", teacher.user.email]:
        assert word.casefold() not in text
    assert {event["SUMMARY"][0] for event in by_lines.events} <= {"Contact", "Taak", "Task"}
    assert {event["CLASS"][0] for event in by_lines.events} == {"PRIVATE"}
    assert {event["URL"][0].split("//")[1].split("/", 1)[1] for event in by_lines.events} == {""}


def test_in_the_language_of_the_owner(client, teacher, path):
    give(teacher, "2027-03-11")
    for language, word in (("en", "Task"), ("nl", "Ta")):
        type(teacher.user).objects.filter(pk=teacher.user_id).update(language=language)
        assert read(client, path)[1].events[0]["SUMMARY"][0].startswith(word)


def test_unknown_address(client, path):
    for wrong in ("x", path.strip("/").split("/")[-1][:-1], "é" * 20):
        assert client.get(reverse("duties:feed", args=[wrong])).status_code == 404


def test_a_new_address_ends_the_old_one(client, teacher, path):
    new = path_of(teacher)
    assert client.get(path).status_code == 404
    assert client.get(new).status_code == 200
    end_feed(teacher, actor=teacher)
    end_feed(teacher, actor=teacher)
    assert client.get(new).status_code == 404
    assert AuditEvent.objects.filter(action="feed.end").count() == 1


@pytest.mark.parametrize("how", ["left", "login closed"])
def test_who_left_reads_nothing(client, teacher, path, how):
    if how == "left":
        StaffMember.objects.filter(pk=teacher.pk).update(until=datetime.date(2027, 2, 28))
    else:
        deactivate(teacher.user, actor=None)
    assert client.get(path).status_code == 404


def test_only_the_hash_is_kept_and_reading_is_noted(client, teacher, path):
    token = path.strip("/").split("/")[-1]
    feed = CalendarFeed.objects.get()
    assert len(token) >= 43
    assert token not in str(vars(feed))
    assert feed.read_at is None
    client.get(path)
    feed.refresh_from_db()
    assert feed.read_at is not None


def test_only_ones_own_duties(client, school, teacher, path):
    give(make_staff(school, "Joris"), "2027-03-11")
    assert read(client, path)[1].events == []


def test_the_page_shows_the_address_once(teacher):
    client, url = browser(teacher), reverse("duties:feed_page")
    assert client.get(url).status_code == 200
    made = client.post(url)
    [address] = re.findall(r"http://localhost[^\"<\s]+/feed/[^\"<\s]+/", made.content.decode())[:1]
    assert client.get(address[address.index("/", 8) :]).status_code == 200
    assert address not in client.get(url).content.decode()
    client.post(url, {"end": "1"})
    assert client.get(address[address.index("/", 8) :]).status_code == 404
