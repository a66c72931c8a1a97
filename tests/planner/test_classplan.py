"""Plan a whole class: see first, confirm, undo in one step."""

import datetime
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from contacts.enums import About, Precision, Purpose, Result, Status
from contacts.models import Contact, PlanRun
from contacts.services.classplan import confirm_plan, propose, undo_plan
from contacts.services.planned import PlannedContact, mark_held, mark_tried, move_planned
from contacts.services.slots import PlanWish
from contacts.services.when import When
from partnership.duties.models import Duty, State
from partnership.school.enums import Channel, Information, TieKind
from partnership.school.models import DeclaredTie, Group, Guardianship, Reachability
from tests.browsing import browser, filled
from tests.cast import make_guardian, make_pupil, tie
from tests.planner.conftest import at, brothers, children, day, fresh, planned, teacher

WEEKS = PlanWish(Purpose.PROGRESS, Precision.WEEK, day("2026-09-14"), day("2026-10-16"), per_week=6)
TALKS = PlanWish(Purpose.PROGRESS, Precision.TIME, day("2026-09-14"), day("2026-09-25"), per_week=20)


def confirm(group, proposals, actor, wish=WEEKS) -> PlanRun:
    lines = [
        PlannedContact(
            (row.pupil,), row.owner, row.when, wish.purpose, row.channel, row.guardians, row.with_pupil,
            row.needs_interpreter,
        )
        for row in proposals
        if row.when
    ]  # fmt: skip
    return confirm_plan(group, lines, actor=actor, wish=wish)


# What is proposed


def test_looking_writes_nothing(group, sanne):
    propose(group, children(group, 5), actor=sanne, wish=WEEKS)
    assert not Contact.objects.exists()
    assert not PlanRun.objects.exists()
    assert not Duty.objects.exists()


def test_a_class_is_spread_evenly_over_the_weeks(group, sanne):
    proposals = propose(group, children(group, 30), actor=sanne, wish=WEEKS)
    weeks = [f"{row.when.on:%m-%d}" for row in proposals]
    assert {week: weeks.count(week) for week in weeks} == {
        "09-14": 6, "09-21": 6, "09-28": 6, "10-05": 6, "10-12": 6,
    }  # fmt: skip


def test_what_the_family_has_already_is_skipped(group, sanne):
    [child] = children(group, 1)
    planned(sanne, child, when=When(Precision.DAY, day("2026-09-16")), purpose=Purpose.NICE)
    [proposal] = propose(group, [child], actor=sanne, wish=WEEKS)
    assert proposal.when.on == day("2026-09-21")


def test_no_place_says_why(group, sanne):
    first, second = children(group, 2)
    wish = PlanWish(Purpose.PROGRESS, Precision.WEEK, day("2026-09-14"), day("2026-09-18"), per_week=1)
    _, crowded = propose(group, [first, second], actor=sanne, wish=wish)
    assert (crowded.when, crowded.owner) == (None, None)
    assert crowded.notes == ["There was no room. Take more days, more a week, or a longer time."]
    planned(sanne, first, when=When(Precision.DAY, day("2026-09-16")))
    [busy] = propose(group, [first], actor=sanne, wish=wish)
    assert busy.notes == ["Something is planned already in each week with room."]


def test_a_week_of_holiday_only_is_refused(group, sanne):
    wish = PlanWish(Purpose.PROGRESS, Precision.WEEK, day("2026-10-19"), day("2026-10-23"))
    with pytest.raises(ValidationError, match="no school day"):
        propose(group, children(group, 1), actor=sanne, wish=wish)


def test_the_way_the_parent_likes_and_the_interpreter(group, sanne):
    [child] = children(group, 1)
    reach = Reachability.objects.filter(guardian__guardianships__pupil=child)
    reach.update(preferred_channel=Channel.AT_DOOR, needs_interpreter=True)
    [proposal] = propose(group, [child], actor=sanne, wish=WEEKS)
    assert (proposal.channel, proposal.needs_interpreter) == ("at_door", True)
    assert proposal.notes == ["An interpreter is needed."]


