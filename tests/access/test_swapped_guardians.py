"""T3 for guardians: forms refuse people and grounds of others alike, and change nothing."""

import pytest
from django.urls import reverse

from partnership.records.models import Revision
from partnership.school.models import Guardian, Guardianship, Restriction
from tests.access.plans import make_plans
from tests.access.test_swapped_plans import refuses
from tests.cast import today

pytestmark = pytest.mark.usefixtures("quick_pages")
CHANGED = [Guardian, Guardianship, Restriction, Revision]


@pytest.fixture
def plans(cast):
    return make_plans(cast)


@pytest.fixture(autouse=True)
def _nothing_changes(cast, plans):
    before = [model.objects.count() for model in CHANGED]
    yield
    assert [model.objects.count() for model in CHANGED] == before


def test_only_another_parent_of_this_child_can_have_told_something(cast, plans):
    url = reverse("school:tie_edit", args=[plans.restrictions["said"].guardianship.pk])
    others = [cast.guardians[name].pk for name in ("zoe's", "peter", "daan", "said")]
    told = {"told": "Something.", "told_on": str(today())}
    refuses(cast.client("P6"), url, "told_by", [*others, cast.staff["sanne"].pk], **told)


def test_only_a_restriction_of_this_tie_is_a_ground(cast, plans):
    url = reverse("school:tie_edit", args=[plans.restrictions["said"].guardianship.pk])
    others = [plans.restrictions[name].pk for name in ("zoe's", "anja", "ruben")]
    withheld = {"information": "withheld", "information_source": "document"}
    refuses(cast.client("P6"), url, "withheld_by", others, **withheld)


def test_only_guardians_of_the_family_are_chosen(cast, plans):
    url = reverse("school:guardian_new", args=[cast.pupils["bilal"].pk])
    others = [cast.guardians[name].pk for name in ("zoe's", "peter", "anja", "fatiha", "ruben")]
    refuses(cast.client("P6"), url, "known", others, custody_source="told")


def test_only_one_of_the_two_goes_on(cast, plans):
    url = reverse("school:guardian_pair", args=[plans.pairs["five"].pk])
    others = [cast.guardians[name].pk for name in ("zoe's", "anja", "daan", "ruben")]
    refuses(cast.client("P6"), url, "kept", [*others, plans.pairs["five"].pk])
