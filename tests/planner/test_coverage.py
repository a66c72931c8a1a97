"""Counting: which agreement holds for whom, what counts, in which time, whose turn it is."""

from dataclasses import replace

import pytest

from contacts.enums import About, ForWhom, Per, Purpose, Result, Way
from contacts.models import ContactNorm
from contacts.services.coverage import (
    Child,
    applying,
    held_number,
    state_of,
    terms_of,
)
from contacts.services.yearrows import Held, rows_of_year
from partnership.school.calendar import SchoolCalendar
from partnership.school.enums import Channel, Custody
from partnership.school.models import Enrolment, Group, Guardianship, Location, SchoolYear, Team
from tests.cast import make_contact, make_guardian, make_pupil, tie
from tests.planner.conftest import DAY, YEAR, at, children, coverage_of, day, fresh, key, move_class, off, year_of

SCHOOL_YEAR = SchoolYear(name="2026-2027", start=YEAR[0], end=YEAR[1])
OPENS = YEAR[0]
MOTHER, FATHER = key(1), key(2)
CHILD = Child(key(9), YEAR[0], with_custody=frozenset([MOTHER, FATHER]))


def norm(**columns) -> ContactNorm:
    return ContactNorm(**{"year": SCHOOL_YEAR, "agreed_on": YEAR[0], "count": 3} | columns)


def talk(on: str, *guardians, **columns) -> Held:
    """A call with the mother unless others are named."""
    values = {"channel": Channel.PHONE, "about": About.ORDINARY, "purpose": "", "result": Result.SPOKEN} | columns
    return Held(day(on), guardians=frozenset(guardians or [MOTHER]), **values)


def state(asked: ContactNorm, *contacts: Held, today: str, child: Child = CHILD):
    return state_of(asked, child, contacts, SCHOOL_YEAR, OPENS, day(today))


def counts(asked: ContactNorm, contact: Held) -> bool:
    return bool(held_number(asked, CHILD, [contact]))


# Which agreements hold


@pytest.fixture
def here(school, group):
    """Groep 5 with a team, a location, and a child in year group 5."""
    group.team = Team.objects.create(school=school, name="Middenbouw")
    group.location = Location.objects.create(school=school, name="Hoofdgebouw")
    group.save()
    return make_pupil(group, year_group="5")


def test_of_one_purpose_and_subject_the_narrowest_holds(group, here):
    parts = [{}, {"location": group.location}, {"team": group.team}, {"year_group": "5"}, {"group": group},
             {"pupil": here}]  # fmt: skip
    norms = [norm(**part) for part in parts]

    for number in range(len(norms)):
        assert applying(norms[: number + 1], here, group) == [norms[number]]
        assert applying(reversed(norms[: number + 1]), here, group) == [norms[number]]


def test_agreements_for_others_do_not_hold(school, group, here):
    elsewhere = Group.objects.create(school=school, year=group.year, key="6", name="Groep 6")
    others = [
        norm(location=Location.objects.create(school=school, name="Dependance")),
        norm(team=Team.objects.create(school=school, name="Bovenbouw")),
        norm(year_group="6"),
        norm(group=elsewhere),
        norm(pupil=make_pupil(group, "Bo")),
    ]
    assert applying(others, here, group) == []
    assert applying([*others, everyone := norm()], here, group) == [everyone]


def test_other_purpose_or_subject_stands_beside(group, here):
    norms = [norm(), norm(about=About.NICE), norm(purpose=Purpose.START_TALK), norm(about=About.NICE, group=group)]
    assert applying(norms, here, group) == [norms[0], norms[3], norms[2]]


def test_two_agreements_of_one_width_both_hold(group, here):
    norms = [norm(group=group, per=Per.YEAR), norm(group=group, per=Per.MONTH, count=1)]
    assert applying(norms, here, group) == norms


def test_the_year_group_of_the_child_comes_before_that_of_a_combined_class(school, group):
    combined = Group.objects.create(school=school, year=group.year, key="23", name="Groep 2/3", year_group="2")
    third = make_pupil(combined, "Ada", year_group="3")
    unknown = make_pupil(combined, "Bo")
    two, three = norm(year_group="2"), norm(year_group="3")

    assert applying([two, three], third, combined) == [three]
    assert applying([two, three], unknown, combined) == [two]


# What counts


