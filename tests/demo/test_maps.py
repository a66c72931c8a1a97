"""Who does what at the demo schools: published, whole, and followed by what is reported from now on."""

import pytest

from incidents.models import Incident, MapVersion
from incidents.services.map_check import problems_of
from partnership.school.models import School, StaffMember
from tests.incidents.conftest import report

pytestmark = pytest.mark.usefixtures("demo")


@pytest.mark.parametrize(("brin", "reporter"), [("01DL", "sanne"), ("02WC", "selma")])
def test_both_schools_have_a_map_that_new_reports_follow(brin, reporter):
    school = School.objects.get(brin=brin)
    version = MapVersion.objects.in_use(school)
    assert (version.number, version.approved_by) == (1, "team en MR")
    assert problems_of(version) == []
    assert next(route.name for route in version.routes.all()) == "Een ruzie die uit de hand liep"
    incident = report(StaffMember.objects.get(school=school, user__email__startswith=f"{reporter}@"))
    assert incident.map_version == version
    assert incident.actions.count() > 2
    assert not Incident.objects.filter(school=school).exclude(pk=incident.pk).exclude(map_version=None).exists()
