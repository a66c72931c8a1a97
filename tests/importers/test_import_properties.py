"""Whatever a file says, taken a second time it changes nothing; and every file is taken whole or not at all."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnership.school.importers.outcome import ImportRefused
from partnership.school.models import Enrolment, Guardianship, Pupil
from tests.importers.files import COLUMNS, combined, edex, group, guardian, place, pupil, table, teacher
from tests.importers.taking import everything, rolled_back, take, take_guardians

QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
days = st.none() | st.dates(datetime.date(2024, 1, 1), datetime.date(2028, 1, 1)).map(str)


@st.composite
def schools(draw, year="2026-2027"):
    """A file with two locations, three groups, and pupils and teachers from one list of keys."""
    keys = draw(st.lists(st.sampled_from([f"k{number}" for number in range(8)]), unique=True, min_size=1))
    pupils = [
        pupil(
            key,
            groups=draw(st.sampled_from([[], ["5A"], ["6A"]])),
            combined_groups=draw(st.sampled_from([[], ["c1"]])),
            place=draw(st.sampled_from([None, "N", "Z"])),
            year_group=draw(st.sampled_from([None, "5", "8", "H", "?"])),
            joins=draw(days),
            leaves=draw(days),
            roepnaam=draw(names),
        )
        for key in keys
    ]
    staff = [
        teacher(key, groups=draw(st.sampled_from([[], ["5A"], ["5A", "c1"]])), roles=draw(roles), email=draw(emails))
        for key in draw(st.lists(st.sampled_from(["t1", "t2", "t3"]), unique=True))
    ]
    return edex(
        year=year,
        day=draw(days),
        places=[place("N"), place("Z")],
        groups=[group("5A"), group("6A", "6"), combined("c1")],
        pupils=pupils,
        staff=staff,
    )


roles = st.sampled_from([[], ["LRK"], ["VAK"], ["OUD"], ["DIR", "LRK"]])
emails = st.sampled_from([None, "een@linde.example", "EEN@linde.example", "twee@linde.example"])


@QUICK
@given(files=st.lists(schools() | schools("2027-2028"), min_size=1, max_size=3))
def test_any_edexml_twice_is_a_no_op(db, files):
    with rolled_back():
        for content in files:
            take(content, create_school="S", confirm_gone=True)
            before = everything()
            assert take(content, create_school="S").changes == 0
            assert everything() == before
        assert not Enrolment.objects.exclude(school__brin="12AB").exists()


@QUICK
@given(first=schools(), second=schools())
def test_no_pupil_is_ever_deleted_and_nobody_sits_in_two_classes(db, first, second):
    with rolled_back():
        take(first, create_school="S", confirm_gone=True)
        keys = set(Pupil.objects.values_list("key", flat=True))
        take(second, confirm_gone=True)
        assert keys <= set(Pupil.objects.values_list("key", flat=True))
        classes = Enrolment.objects.on(datetime.date(2026, 11, 24)).filter(group__kind="class")
        sitting = list(classes.values_list("pupil", flat=True))
        assert len(sitting) == len(set(sitting))


@st.composite
def guardian_files(draw):
    ties = draw(st.lists(st.tuples(st.integers(1, 12), st.sampled_from("ABC")), unique=True, min_size=1, max_size=12))
    rows = [
        guardian(
            f"p{number}",
            name,
            guardian_key=draw(st.sampled_from(["", f"G{name}"])),
            custody=draw(st.sampled_from(["", "ja", "nee", "onbekend"])),
            secret=draw(st.sampled_from(["", "ja", "nee"])),
            street=f"Straat {name}",
            household_key=draw(st.sampled_from(["", f"H{name}"])),
            language=draw(st.sampled_from(["", "nl"])),
            email=f"{name}@bos.example",
        )
        for number, name in ties
    ]
    return table(rows, [*COLUMNS, "secret", "street", "household key", "language"])


@QUICK
@given(files=st.lists(guardian_files(), min_size=1, max_size=3))
def test_any_guardian_file_twice_is_a_no_op(school, files):
    with rolled_back():
        for content in files:
            take_guardians(content, confirm_gone=True)
            before = everything()
            assert take_guardians(content).changes == 0
            assert everything() == before
        pairs = list(Guardianship.objects.filter(until=None).values_list("pupil", "guardian"))
        assert len(pairs) == len(set(pairs))


@QUICK
@given(content=schools(), position=st.floats(0, 1), noise=st.binary(max_size=4))
@pytest.mark.django_db
def test_a_damaged_edexml_is_refused_or_taken_whole(content, position, noise):
    cut = int(len(content) * position)
    with rolled_back():
        before = everything()
        try:
            take(content[:cut] + noise + content[cut:], create_school="S")
        except ImportRefused:
            assert everything() == before


@QUICK
@given(content=guardian_files(), position=st.floats(0, 1), noise=st.binary(max_size=4))
def test_a_damaged_guardian_file_is_refused_or_taken_whole(school, content, position, noise):
    cut = int(len(content) * position)
    with rolled_back():
        before = everything()
        try:
            take_guardians(content[:cut] + noise + content[cut:])
        except ImportRefused:
            assert everything() == before
