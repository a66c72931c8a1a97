"""Measures: worded, decided by the leader only when everything stands there, carried out or dropped."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from incidents.enums import Heard, MeasureKind, MeasureState, Step
from incidents.models import CaseStep, Measure
from incidents.services.hints import hints_for
from incidents.services.measures import (
    DUTY,
    change_draft,
    decide_measure,
    draft_measure,
    drop_measure,
    finish_measure,
    in_words,
    missing,
    outcomes_of,
    people_for_measures,
    rules_for_measures,
)
from incidents.services.terms import terms_of
from partnership.duties.models import Duty
from partnership.records.models import Revision
from partnership.records.versions import VersionConflict
from partnership.school.models import StaffMember
from partnership.vision.services.rules import end_rule
from tests.cast import DAY, make_staff, today
from tests.incidents.making_measures import add_involved, make_case, make_measure, make_rule, make_terms, values_of


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def fatima(cast):
    make_terms(cast.linde)
    return cast.staff["fatima"]


@pytest.fixture
def ingrid(cast):
    return cast.staff["ingrid"]


@pytest.fixture
def rule(fatima):
    return make_rule(fatima)


@pytest.fixture
def case(cast, fatima):
    return make_case(cast.staff["sanne"], by=cast.guardians["fatiha"], handler=fatima)


def fresh(member: StaffMember) -> StaffMember:
    return StaffMember.objects.get(pk=member.pk)


def duty_of(measure: Measure) -> Duty | None:
    return Duty.objects.open().filter(kind=DUTY, source=measure.pk).first()


# Wording


def test_a_draft_of_the_safety_coordinator_waits_with_who_handles_the_case(case, ingrid, fatima, rule):
    measure = draft_measure(case, actor=ingrid, values=values_of(case, rule=rule))
    assert measure.state == MeasureState.DRAFT
    assert duty_of(measure).owner == fatima
    assert duty_of(measure).link == f"/incidents/measures/{measure.pk}/"
    assert not CaseStep.objects.filter(incident=case).exists(), "nothing was decided"


def test_a_draft_never_waits_with_a_leader_behind_the_wall(cast, ingrid, fatima):
    case = make_case(cast.staff["emine"], by=cast.guardians["ruben"], handler=cast.staff["ruben"])
    measure = draft_measure(case, actor=ingrid, values=values_of(case))
    assert duty_of(measure).owner not in (cast.staff["ruben"], cast.staff["tess"])


def test_a_draft_of_who_decides_asks_nothing(case, fatima):
    assert duty_of(draft_measure(case, actor=fatima, values=values_of(case))) is None


def test_only_somebody_with_a_name_who_was_involved_gets_a_measure(cast, case, fatima):
    add_involved(case)
    named = add_involved(case, name="opa Jan")
    joined = make_case(cast.staff["bram"], name="tante An", joined_to=case)
    assert {each.called for each in people_for_measures(case)} == {"Fatiha van Thuis", named.called, "tante An"}
    affected = joined.parties.get(side="affected")
    with pytest.raises(ValidationError, match="one person who was involved"):
        draft_measure(case, actor=fatima, values=values_of(case, party=affected))


def test_only_rules_that_were_in_force_on_the_day_count(case, fatima, rule):
    ended = end_rule(make_rule(fatima, 2), actor=fatima, version=2)
    assert set(rules_for_measures(case)) == {rule, ended}, "the day it happened it still held"
    ended.ended_on = today() - 5 * DAY
    ended.save()
    assert list(rules_for_measures(case)) == [rule]
    with pytest.raises(ValidationError, match="not in force"):
        draft_measure(case, actor=fatima, values=values_of(case, rule=ended))


def test_a_closed_case_gets_no_measure(case, fatima):
    case.status, case.closed_at = "closed", timezone.now()
    case.save()
    with pytest.raises(ValidationError, match="closed"):
        draft_measure(case, actor=fatima, values=values_of(case))


def test_a_change_keeps_what_stood_there(case, fatima):
    measure = make_measure(case, fatima)
    before = measure.behaviour
    changed = change_draft(measure, actor=fatima, version=1, values=values_of(case, behaviour="Riep iets anders."))
    assert (changed.behaviour, changed.version) == ("Riep iets anders.", 2)
    assert Revision.objects.of(measure).get().values == {"behaviour": before}
    with pytest.raises(VersionConflict):
        change_draft(measure, actor=fatima, version=1, values=values_of(case))


def test_words_are_encrypted(case, fatima):
    measure = make_measure(case, fatima)
    stored = Measure.objects.filter(pk=measure.pk).values_list("behaviour", "fits", "weighs_child").get()
    assert all(text.startswith("enc1:") for text in stored)


# Deciding


LACKS = [
    ({"heard": Heard.NOT_YET, "heard_on": None}, "heard or invited"), ({"no_rule_because": " "}, "why none fits"),
    ({"weighs_colleague": ""}, "colleague"), ({"weighs_parent": ""}, "parent"), ({"weighs_child": ""}, "child"),
    ({"fits": ""}, "fit what happened"), ({"earlier_warning": ""}, "given earlier"), ({"expected": ""}, "from now on"),
    ({"complaint_route_told": False}, "go with a complaint"),
]  # fmt: skip


@pytest.mark.parametrize(("lack", "words"), LACKS)
def test_nothing_is_decided_while_something_is_missing(case, fatima, lack, words):
    measure = make_measure(case, fatima, **lack)
    assert len(missing(measure, terms_of(case.school))) == 1
    with pytest.raises(ValidationError, match=words):
        decide_measure(measure, actor=fatima, version=1, due_on=today())


def test_nothing_is_decided_when_the_school_has_no_complaint_route(cast, case, fatima):
    measure = make_measure(case, fatima)
    terms = terms_of(cast.linde)
    terms.complaint_route = ""
    terms.save()
    with pytest.raises(ValidationError, match="definitions for incidents"):
        decide_measure(measure, actor=fatima, version=1, due_on=today())


def test_a_talk_asks_no_earlier_warning(case, fatima):
    measure = make_measure(case, fatima, kind=MeasureKind.BOUNDARY_TALK, earlier_warning="", expected="")
    assert missing(measure, terms_of(case.school)) == []


def test_an_invitation_that_was_turned_down_is_enough(case, fatima):
    measure = make_measure(case, fatima, heard=Heard.OFFERED)
    assert decide_measure(measure, actor=fatima, version=1, due_on=today()).decided_on == today()


def test_the_leader_decides_and_has_it_in_the_list_until_it_is_done(case, ingrid, fatima):
    measure = draft_measure(case, actor=ingrid, values=values_of(case))
    decided = decide_measure(measure, actor=fatima, version=1, due_on=today() + 3 * DAY)
    assert (decided.decided_by, decided.state) == (fatima, MeasureState.DECIDED)
    assert (duty_of(measure).owner, duty_of(measure).due_on) == (fatima, today() + 3 * DAY)
    step = CaseStep.objects.get(incident=case)
    assert (step.step, step.by, step.before, step.after) == (Step.MEASURE, fatima, "draft", "decided")
    done = finish_measure(decided, actor=fatima, version=2, done_on=today())
    assert done.state == MeasureState.DONE
    assert duty_of(measure) is None


def test_the_safety_coordinator_decides_nothing(case, ingrid):
    measure = make_measure(case, ingrid)
    with pytest.raises(PermissionDenied):
        decide_measure(measure, actor=ingrid, version=1, due_on=today())


def test_the_safety_coordinator_who_handles_the_case_decides_nothing_either(cast, case, ingrid):
    case.handler = ingrid
    case.save()
    with pytest.raises(PermissionDenied):
        decide_measure(make_measure(case, ingrid), actor=ingrid, version=1, due_on=today())


def test_what_was_decided_is_not_worded_anew(case, fatima):
    decided = decide_measure(make_measure(case, fatima), actor=fatima, version=1, due_on=today())
    with pytest.raises(ValidationError, match="decided"):
        change_draft(decided, actor=fatima, version=2, values=values_of(case, behaviour="Iets anders."))


@pytest.mark.parametrize("day", [-1, 1])
def test_it_is_carried_out_between_decision_and_today(case, fatima, day):
    decided = decide_measure(make_measure(case, fatima), actor=fatima, version=1, due_on=today())
    with pytest.raises(ValidationError, match="between"):
        finish_measure(decided, actor=fatima, version=2, done_on=today() + datetime.timedelta(days=day))


def test_a_draft_is_dropped_by_its_author_and_a_decision_by_the_leader_only(case, ingrid, fatima):
    draft = draft_measure(case, actor=ingrid, values=values_of(case))
    assert drop_measure(draft, actor=ingrid, version=1, reason="Toch niet.").state == MeasureState.DROPPED
    assert duty_of(draft) is None
    decided = decide_measure(make_measure(case, ingrid), actor=fatima, version=1, due_on=today())
    with pytest.raises(PermissionDenied):
        drop_measure(decided, actor=ingrid, version=2, reason="Nee.")
    drop_measure(decided, actor=fatima, version=2, reason="De ouder verhuist.")
    step = CaseStep.objects.filter(incident=case).last()
    assert (step.after, step.reason) == ("dropped", "De ouder verhuist.")


# What others see of it


def test_who_was_affected_sees_which_measure_and_when_and_nothing_more(cast, case, fatima):
    make_measure(case, fatima)
    decided = decide_measure(make_measure(case, fatima), actor=fatima, version=1, due_on=today())
    (outcome,) = outcomes_of(case, staff=cast.staff["sanne"])
    assert (outcome.pk, outcome.decided_on, outcome.words) == (decided.pk, today(), "written warning")
    assert {"behaviour", "fits", "weighs_parent", "party_id"} <= outcome.get_deferred_fields()


def test_nobody_else_sees_an_outcome(cast, case, fatima):
    decide_measure(make_measure(case, fatima), actor=fatima, version=1, due_on=today())
    for name in ("bram", "daan", "fatima", "ingrid", "tess", "wim"):
        assert outcomes_of(case, staff=fresh(cast.staff[name])) == [], name


def test_the_talk_is_called_as_the_school_calls_it(cast, case, fatima):
    measure = make_measure(case, fatima, kind=MeasureKind.BOUNDARY_TALK)
    terms = terms_of(cast.linde)
    assert in_words(measure, terms) == "talk about the rules of conduct"
    terms.talk_label = "normgesprek"
    assert in_words(measure, terms) == "normgesprek"


def test_a_measure_of_a_new_leader_is_theirs_to_decide(cast, case, fatima):
    """Rights are read on the day, not from who worded it."""
    leader = make_staff(cast.linde, "Nieuw", role="school_leader")
    assert decide_measure(make_measure(case, fatima), actor=leader, version=1, due_on=today()).decided_by == leader


# Hints


def test_hints_follow_what_was_reported(cast, case, django_assert_max_num_queries):
    from_school = [("always", True), ("threat", True), ("injury", True), ("digital", True), ("grave", True)]
    hint = case._meta.apps.get_model("incidents", "Hint")
    for order, (when, is_active) in enumerate(from_school):
        hint.objects.create(school=cast.linde, name=when, when=when, text="…", order=order, is_active=is_active)
    hint.objects.create(school=cast.linde, name="off", when="always", text="…", is_active=False)
    hint.objects.create(school=cast.berk, name="elsewhere", when="always", text="…")
    case.was_threatened, case.has_injury = True, True
    with django_assert_max_num_queries(2):
        assert [each.name for each in hints_for(case)] == ["always", "threat", "injury"]
