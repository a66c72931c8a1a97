"""Who is at work where, who keeps the contact, who handles what, and who will read what one writes."""

import pytest
from django.urls import reverse

from partnership.accounts.models import User
from partnership.school.enums import AssignmentKind, GroupKind, Role
from partnership.school.models import Absence, RoleAssignment
from partnership.school.services.people import (
    current_staff,
    group_to_open,
    keepers_of_group,
    needs_second_factor,
    teachers_of_pupils,
    who_handles,
    workplaces,
)
from partnership.school.services.readers import readers_of_contacts
from tests.browsing import browser
from tests.cast import DAY, assign, enrol, give_role, make_group, make_pupil, make_school, make_staff, make_user, today


@pytest.fixture
def school(db):
    return make_school("De Linde")


@pytest.fixture
def group(school):
    return make_group(school)


def names(people) -> list[str]:
    return [person.first_name for person in people]


# Workplaces.


def test_workplaces_are_the_schools_one_works_at_today_by_name(db):
    user = make_user("Merel")
    for name, dates in {
        "Zwaluw": {}, "Akker": {}, "Verleden": {"until": today() - DAY}, "Toekomst": {"from_date": today() + DAY},
        "Laatste dag": {"until": today()}, "Eerste dag": {"from_date": today()},
    }.items():  # fmt: skip
        make_staff(make_school(name), "Merel", user=user, **dates)
    assert [place.school.name for place in workplaces(user)] == ["Akker", "Eerste dag", "Laatste dag", "Zwaluw"]
    assert "Verleden" in [place.school.name for place in workplaces(user, today() - DAY)]


def test_current_school_is_the_chosen_one_while_one_works_there(db):
    user = make_user("Merel")
    first, second = (make_staff(make_school(name), "Merel", user=user) for name in ("Akker", "Zwaluw"))
    elsewhere = make_school("Elders")
    assert current_staff(workplaces(user), None) == first
    assert current_staff(workplaces(user), str(second.school_id)) == second
    assert current_staff(workplaces(user), str(elsewhere.pk)) == first
    assert current_staff(workplaces(user), "nonsense") == first
    assert current_staff(workplaces(make_user("Nobody")), None) is None


def test_school_is_changed_in_the_menu_and_only_to_ones_own(db):
    user = make_user("Merel")
    first, second = (make_staff(make_school(name), "Merel", user=user) for name in ("Akker", "Zwaluw"))
    client = browser(first)
    page = client.post(reverse("school:switch"), {"school": str(second.school_id)}, follow=True)
    assert page.context["request"].staff == second
    for other in (str(make_school("Elders").pk), "nonsense", ""):
        page = client.post(reverse("school:switch"), {"school": other}, follow=True)
        assert page.context["request"].staff == second


def test_who_works_nowhere_gets_a_page_that_says_so(db):
    member = make_staff(make_school(), "Noor", until=today() - DAY)
    page = browser(member).get(reverse("today"))
    assert page.status_code == 200
    assert page.templates[0].name == "no_school.html"


# Who keeps the contact.


def test_class_teachers_keep_the_contact_of_their_group_in_the_order_of_the_week(school, group):
    thursday, monday = make_staff(school, "Donna"), make_staff(school, "Maan")
    assign(thursday, group, days="45")
    assign(monday, group, days="123")
    assign(make_staff(school, "Gym"), group, AssignmentKind.SUBJECT_TEACHER)
    assign(make_staff(school, "Weg"), group, until=today() - DAY)
    assign(make_staff(school, "Straks"), group, from_date=today() + DAY)
    assign(make_staff(school, "Vertrokken", until=today() - DAY), group)
    assert names(keepers_of_group(group)) == ["Maan", "Donna"]


def test_teachers_of_pupils_are_those_of_their_groups_and_their_own(school, group):
    other = make_group(school, "Groep 6")
    amira, bilal = make_pupil(group, "Amira"), make_pupil(other, "Bilal")
    alone = make_pupil(make_group(school, "Groep 7"), "Alleen")
    for name, to in {"Sanne": group, "Emine": other, "Extra": amira}.items():
        assign(make_staff(school, name), to)
    assign(make_staff(school, "Steun"), amira, AssignmentKind.SUPPORT)
    assign(make_staff(school, "Vertrokken", until=today() - DAY), group)
    found = teachers_of_pupils([amira.pk, bilal.pk, alone.pk])
    assert {key: names(people) for key, people in found.items()} == {
        amira.pk: ["Extra", "Sanne"],
        bilal.pk: ["Emine"],
        alone.pk: [],
    }


def test_teacher_of_group_and_pupil_is_named_once(school, group):
    amira, sanne = make_pupil(group, "Amira"), make_staff(school, "Sanne")
    assign(sanne, group)
    assign(sanne, amira)
    assert names(teachers_of_pupils([amira.pk])[amira.pk]) == ["Sanne"]