@pytest.mark.parametrize(
    ("liked", "purpose", "way"),
    [("app", "progress", "at_school"), ("email", "informal", "phone"), ("at_door", "progress", "at_school"),
     ("video", "progress", "video")],
)  # fmt: skip
def test_at_a_time_it_is_a_talk_whatever_the_parent_likes(group, sanne, liked, purpose, way):
    [child] = children(group, 1)
    Reachability.objects.update_or_create(
        guardian=child.guardianships.get().guardian, school=group.school, defaults={"preferred_channel": liked}
    )
    timed = replace(WEEKS, precision=Precision.TIME, purpose=Purpose(purpose))
    [proposal] = propose(group, [child], actor=sanne, wish=timed)
    assert (proposal.channel, proposal.liked) == (way, liked)
    [in_a_week] = propose(group, [child], actor=sanne, wish=replace(timed, precision=Precision.WEEK))
    assert in_a_week.channel == liked


def test_whom_to_ask(group, sanne, school):
    """Progress is for everyone who is informed; something nice for the nearest; nobody from whom it is withheld."""
    mother, father, kept_out, supervisor = (make_guardian(school, name) for name in ("Ma", "Pa", "Uit", "Voogd"))
    child = make_pupil(group, guardians=[])
    tie(mother, child, custody="yes", lives_with=True)
    tie(father, child, custody="yes")
    tie(kept_out, child, information=Information.WITHHELD)
    tie(supervisor, child, kind=TieKind.FAMILY_SUPERVISOR, information=Information.ON_REQUEST)
    [progress] = propose(group, [child], actor=sanne, wish=WEEKS)
    assert set(progress.guardians) == {mother, father}
    nice = PlanWish(Purpose.NICE, Precision.WEEK, WEEKS.from_date, WEEKS.until)
    assert propose(group, [child], actor=sanne, wish=nice)[0].guardians == (mother,)


def test_a_parent_who_is_the_only_one_and_kept_out_is_not_asked(group, sanne):
    [child] = children(group, 1)
    Guardianship.objects.filter(pupil=child).update(information=Information.WITHHELD)
    [proposal] = propose(group, [child], actor=sanne, wish=WEEKS)
    assert (proposal.guardians, proposal.with_pupil) == ((), False)


def test_a_triad_is_led_by_the_pupil(group, sanne):
    wish = PlanWish(Purpose.TRIAD, Precision.WEEK, WEEKS.from_date, WEEKS.until)
    [proposal] = propose(group, children(group, 1), actor=sanne, wish=wish)
    assert (proposal.with_pupil, len(proposal.guardians)) == (True, 1)


def test_from_eighteen_on_the_plan_is_with_the_pupil(group, sanne):
    """Eighteen on the 25th: before it the parents, after it the pupil, and parents when the pupil consents."""
    child = make_pupil(group, birth_date=day("2008-09-25"))
    before = PlanWish(Purpose.PROGRESS, Precision.DAY, day("2026-09-21"), day("2026-09-22"))
    after = PlanWish(Purpose.PROGRESS, Precision.DAY, day("2026-09-28"), day("2026-09-30"))
    [under], [adult] = (propose(group, [child], actor=sanne, wish=wish) for wish in (before, after))
    assert (under.with_pupil, len(under.guardians)) == (False, 1)
    assert (adult.with_pupil, adult.guardians) == (True, ())
    Guardianship.objects.filter(pupil=child).update(pupil_consents_since=day("2026-09-26"))
    assert len(propose(group, [child], actor=sanne, wish=after)[0].guardians) == 1


def test_brother_in_the_same_class_comes_right_after(group, sanne):
    pupils = [*children(group, 3), *brothers(group, group), *children(group, 0)]
    proposals = propose(group, pupils, actor=sanne, wish=TALKS)
    first, second = (row.when.at for row in proposals[3:])
    assert second - first == datetime.timedelta(minutes=15)


