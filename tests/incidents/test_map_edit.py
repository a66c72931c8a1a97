"""The pages on which the map is written: versions, draft, routes, steps, publishing, what changed."""

import pytest
from django.urls import reverse

from incidents.enums import MapState, PostKind, Term
from incidents.models import MapVersion, RouteStep, Situation
from incidents.services import map_versions
from partnership.audit.models import AuditEvent
from tests.browsing import browser, filled
from tests.cast import DAY, today
from tests.incidents.making_map import fill_posts, post, publish_map

ONCE = "submission_key"


@pytest.fixture
def client(linde):
    return browser(linde.leader)


@pytest.fixture
def draft(linde) -> MapVersion:
    fill_posts(linde.school)
    return map_versions.draft_of(linde.school, actor=linde.leader)


def page(client, name: str, *args, **query) -> str:
    response = client.get(reverse(f"map:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def send(client, form: str, row, /, **answers):
    """Fill in the form of a page as it is shown and send it."""
    url = reverse(f"map:{form}", args=[row.pk])
    return client.post(url, filled(client.get(url), having=ONCE, **answers))


def steps(draft: MapVersion) -> list[RouteStep]:
    return list(draft.routes.first().steps.all())


# Versions


def test_a_school_without_a_map_begins_with_a_proposal(linde, client):
    assert "There is no map yet" in page(client, "versions")
    response = client.post(reverse("map:draft_new"))
    draft = MapVersion.objects.get()
    assert response.headers["Location"] == reverse("map:draft", args=[draft.pk])
    shown = page(client, "draft", draft.pk)
    assert all(route.name in shown for route in draft.routes.all())
    assert "things to mend" in shown
    assert client.post(reverse("map:draft_new")).headers["Location"] == response.headers["Location"]


def test_a_safety_coordinator_begins_and_publishes_too(linde):
    fill_posts(linde.school)
    client = browser(linde.safety)
    client.post(reverse("map:draft_new"))
    draft = MapVersion.objects.get()
    assert send(client, "publish", draft, approved_by="team").status_code == 302
    assert MapVersion.objects.in_use(linde.school).published_by == linde.safety


def test_a_colleague_reads_what_was_published_and_no_draft(linde):
    version = publish_map(linde.leader)
    draft = map_versions.draft_of(linde.school, actor=linde.leader)
    hans = browser(linde.hans)
    listed = page(hans, "versions")
    assert "Version 1" in listed
    assert "Version 2" not in listed
    assert "Begin a draft" not in listed
    assert version.routes.first().name in page(hans, "version", version.pk)
    assert hans.get(reverse("map:version", args=[draft.pk])).status_code == 404
    assert hans.get(reverse("map:draft", args=[draft.pk])).status_code == 403


def test_throwing_a_draft_away_asks_first(client, draft):
    assert "Throw this draft away?" in page(client, "draft_drop", draft.pk)
    assert MapVersion.objects.filter(pk=draft.pk).exists()
    assert send(client, "draft_drop", draft).headers["Location"] == reverse("map:versions")
    assert not MapVersion.objects.exists()
    assert AuditEvent.objects.filter(action="map.drop").count() == 1


# Routes


def test_a_route_takes_situations_and_the_check_says_what_is_missing_then(client, draft):
    response = send(client, "route_new", draft, name="Aan de telefoon", situations=["verbal-1-0"])
    route = draft.routes.get(name="Aan de telefoon")
    assert response.headers["Location"].endswith(f"#{route.pk}")
    assert [str(row.form) for row in route.situations.all()] == ["verbal"]
    shown = page(client, "draft", draft.pk)
    assert "1 thing to mend" in shown
    assert reverse("map:route_edit", args=[route.pk]) in shown

    send(client, "route_edit", route, name="Telefoon", situations=None)
    route.refresh_from_db()
    assert (route.name, route.situations.count()) == ("Telefoon", 0)
    assert Situation.objects.filter(map_version=draft, form="verbal", rank="1", again=False).count() == 0
    assert "No route for: verbal, 1 unwanted behaviour, first time." in page(client, "draft", draft.pk)


def test_the_grid_says_which_route_has_a_situation_now(client, draft):
    route = draft.routes.last()
    grid = client.get(reverse("map:route_edit", args=[route.pk])).context["form"].grid()
    assert len(grid) == 8
    boxes = [(box.data["selected"], other) for row in grid for box, other in row["cells"]]
    assert len(boxes) == 24
    assert sum(chosen for chosen, _other in boxes) == route.situations.count()
    assert all(chosen is (other is None) for chosen, other in boxes)


def test_a_route_cannot_go_on_with_itself_or_one_of_another_version(linde, client):
    published = publish_map(linde.leader)
    draft = map_versions.draft_of(linde.school, actor=linde.leader)
    route = draft.routes.first()
    for other in (route, published.routes.last()):
        response = send(client, "route_edit", route, then=str(other.pk))
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"then"}
    assert send(client, "route_edit", route, then=str(draft.routes.last().pk)).status_code == 302


def test_removing_a_route_asks_first(client, draft):
    route = draft.routes.first()
    assert route.name in page(client, "route_remove", route.pk)
    send(client, "route_remove", route)
    assert not draft.routes.filter(pk=route.pk).exists()


# Steps


def test_a_step_is_added_changed_moved_and_removed(linde, client, draft):
    route, board = draft.routes.first(), post(linde.school, PostKind.BOARD)
    safety = post(linde.school, PostKind.SAFETY)
    answers = {"what": "Bel het bestuur.", "post": str(safety.pk), "term": "hours", "number": "24"}
    response = send(client, "step_new", route, informs=[str(board.pk)], outside="advice_line", **answers)
    step = RouteStep.objects.get(what="Bel het bestuur.")
    assert response.headers["Location"].endswith(f"#{step.pk}")
    assert (step.post, step.term, step.number, step.outside) == (safety, Term.HOURS, 24, "advice_line")
    assert list(step.informs.all()) == [board]
    assert steps(draft)[-1] == step

    send(client, "step_edit", step, term="same_day", informs=None)
    step.refresh_from_db()
    assert (step.term, step.number, step.informs.count()) == (Term.SAME_DAY, None, 0)

    client.post(reverse("map:step_up", args=[step.pk]))
    assert steps(draft)[-2] == step
    client.post(reverse("map:step_down", args=[step.pk]))
    assert steps(draft)[-1] == step

    assert "Bel het bestuur." in page(client, "step_remove", step.pk)
    send(client, "step_remove", step)
    assert not RouteStep.objects.filter(pk=step.pk).exists()


@pytest.mark.parametrize(("term", "number"), [("hours", ""), ("school_days", "61"), ("hours", "0")])
def test_a_term_that_counts_needs_a_number_that_can_be(client, draft, term, number):
    step = steps(draft)[0]
    response = send(client, "step_edit", step, term=term, number=number)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"number"})