def test_teachers_of_a_class_cost_one_query_whatever_its_size(school, group, django_assert_num_queries):
    assign(make_staff(school, "Sanne"), group)
    pupils = [make_pupil(group, f"Kind {number}").pk for number in range(30)]
    for number in (1, 30):
        with django_assert_num_queries(1):
            teachers_of_pupils(pupils[:number])


def test_group_to_open_is_one_whose_page_opens_mentor_group_first(school):
    mentor_group = make_group(school, "3H1", kind=GroupKind.MENTOR)
    maths = make_group(school, "3H1 wiskunde", kind=GroupKind.TEACHING)
    pupil = make_pupil(mentor_group, "Yara")
    enrol(pupil, maths)
    mentor, teacher, both, nobody = (make_staff(school, name) for name in ("Mentor", "Vak", "Beide", "Geen"))
    assign(mentor, mentor_group)
    assign(teacher, maths, AssignmentKind.SUBJECT_TEACHER)
    assign(both, maths, AssignmentKind.SUBJECT_TEACHER)
    assign(both, mentor_group)
    opened = {member.first_name: group_to_open([pupil.pk], staff=member) for member in (mentor, teacher, both, nobody)}
    assert opened == {"Mentor": mentor_group, "Vak": maths, "Beide": mentor_group, "Geen": None}


# Who handles what.


def test_holder_of_a_role_comes_before_deputies_and_the_absent_are_left_out(school):
    holder, deputy, second = (make_staff(school, name) for name in ("Houder", "Eerste", "Tweede"))
    give_role(second, Role.SCHOOL_LEADER, order=3)
    give_role(holder, Role.SCHOOL_LEADER, order=1)
    give_role(deputy, Role.SCHOOL_LEADER, order=2)
    give_role(make_staff(school, "Zorg"), Role.CARE_COORDINATOR)

    def found(**given):
        return names(who_handles(Role.SCHOOL_LEADER, school=school, **given))

    assert found() == ["Houder", "Eerste", "Tweede"]
    assert found(excluding=frozenset([holder.pk])) == ["Eerste", "Tweede"]
    Absence.objects.create(school=school, staff=holder, from_date=today(), until=today())
    assert found() == ["Eerste", "Tweede"]
    assert found(at=today() + DAY) == ["Houder", "Eerste", "Tweede"]


def test_who_left_or_cannot_log_in_handles_nothing(school):
    for name, columns in {"Weg": {"until": today() - DAY}, "Zonder": {"login": False}, "Dicht": {}}.items():
        make_staff(school, name, role=Role.SCHOOL_LEADER, **columns)
    User.objects.filter(name="Dicht").update(is_active=False)
    give_role(make_staff(school, "Was"), Role.SCHOOL_LEADER, until=today() - DAY)
    give_role(make_staff(school, "Wordt"), Role.SCHOOL_LEADER, from_date=today() + DAY)
    make_staff(make_school("Andere"), "Elders", role=Role.SCHOOL_LEADER)
    assert who_handles(Role.SCHOOL_LEADER, school=school) == []


@pytest.mark.parametrize("role", Role)
def test_second_factor_is_asked_of_the_roles_that_the_setting_names(school, settings, role):
    member = make_staff(school, "Iemand", role=role)
    settings.MFA_REQUIRED = ["school_leader", "admin"]
    assert needs_second_factor(member.user) is (role in {"school_leader", "admin"})
    settings.MFA_REQUIRED = []
    assert not needs_second_factor(member.user)


def test_second_factor_is_not_asked_for_a_role_that_ended(school, settings):
    settings.MFA_REQUIRED = ["school_leader"]
    member = make_staff(school, "Iemand", role=Role.SCHOOL_LEADER)
    RoleAssignment.objects.filter(staff=member).update(until=today() - DAY)
    assert not needs_second_factor(member.user)


# Who will read it.


def test_readers_are_the_other_keepers_and_roles_that_someone_has(cast):
    amira, sanne = cast.pupils["amira"], cast.staff["sanne"]
    keepers, roles = readers_of_contacts(amira, staff=sanne)
    assert "Daan" in names(keepers)
    assert not {"Sanne", "Bram", "Gone"} & set(names(keepers))
    assert len(roles) == 2
    RoleAssignment.objects.filter(role=Role.CARE_COORDINATOR).update(until=today() - DAY)
    assert len(readers_of_contacts(amira, staff=sanne)[1]) == 1


def test_without_others_only_the_writer_reads(school, group):
    sanne = make_staff(school, "Sanne")
    assign(sanne, group)
    assert readers_of_contacts(make_pupil(group), staff=sanne) == ([], [])