@pytest.mark.parametrize(
    ("result", "usual", "with_sent"),
    [
        (Result.SPOKEN, True, True),
        (Result.ANSWERED, True, True),
        (Result.SENT, False, True),
        (Result.MESSAGE_LEFT, False, False),
        (Result.NO_ANSWER, False, False),
        (Result.DID_NOT_COME, False, False),
        (Result.CAME_BACK, False, False),
    ],
)
def test_which_results_count(result, usual, with_sent):
    contact = talk("2026-09-01", result=result)
    assert (counts(norm(), contact), counts(norm(sent_counts=True), contact)) == (usual, with_sent)


@pytest.mark.parametrize(
    ("way", "channels"),
    [
        (Way.ANY, set(Channel)),
        (Way.SPOKEN, set(Channel) - {Channel.EMAIL, Channel.APP, Channel.LETTER}),
        (Way.IN_PERSON, {Channel.AT_DOOR, Channel.AT_SCHOOL, Channel.HOME_VISIT}),
    ],
)
def test_which_ways_count(way, channels):
    found = {channel for channel in Channel if counts(norm(way=way), talk("2026-09-01", channel=channel))}
    assert found == channels


def test_what_it_is_about_and_for():
    nice = talk("2026-09-01", about=About.NICE, purpose=Purpose.NICE)
    assert counts(norm(about=About.NICE), nice)
    assert not counts(norm(about=About.CONCERN), nice)
    assert counts(norm(purpose=Purpose.NICE), nice)
    assert not counts(norm(purpose=Purpose.START_TALK), nice)


def test_every_parent_with_custody_counts_who_was_reached_least():
    each = norm(for_whom=ForWhom.EVERY_CUSTODY)
    apart = [talk("2026-09-01", MOTHER), talk("2026-09-02", MOTHER), talk("2026-09-03", FATHER)]
    assert held_number(each, CHILD, apart) == 1
    assert held_number(each, CHILD, [talk("2026-09-01", MOTHER, FATHER), *apart]) == 2
    assert held_number(norm(), CHILD, apart) == 3


def test_without_a_known_parent_with_custody_one_parent_counts():
    unknown = replace(CHILD, with_custody=frozenset())
    assert held_number(norm(for_whom=ForWhom.EVERY_CUSTODY), unknown, [talk("2026-09-01", key(5))]) == 1


def test_a_talk_without_any_parent_reaches_no_parent():
    alone = Held(day("2026-09-01"), Channel.AT_SCHOOL, "", "", Result.SPOKEN, frozenset(), with_pupil=True)
    assert not counts(norm(), alone)
    assert counts(norm(for_whom=ForWhom.PUPIL), alone)


def test_from_eighteen_on_the_pupil_counts():
    adult = replace(CHILD, is_adult=True)
    contacts = [talk("2026-09-01", MOTHER), talk("2026-09-02", with_pupil=True)]
    assert held_number(norm(for_whom=ForWhom.EVERY_CUSTODY), adult, contacts) == 1


# In which time


@pytest.mark.parametrize(
    ("today", "turn", "late"),
    [
        ("2026-08-16", False, False),
        ("2026-08-17", True, False),
        ("2026-09-06", True, False),
        ("2026-09-07", True, True),
    ],
)
def test_a_start_talk_in_the_first_three_weeks(today, turn, late):
    start = norm(purpose=Purpose.START_TALK, per=Per.WINDOW, first_weeks=3, count=1)
    now = state(start, today=today)
    assert (now.is_turn, now.late, now.met) == (turn, late, False)


def test_a_late_start_talk_counts_all_the_same():
    start = norm(per=Per.WINDOW, first_weeks=3, count=1)
    assert not state(start, talk("2026-10-01"), today="2026-10-02").is_turn
    assert state(start, talk("2026-10-03"), today="2026-10-02").late


def test_before_a_date():
    nice = norm(about=About.NICE, per=Per.WINDOW, before=day("2026-10-19"), count=1)
    assert not state(nice, today="2026-10-18").late
    assert state(nice, today="2026-10-19").late
    assert state(nice, talk("2026-10-18", about=About.NICE), today="2026-11-01").met


def test_terms_run_from_the_first_day_of_the_child():
    came = replace(CHILD, first_day=day("2027-01-11"))
    start = norm(per=Per.WINDOW, first_weeks=3, count=1)
    assert not state(start, today="2027-01-31", child=came).late
    assert state(start, today="2027-02-01", child=came).late
    assert not state(start, talk("2027-01-10"), today="2027-01-20", child=came).met


