"""What is said of one row without a question is what the querysets say: may one open it, may a role act on it."""

import pytest

from incidents.models import Incident
from incidents.rules import CaseRights
from incidents.services import joining
from partnership.school.models import StaffMember
from tests.access.cases import make_incidents
from tests.cast import DAY, PERSONAS, today
from tests.incidents.making_case import lowered_case, make_case, rows_of

ACTS = [("read", "incident"), ("change", "incident"), ("read", "measure"), ("create", "measure"), ("change", "measure")]


@pytest.fixture
def cases(cast) -> list[Incident]:
    made = list(make_incidents(cast).values())
    lowered = lowered_case(cast)
    rows_of(cast, lowered)
    joined = make_case(cast.staff["bram"], guardian=cast.guardians["ruben"], handler=cast.staff["tess"])
    leading = make_case(cast.staff["sanne"], handler=cast.staff["tess"])
    joining.join_report(joined, actor=cast.staff["fatima"], version=joined.version, into=leading)
    shared = make_case(cast.staff["emine"])
    for until in (today(), today() - DAY):
        person = cast.staff["hans" if until == today() else "bram"]
        shared.shares.create(school=cast.linde, staff=person, reason="x", until=until, by=cast.staff["fatima"])
    return list(Incident.objects.filter(pk__in=[case.pk for case in (*made, lowered, joined, leading, shared)]))


@pytest.mark.parametrize("code", sorted(set(PERSONAS) - {"P0"}))
def test_a_row_is_judged_as_the_queryset_finds_it(cast, cases, code):
    person = StaffMember.objects.select_related("user", "school").get(pk=cast.personas[code].staff.pk)
    rights = CaseRights(person.rights)
    visible = set(Incident.objects.visible_to(person).values_list("pk", flat=True))
    assert {case.pk for case in cases if rights.opens(case)} == visible & {case.pk for case in cases}
    for operation, data_class in ACTS:
        found = Incident.objects.knowable_by(person).filter(rights.handled(operation, data_class))
        expected = set(found.values_list("pk", flat=True))
        assert {case.pk for case in cases if rights.handles(case, operation, data_class)} == expected, operation
