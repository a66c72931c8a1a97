"""What who handles a case does with it: each act writes its step, its line in the log and its duties."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from incidents.enums import DutyKind, Outcome, PassedOn, Status, Step, Talk, Way
from incidents.models import Incident
from incidents.services import children, closing, handling, sharing, telling
from incidents.services.caseduties import duties_of
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty, State
from partnership.records.versions import VersionConflict
from tests.cast import DAY, today
from tests.incidents.making_case import make_case, severities


@pytest.fixture
def fatima(cast):
    return cast.staff["fatima"]


@pytest.fixture
def case(cast, fatima) -> Incident:
    """Sanne was shouted at by the father of Finn, and Finn stood beside him."""
    return make_case(cast.staff["sanne"], handler=fatima, guardian=cast.guardians["peter"], pupil=cast.pupils["finn"])


def again(case: Incident) -> Incident:
    return Incident.objects.get(pk=case.pk)


def open_kinds(case: Incident) -> dict[str, str]:
    return {duty.kind: duty.owner.first_name for duty in duties_of(case)}


def steps(case: Incident) -> list[str]:
    return [step.step for step in case.steps.order_by("at", "id") if step.step != Step.REPORTED]


def test_opening_by_the_handler_ends_the_duty_once(case, cast, fatima):
    handling.open_case(case, actor=cast.staff["ingrid"])
    assert again(case).opened_at is None
    handling.open_case(case, actor=fatima)
    handling.open_case(case, actor=fatima)
    assert again(case).opened_at is not None
    assert again(case).status == Status.REPORTED
    assert steps(case) == [Step.OPENED]
    assert Duty.objects.get(kind=DutyKind.OPEN, source=case.pk).state == State.DONE


def test_taking_on_gives_what_always_follows(case, fatima):
    taken = handling.take_case(case, actor=fatima, version=1)
    assert taken.status == Status.HANDLING
    assert open_kinds(case) == {
        DutyKind.TELL_PERSON: "Fatima",
        DutyKind.TELL_REPORTER: "Fatima",
        DutyKind.CHILD_TALK: "Fatima",
    }
    assert AuditEvent.objects.about(case).filter(action="incident.take").count() == 1
    with pytest.raises(VersionConflict):
        handling.take_case(case, actor=fatima, version=1)


def test_who_was_affected_cannot_take_it(cast):
    case = make_case(cast.staff["sanne"], affected=[cast.staff["fatima"]], handler=cast.staff["ingrid"])
    with pytest.raises(ValidationError):
        handling.take_case(case, actor=cast.staff["fatima"], version=1)
    assert again(case).handler == cast.staff["ingrid"]


def test_handing_over_takes_the_duties_along_and_must_be_opened_anew(case, cast, fatima):
    taken = handling.take_case(case, actor=fatima, version=1)
    given = handling.hand_over(taken, actor=fatima, version=taken.version, to=cast.staff["ingrid"], reason="Ziek.")
    assert (given.handler, given.opened_at) == (cast.staff["ingrid"], None)
    assert set(open_kinds(case).values()) == {"Ingrid"}
    assert DutyKind.OPEN in open_kinds(case)
    last = case.steps.get(step=Step.HANDLER)
    assert (last.before, last.after, last.reason) == (str(fatima.pk), str(cast.staff["ingrid"].pk), "Ziek.")


def test_a_case_goes_to_nobody_of_another_school_or_with_a_conflict(case, cast, fatima):
    for name in ("wim", "sanne"):
        with pytest.raises(ValidationError):
            handling.hand_over(case, actor=fatima, version=1, to=cast.staff[name], reason="Ik ben weg.")
    assert again(case).handler == fatima


def test_severity_is_the_schools_own_and_says_why(case, cast, fatima):
    words, others = severities(cast.linde), severities(cast.berk)
    rated = handling.set_severity(case, actor=fatima, version=1, severity=words["serious"], reason="Er is gedreigd.")
    assert rated.severity == words["serious"]
    step = case.steps.get(step=Step.SEVERITY)
    assert (step.before, step.after, step.reason) == ("", str(words["serious"].pk), "Er is gedreigd.")
    with pytest.raises(ValidationError):
        handling.set_severity(rated, actor=fatima, version=rated.version, severity=others["light"], reason="x")


def test_a_state_that_cannot_follow_is_refused(case, fatima):
    with pytest.raises(ValidationError):
        handling.move_case(case, actor=fatima, version=1, to=Status.EVALUATION)
    for to in (Status.CLOSED, Status.REOPENED):
        with pytest.raises(ValidationError):
            handling.move_case(case, actor=fatima, version=1, to=to)
    moved = handling.move_case(case, actor=fatima, version=1, to=Status.HANDLING, reason="Ik bel vader.")
    assert moved.status == Status.HANDLING


def test_details_write_a_step_only_when_something_changed(case, fatima):
    same = handling.set_details(case, actor=fatima, version=1, label="", police_called=None)
    assert (same.version, steps(case)) == (1, [])
    changed = handling.set_details(case, actor=fatima, version=1, label="parkeren", police_called=True)
    assert (changed.label, changed.police_called, changed.version) == ("parkeren", True, 2)
    assert steps(case) == [Step.DETAILS]


def test_talk_with_a_child_goes_to_the_speaker_and_ends(case, cast, fatima):
    handling.take_case(case, actor=fatima, version=1)
    talk = case.child_talks.get()
    children.give_talk(talk, actor=fatima, speaker=cast.staff["sanne"], due_on=today() + DAY)
    assert open_kinds(case)[DutyKind.CHILD_TALK] == "Sanne"
    children.end_talk(talk, actor=cast.staff["sanne"], state=Talk.DONE)
    children.end_talk(talk, actor=cast.staff["sanne"], state=Talk.NOT_NEEDED)
    talk.refresh_from_db()
    assert (talk.state, talk.done_on) == (Talk.DONE, today())
    assert DutyKind.CHILD_TALK not in open_kinds(case)


def test_no_talk_for_who_may_not_know_of_the_case(case, cast, fatima):
    handling.take_case(case, actor=fatima, version=1)
    sharing.keep_from(again(case), actor=fatima, version=again(case).version, staff=cast.staff["bram"])
    for name in ("bram", "els"):
        with pytest.raises(ValidationError):
            children.give_talk(case.child_talks.get(), actor=fatima, speaker=cast.staff[name], due_on=today())


def test_telling_is_noted_or_waits_with_a_reason(case, fatima):
    handling.take_case(case, actor=fatima, version=1)
    row = case.tellings.get()
    with pytest.raises(ValidationError):
        telling.wait_telling(row, actor=fatima, until=today(), reason="Politie.")
    telling.wait_telling(row, actor=fatima, until=today() + 20 * DAY, reason="De politie vraagt het.")
    assert Duty.objects.get(kind=DutyKind.TELL_PERSON, source=row.pk).due_on == today() + 20 * DAY
    with pytest.raises(ValidationError):
        telling.tell_person(row, actor=fatima, told_on=today() + DAY, way=Way.PHONE)
    telling.tell_person(row, actor=fatima, told_on=today(), way=Way.PHONE)
    row.refresh_from_db()
    assert (row.told_on, row.told_by, row.wait_reason) == (today(), fatima, "De politie vraagt het.")
    assert DutyKind.TELL_PERSON not in open_kinds(case)


def test_reaction_stands_beside_the_report_of_somebody_in_this_case(case, cast, fatima):
    party = case.parties.get(guardian=cast.guardians["peter"])
    other = make_case(cast.staff["bram"], guardian=cast.guardians["anja"]).parties.get(guardian=cast.guardians["anja"])
    for wrong in (None, other):
        with pytest.raises(ValidationError):
            telling.add_to_case(case, actor=fatima, kind="reaction", text="Het was anders.", party=wrong)
    telling.add_to_case(case, actor=fatima, kind="reaction", text="Het was anders.", party=party)
    assert [(row.text, row.party) for row in case.addenda.all()] == [("Het was anders.", party)]


# Closing


def ready(case: Incident, cast, fatima) -> Incident:
    """Do everything that closing asks."""
    case = handling.take_case(case, actor=fatima, version=1)
    words = severities(cast.linde)
    handling.set_severity(case, actor=fatima, version=case.version, severity=words["serious"], reason="Bang.")
    children.end_talk(case.child_talks.get(), actor=fatima, state=Talk.NOT_NEEDED)
    telling.tell_person(case.tellings.get(), actor=fatima, told_on=today(), way=Way.TALK)
    closing.tell_reporter(again(case), actor=fatima, version=again(case).version)
    return again(case)


def test_missing_names_each_thing_that_is_still_to_be_done(case, cast, fatima):
    assert [each.code for each in closing.missing(case)] == ["severity", "child", "reporter"]
    handling.take_case(case, actor=fatima, version=1)
    assert [each.code for each in closing.missing(again(case))] == ["severity", "told", "child", "reporter"]
    assert closing.missing(ready(make_case(cast.staff["sanne"], handler=fatima, guardian=cast.guardians["peter"],
                                           pupil=cast.pupils["finn"]), cast, fatima)) == []  # fmt: skip


def test_a_higher_app_can_ask_for_more(case, cast, fatima):
    case = ready(case, cast, fatima)
    closing.ask_also(lambda incident: [closing.Missing("plan", "Ask who wants to talk", "/x/")])
    try:
        assert [each.code for each in closing.missing(case)] == ["plan"]
    finally:
        closing._also_asked.clear()


def test_closing_is_refused_while_something_is_missing(case, fatima):
    with pytest.raises(ValidationError):
        closing.close_case(case, actor=fatima, version=1, outcome=Outcome.ESTABLISHED, reason="Het klopt.", heard="yes")
    assert again(case).status == Status.REPORTED


def test_closing_asks_that_both_sides_were_heard(case, cast, fatima):
    case = ready(case, cast, fatima)
    act = {"actor": fatima, "version": case.version, "outcome": Outcome.NOT_ESTABLISHED, "reason": "Het was anders."}
    with pytest.raises(ValidationError):
        closing.close_case(case, **act)
    closed = closing.close_case(case, **act, heard="offered")
    assert (closed.status, closed.outcome) == (Status.CLOSED, Outcome.NOT_ESTABLISHED)
    assert closed.closed_at is not None
    assert open_kinds(case) == {}
    step = case.steps.exclude(after="").get(step=Step.OUTCOME)
    assert (step.before, step.after, step.reason) == ("offered", Outcome.NOT_ESTABLISHED, "Het was anders.")


@pytest.mark.parametrize(("outcome", "to"), [(Outcome.PASSED_ON, ""), (Outcome.ESTABLISHED, PassedOn.COMPLAINT)])
def test_passed_on_says_where_and_nothing_else_does(case, cast, fatima, outcome, to):
    case = ready(case, cast, fatima)
    with pytest.raises(ValidationError):
        closing.close_case(
            case, actor=fatima, version=case.version, outcome=outcome, reason="x", heard="yes", passed_on_to=to
        )
    closed = closing.close_case(
        case, actor=fatima, version=case.version, outcome=Outcome.PASSED_ON, reason="Naar de klachtencommissie.",
        passed_on_to=PassedOn.COMPLAINT,
    )  # fmt: skip
    assert closed.passed_on_to == PassedOn.COMPLAINT


def test_telling_that_waits_does_not_stop_closing_and_stays_to_be_done(case, cast, fatima):
    handling.take_case(case, actor=fatima, version=1)
    telling.wait_telling(case.tellings.get(), actor=fatima, until=today() + 9 * DAY, reason="Politie.")
    children.end_talk(case.child_talks.get(), actor=fatima, state=Talk.DONE)
    now = again(case)
    handling.set_severity(now, actor=fatima, version=now.version, severity=severities(cast.linde)["light"], reason="x")
    now = again(case)
    closing.tell_reporter(now, actor=fatima, version=now.version)
    now = again(case)
    closing.close_case(now, actor=fatima, version=now.version, outcome=Outcome.PARTLY, reason="Deels.", heard="yes")
    assert open_kinds(case) == {DutyKind.TELL_PERSON: "Fatima"}


def test_opening_again_makes_the_outcome_open_too(case, cast, fatima):
    case = ready(case, cast, fatima)
    closed = closing.close_case(
        case, actor=fatima, version=case.version, outcome=Outcome.ESTABLISHED, reason="Ja.", heard="yes"
    )
    opened = closing.reopen_case(closed, actor=fatima, version=closed.version, reason="Er is meer bekend.")
    assert (opened.status, opened.outcome, opened.closed_at) == (Status.REOPENED, "", None)
    assert opened.reporter_told_on is None
    assert open_kinds(case) == {DutyKind.TELL_REPORTER: "Fatima"}
    assert not Incident.objects.established().filter(pk=case.pk).exists()
    with pytest.raises(ValidationError):
        closing.reopen_case(opened, actor=fatima, version=opened.version, reason="x")


def test_the_lightest_closes_at_once_and_leaves_what_others_are_due(case, cast, fatima):
    severities(cast.linde)
    closed = closing.close_light(case, actor=fatima, version=1, outcome=Outcome.ESTABLISHED, reason="Vader belde op.")
    assert (closed.status, closed.severity.rank, closed.reporter_told_on) == (Status.CLOSED, "1", today())
    assert case.steps.get(step=Step.REPORTER_TOLD).after == closing.AFTERCARE_ASKED
    assert DutyKind.OPEN not in open_kinds(case)


@pytest.mark.parametrize("columns", [{"was_threatened": True}, {"is_afraid": True}, {"was_hurt": True}])
def test_what_frightened_somebody_does_not_close_at_once(cast, fatima, columns):
    severities(cast.linde)
    case = make_case(cast.staff["sanne"], handler=fatima, **columns)
    with pytest.raises(ValidationError):
        closing.close_light(case, actor=fatima, version=1, outcome=Outcome.ESTABLISHED, reason="Even snel.")


def test_a_heavier_severity_does_not_close_at_once(case, cast, fatima):
    now = handling.set_severity(
        case, actor=fatima, version=1, severity=severities(cast.linde)["serious"], reason="Bang."
    )
    with pytest.raises(ValidationError):
        closing.close_light(now, actor=fatima, version=now.version, outcome=Outcome.ESTABLISHED, reason="x")


# Sharing


def test_shares_end_by_themselves_and_by_hand(case, cast, fatima):
    sanne, hans = cast.staff["emine"], cast.staff["hans"]
    share = sharing.share_case(case, actor=fatima, staff=sanne, reason="Zij spreekt hem.", until=today())
    assert Incident.objects.visible_to(_fresh(sanne)).filter(pk=case.pk).exists()
    sharing.end_share(share, actor=fatima)
    assert not Incident.objects.visible_to(_fresh(sanne)).filter(pk=case.pk).exists()
    later = sharing.share_case(case, actor=fatima, staff=hans, reason="Bij de deur.", until=today())
    type(later).objects.filter(pk=later.pk).update(until=today() - DAY)
    assert not Incident.objects.visible_to(_fresh(hans)).filter(pk=case.pk).exists()
    for until in (today() - DAY, today() + 400 * DAY):
        with pytest.raises(ValidationError):
            sharing.share_case(case, actor=fatima, staff=hans, reason="x", until=until)


def test_sharing_again_replaces_the_first(case, cast, fatima):
    for days in (3, 9):
        sharing.share_case(case, actor=fatima, staff=cast.staff["hans"], reason="x", until=today() + days * DAY)
    assert [share.until for share in case.shares.current()] == [today() + 9 * DAY]


def test_nothing_is_shared_outside_the_school_or_past_a_wall(case, cast, fatima):
    sharing.keep_from(case, actor=fatima, version=1, staff=cast.staff["bram"])
    for name in ("bram", "els"):
        with pytest.raises(ValidationError):
            sharing.share_case(case, actor=fatima, staff=cast.staff[name], reason="x", until=today())


def test_the_own_case_is_kept_from_nobody(case, cast, fatima):
    for name in ("sanne", "els"):
        with pytest.raises(ValidationError):
            sharing.keep_from(case, actor=fatima, version=1, staff=cast.staff[name])


def test_an_account_is_shared_once(case, fatima):
    account = case.accounts.get()
    first = sharing.share_account(account, actor=fatima).shared_at
    assert sharing.share_account(account, actor=fatima).shared_at == first
    assert steps(case) == [Step.ACCOUNT_SHARED]
    assert first <= timezone.now() + datetime.timedelta(seconds=1)


def _fresh(staff):
    return type(staff).objects.get(pk=staff.pk)
