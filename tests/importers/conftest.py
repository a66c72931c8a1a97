"""A day in the middle of a school year, and a school to bring files into."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import translation
from django_scopes import scopes_disabled

from partnership.school.models import School
from tests.importers.files import edex, group, pupil
from tests.importers.taking import take

TODAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _all_schools():
    with scopes_disabled():
        yield


@pytest.fixture
def school(db) -> School:
    """De Linde (12AB00): twelve pupils, p1 to p12, in two classes."""
    pupils = [pupil(f"p{number}", groups=["5A" if number <= 6 else "6A"]) for number in range(1, 13)]
    take(edex(groups=[group("5A", "5"), group("6A", "6")], pupils=pupils), create_school="De Linde")
    return School.objects.get(brin="12AB")
