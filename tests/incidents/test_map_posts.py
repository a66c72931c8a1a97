"""Functions of the map, whether it works, and a dry run."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from incidents.enums import ActionState, PostKind
from incidents.models import CaseAction, Incident, MapPost
from incidents.services import map_actions, map_versions
from incidents.services.map_posts import switch_post
from incidents.services.map_rehearsal import rehearse
from incidents.services.map_working import how_it_works
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty
from partnership.records.models import Revision
from partnership.school.enums import DayOffKind
from partnership.school.models import Absence, DayOff
from tests.browsing import browser, filled
from tests.incidents.conftest import fresh, report
from tests.incidents.making_map import post, publish_map

HOUR = datetime.timedelta(hours=1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime.datetime(2026, 10, 15, 12, tzinfo=AMSTERDAM)
# "What would happen on Tuesday at 16:00 in the autumn holiday?"
IN_THE_HOLIDAY = datetime.datetime(2026, 10, 20, 16, tzinfo=AMSTERDAM)


@pytest.fixture
def client(linde):
    return browser(linde.leader)


@pytest.fixture
def mapped(linde):
    linde.version = publish_map(linde.leader)
    return linde


def send(client, url: str, **answers):
    return client.post(url, filled(client.get(url), having="submission_key", **answers))


def edit(row: MapPost) -> str:
    return reverse("map:post_edit", args=[row.pk])


# Functions


def test_the_list_says_who_fills_each_function_today(mapped, client):
    Absence.objects.create(school=mapped.school, staff=mapped.leader, from_date=timezone.localdate())
    shown = client.get(reverse("map:posts")).content.decode()
    assert mapped.deputy.name in shown
    assert "absent today" in shown
    assert "Wim van de andere school" in shown
    assert "Follows the role: school leader" in shown


def test_a_function_is_added_with_a_colleague_and_somebody_of_another_school(linde, client):
    answers = {
        "kind": "adviser", "name": "Vertrouwenspersoon", "holder": str(linde.hans.pk),
        "deputy_name": "Truus van de Berk", "deputy_telephone": "06 12345678",
    }  # fmt: skip
    response = send(client, reverse("map:post_new"), **answers)
    row = MapPost.objects.get()
    assert response.headers["Location"] == f"{reverse('map:posts')}#{row.pk}"
    assert (row.kind, row.holder, row.deputy_name) == (PostKind.ADVISER, linde.hans, "Truus van de Berk")
    assert row.deputy_telephone == "+31612345678"
    assert AuditEvent.objects.filter(action="map.add_post").count() == 1


def test_who_has_a_role_is_not_named_again(linde, client):
    """A function of a role keeps only who stands in from elsewhere."""
    send(client, reverse("map:post_new"), kind="leader", name="Directeur", holder=str(linde.hans.pk))
    row = MapPost.objects.get()
    assert row.holder is None
    form = client.get(edit(row)).context["form"]
    assert {"holder", "holder_name", "deputy", "kind"} & set(form.fields) == set()
    send(client, edit(row), deputy_name="Wim")
    row.refresh_from_db()
    assert row.deputy_name == "Wim"
    assert Revision.objects.of(row).get().values == {"deputy_name": ""}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"holder_name": "Truus"}, "holder_name"),
        ({"deputy": "same"}, "deputy"),
        ({"deputy_telephone": "06 12"}, "deputy_telephone"),
        ({"name": "VERTROUWENSPERSOON 2"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(linde, client, answers, field):
    row = MapPost.objects.create(school=linde.school, kind=PostKind.ADVISER, name="Adviseur", holder=linde.hans)
    MapPost.objects.create(school=linde.school, kind=PostKind.OTHER, name="Vertrouwenspersoon 2")
    sent = {name: str(linde.hans.pk) if answer == "same" else answer for name, answer in answers.items()}
    response = send(client, edit(row), **sent)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {field})


def test_a_function_with_steps_is_not_switched_off(mapped, client):
    care, safety = post(mapped.school, PostKind.CARE), post(mapped.school, PostKind.SAFETY)
    with pytest.raises(ValidationError):
        switch_post(safety, actor=mapped.leader, on=False)
    client.post(reverse("map:post_switch", args=[safety.pk]))
    client.post(reverse("map:post_switch", args=[care.pk]))
    assert [each.is_active for each in MapPost.objects.filter(pk__in=[care.pk, safety.pk]).order_by("name")] == [
        care.name > safety.name, safety.name > care.name
    ]  # fmt: skip
    client.post(reverse("map:post_switch", args=[care.pk]))
    care.refresh_from_db()
    assert care.is_active


def test_a_function_that_is_switched_off_is_offered_no_longer(mapped, client):
    care = post(mapped.school, PostKind.CARE)
    draft = map_versions.draft_of(mapped.school, actor=mapped.leader)
    url = reverse("map:step_new", args=[draft.routes.first().pk])
    assert care in client.get(url).context["form"].fields["post"].queryset
    switch_post(care, actor=mapped.leader, on=False)
    assert care not in client.get(url).context["form"].fields["post"].queryset


# Does it work?


def opened_after(reporter, *hours: float) -> list[Incident]:
    cases = [report(reporter) for _hour in hours]
    for case, hour in zip(cases, hours, strict=True):
        Incident.objects.filter(pk=case.pk).update(opened_at=case.reported_at + hour * HOUR)
    return cases


@pytest.mark.parametrize(("hours", "median"), [((), None), ((2,), 2), ((1, 8), 4.5), ((9, 1, 3), 3)])
def test_the_first_response_is_the_median(linde, hours, median):
    opened_after(linde.sanne, *hours)
    report(linde.sanne)
    found = how_it_works(linde.leader)
    assert (found.cases, found.opened) == (len(hours) + 1, len(hours))
    assert found.first_response == (median and median * HOUR)


def test_late_and_skipped_steps_are_counted_by_step(mapped):
    cases = [report(mapped.sanne) for _number in range(3)]
    leader = post(mapped.school, PostKind.LEADER)
    late, skipped = list(cases[0].actions.filter(post=leader))[:2]
    CaseAction.objects.filter(what=late.what).update(due_on=timezone.localdate() - 2 * HOUR * 24)
    map_actions.end_action(late, actor=mapped.leader, version=1, state=ActionState.DONE)
    for case in cases[:2]:
        action = case.actions.get(what=skipped.what)
        map_actions.end_action(action, actor=mapped.leader, version=1, state=ActionState.NOT_NEEDED, why="Al gedaan.")
    found = how_it_works(mapped.leader)
    assert [(step.what, step.late, step.asked) for step in found.late] == [(late.what, 3, 3)]
    assert [(step.what, step.skipped) for step in found.skipped] == [(skipped.what, 2)]


def test_a_step_by_the_clock_is_late_when_done_after_its_moment(mapped):
    care = report(mapped.sanne).actions.get(post__kind=PostKind.COUNSELLOR)
    assert how_it_works(mapped.leader).late == []
    assert [step.late for step in how_it_works(mapped.leader, now=timezone.now() + 73 * HOUR).late] != []
    CaseAction.objects.filter(pk=care.pk).update(state=ActionState.DONE, ended_at=care.due_at - HOUR)
    late = how_it_works(mapped.leader, now=timezone.now() + 73 * HOUR).late
    assert care.what not in [step.what for step in late]


def test_only_cases_one_may_open_are_counted(mapped):
    report(mapped.sanne)
    case = report(mapped.leader)  # the leader was affected
    assert how_it_works(mapped.leader).cases == 1
    assert how_it_works(mapped.safety).cases == 2
    assert how_it_works(mapped.hans).cases == 0
    assert {step.asked for step in how_it_works(mapped.leader).steps} == {1}
    assert case.actions.exists()


def test_it_costs_as_many_questions_for_one_case_as_for_many(mapped, django_assert_num_queries):
    report(mapped.sanne)
    me = fresh(mapped.leader)
    how_it_works(me)
    for number in (1, 6):
        opened_after(mapped.sanne, *range(number))
        with django_assert_num_queries(3):
            how_it_works(me)


def test_the_page_shows_what_does_not_fit_any_more(mapped, client):
    page = reverse("map:working")
    assert "Every situation has a route" in client.get(page).content.decode()
    opened_after(mapped.sanne, 2)
    mapped.deputy.roles.all().delete()
    shown = client.get(page).content.decode()
    assert "has nobody who stands in" in shown
    assert "2 hours" in shown


# A dry run


def test_a_dry_run_in_the_holiday_counts_hours_and_school_days(mapped):
    monday = datetime.date(2026, 10, 19)
    DayOff.objects.create(
        school=mapped.school, kind=DayOffKind.HOLIDAY, name="Herfstvakantie", from_date=monday,
        until=monday + datetime.timedelta(days=4),
    )  # fmt: skip
    Absence.objects.create(school=mapped.school, staff=mapped.leader, from_date=monday, until=monday)
    before = [model.objects.count() for model in (Incident, CaseAction, Duty, AuditEvent)]
    found = rehearse(mapped.version, forms=["verbal"], rank="1", again=False, at=IN_THE_HOLIDAY)
    assert found.day_off == "Herfstvakantie"
    until = {(step.step.post.kind, step.step.number): step.until for step in found.steps}
    assert until[PostKind.COUNSELLOR, 72].at.astimezone(AMSTERDAM) == IN_THE_HOLIDAY + 72 * HOUR
    assert until[PostKind.LEADER, 5].on == datetime.date(2026, 10, 30)  # the first five days after the holiday
    assert until[PostKind.LEADER, None].on == IN_THE_HOLIDAY.date()
    assert [step.is_yours for step in found.steps[:3]] == [True, True, False]
    assert [filler.staff for filler in found.steps[2].asked] == [mapped.leader, mapped.deputy]
    assert [model.objects.count() for model in (Incident, CaseAction, Duty, AuditEvent)] == before


def test_who_is_absent_on_that_day_stands_behind(mapped):
    day = timezone.localdate(IN_THE_HOLIDAY)
    Absence.objects.create(school=mapped.school, staff=mapped.leader, from_date=day, until=day)
    found = rehearse(mapped.version, forms=["verbal"], rank="1", again=False, at=IN_THE_HOLIDAY)
    first = next(step for step in found.steps if step.step.post.kind == PostKind.LEADER)
    assert [(filler.staff, filler.is_absent) for filler in first.asked] == [
        (mapped.deputy, False), (mapped.leader, True),
    ]  # fmt: skip


def test_a_dry_run_asks_the_same_as_a_report(mapped):
    incident = report(mapped.sanne)
    at = timezone.localtime(incident.reported_at)
    found = rehearse(mapped.version, forms=["verbal"], rank="1", again=False, at=at)
    said = {(each.step.what, each.asked[0].staff, each.until) for each in found.steps if not each.is_yours}
    assert said == {(each.what, each.owner, (each.due_on, each.due_at)) for each in incident.actions.all()}


def test_the_page_asks_and_answers(mapped):
    with time_machine.travel(NOW):
        client = browser(mapped.leader)
        page = reverse("map:dry_run")
        assert "Show what happens" in client.get(page).content.decode()
        asked = {"form": ["verbal", "digital"], "level": "1", "again": "", "on": "2026-10-20", "at": "16:00"}
        shown = client.get(page, asked).content.decode()
        assert "Reported on Tuesday 20 October at 16:00" in shown
        assert "before Friday 23 October 16:00" in shown
        assert mapped.leader.name in shown
        refused = client.get(page, asked | {"on": "2036-10-20", "form": []})
        assert set(refused.context["form"].errors) == {"form", "on"}


def test_without_a_map_there_is_nothing_to_try(linde, client):
    assert "There is no map yet" in client.get(reverse("map:dry_run")).content.decode()


def test_a_draft_can_be_tried_beside_what_is_in_use(mapped, client):
    draft = map_versions.draft_of(mapped.school, actor=mapped.leader)
    asked = {"form": "verbal", "level": "1", "again": "", "on": str(timezone.localdate()), "at": "16:00"}
    page = reverse("map:dry_run")
    assert client.get(page, asked).context["version"] == mapped.version
    assert client.get(page, asked | {"state": "draft"}).context["version"] == draft
