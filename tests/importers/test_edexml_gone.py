"""Who is no longer in a file, whom a file does not speak for, and next year's file."""

import datetime

import pytest
import time_machine

from partnership.school.importers.outcome import ImportRefused
from partnership.school.models import Enrolment, Group, Pupil, School
from tests.importers.files import edex, group, place, pupil
from tests.importers.taking import everything, in_group, known, take
from tests.importers.test_edexml import CLASSES, FIRST_DAY, LAST_DAY, TODAY, twelve

NEXT_CLASSES = [group("6A", "6"), group("7A", "7")]
NEXT_FIRST_DAY = datetime.date(2027, 8, 1)


def next_year(*more: str, without: frozenset[str] = frozenset(), **options) -> bytes:
    """Next year's file: everyone one group on, and `more` new pupils."""
    keys = {f"p{number}": "6A" if number <= 6 else "7A" for number in range(1, 13)}
    pupils = [pupil(key, groups=[name], roepnaam="Anders") for key, name in keys.items() if key not in without]
    return edex(year="2027-2028", groups=NEXT_CLASSES, pupils=[*pupils, *more], **options)


def test_pupil_who_left_is_closed_and_not_deleted(school):
    summary = take(edex(day="2026-11-20", groups=CLASSES, pupils=twelve(p1=None)))
    assert summary.tallies["pupils"].gone == 1
    assert known("p1").left_on == datetime.date(2026, 11, 20)
    assert Enrolment.objects.get(pupil__key="p1").until == datetime.date(2026, 11, 20)
    assert take(edex(day="2026-11-20", groups=CLASSES, pupils=twelve(p1=None))).changes == 0


def test_without_a_reference_day_it_is_today(school):
    take(edex(groups=CLASSES, pupils=twelve(p1=None)))
    assert known("p1").left_on == TODAY


def test_reference_day_in_the_future_is_not_believed(school):
    take(edex(day="2027-02-01", groups=CLASSES, pupils=twelve(p1=None)))
    assert known("p1").left_on == TODAY


def test_pupil_marked_as_left_is_closed_that_day(school):
    take(edex(groups=CLASSES, pupils=twelve(p1={"groups": ["5A"], "leaves": "2026-11-02"})))
    assert known("p1").left_on == datetime.date(2026, 11, 2)
    assert Enrolment.objects.get(pupil__key="p1").until == datetime.date(2026, 11, 2)


def test_historic_pupil_with_a_day_to_come_has_left_today(school):
    content = edex(groups=CLASSES, pupils=twelve(p1={"year_group": "H", "leaves": "2027-06-01"}))
    take(content)
    assert known("p1").left_on == TODAY
    assert take(content).changes == 0


def test_more_than_a_tenth_gone_needs_confirmation(school):
    content = edex(groups=CLASSES, pupils=twelve(p1=None, p2=None))
    before = everything()
    with pytest.raises(ImportRefused, match=r"2 of 12 pupils.*--confirm-gone"):
        take(content)
    assert everything() == before
    assert take(content, confirm_gone=True).tallies["pupils"].gone == 2
    assert Pupil.objects.count() == 12


def test_pupils_marked_as_left_count_for_the_tenth_too(school):
    with pytest.raises(ImportRefused, match="2 of 12"):
        take(edex(groups=CLASSES, pupils=twelve(p1={"leaves": "2026-11-02"}, p2={"year_group": "H"})))


def test_pupil_who_comes_back_is_opened_again(school):
    take(edex(day="2026-11-02", groups=CLASSES, pupils=twelve(p1=None)))
    take(edex(groups=CLASSES, pupils=twelve(p1={"groups": ["6A"]})))
    assert known("p1").left_on is None
    assert "p1" in in_group("6A", TODAY)
    assert "p1" not in in_group("6A", datetime.date(2026, 11, 10))
    assert Pupil.objects.count() == 12


def test_pupil_who_comes_back_the_same_day_has_one_place(school):
    take(edex(groups=CLASSES, pupils=twelve(p1=None)))
    take(edex(groups=CLASSES, pupils=twelve()))
    enrolment = Enrolment.objects.get(pupil__key="p1")
    assert (enrolment.from_date, enrolment.until) == (FIRST_DAY, LAST_DAY)


def test_last_year_group_may_leave_in_summer_unasked(db):
    pupils = [pupil(f"p{n}", groups=["8A"] if n < 5 else ["7A"], year_group="8" if n < 5 else "7") for n in range(10)]
    take(edex(groups=[group("7A", "7"), group("8A", "8")], pupils=pupils), create_school="S")
    moved = [pupil(f"p{n}", groups=["8A"], year_group="8") for n in range(5, 10)]
    with time_machine.travel(datetime.datetime(2027, 8, 20, tzinfo=datetime.UTC)):
        summary = take(edex(year="2027-2028", groups=[group("8A", "8")], pupils=moved))
    assert summary.tallies["pupils"].gone == 5
    assert known("p1").left_on == datetime.date(2027, 8, 20)


def test_last_year_group_does_not_vanish_in_november_unasked(db):
    pupils = [pupil(f"p{n}", groups=["8A"] if n < 5 else ["7A"], year_group="8" if n < 5 else "7") for n in range(10)]
    classes = [group("7A", "7"), group("8A", "8")]
    take(edex(groups=classes, pupils=pupils), create_school="S")
    with pytest.raises(ImportRefused, match="5 of 10"):
        take(edex(groups=classes, pupils=pupils[5:]))


