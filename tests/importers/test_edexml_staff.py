"""Teachers in a file: proposals that give no role and no login."""

import datetime

import pytest

from partnership.accounts.models import User
from partnership.school.enums import AssignmentKind
from partnership.school.models import Assignment, Group, RoleAssignment, StaffMember
from tests.importers.files import combined, edex, group, pupil, teacher
from tests.importers.taking import take
from tests.importers.test_edexml import CLASSES, FIRST_DAY, LAST_DAY, TODAY, twelve

CLASS, SUBJECT = AssignmentKind.CLASS_TEACHER, AssignmentKind.SUBJECT_TEACHER


def with_staff(*staff: str, groups=CLASSES) -> bytes:
    return edex(groups=groups, pupils=twelve(), staff=staff)


def work(day=TODAY) -> set[tuple[str, str, str]]:
    return set(Assignment.objects.on(day).values_list("staff__key", "group__key", "kind"))


def test_teacher_is_made_without_login_and_with_a_class(school):
    take(with_staff(teacher("t1", groups=["5A"], roles=["LRK"], email="juf@linde.example")))
    staff = StaffMember.objects.get()
    assert (staff.key, staff.user, staff.email, staff.from_date) == ("t1", None, "juf@linde.example", FIRST_DAY)
    assert work() == {("t1", "5A", CLASS)}
    assert Assignment.objects.get().until == LAST_DAY
    assert RoleAssignment.objects.count() == User.objects.count() == 0


def test_being_in_the_list_of_teachers_without_a_role_says_teacher(school):
    take(with_staff(teacher("t1", groups=["5A"])))
    assert work() == {("t1", "5A", CLASS)}


def test_subject_teachers_and_combined_groups_do_not_keep_the_contact(school):
    take(
        with_staff(
            teacher("t1", groups=["5A"], roles=["VAK"]),
            teacher("t2", groups=["c1"], roles=["LRK"]),
            teacher("t3", groups=["5A"], roles=["LRK"], role_in_group="VAK"),
            groups=[*CLASSES, combined("c1")],
        )
    )
    assert work() == {("t1", "5A", SUBJECT), ("t2", "c1", SUBJECT), ("t3", "5A", SUBJECT)}


def test_no_file_says_who_is_mentor_in_secondary_school(db):
    content = edex(
        groups=[group("1A", "11")],
        pupils=[pupil("p1", groups=["1A"], year_group="11")],
        staff=[teacher("t1", groups=["1A"])],
    )
    take(content, create_school="Het Lyceum")
    assert work() == {("t1", "1A", SUBJECT)}


@pytest.mark.parametrize("role", ["OUD", "STA", "DIR", "IB", "ADM", "CON", "OWA", "TAL", "XYZ"])
def test_who_is_no_teacher_is_reported_and_not_made(school, role):
    summary = take(with_staff(teacher("t1", groups=["5A"], roles=[role])))
    assert StaffMember.objects.count() == Assignment.objects.count() == RoleAssignment.objects.count() == 0
    assert any("not made" in note for note in summary.notes)


def test_parents_and_trainees_are_not_made_even_if_they_teach(school):
    take(
        with_staff(
            teacher("t1", groups=["5A"], roles=["LRK", "OUD"]), teacher("t2", groups=["5A"], role_in_group="STA")
        )
    )
    assert StaffMember.objects.count() == 0


def test_a_described_role_is_no_role(school):
    take(with_staff(teacher("t1", groups=["5A"], described="Manusje van alles")))
    assert StaffMember.objects.count() == 0


def test_a_teacher_who_is_also_director_gets_no_role(school):
    summary = take(with_staff(teacher("t1", groups=["5A"], roles=["LRK", "DIR"])))
    assert work() == {("t1", "5A", CLASS)}
    assert RoleAssignment.objects.count() == 0
    assert any("Other roles" in note for note in summary.notes)


def test_the_same_teachers_twice_change_nothing(school):
    content = with_staff(teacher("t1", groups=["5A", "6A"], email="juf@linde.example"), teacher("t2"))
    take(content)
    assert take(content).changes == 0


def test_teacher_who_disappears_is_reported_and_works_no_longer(school):
    take(with_staff(teacher("t1", groups=["5A"]), teacher("t2", groups=["6A"])))
    Assignment.objects.update(from_date=FIRST_DAY)
    summary = take(with_staff(teacher("t2", groups=["6A"])))
    assert work() == {("t2", "6A", CLASS)}
    assert StaffMember.objects.get(key="t1").until is None
    assert any("1 teacher known from an earlier file" in note for note in summary.notes)
    assert take(with_staff(teacher("t2", groups=["6A"]))).changes == 0


