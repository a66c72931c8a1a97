"""Spreading contacts over slots: what holds for every class, window and wish."""

import datetime
from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contacts.services.spread import Family, Placement, Slot, Why, spread
from tests.planner.conftest import DAY, key

MONDAY = datetime.date(2026, 9, 7)
MINUTES = 15
MORNING = datetime.datetime(2026, 9, 7, 13, tzinfo=datetime.UTC)


def weeks(number: int) -> list[Slot]:
    return [Slot(MONDAY + 7 * DAY * each, None, key(1)) for each in range(number)]


def times(days: int, a_day: int, *, owner=1) -> list[Slot]:
    """Slots back to back, `a_day` on each of `days` working days."""
    dates = [MONDAY + DAY * (7 * (number // 5) + number % 5) for number in range(days)]
    return [
        Slot(day, MORNING + (day - MONDAY) + datetime.timedelta(minutes=MINUTES * number), key(owner), MINUTES)
        for day in dates
        for number in range(a_day)
    ]


def singles(number: int) -> list[Family]:
    return [Family(key(100 + each)) for each in range(number)]


def kin(*numbers: int) -> list[Family]:
    keys = frozenset(key(100 + each) for each in numbers)
    return [Family(each, kin=keys - {each}) for each in sorted(keys)]


def days_of(placements: list[Placement]) -> list[datetime.date]:
    return [row.slot.day for row in placements]


some_week = st.none() | st.integers(0, 11)
some_place = st.none() | st.integers(0, 71)


@st.composite
def boards(draw) -> dict:
    """Any window of weeks, days or times, with families that may have brothers, sisters and busy weeks."""
    precise = draw(st.booleans())
    slots = times(draw(st.integers(0, 12)), draw(st.integers(1, 6))) if precise else weeks(draw(st.integers(0, 12)))
    slots = draw(st.lists(st.sampled_from(slots), unique=True)) if slots else []
    rows = draw(st.lists(st.tuples(some_week, some_week, some_place), max_size=20))
    pairs = draw(st.integers(0, len(rows) // 2))
    families = []
    for each, (first, second, place) in enumerate(rows):
        families.append(
            Family(
                key(100 + each),
                busy=frozenset(MONDAY + 7 * DAY * week for week in (first, second) if week is not None),
                near=(slots[place % len(slots)],) if slots and place is not None else (),
                kin=frozenset([key(100 + (each ^ 1))] if each < 2 * pairs else []),
            )
        )
    per_week = draw(st.integers(1, 8))
    return {"families": families, "slots": slots, "per_week": per_week, "room": 1 if precise else per_week}


def ask(board: dict) -> list[Placement]:
    return spread(board["families"], board["slots"], per_week=board["per_week"], room=board["room"])


@given(boards())
def test_every_family_gets_one_answer_in_the_order_asked(board):
    assert [row.pupil for row in ask(board)] == [family.pupil for family in board["families"]]


@given(boards())
def test_neither_week_nor_slot_gets_more_than_agreed(board):
    taken = [row.slot for row in ask(board) if row.slot]

    assert set(taken) <= set(board["slots"])
    assert all(number <= board["room"] for number in Counter(taken).values())
    assert all(number <= board["per_week"] for number in Counter(slot.week for slot in taken).values())


@given(boards())
def test_nobody_is_placed_in_a_week_with_a_contact_or_at_two_talks_at_once(board):
    families = {family.pupil: family for family in board["families"]}
    placed = {row.pupil: row.slot for row in ask(board) if row.slot}

    for pupil, slot in placed.items():
        family = families[pupil]
        assert slot.week not in family.busy
        others = [*family.near, *(placed[sibling] for sibling in family.kin if sibling in placed)]
        assert not any(slot.overlaps(other) for other in others)


@given(boards())
def test_who_gets_no_place_is_told_why_and_there_was_none(board):
    placements = ask(board)
    taken = [row.slot for row in placements if row.slot]
    in_slot, in_week = Counter(taken), Counter(slot.week for slot in taken)
    free = [s for s in board["slots"] if in_slot[s] < board["room"] and in_week[s.week] < board["per_week"]]
    families = {family.pupil: family for family in board["families"]}

    for row in (row for row in placements if row.slot is None):
        family = families[row.pupil]
        near = [*family.near, *(each.slot for each in placements if each.pupil in family.kin and each.slot)]
        assert row.why in (Why.NO_ROOM, Why.BUSY)
        assert all(slot.week in family.busy or any(slot.overlaps(other) for other in near) for slot in free)


@given(boards())
def test_the_same_question_has_the_same_answer(board):
    answer = ask(board)
    board["slots"] = list(reversed(board["slots"]))
    assert ask(board) == answer


@given(st.integers(1, 60), st.integers(1, 40))
def test_weeks_differ_by_one_contact_at_most(families, number):
    placements = spread(singles(families), weeks(number), per_week=60, room=60)

    counts = Counter(days_of(placements))
    per_week = [counts[slot.day] for slot in weeks(number)]
    assert max(per_week) - min(per_week) <= 1


@given(st.integers(2, 30), st.integers(1, 20), st.integers(1, 8))
def test_gaps_between_times_are_even(families, days, a_day):
    slots = times(days, a_day)
    placements = spread(singles(families), slots, per_week=60)

    taken = sorted(slots.index(row.slot) for row in placements if row.slot)
    assert len(taken) == min(families, len(slots))
    if families <= len(slots):
        gaps = [later - sooner for sooner, later in pairwise(taken)]
        assert max(gaps) - min(gaps) <= 1


@given(st.integers(0, 10), st.integers(0, 10), st.integers(2, 3))
def test_brothers_and_sisters_are_back_to_back_when_there_is_room(before, after, size):
    family = kin(*range(50, 50 + size))
    everyone = [*singles(before), *family, *[Family(key(300 + each)) for each in range(after)]]
    placements = spread(everyone, times(10, 9), per_week=60)

    moments = sorted(row.slot.at for row in placements if row.pupil in {each.pupil for each in family})
    steps = {later - sooner for sooner, later in pairwise(moments)}
    assert steps == {datetime.timedelta(minutes=MINUTES)}


def test_brothers_and_sisters_share_a_week_when_only_weeks_count():
    placements = spread([*singles(3), *kin(8, 9)], weeks(5), per_week=2, room=2)
    assert placements[3].slot == placements[4].slot


def test_without_room_together_they_come_as_near_as_can_be():
    first, second = spread(kin(1, 2), times(3, 1), per_week=5)
    assert [first.slot.day, second.slot.day] == [MONDAY, MONDAY + DAY]
    assert (first.why, second.why) == (None, Why.APART)


def test_who_has_a_brother_with_a_time_comes_right_beside_it():
    brother = times(5, 8, owner=2)[20]
    [placement] = spread([Family(key(1), near=(brother,))], times(5, 8), per_week=5)
    assert abs(placement.slot.at - brother.at) == datetime.timedelta(minutes=MINUTES)


def test_a_longer_talk_of_the_brother_is_over_first():
    brother = Slot(MONDAY, MORNING, key(2), 40)
    [placement] = spread([Family(key(1), near=(brother,))], times(1, 8), per_week=5)
    assert placement.slot.at == MORNING + datetime.timedelta(minutes=45)


def test_brother_of_whom_only_the_week_is_known():
    [placement] = spread([Family(key(1), near=(weeks(3)[2],))], weeks(3), per_week=5, room=5)
    assert placement == Placement(key(1), weeks(3)[2])


def test_a_brother_far_away_is_named():
    brother = Slot(MONDAY - 7 * DAY, None, key(2))
    [placement] = spread([Family(key(1), near=(brother,))], weeks(3), per_week=5, room=5)
    assert placement == Placement(key(1), weeks(3)[0], Why.APART)


def test_reasons_when_there_is_no_place():
    first, second = spread(singles(2), weeks(1), per_week=1)
    assert (first.why, second.why, second.slot) == (None, Why.NO_ROOM, None)
    [busy] = spread([Family(key(1), busy=frozenset([MONDAY]))], weeks(1), per_week=1)
    assert (busy.slot, busy.why) == (None, Why.BUSY)
    [nowhere] = spread(singles(1), [], per_week=1)
    assert (nowhere.slot, nowhere.why) == (None, Why.NO_ROOM)


def test_a_family_with_slots_of_its_own_gets_one_of_those_and_they_count_for_the_week():
    others = times(1, 2, owner=2)
    special = Family(key(1), slots=tuple(others))
    placements = spread([special, *singles(2)], times(1, 2), per_week=2)

    assert placements[0].slot == others[0]
    assert [row.slot is not None for row in placements] == [True, True, False]
    [nobody] = spread([Family(key(1), slots=())], times(1, 2), per_week=2)
    assert nobody.why == Why.NO_ROOM
