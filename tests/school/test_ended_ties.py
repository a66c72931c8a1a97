"""Address, telephone and how to reach a guardian are read by ties that hold today, not by those that ended."""

import pytest

from partnership.school.models import GuardianDetails, Guardianship, Household, Reachability, StaffMember
from tests.cast import DAY, assign, today

READERS = ["sanne", "bram"]


def fresh(member: StaffMember) -> StaffMember:
    return StaffMember.objects.select_related("user", "school").get(pk=member.pk)


@pytest.fixture
def home(cast) -> Household:
    home = Household.objects.create(school=cast.linde, street="Wilgenlaan 12")
    GuardianDetails.objects.filter(guardian=cast.guardians["peter"]).update(household=home)
    return home


def seen(cast, name: str) -> list[bool]:
    staff, peter = fresh(cast.staff[name]), cast.guardians["peter"]
    return [
        Household.objects.visible_to(staff).filter(guardians__guardian=peter).exists(),
        GuardianDetails.objects.visible_to(staff).filter(guardian=peter).exists(),
        Reachability.objects.visible_to(staff).filter(guardian=peter).exists(),
    ]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    ("dates", "reads"),
    [
        ({}, True),
        ({"until": today()}, True),
        ({"until": today() - DAY}, False),
        ({"from_date": today() + DAY}, False),
        ({"from_date": today(), "until": today()}, True),
    ],
)
def test_who_teaches_reads_by_a_tie_of_today(cast, home, name, dates, reads):
    Guardianship.objects.filter(guardian=cast.guardians["peter"]).update(**dates)
    assert seen(cast, name) == [reads] * 3


def test_another_tie_of_today_still_counts(cast, home):
    """A tie that ended with one child says nothing of the other child one teaches."""
    Guardianship.objects.filter(guardian=cast.guardians["peter"]).update(until=today() - DAY)
    Guardianship.objects.create(school=cast.linde, guardian=cast.guardians["peter"], pupil=cast.pupils["amira"])
    assert seen(cast, "sanne") == [True] * 3


def test_leader_reads_no_more_of_who_has_nothing_to_do_with_the_school(cast, home):
    Guardianship.objects.filter(guardian=cast.guardians["peter"]).update(until=today() - DAY)
    assert seen(cast, "fatima") == [False] * 3


def test_who_came_to_teach_the_child_later_never_reads_of_the_former_foster_home(cast, home):
    Guardianship.objects.filter(guardian=cast.guardians["peter"]).update(until=today() - DAY)
    assign(cast.staff["hans"], cast.pupils["finn"], "support")
    assert seen(cast, "hans") == [False] * 3