def test_brother_in_another_class_is_planned_back_to_back(school, group, sanne):
    other = Group.objects.create(school=school, year=group.year, key="7", name="Groep 7")
    emine = teacher(other, "Emine")
    ada, bo = brothers(group, other)
    others = children(other, 4)
    pupils = [*children(group, 6), ada]
    confirm(group, propose(group, pupils, actor=sanne, wish=TALKS), sanne, TALKS)

    proposals = propose(other, [*others, bo], actor=emine, wish=TALKS)
    talk = Contact.objects.get(pupils__pupil=ada)
    assert abs(proposals[-1].when.at - talk.planned_at) == datetime.timedelta(minutes=15)
    assert proposals[-1].when.on == talk.planned_on
    assert proposals[-1].notes == []


def test_children_of_one_institution_are_no_brothers(school, group, sanne):
    other = Group.objects.create(school=school, year=group.year, key="7", name="Groep 7")
    agency = make_guardian(school, "Jeugdbescherming")
    agency.institution = "Jeugdbescherming"
    agency.save()
    first = make_pupil(group, "Ada", guardians=[agency])
    second = make_pupil(other, "Bo", guardians=[agency])
    planned(sanne, first, when=When(Precision.TIME, day("2026-09-23"), at=at("2026-09-23 15:00"), minutes=15))
    [proposal] = propose(other, [second], actor=teacher(other, "Emine"), wish=TALKS)
    assert proposal.when.on == day("2026-09-14")


def test_who_has_a_tie_with_a_family_leaves_it_to_the_other_teacher(school, group, sanne, joris):
    pupils = children(group, 4)
    DeclaredTie.objects.create(school=school, staff=sanne, pupil=pupils[1])
    proposals = propose(group, pupils, actor=fresh(joris), wish=TALKS)
    assert proposals[1].owner == joris
    assert proposals[1].teachers == (joris,)
    assert {row.owner for row in proposals} == {sanne, joris}


# Confirm and undo


def test_confirmed_as_shown(group, sanne, joris):
    pupils = children(group, 6)
    proposals = propose(group, pupils, actor=sanne, wish=TALKS)
    run = confirm(group, proposals, sanne, TALKS)

    contacts = Contact.objects.filter(run=run)
    shown = {(row.pupil.pk, row.when.at, row.owner.pk) for row in proposals}
    assert {(each.pupils.get().pupil_id, each.planned_at, each.owner_id) for each in contacts} == shown
    assert Duty.objects.open().count() == 6
    assert (run.group, run.created_by, run.purpose, run.until) == (group, sanne, "progress", TALKS.until)


def test_nothing_left_to_plan(group, sanne):
    with pytest.raises(ValidationError, match="nothing to plan"):
        confirm_plan(group, [], actor=sanne, wish=WEEKS)


def test_undo_leaves_what_was_held_tried_or_moved(group, sanne):
    pupils = children(group, 5)
    run = confirm(group, propose(group, pupils, actor=sanne, wish=WEEKS), sanne)
    held, tried, moved, missed, untouched = Contact.objects.filter(run=run).order_by("pk")
    mark_held(held, actor=sanne, version=1)
    mark_tried(tried, actor=sanne, version=1, result=Result.NO_ANSWER)
    move_planned(moved, actor=sanne, version=1, when=When.week_of(day("2026-11-02")))
    mark_tried(missed, actor=sanne, version=1, result=Result.DID_NOT_COME)

    assert undo_plan(run, actor=sanne) == 1
    states = {each.pk: each.status for each in Contact.objects.all()}
    assert states == {
        held.pk: "held", tried.pk: "planned", moved.pk: "planned", missed.pk: "missed", untouched.pk: "cancelled",
    }  # fmt: skip
    assert Duty.objects.get(source=untouched.pk).state == State.DROPPED
    assert undo_plan(run, actor=sanne) == 0


