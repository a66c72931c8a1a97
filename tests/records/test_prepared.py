"""A query whose SQL is kept answers as the queryset itself does: for other values, another school, and nothing."""

import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from partnership.records.prepared import prepared
from partnership.school.models import Enrolment, Pupil
from tests.cast import DAY, make_contact, make_group, make_pupil, make_school, make_staff, today

pytestmark = pytest.mark.django_db


@prepared
def pupils_of(*, groups: list[UUID], but: list[UUID], day: datetime.date) -> QuerySet[Pupil]:
    enrolments = Enrolment.objects.on(day).filter(group__in=groups)
    pupils = Pupil.objects.filter(pk__in=enrolments.values("pupil")).exclude(pk__in=but)
    return pupils.select_related("school").annotate(groups=Count("enrolments")).order_by("first_name")


@prepared
def names_since(*, moment: datetime.datetime, name: str) -> QuerySet[Pupil]:
    pupils = Pupil.objects.filter(first_name=name, contacts__contact__happened_at__gt=moment)
    return pupils.values_list("first_name", flat=True)


@pytest.fixture
def classes():
    with scopes_disabled():
        groups = [make_group(make_school(name), "Groep 5") for name in ("De Linde", "De Beuk")]
        for group in groups:
            for name in ("Anna", "Bram"):
                make_pupil(group, f"{name} {group.school.name}")
    return groups


def names(pupils) -> list[str]:
    return [pupil.first_name for pupil in pupils]


def test_each_asking_has_its_own_values_and_objects(classes):
    linde, _beuk = classes
    with scope(school=linde.school):
        found = pupils_of(groups=[linde.pk], but=[], day=today())
        assert names(found) == ["Anna De Linde", "Bram De Linde"]
        assert [(pupil.school.name, pupil.groups) for pupil in found] == [("De Linde", 1)] * 2
        assert names(pupils_of(groups=[linde.pk], but=[found[0].pk], day=today())) == ["Bram De Linde"]
        assert pupils_of(groups=[], but=[], day=today()) == []
        assert pupils_of(groups=[linde.pk], but=[], day=today() - 400 * DAY) == []


def test_the_school_of_the_scope_comes_with_each_asking(classes):
    keys = [group.pk for group in classes]
    for group in [*classes, classes[0]]:
        with scope(school=group.school):
            found = names(pupils_of(groups=keys, but=[], day=today()))
        assert found == [f"Anna {group.school.name}", f"Bram {group.school.name}"]


def test_without_one_school_it_is_the_queryset_itself(classes):
    keys = [group.pk for group in classes]
    with scopes_disabled():
        assert len(pupils_of(groups=keys, but=[], day=today())) == 4
    with scope(school=[]):
        assert pupils_of(groups=keys, but=[], day=today()) == []


def test_rows_are_read_each_time_in_one_query(classes):
    linde = classes[0]
    with scope(school=linde.school):
        pupils_of(groups=[linde.pk], but=[], day=today())
        make_pupil(linde, "Zoë")
        with CaptureQueriesContext(connection) as asked:
            assert len(pupils_of(groups=[linde.pk], but=[], day=today())) == 3
    assert len(asked) == 1


def test_texts_and_moments_come_later_too(classes):
    with scope(school=classes[0].school):
        anna = Pupil.objects.get(first_name="Anna De Linde")
        contact = make_contact(make_staff(anna.school), anna)
        before = contact.happened_at - DAY
        assert names_since(moment=before, name=anna.first_name) == [anna.first_name]
        assert names_since(moment=contact.happened_at, name=anna.first_name) == []
        assert names_since(moment=before, name="%s' OR 1=1 --") == []


def test_what_belongs_to_one_asking_is_not_kept(classes):
    @prepared
    def of_today(*, group: UUID) -> QuerySet[Enrolment]:
        return Enrolment.objects.today().filter(group=group)

    @prepared
    def of_this_group() -> QuerySet[Enrolment]:
        return Enrolment.objects.filter(group=classes[0])

    with scope(school=classes[0].school):
        with pytest.raises(ValueError, match="would be kept"):
            of_today(group=classes[0].pk)
        with pytest.raises(ValueError, match="would be kept"):
            of_this_group()
