"""Versions of who does what: proposed, edited, checked, published, compared."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from incidents.enums import AggressionForm, MapState, PostKind, Rank, Term
from incidents.models import MapPost, MapVersion, RouteStep
from incidents.services import map_versions
from incidents.services.map_changes import changes
from incidents.services.map_check import problems_of, situations_of_all
from incidents.services.map_reading import read_steps, route_of
from partnership.audit.models import AuditEvent
from partnership.school.models import Absence
from tests.cast import DAY, today
from tests.incidents.conftest import fresh
from tests.incidents.making_map import fill_posts, post, publish_map


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def draft(linde) -> MapVersion:
    fill_posts(linde.school)
    return map_versions.draft_of(linde.school, actor=linde.leader)


def texts(version: MapVersion) -> str:
    return " | ".join(problem.text for problem in problems_of(version))


def publish(draft, leader, **columns) -> MapVersion:
    columns = {"approved_on": today(), "approved_by": "team"} | columns
    return map_versions.publish(draft, actor=leader, **columns)


def first_step(version: MapVersion) -> RouteStep:
    return RouteStep.objects.filter(route__map_version=version).order_by("route__order", "order").first()


def values(step: RouteStep) -> dict:
    return {name: getattr(step, name) for name in map_versions.STEP_COLUMNS}


def test_our_proposal_is_for_every_situation_and_right_once_people_are_there(draft):
    assert set(draft.situations.values_list("form", "rank", "again")) == set(situations_of_all())
    assert problems_of(draft) == []


def test_one_draft_at_a_time(linde, draft):
    assert map_versions.draft_of(linde.school, actor=linde.deputy) == draft


def test_nobody_but_the_editors_sees_a_draft(linde, draft):
    assert list(MapVersion.objects.visible_to(fresh(linde.leader))) == [draft]
    assert not MapVersion.objects.visible_to(fresh(linde.hans)).exists()
    publish(draft, linde.leader)
    assert MapVersion.objects.visible_to(fresh(linde.hans)).get() == draft


def test_publishing_replaces_what_was_in_use_and_keeps_it(linde):
    first = publish_map(linde.leader)
    second = map_versions.draft_of(linde.school, actor=linde.leader)
    assert second.number == first.number + 1
    publish(second, linde.leader)
    first.refresh_from_db()
    assert first.state == MapState.REPLACED
    assert MapVersion.objects.in_use(linde.school) == second
    assert (
        RouteStep.objects.filter(route__map_version=first).count()
        == RouteStep.objects.filter(route__map_version=second).count()
    )
    assert AuditEvent.objects.filter(action="map.publish").count() == 2


def test_a_copy_is_the_same_map(linde):
    first = publish_map(linde.leader)
    second = map_versions.draft_of(linde.school, actor=linde.leader)
    assert changes(first, second) == []
    assert [route.then.name for route in second.routes.exclude(then=None)] == [
        route.then.name for route in first.routes.exclude(then=None)
    ]
    assert not second.routes.filter(then__map_version=first).exists()


def test_what_changed_is_shown(linde):
    first = publish_map(linde.leader)
    second = map_versions.draft_of(linde.school, actor=linde.leader)
    step = first_step(second)
    map_versions.save_step(step.route, actor=linde.leader, step=step, **values(step) | {"what": "Ga weg."})
    safety = post(linde.school, PostKind.SAFETY)
    new = {"what": "Bel de wijkagent.", "say": "", "post": safety, "term": Term.HOURS, "number": 24}
    map_versions.save_step(step.route, actor=linde.leader, **new, document="", outside="community_officer")
    map_versions.move_step(step, actor=linde.leader, by=1)
    gone = second.routes.last()
    map_versions.remove_route(gone, actor=linde.leader)
    found = {(change.route, change.what) for change in changes(first, second)}
    name = step.route.name
    assert {(name, "step changed"), (name, "new step"), (name, "order of the steps")} <= found
    assert (gone.name, "route left out") in found
    assert [change.after for change in changes(None, second) if change.what == "new route"]


def test_what_was_published_does_not_change(linde):
    version = publish_map(linde.leader)
    step = first_step(version)
    with pytest.raises(ValidationError):
        map_versions.save_step(step.route, actor=linde.leader, step=step, **values(step))
    for act in (map_versions.remove_step, map_versions.move_step, map_versions.remove_route):
        row = step.route if act is map_versions.remove_route else step
        extra = {"by": 1} if act is map_versions.move_step else {}
        with pytest.raises(ValidationError):
            act(row, actor=linde.leader, **extra)
    with pytest.raises(ValidationError):
        map_versions.drop_draft(version, actor=linde.leader)


def test_a_route_takes_its_situations_from_others(linde, draft):
    situation = (AggressionForm.VERBAL.value, Rank.LIGHT.value, False)
    route = map_versions.save_route(draft, actor=linde.leader, name="Aan de telefoon", situations=[situation])
    assert route_of(draft, form=situation[0], rank=situation[1], again=False) == route
    assert "Aan de telefoon" in texts(draft)  # it has no steps yet
    map_versions.save_route(draft, actor=linde.leader, name="Aan de telefoon", situations=[], route=route)
    assert "No route for" in texts(draft)


def test_the_check_finds_loops(linde, draft):
    first, second = draft.routes.all()[:2]
    for route, then in ((first, second), (second, first)):
        situations = route.situations.values_list("form", "rank", "again")
        map_versions.save_route(
            draft, actor=linde.leader, name=route.name, situations=situations, then=then, route=route
        )
    assert texts(draft).count("leads back to itself") == 2
    with pytest.raises(ValidationError):
        map_versions.save_route(draft, actor=linde.leader, name=first.name, situations=[], then=first, route=first)


def test_the_check_finds_functions_without_people(linde, draft):
    adviser = MapPost.objects.create(school=linde.school, kind=PostKind.ADVISER, name="vertrouwenspersoon")
    step = first_step(draft)
    map_versions.save_step(step.route, actor=linde.leader, **values(step) | {"post": adviser})
    assert "Nobody is vertrouwenspersoon" in texts(draft)
    assert "ends with somebody who is not there: vertrouwenspersoon" in texts(draft)
    adviser.holder = adviser.deputy = linde.hans
    adviser.save()
    assert "vertrouwenspersoon has nobody who stands in" in texts(draft)
    adviser.deputy, adviser.deputy_name = None, "Truus van de Berk"
    adviser.save()
    assert texts(draft) == ""
    with pytest.raises(ValidationError):
        publish(draft, linde.leader, approved_on=today() + DAY)


def test_a_sole_leader_without_a_deputy_fails_the_check(linde, draft):
    linde.deputy.roles.all().delete()
    assert "has nobody who stands in" in texts(draft)
    with pytest.raises(ValidationError, match="stands in"):
        publish(draft, linde.leader)
    assert MapVersion.objects.in_use(linde.school) is None


def test_who_is_absent_stands_behind_who_is_there(linde):
    version = publish_map(linde.leader)
    Absence.objects.create(school=linde.school, staff=linde.leader, from_date=today())
    steps = [each for each in read_steps(version.routes.all()) if each.step.post.kind == PostKind.LEADER]
    assert steps
    for each in steps:
        assert [filler.staff for filler in each.people] == [linde.deputy, linde.leader]
        assert [filler.is_absent for filler in each.people] == [False, True]