def test_after_undoing_the_same_plan_can_be_made_again(group, sanne):
    pupils = children(group, 3)
    proposals = propose(group, pupils, actor=sanne, wish=WEEKS)
    undo_plan(confirm(group, proposals, sanne), actor=sanne)
    again = propose(group, pupils, actor=sanne, wish=WEEKS)
    assert [row.when for row in again] == [row.when for row in proposals]


# In the browser


def preview_url(group, **changes) -> str:
    asked = {
        "purpose": "progress", "families": "all", "from_date": "2026-09-14", "until": "2026-10-02",
        "precision": "time", "per_week": "8", "weekdays": ["1", "2", "3", "4", "5"], "start": "15:00",
        "end": "17:00", "minutes": "15", "channel": "",
    } | changes  # fmt: skip
    query = urlencode(asked, doseq=True)
    return reverse("contacts:plan_preview", args=[group.pk]) + f"?{query}"


def test_preview_move_by_hand_leave_out_confirm(group, sanne, joris):
    pupils = children(group, 4)
    client = browser(sanne)
    url = preview_url(group)
    page = client.get(url)
    assert page.status_code == 200
    assert not Contact.objects.exists()

    out, moved = pupils[0], pupils[1]
    answers = {f"take_{out.pk}": None, f"on_{moved.pk}": "2026-09-24", f"at_{moved.pk}": "16:20"}
    answer = client.post(url, filled(page, **answers), follow=True)
    assert "3 contacts have been planned." in answer.content.decode()
    assert not Contact.objects.filter(pupils__pupil=out).exists()
    by_hand = Contact.objects.get(pupils__pupil=moved)
    assert (by_hand.planned_at, by_hand.owner) == (at("2026-09-24 16:20"), joris)


def test_sent_twice_is_planned_once(group, sanne):
    children(group, 3)
    client = browser(sanne)
    url = preview_url(group)
    sent = filled(client.get(url))
    client.post(url, sent)
    client.post(url, sent)
    assert (Contact.objects.count(), PlanRun.objects.count()) == (3, 1)


def test_undo_on_the_page(group, sanne):
    children(group, 3)
    client = browser(sanne)
    url = preview_url(group)
    client.post(url, filled(client.get(url)))
    answer = client.post(reverse("contacts:plan_undo", args=[PlanRun.objects.get().pk]), follow=True)
    assert "3 contacts have been taken back." in answer.content.decode()
    assert set(Contact.objects.values_list("status", flat=True)) == {Status.CANCELLED}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"until": "2026-09-01"}, "This day lies before the first day."),
        ({"until": "2028-09-01"}, "Choose at most one year."),
        ({"end": "14:00"}, "This time lies before the first time."),
        ({"families": "some"}, "Choose at least one family."),
        ({"from_date": "2026-10-19", "until": "2026-10-23"}, "There is no school day in this time"),
        ({"purpose": "nonsense"}, "not one of the available choices"),
        ({"from_date": ""}, "required"),
    ],
)
def test_wishes_that_cannot_be_are_asked_again(group, sanne, changes, told):
    children(group, 1)
    answer = browser(sanne).get(preview_url(group, **changes))
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_some_families_only(group, sanne):
    pupils = children(group, 4)
    client = browser(sanne)
    url = preview_url(group, families="some", chosen=[str(pupils[2].pk)])
    client.post(url, filled(client.get(url)))
    assert [each.pupils.get().pupil for each in Contact.objects.all()] == [pupils[2]]


def test_a_colleague_without_this_class_does_not_plan_it(school, group, sanne):
    other = Group.objects.create(school=school, year=group.year, key="7", name="Groep 7")
    emine = teacher(other, "Emine")
    children(group, 1)
    assert browser(emine).get(preview_url(group)).status_code == 403
    run = confirm(group, propose(group, children(group, 1), actor=sanne, wish=WEEKS), sanne)
    assert browser(emine).post(reverse("contacts:plan_undo", args=[run.pk])).status_code == 403
    assert About.NICE not in {each.about for each in Contact.objects.filter(run=run)}
