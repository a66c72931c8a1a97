"""When a name in a report can be that of a colleague."""

import pytest

from incidents.services.same_names import is_alike
from partnership.school.models import StaffMember

HANS = StaffMember(first_name="Hans", prefix="van", last_name="School")


@pytest.mark.parametrize(
    "name", ["Hans van School", " hàns  VAN school", "H. van School", "H School", "van School", "School"]
)
def test_the_whole_name_an_initial_or_the_last_name_alone_is_asked(name):
    assert is_alike(name, HANS)


@pytest.mark.parametrize("name", ["", "Hans", "Henk van School", "Hans van Schoolen", "K. van School", "a man"])
def test_another_first_name_or_no_last_name_asks_nothing(name):
    assert not is_alike(name, HANS)
