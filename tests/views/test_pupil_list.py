"""The directory: every child and its class, found by name, class or a parent's last name."""

import pytest
from django.urls import reverse

from partnership.school.enums import GroupKind
from partnership.school.models import Guardian, Guardianship, Pupil
from tests.browsing import browser
from tests.cast import DAY, enrol, make_group, make_guardian, make_pupil, make_school, make_staff, today


@pytest.fixture
def school(db):
    return make_school("De Linde")


@pytest.fixture
def group(school):
    return make_group(school, "Groep 5")


@pytest.fixture
def hans(school):
    """An employee without a class: everyone at work knows which child is in which class."""
    return make_staff(school, "Hans")


def found(member, query: str = "", **more) -> list[str]:
    page = browser(member).get(reverse("pupil_list"), {"q": query, **more})
    assert page.status_code == 200
    return [pupil.first_name for pupil in page.context["pupils"]]


def test_children_stand_by_first_name_with_their_groups(school, group, hans):
    for name in ("Yara", "Amira", "Mats"):
        make_pupil(group, name)
    enrol(Pupil.objects.get(first_name="Mats"), make_group(school, "Plusklas", kind=GroupKind.TEACHING))
    page = browser(hans).get(reverse("pupil_list"))
    assert [(pupil.first_name, pupil.group_names) for pupil in page.context["pupils"]] == [
        ("Amira", ["Groep 5"]),
        ("Mats", ["Groep 5", "Plusklas"]),
        ("Yara", ["Groep 5"]),
    ]


def test_children_of_another_school_and_who_left_are_not_there(group, hans):
    make_pupil(group, "Amira")
    make_pupil(group, "Weg", left_on=today())
    make_pupil(group, "Morgen weg", left_on=today() + DAY)
    make_pupil(make_group(make_school("De Berk")), "Elders")
    assert found(hans) == ["Amira", "Morgen weg"]
    assert found(hans, "Weg") == ["Morgen weg"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("amira", ["Amira"]),
        ("MIR", ["Amira"]),
        ("berg", ["Amira", "Bas"]),
        ("van den berg", ["Amira"]),
        ("amira berg", ["Amira"]),
        ("groep 6", ["Cas"]),
        ("groep", ["Amira", "Bas", "Cas"]),
        ("yilmaz", ["Cas"]),
        ("el yilmaz", ["Cas"]),
        ("fatiha", []),
        ("nobody", []),
        ("  amira  ", ["Amira"]),
        ("%", []),
        ("_", []),
        ("ami\x00ra", ["Amira"]),
        ("'; drop table", []),
    ],
)
def test_search_finds_each_word_in_name_class_or_last_name_of_a_parent(school, group, hans, query, names):
    mother = make_guardian(school, "Fatiha")
    Guardian.objects.filter(pk=mother.pk).update(prefix="el", last_name="Yılmaz".replace("ı", "i"))
    make_pupil(group, "Amira", prefix="van den", last_name="Berg")
    make_pupil(group, "Bas", last_name="Berghuis")
    make_pupil(make_group(school, "Groep 6"), "Cas", last_name="Smit", guardians=[mother])
    assert found(hans, query) == names


def test_parent_whose_tie_ended_finds_the_child_no_more(school, group, hans):
    mother = make_guardian(school, "Fatiha")
    Guardian.objects.filter(pk=mother.pk).update(last_name="Smit")
    make_pupil(group, "Cas", guardians=[mother])
    assert found(hans, "smit") == ["Cas"]
    Guardianship.objects.update(until=today() - DAY)
    assert found(hans, "smit") == []


def test_class_of_before_finds_the_child_no_more(school, group, hans):
    pupil = make_pupil(group, "Cas")
    pupil.enrolments.update(until=today() - DAY)
    enrol(pupil, make_group(school, "Groep 6"), from_date=today())
    assert found(hans, "groep 5") == []
    assert found(hans, "groep 6") == ["Cas"]


def test_second_page_keeps_what_was_searched(group, hans):
    for number in range(51):
        make_pupil(group, f"Kind {number:02}", last_name="A&B", guardians=[])
    client = browser(hans)
    page = client.get(reverse("pupil_list"), {"q": "A&B"})
    assert len(page.context["pupils"]) == 50
    assert 'href="?q=A%26B&amp;page=2"' in page.content.decode()
    assert found(hans, "A&B", page="2") == ["Kind 50"]


@pytest.mark.parametrize("page", ["0", "99", "two"])
def test_page_that_does_not_exist_is_a_page_that_does_not_exist(group, hans, page):
    make_pupil(group)
    assert browser(hans).get(reverse("pupil_list"), {"page": page}).status_code == 404


def test_nobody_found_says_what_to_try(group, hans):
    page = browser(hans).get(reverse("pupil_list"), {"q": "<b>nobody</b>"}).content.decode()
    assert "Nobody found for" in page
    assert "<b>nobody</b>" not in page


def test_school_without_pupils_says_where_they_come_from(hans):
    assert "They come from the pupil system." in browser(hans).get(reverse("pupil_list")).content.decode()