def test_file_of_another_location_closes_nobody_here(school):
    take(edex(location="01", groups=CLASSES, pupils=[pupil("p1", groups=["5A"])]), create_school="De Linde Zuid")
    assert School.objects.count() == 2
    assert Pupil.objects.filter(school=school, left_on=None).count() == 12
    assert Pupil.objects.filter(key="p1").count() == 2


def test_six_signs_of_brin_name_the_location(school):
    take(edex(brin="12AB01", pupils=[pupil("q1")]), create_school="Zuid")
    assert School.objects.filter(brin="12AB", location_code="01").exists()


def test_file_of_one_building_speaks_for_that_building(db):
    north = [pupil(f"n{n}", groups=["5A"], place="N") for n in range(5)]
    south = [pupil(f"z{n}", groups=["6A"], place="Z") for n in range(5)]
    both = [place("N"), place("Z")]
    take(edex(places=both, groups=CLASSES, pupils=north + south), create_school="S")
    assert take(edex(places=both[:1], groups=CLASSES[:1], pupils=north)).changes == 0
    with pytest.raises(ImportRefused, match="5 of 10"):
        take(edex(places=both, groups=CLASSES[:1], pupils=north))


def test_next_years_file_prepares_and_closes_nothing_now(school):
    new = pupil("p13", groups=["6A"])
    summary = take(next_year(new, without={"p12"}))
    assert summary.tallies["pupils"].gone == 0
    assert Pupil.objects.filter(left_on=None).count() == 13
    assert known("p1").first_name == "Roepp1"
    assert "p1" in in_group("5A", TODAY)
    assert in_group("6A", TODAY) == {f"p{n}" for n in range(7, 13)}
    assert in_group("6A", NEXT_FIRST_DAY) == {f"p{n}" for n in range(1, 7)} | {"p13"}
    assert Group.objects.filter(closed_on=None).count() == 4
    assert take(next_year(new, without={"p12"})).changes == 0


def test_this_years_file_does_not_close_who_is_prepared_for_next_year(school):
    take(next_year(pupil("p13", groups=["6A"])))
    assert take(edex(groups=CLASSES, pupils=twelve())).changes == 0
    assert known("p13").left_on is None


def test_prepared_year_becomes_the_year_that_holds(school):
    take(next_year())
    with time_machine.travel(datetime.datetime(2027, 8, 30, tzinfo=datetime.UTC)):
        day = datetime.date(2027, 8, 30)
        assert in_group("5A", day) == set()
        assert in_group("6A", day) == {f"p{n}" for n in range(1, 7)}
        assert take(next_year()).tallies["pupils"].gone == 0
        assert known("p1").first_name == "Anders"
        with pytest.raises(ImportRefused, match="later year has begun"):
            take(edex(groups=CLASSES, pupils=twelve()))


def test_place_left_open_by_hand_ends_with_its_year(school):
    Enrolment.objects.filter(pupil__key="p1").update(until=None)
    assert take(edex(groups=CLASSES, pupils=twelve())).changes == 0
    with time_machine.travel(datetime.datetime(2027, 8, 30, tzinfo=datetime.UTC)):
        take(next_year())
    assert Enrolment.objects.get(pupil__key="p1", group__key="5A").until == LAST_DAY


def test_next_years_file_takes_back_what_it_prepared(school):
    take(next_year(pupil("p13", groups=["6A"])))
    summary = take(next_year(without={"p1"}), confirm_gone=True)
    assert in_group("6A", NEXT_FIRST_DAY) == {f"p{n}" for n in range(2, 7)}
    assert known("p1").left_on is None
    assert "p1" in in_group("5A", TODAY)
    assert known("p13").left_on == TODAY
    assert summary.tallies["pupils"].gone == 1
    assert take(next_year(without={"p1"})).changes == 0


def test_next_years_file_can_move_a_pupil_again(school):
    take(next_year())
    moved = next_year(pupil("p1", groups=["7A"]), without={"p1"})
    take(moved)
    assert "p1" in in_group("7A", NEXT_FIRST_DAY)
    assert "p1" not in in_group("6A", NEXT_FIRST_DAY)
    assert take(moved).changes == 0


def test_next_years_file_takes_new_pupils_with_a_group_only(school):
    summary = take(next_year(pupil("p13")))
    assert not Pupil.objects.filter(key="p13").exists()
    assert any("without a group" in note for note in summary.notes)


def test_year_far_ahead_is_refused(school):
    with pytest.raises(ImportRefused, match="more than a year"):
        take(edex(year="2036-2037", pupils=[pupil("p1")]))


def test_a_year_that_is_over_is_taken_when_nothing_later_is_known(db):
    take(edex(year="2024-2025", groups=CLASSES, pupils=twelve()), create_school="S")
    assert take(edex(year="2024-2025", groups=CLASSES, pupils=twelve())).changes == 0
    assert Enrolment.objects.filter(until=datetime.date(2025, 7, 31)).count() == 12
    take(edex(groups=CLASSES, pupils=twelve()))
    assert in_group("5A", TODAY) == {f"p{n}" for n in range(1, 7)}