def test_a_date_that_was_past_when_the_child_came_asks_nothing():
    came = replace(CHILD, first_day=day("2027-01-11"))
    assert state(norm(per=Per.WINDOW, before=day("2026-10-19"), count=1), today="2027-02-01", child=came) is None
    both = norm(per=Per.WINDOW, before=day("2026-10-19"), first_weeks=2, count=1)
    assert not state(both, today="2027-01-24", child=came).late
    assert state(both, today="2027-01-25", child=came).late


def test_a_talk_in_the_days_before_school_opens_counts_for_who_was_there():
    opens = OPENS + 7 * DAY
    early = talk(f"{OPENS + 4 * DAY}")
    for first_day, met in ((OPENS, True), (opens + 7 * DAY, False)):
        child = replace(CHILD, first_day=first_day)
        start = norm(per=Per.WINDOW, first_weeks=3, count=1)
        assert state_of(start, child, [early], SCHOOL_YEAR, opens, day("2026-09-01")).met == met


def test_turns_come_halfway_each_share_of_the_year():
    """336 days and three contacts: after 56, 168 and 280 days."""
    days = {0: 55, 1: 167, 2: 279}
    for held, last in days.items():
        contacts = [talk("2026-08-18")] * held
        assert not state(norm(), *contacts, today=f"{OPENS + DAY * (last - 1)}").is_turn
        assert state(norm(), *contacts, today=f"{OPENS + DAY * last}").is_turn
    assert not state(norm(), *[talk("2026-08-18")] * 3, today="2027-07-18").is_turn
    assert not state(norm(), today="2027-07-18").late


@pytest.mark.parametrize(
    ("first_day", "required"),
    [("2026-08-17", 3), ("2026-10-01", 3), ("2027-01-04", 2), ("2027-05-03", 1), ("2027-07-15", 1)],
)
def test_numbers_are_in_proportion_to_the_part_of_the_year(first_day, required):
    child = replace(CHILD, first_day=day(first_day))
    assert state(norm(), today="2027-07-16", child=child).required == required


@pytest.mark.parametrize(
    ("today", "due"), [("2026-09-01", 0), ("2026-11-01", 1), ("2027-01-30", 1), ("2027-01-31", 2), ("2027-07-18", 3)]
)
def test_what_is_due_until_today_is_in_proportion_to_the_part_of_the_year_that_has_passed(today, due):
    now = state(norm(), talk("2026-09-01"), today=today)
    assert (now.due, now.on_course) == (due, due <= 1)


def test_a_window_asks_nothing_before_it_has_passed():
    start = norm(count=1, per=Per.WINDOW, first_weeks=3)
    assert state(start, today="2026-09-06").on_course
    assert not state(start, today="2026-09-07").on_course


def test_half_a_year_is_until_the_end_of_january():
    half = norm(per=Per.HALF, count=2)
    first = [talk("2026-12-01"), talk("2027-01-31")]
    assert state(half, *first, today="2027-01-31").met
    now = state(half, *first, today="2027-02-01")
    assert (now.held, now.required) == (0, 2)
    came = replace(CHILD, first_day=day("2027-01-25"))
    assert state(half, today="2027-01-26", child=came).required == 1
    assert state(half, today="2027-02-10", child=came).required == 2


def test_a_month_is_a_month():
    month = norm(per=Per.MONTH, count=1)
    assert state(month, talk("2026-09-30"), today="2026-09-30").met
    assert not state(month, talk("2026-09-30"), today="2026-10-01").met
    assert state(month, today="2027-08-05").held == 0


# Together, from the database


def coverage(group, staff):
    pupils = _pupils(group)
    return coverage_of(group, pupils, staff)


def _pupils(group):
    return [row.pupil for row in Enrolment.objects.filter(group=group, until=None).select_related("pupil")]


def agree(school, **columns) -> ContactNorm:
    asked = norm(**columns)
    asked.school, asked.year = school, year_of(school)
    asked.save()
    return asked


def test_nothing_agreed_is_nobodys_turn(group, sanne):
    [child] = children(group, 1)
    found = coverage(group, sanne)[child.pk]
    assert (found.states, found.is_turn, found.main) == ([], False, None)


