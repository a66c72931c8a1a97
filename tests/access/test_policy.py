"""The policy files: every word is known, every class is described, and the pages in docs say the same."""

import pytest
from django.core.management import CommandError, call_command

from partnership.school.enums import Role
from partnership.school.rules.policy import (
    CLASSES_FILE,
    FILE,
    GROUNDED,
    POLICY,
    PolicyError,
    read_data_classes,
    read_policy,
)
from tests.access.world import grants

HEAD = "data_class,who,operation,scope,step_up,why\n"
FROM_OUTSIDE = ["board_officer", "admin", "privacy_officer"]
ABOUT_FAMILIES = {
    *("directory", "guardian_details", "reachability", "contact", "contact_plan", "contact_tense", "agreement"),
    *("start_talk", "home_facts", "instruction", "protective_flag", "incident", "evidence", "measure", "aftercare"),
    *("recovery", "evaluation", "counsellor_note"),
}


def policy_of(tmp_path, lines: str):
    path = tmp_path / "policy.csv"
    path.write_text(HEAD + lines)
    return read_policy(path)


def test_every_class_of_data_is_described():
    assert POLICY.data_classes == set(read_data_classes())


def test_every_role_stands_in_the_policy():
    assert {row.who for row in POLICY.rows} == {"employee", "teacher", "keeper", *Role.values}


def test_words_without_a_ground_grant_nothing():
    grounded = [row for row in POLICY.rows if row.scope in GROUNDED]
    assert grounded
    assert all(row.scope not in POLICY.scopes(row.data_class, row.operation, row.who) for row in grounded)


@pytest.mark.parametrize("who", FROM_OUTSIDE)
def test_people_from_outside_read_nothing_about_families(who):
    """But for the case that was given to an officer of the board, since nobody at the school can handle it."""
    assert not [name for name in ABOUT_FAMILIES if POLICY.scopes(name, "read", who) - {"handling"}]


def test_only_the_board_gets_cases_to_handle_beside_those_of_the_role():
    given = {(row.who, row.data_class, row.operation) for row in POLICY.rows if row.scope == "handling"}
    assert {who for who, *_ in given} == {"board_officer"}
    leader = {(name, operation) for _, name, operation in given}
    assert all("school" in POLICY.scopes(name, operation, Role.SCHOOL_LEADER) for name, operation in leader)


def test_only_the_counsellor_reads_the_counsellors_note():
    assert {(row.who, row.scope) for row in POLICY.rows if row.data_class == "counsellor_note"} == {
        ("counsellor", "own")
    }


def test_nobody_changes_the_log():
    assert {row.operation for row in POLICY.rows if row.data_class in ("audit", "access_list")} <= {
        *("read", "existence", "aggregate")
    }


def test_plain_reader_of_the_tests_agrees():
    granted = {(name, operation, who, scope) for (name, operation), each in grants().items() for who, scope in each}
    assert granted == {
        (row.data_class, row.operation, row.who, row.scope) for row in POLICY.rows if row.scope not in GROUNDED
    }


@pytest.mark.parametrize(
    "line",
    [
        "contact,headmaster,read,school,no,why",
        "contact,employee,peek,school,no,why",
        "contact,employee,read,everywhere,no,why",
        "contact,employee,read,school,perhaps,why",
        "contact,employee,read,school,no,",
        "contact,employee,read,school,no",
        "contact,employee,read,school,no,why\ncontact,employee,read,school,yes,why",
    ],
)
def test_line_that_cannot_be_meant_is_refused(tmp_path, line):
    with pytest.raises(PolicyError, match=r"policy\.csv:[23]"):
        policy_of(tmp_path, line + "\n")


def test_unknown_level_is_refused(tmp_path):
    path = tmp_path / "data_classes.csv"
    path.write_text(CLASSES_FILE.read_text().replace(",V4,", ",V9,", 1))
    with pytest.raises(PolicyError, match=r"data_classes\.csv:\d+"):
        read_data_classes(path)


def test_misspelt_question_is_no_refusal():
    with pytest.raises(LookupError):
        POLICY.scopes("contacts", "read", "employee")
    with pytest.raises(LookupError):
        POLICY.scopes("contact", "reads", "employee")


def test_pages_in_docs_are_up_to_date():
    call_command("access_matrix", check=True)


def test_pages_are_written_and_checked(tmp_path, capsys):
    with pytest.raises(CommandError, match="Out of date"):
        call_command("access_matrix", check=True, folder=tmp_path)
    call_command("access_matrix", folder=tmp_path)
    call_command("access_matrix", check=True, folder=tmp_path)
    page = tmp_path / "access-matrix.md"
    page.write_text(page.read_text().replace("403", "ok", 1))
    with pytest.raises(CommandError, match=r"access-matrix\.md"):
        call_command("access_matrix", check=True, folder=tmp_path)


def test_policy_file_ends_where_the_reader_ends():
    assert len(POLICY.rows) == len(FILE.read_text().splitlines()) - 1