def test_two_who_change_the_draft_at_once_see_both_texts(linde, client, draft):
    step = steps(draft)[0]
    url = reverse("map:step_edit", args=[step.pk])
    late = filled(client.get(url), having=ONCE, what="Ga naar binnen.")
    send(browser(linde.safety), "step_edit", step, what="Loop weg.")
    response = client.post(url, late)
    assert response.status_code == 409
    shown = response.content.decode()
    assert "Loop weg." in shown
    assert "Ga naar binnen." in shown
    client.post(url, filled(response, having=ONCE))
    step.refresh_from_db()
    assert step.what == "Ga naar binnen."


def test_what_was_published_is_changed_by_nobody(linde, client):
    version = publish_map(linde.leader)
    route, step = version.routes.first(), steps(version)[0]
    for name, row in (("draft", version), ("publish", version), ("route_edit", route), ("step_edit", step)):
        assert client.get(reverse(f"map:{name}", args=[row.pk])).status_code == 403
    assert client.post(reverse("map:step_down", args=[step.pk])).status_code == 403


# Publishing, and what changed


def test_publishing_is_refused_with_what_must_be_mended(linde, client, draft):
    url = reverse("map:publish", args=[draft.pk])
    sent = filled(client.get(url), having=ONCE, approved_by="team en MR")
    linde.deputy.roles.all().delete()
    assert "1 thing to mend" in page(client, "publish", draft.pk)
    response = client.post(url, sent)
    assert response.status_code == 422
    assert "has nobody who stands in" in response.content.decode()
    assert MapVersion.objects.in_use(linde.school) is None


def test_an_approval_is_not_of_tomorrow(client, draft):
    response = send(client, "publish", draft, approved_on=str(today() + DAY), approved_by="team")
    assert set(response.context["form"].errors) == {"approved_on"}


def test_a_published_version_is_in_use_and_the_leader_is_told(linde, client, draft):
    response = send(client, "publish", draft, approved_by="team en MR")
    shown = client.get(response.headers["Location"]).content.decode()
    assert "Published." in shown
    assert "by team en MR" in shown
    assert MapVersion.objects.in_use(linde.school) == draft


def test_what_changed_is_compared_with_the_one_before(linde, client):
    versions = [publish_map(linde.leader)]
    for what in ("Loop weg.", "Ga zitten."):
        draft = map_versions.draft_of(linde.school, actor=linde.leader)
        send(client, "step_edit", steps(draft)[0], what=what)
        versions.append(map_versions.publish(draft, actor=linde.leader, approved_on=today(), approved_by="team"))
    shown = page(client, "changes", versions[2].pk)
    assert "Compared with version 2." in shown
    assert "Loop weg." in shown
    assert "Compared with version 1." in page(client, "changes", versions[2].pk, **{"with": "1"})
    assert "Compared with version 2." in page(client, "changes", versions[2].pk, **{"with": "nothing"})
    assert "This is the first version." in page(client, "changes", versions[0].pk)


def test_the_draft_is_compared_with_what_is_in_use(linde, client):
    publish_map(linde.leader)
    draft = map_versions.draft_of(linde.school, actor=linde.leader)
    assert draft.state == MapState.DRAFT
    assert "Nothing changed" in page(client, "changes", draft.pk)