def test_ended_agreements_and_those_of_another_year_count_no_more(school, group, sanne):
    [child] = children(group, 1)
    agree(school, ended_on=day("2026-09-01"))
    elsewhen = agree(school)
    assert [state.norm for state in coverage(group, sanne)[child.pk].states] == [elsewhen]
    other = SchoolYear.objects.create(school=school, name="2027-2028", start=day("2027-08-01"), end=day("2028-07-31"))
    ContactNorm.objects.filter(pk=elsewhen.pk).update(year=other)
    assert coverage(group, sanne)[child.pk].states == []


def test_what_stands_in_front_is_the_agreement_that_asks_most(school, group, sanne):
    [child] = children(group, 1)
    agree(school, count=1, per=Per.WINDOW, first_weeks=3, purpose=Purpose.START_TALK)
    asked_most = agree(school, count=4)
    assert coverage(group, sanne)[child.pk].main.norm == asked_most


def test_held_tried_and_withdrawn(school, group, sanne):
    [child] = children(group, 1)
    agree(school, count=1)
    when = at("2026-09-02 15:00")
    make_contact(sanne, child, happened_at=when, status="cancelled")
    make_contact(sanne, child, happened_at=when, status="missed", result=Result.NO_ANSWER)
    assert coverage(group, sanne)[child.pk].main.held == 0
    make_contact(sanne, child, happened_at=when)
    assert coverage(group, sanne)[child.pk].main.met


def test_a_contact_late_in_the_evening_is_of_that_day(school, group, sanne):
    """23:30 in Amsterdam is another day than in UTC just after midnight."""
    [child] = children(group, 1)
    agree(school, count=1, per=Per.WINDOW, before=day("2026-09-03"))
    make_contact(sanne, child, happened_at=at("2026-09-03 00:30"))
    [[row]] = rows_of_year([child], group.year, staff=sanne).values()
    assert row.held.day == day("2026-09-03")


def test_custody_ends_with_the_tie(school, group, sanne):
    mother, father = make_guardian(school, "Moeder"), make_guardian(school, "Vader")
    child = make_pupil(group, guardians=[])
    tie(mother, child, custody=Custody.YES)
    tie(father, child, custody=Custody.YES, until=day("2026-09-01"))
    agree(school, count=1, for_whom=ForWhom.EVERY_CUSTODY)
    make_contact(sanne, child, guardians=[mother], happened_at=at("2026-09-02 15:00"))
    assert coverage(group, sanne)[child.pk].main.met
    Guardianship.objects.filter(guardian=father).update(until=None)
    assert not coverage(group, sanne)[child.pk].main.met


@pytest.mark.parametrize(("born", "met"), [("2008-09-07", False), ("2008-09-08", True)])
def test_on_the_eighteenth_birthday_the_pupil_counts(school, group, sanne, born, met):
    """Today is 7 September 2026."""
    child = make_pupil(group, birth_date=day(born))
    agree(school, count=1)
    make_contact(sanne, child, happened_at=at("2026-09-02 15:00"))
    assert coverage(group, sanne)[child.pk].main.met == met


def test_a_child_that_came_from_another_class_starts_anew(school, group, sanne):
    other = Group.objects.create(school=school, year=group.year, key="4", name="Groep 4")
    [child] = children(other, 1)
    agree(school, count=1, per=Per.WINDOW, first_weeks=3)
    make_contact(sanne, child, happened_at=at("2026-08-20 15:00"))
    move_class(child, group, day("2026-08-31"))

    now = coverage(group, sanne)[child.pk].main
    assert (now.held, now.is_turn, now.late) == (0, True, False)


def opens(group):
    year = group.year
    return terms_of(year, SchoolCalendar(year.school, year.start, year.end)).opens


def test_the_year_opens_after_the_summer_holiday(school, group):
    assert opens(group) == day("2026-08-17")
    off(school, "Zomervakantie", "2026-08-17", "2026-08-28")
    assert opens(group) == day("2026-08-31")


def test_queries_do_not_grow(school, group, sanne, django_assert_num_queries):
    agree(school)
    for number in (1, 6):
        pupils = children(group, number)
        for child in pupils:
            for hour in range(number):
                make_contact(sanne, child, happened_at=at(f"2026-09-01 {10 + hour}:00"))
        staff = fresh(sanne)
        assert not staff.rights.tied_pupils
        _ = group.year.school, staff.school
        everyone = _pupils(group)
        with django_assert_num_queries(4):
            coverage_of(group, everyone, staff)