def test_teacher_who_moves_class_works_in_the_new_one(school):
    take(with_staff(teacher("t1", groups=["5A"])))
    take(with_staff(teacher("t1", groups=["6A"])))
    assert work() == {("t1", "6A", CLASS)}
    assert work(TODAY - datetime.timedelta(days=1)) == {("t1", "5A", CLASS)}


def test_what_was_arranged_by_hand_stays(school):
    take(with_staff(teacher("t1"), teacher("t2", groups=["6A"])))
    for key, name in (("t1", "5A"), ("t2", "5A")):
        Assignment.objects.create(
            school=school, staff=StaffMember.objects.get(key=key), group=Group.objects.get(key=name), kind=CLASS,
            from_date=FIRST_DAY,
        )  # fmt: skip
    take(with_staff(teacher("t1"), teacher("t2", groups=["6A"], roles=["VAK"])))
    assert work() == {("t1", "5A", CLASS), ("t2", "5A", CLASS), ("t2", "6A", SUBJECT)}


def test_who_was_invited_before_the_first_file_is_known_by_e_mail(school):
    StaffMember.objects.create(school=school, email="Juf@linde.example", last_name="juf", from_date=TODAY)
    take(with_staff(teacher("t1", groups=["5A"], email="juf@LINDE.example")))
    staff = StaffMember.objects.get()
    assert (staff.key, staff.last_name) == ("t1", "Leraart1")


def test_a_login_keeps_its_name_and_e_mail(school):
    user = User.objects.create_user("juf@linde.example", "een zin over appeltaart", name="Juf Anja")
    StaffMember.objects.create(
        school=school, key="t1", user=user, email="juf@linde.example", last_name="Anja", from_date=FIRST_DAY
    )
    take(with_staff(teacher("t1", groups=["5A"], email="ander@linde.example")))
    staff = StaffMember.objects.get()
    assert (staff.email, staff.last_name) == ("juf@linde.example", "Anja")
    assert work() == {("t1", "5A", CLASS)}


def test_who_has_left_is_not_brought_back_by_a_file(school):
    StaffMember.objects.create(
        school=school, key="t1", last_name="Oud", from_date=FIRST_DAY, until=datetime.date(2026, 10, 1)
    )
    summary = take(with_staff(teacher("t1", groups=["5A"])))
    assert StaffMember.objects.get().until == datetime.date(2026, 10, 1)
    assert work() == set()
    assert any("not brought back" in note for note in summary.notes)


def test_one_e_mail_address_for_two_teachers_is_left_out_once(school):
    content = with_staff(teacher("t1", email="team@linde.example"), teacher("t2", email="TEAM@linde.example"))
    summary = take(content)
    assert sorted(StaffMember.objects.values_list("email", flat=True)) == ["", "team@linde.example"]
    assert any("colleague has already" in note for note in summary.notes)
    assert take(content).changes == 0


def test_two_teachers_may_swap_their_addresses(school):
    take(with_staff(teacher("t1", email="a@linde.example"), teacher("t2", email="b@linde.example")))
    swapped = with_staff(teacher("t1", email="b@linde.example"), teacher("t2", email="a@linde.example"))
    take(swapped)
    assert dict(StaffMember.objects.values_list("key", "email")) == {"t1": "b@linde.example", "t2": "a@linde.example"}
    assert take(swapped).changes == 0


def test_next_years_teachers_start_next_year(school):
    take(with_staff(teacher("t1", groups=["5A"])))
    content = edex(
        year="2027-2028", groups=[group("6A", "6")], pupils=[pupil("p1", groups=["6A"])],
        staff=[teacher("t1", groups=["6A"]), teacher("t2", groups=["6A"])],
    )  # fmt: skip
    take(content)
    assert work() == {("t1", "5A", CLASS)}
    assert work(datetime.date(2027, 8, 1)) == {("t1", "6A", CLASS), ("t2", "6A", CLASS)}
    assert StaffMember.objects.get(key="t2").from_date == datetime.date(2027, 8, 1)
    assert take(content).changes == 0


def test_mentor_who_was_given_by_hand_survives_the_next_file(db):
    """Until the end of the year, just as what a file makes."""
    lyceum = {"groups": [group("1A", "11")], "pupils": [pupil("p1", groups=["1A"], year_group="11")]}
    content = edex(**lyceum, staff=[teacher("t1", groups=["1A"])])
    take(content, create_school="Het Lyceum")
    Assignment.objects.update(kind=CLASS, by_hand=True)
    take(content)
    take(edex(**lyceum, staff=[teacher("t1")]))
    assert work() == {("t1", "1A", CLASS)}


def test_what_was_ended_by_hand_is_not_begun_again_by_a_file(school):
    content = with_staff(teacher("t1", groups=["5A"], roles=["LRK"]))
    take(content)
    Assignment.objects.update(until=TODAY - datetime.timedelta(days=1), by_hand=True)
    take(content)
    assert work() == set()
