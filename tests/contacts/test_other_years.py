"""The page of a class of another school year: who was in it then, by name, and nobody's turn."""

import pytest
from django.urls import reverse

from contacts.models import Contact
from partnership.school.models import Enrolment, SchoolYear
from tests.browsing import browser
from tests.cast import DAY, enrol, make_group, year_of


def in_year(cast, year: SchoolYear, *children: str):
    group = make_group(cast.linde, f"Groep of {year}", year=year, team=cast.groups["five"].team)
    for name in children:
        enrol(cast.pupils[name], group, until=year.end)
    return group


@pytest.fixture
def last_year(cast):
    """Amira, Kyra (of another team now) and Finn, who left the school since."""
    year = year_of(cast.linde, year_of(cast.linde).start - DAY)
    group = in_year(cast, year, "amira", "kyra", "finn")
    cast.pupils["finn"].left_on = year.end
    cast.pupils["finn"].save()
    return group


def page_of(member, group):
    page = browser(member).get(reverse("contacts:group", args=[group.pk]))
    assert page.status_code == 200
    return page


@pytest.mark.parametrize("name", ["fatima", "tess", "marieke"])
def test_class_of_an_earlier_year_shows_who_was_in_it_then(cast, last_year, name):
    page = page_of(cast.staff[name], last_year)
    assert [pupil.first_name for pupil in page.context["pupils"]] == ["Amira", "Finn", "Kyra"]
    text = page.content.decode()
    assert f"This is a class of school year {last_year.year}: the children who were in it then" in text
    assert "chip-turn" not in text
    assert "not spoken to" not in text
    assert "Something nice" not in text
    assert "contacts/new" not in text


def test_class_of_an_earlier_year_shows_the_last_contact_of_that_year(cast, last_year):
    contact = cast.contacts["amira last year"]
    rows = {pupil.first_name: pupil for pupil in page_of(cast.staff["fatima"], last_year).context["pupils"]}
    assert rows["Amira"].last_at == Contact.objects.get(pk=contact.pk).happened_at
    assert rows["Kyra"].last_at is None


def test_class_of_next_year_shows_who_will_be_in_it(cast):
    this = year_of(cast.linde)
    year = SchoolYear.objects.create(school=cast.linde, name="next", start=this.end + DAY, end=this.end + 365 * DAY)
    group = in_year(cast, year, "bilal")
    Enrolment.objects.filter(group=group).update(from_date=year.start)
    page = page_of(cast.staff["fatima"], group)
    assert [pupil.first_name for pupil in page.context["pupils"]] == ["Bilal"]
    text = page.content.decode()
    assert "which has not begun yet" in text
    assert "chip-turn" not in text


def test_tied_family_is_not_on_it_and_a_teacher_of_this_year_does_not_open_it(cast, last_year):
    enrol(cast.pupils["lot"], last_year, until=last_year.year.end)
    names = [pupil.first_name for pupil in page_of(cast.staff["ruben"], last_year).context["pupils"]]
    assert "Lot" not in names
    assert "Amira" in names
    for name, status in (("sanne", 403), ("wim", 404)):
        assert browser(cast.staff[name]).get(reverse("contacts:group", args=[last_year.pk])).status_code == status


def test_list_of_classes_leads_to_other_years(cast, last_year):
    page = browser(cast.staff["fatima"]).get(reverse("contacts:group_list"))
    assert page.context["elsewhen"] == [last_year]
    assert last_year not in page.context["object_list"]
    assert browser(cast.staff["sanne"]).get(reverse("contacts:group_list")).context["elsewhen"] == []
