"""A file does not undo what a person corrected; it says so by line, and counts again once it has caught up."""

import pytest

from partnership.school.models import Guardianship, StaffMember
from partnership.school.services.guardians import change_guardian, change_tie, end_tie
from tests.cast import DAY, make_staff, today
from tests.importers.files import guardian, table
from tests.importers.taking import everything, take_guardians

STAYS = "What was corrected here stays, though the file says otherwise."
ROW = {
    "guardian_key": "G1", "tie": "moeder", "custody": "ja", "email": "anna@bos.example", "telephone": "0612345678",
    "language": "Turks", "street": "Dorpsstraat 1", "postcode": "6851 AB", "town": "Huissen",
}  # fmt: skip


def file_with(**cells) -> bytes:
    row = guardian("p1", "Anna", **(ROW | cells))
    return table([row], list(row))


@pytest.fixture
def anna(school) -> Guardianship:
    take_guardians(file_with())
    return Guardianship.objects.get()


@pytest.fixture
def teacher(anna) -> StaffMember:
    return make_staff(anna.school, "Sanne")


def correct(anna: Guardianship, teacher: StaffMember, **parts) -> None:
    change_guardian(anna, actor=teacher, version=1, **parts)


PARTS = {
    "telephone": ({"details": {"telephone": "+31611111111"}}, "06 22222222", "06 11111111"),
    "language": ({"reach": {"language": "ti"}}, "ar", "ti"),
    "street": ({"address": {"street": "Nieuwe weg 2", "postcode": "6851 AB", "town": "Huissen"}}, "Oude weg 3",
               "Nieuwe weg 2"),
}  # fmt: skip


def said(anna: Guardianship) -> dict[str, str]:
    guardian = Guardianship.objects.get(pk=anna.pk).guardian
    return {
        "telephone": guardian.details.telephone,
        "language": guardian.reachability.language,
        "street": guardian.details.household.street,
    }


@pytest.mark.parametrize("column", PARTS)
def test_correction_stays_and_is_named_by_line(anna, teacher, column):
    parts, in_file, _same = PARTS[column]
    correct(anna, teacher, **parts)
    corrected = said(anna)
    summary = take_guardians(file_with(**{column: in_file}))
    assert said(anna) == corrected
    assert any(STAYS in note and "2" in note for note in summary.notes)


def test_other_columns_of_the_row_still_follow_the_file(anna, teacher):
    correct(anna, teacher, details={"telephone": "+31611111111"})
    take_guardians(file_with(email="new@bos.example", language="ar"))
    details = Guardianship.objects.get().guardian.details
    assert (details.telephone, details.email) == ("+31611111111", "new@bos.example")
    assert said(anna)["language"] == "ar"


@pytest.mark.parametrize("column", PARTS)
def test_file_that_has_caught_up_counts_again(anna, teacher, column):
    parts, later, same = PARTS[column]
    correct(anna, teacher, **parts)
    take_guardians(file_with(**{column: same}))
    before = said(anna)
    take_guardians(file_with(**{column: later}))
    assert said(anna)[column] != before[column]


@pytest.mark.parametrize("column", PARTS)
def test_same_file_twice_still_changes_nothing(anna, teacher, column):
    correct(anna, teacher, **PARTS[column][0])
    take_guardians(file_with())
    before = everything()
    assert take_guardians(file_with()).changes == 0
    assert everything() == before


def test_custody_that_a_person_noted_stays(anna, teacher):
    noted = {"custody": "no", "custody_source": "told", "custody_on": today()}
    change_tie(anna, actor=teacher, version=1, values=noted)
    summary = take_guardians(file_with())
    anna.refresh_from_db()
    assert (anna.custody, anna.custody_source) == ("no", "told")
    assert any(STAYS in note for note in summary.notes)


def test_kind_of_tie_that_a_person_noted_stays(anna, teacher):
    change_tie(anna, actor=teacher, version=1, values={"kind": "step_parent"})
    take_guardians(file_with())
    anna.refresh_from_db()
    assert anna.kind == "step_parent"


def test_tie_that_a_person_ended_stays_ended(anna, teacher):
    end_tie(anna, actor=teacher, version=1, last_day=today() - DAY)
    take_guardians(file_with())
    assert Guardianship.objects.get().until == today() - DAY
