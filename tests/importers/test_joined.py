"""A file follows the joined person by either key, and the same file again changes nothing."""

import pytest

from partnership.school.models import Guardian, GuardianPair, Guardianship, School, StaffMember
from partnership.school.services.joining import join, part
from tests.cast import make_staff
from tests.importers.files import guardian, table
from tests.importers.taking import everything, take_guardians

SAME = {"tie": "moeder", "custody": "ja", "email": "anna@bos.example"}


def file_of(*rows: dict) -> bytes:
    return table(list(rows), list(rows[0]))


def anna(pupil: str, key: str, **cells) -> dict:
    return guardian(pupil, "Anna", guardian_key=key, **(SAME | {"telephone": "0612345678"} | cells))


@pytest.fixture
def leader(school) -> StaffMember:
    return make_staff(school, "Fatima", role="school_leader")


def joined(leader: StaffMember, keeping: str) -> Guardian:
    pair = GuardianPair.objects.get()
    kept = next(each for each in (pair.one, pair.other) if each.guardianships.filter(pupil__key=keeping).exists())
    join(pair, actor=leader, version=pair.version, kept=kept)
    return kept


def all_rows() -> dict[str, list]:
    """Everything but what joining noted, which is encrypted anew each time it is shown; no file touches it."""
    return {name: rows for name, rows in everything().items() if name != "JoinedRow"}


def open_ties() -> set[tuple[str, object]]:
    return set(Guardianship.objects.filter(until=None).values_list("pupil__key", "guardian"))


def test_file_proposes_and_joins_nothing(school):
    summary = take_guardians(file_of(anna("p1", "G1"), anna("p2", "G2")))
    assert any("Perhaps one person" in line for line in summary.lines())
    assert GuardianPair.objects.count() == 1
    assert Guardian.objects.filter(joined_into=None).count() == 2


def test_other_name_with_one_mail_address_is_proposed_by_the_file_only(school):
    row = guardian("p2", "A.", guardian_key="G2", telephone="", **SAME)
    take_guardians(file_of(anna("p1", "G1"), row))
    assert GuardianPair.objects.count() == 1


@pytest.mark.parametrize("keys", [("G1", "G2"), ("", "")])
@pytest.mark.parametrize("keeping", ["p1", "p2"])
def test_same_file_after_joining_changes_nothing(school, leader, keys, keeping):
    """Also where the two lines differ: the line of the record that goes on speaks first."""
    content = file_of(anna("p1", keys[0]), anna("p2", keys[1], telephone="0687654321"))
    take_guardians(content)
    kept = joined(leader, keeping)
    before = all_rows()
    for _ in range(2):
        summary = take_guardians(content)
        assert summary.changes == 0, list(summary.lines())
        assert all_rows() == before
    assert open_ties() == {("p1", kept.pk), ("p2", kept.pk)}
    assert not any("Perhaps one person" in line for line in summary.lines())


@pytest.mark.parametrize("keeping", ["p1", "p2"])
def test_new_child_comes_to_the_person_by_either_key(school, leader, keeping):
    rows = [anna("p1", "G1"), anna("p2", "G2")]
    take_guardians(file_of(*rows))
    kept = joined(leader, keeping)
    take_guardians(file_of(*rows, anna("p3", "G1"), anna("p4", "G2")))
    assert open_ties() == {(f"p{number}", kept.pk) for number in range(1, 5)}


def test_new_number_on_the_line_of_the_joined_record_alone_is_taken(school, leader):
    take_guardians(file_of(anna("p1", "G1"), anna("p2", "G2")))
    kept = joined(leader, "p1")
    summary = take_guardians(file_of(anna("p2", "G2", telephone="0611111111")))
    kept.refresh_from_db()
    assert (kept.key, kept.details.telephone, summary.changes) == ("G1", "+31611111111", 1)


def test_both_at_one_child_with_other_custody_do_not_take_turns(school, leader):
    content = file_of(anna("p1", "G1"), anna("p1", "G2", custody="nee"))
    take_guardians(content)
    pair = GuardianPair.objects.get() if GuardianPair.objects.exists() else GuardianPair.objects.create(
        school=School.objects.get(), one=Guardian.objects.get(key="G1"), other=Guardian.objects.get(key="G2")
    )  # fmt: skip
    join(pair, actor=leader, version=1, kept=Guardian.objects.get(key="G1"))
    before = all_rows()
    assert take_guardians(content).changes == 0
    assert all_rows() == before


def test_after_splitting_each_key_is_its_own_person_again(school, leader):
    content = file_of(anna("p1", "G1"), anna("p2", "G2"))
    take_guardians(content)
    joined(leader, "p1")
    pair = GuardianPair.objects.get()
    part(pair, actor=leader, version=pair.version)
    assert take_guardians(content).changes == 0
    assert {Guardian.objects.get(pk=key).key for _pupil, key in open_ties()} == {"G1", "G2"}
