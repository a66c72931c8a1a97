"""Naming, equal names, joining and second looks: what moves when a conflict appears."""

import pytest
from django.core.exceptions import ValidationError

from incidents.enums import DutyKind, Outcome, Status, Step
from incidents.models import Incident, Measure
from incidents.services import closing, handling, joining, names, second, sharing
from incidents.services.caseduties import duties_of
from incidents.services.measures import draft_measure
from incidents.services.search import Wish, find_cases
from partnership.school.enums import Role
from partnership.school.models import StaffMember
from tests.cast import make_staff, today
from tests.incidents.making_case import make_case, severities
from tests.incidents.making_measures import values_of


def again(case: Incident) -> Incident:
    return Incident.objects.get(pk=case.pk)


def fresh(staff: StaffMember) -> StaffMember:
    return StaffMember.objects.select_related("user", "school").get(pk=staff.pk)


@pytest.fixture
def fatima(cast):
    return cast.staff["fatima"]


@pytest.fixture
def case(cast, fatima) -> Incident:
    return make_case(cast.staff["sanne"], handler=fatima, unknown="Man met een rode jas.")


def unknown_of(case: Incident):
    return case.parties.exclude(description="").get()


def test_naming_keeps_the_description_and_asks_that_the_person_is_told(case, cast, fatima):
    found = names.FoundOut(guardian=cast.guardians["peter"])
    names.name_person(unknown_of(case), actor=fatima, version=1, found=found, reason="Bram herkende hem.")
    party = unknown_of(case)
    assert (party.guardian, party.description) == (cast.guardians["peter"], "Man met een rode jas.")
    assert party.named_at is not None
    assert case.tellings.get().party == party
    assert case.addenda.get().text == "Bram herkende hem."
    with pytest.raises(ValidationError):
        names.name_person(party, actor=fatima, version=again(case).version, found=found, reason="x")


def test_naming_the_family_of_the_handler_moves_the_case_at_once(case, cast):
    """Ruben leads the school and handles the case, until the unknown man turns out to be himself, as a father."""
    ruben = cast.staff["ruben"]
    Incident.objects.filter(pk=case.pk).update(handler=ruben)
    duties_of(case).update(owner=ruben)
    found = names.FoundOut(guardian=cast.guardians["ruben"])
    names.name_person(unknown_of(case), actor=cast.staff["ingrid"], version=1, found=found, reason="Herkend.")
    now = again(case)
    assert now.handler not in (ruben, None)
    assert not duties_of(case).filter(owner=ruben).exists()
    assert not Incident.objects.findable_by(fresh(ruben)).filter(pk=case.pk).exists()


def test_an_equal_name_blocks_nobody_and_asks_a_handler(case, cast, fatima):
    bram = cast.staff["bram"]
    found = names.FoundOut(name=f"Bram {bram.last_name}")
    names.name_person(unknown_of(case), actor=fatima, version=1, found=found, reason="Herkend.")
    question = case.name_questions.get(colleague=bram)
    assert duties_of(case).get(kind=DutyKind.NAME_QUESTION, source=question.pk).owner == fatima
    assert closing.missing(again(case))[1].code == "name"
    sharing.share_case(again(case), actor=fatima, staff=bram, reason="x", until=today())
    assert Incident.objects.visible_to(fresh(bram)).filter(pk=case.pk).exists()
    names.answer_name_question(question, actor=fatima, is_same=True)
    assert not Incident.objects.findable_by(fresh(bram)).filter(pk=case.pk).exists()
    assert not case.shares.current().filter(staff=bram).exists()
    assert not duties_of(case).filter(kind=DutyKind.NAME_QUESTION, source=question.pk).exists()


def test_the_colleague_of_the_name_is_not_asked(cast, fatima):
    """The handler has the name of the man: somebody else answers."""
    case = make_case(cast.staff["sanne"], handler=fatima, unknown="Lange man.")
    found = names.FoundOut(name=f"F. {fatima.last_name}")
    names.name_person(unknown_of(case), actor=cast.staff["ingrid"], version=1, found=found, reason="Gehoord.")
    question = case.name_questions.get(colleague=fatima)
    assert duties_of(case).get(kind=DutyKind.NAME_QUESTION, source=question.pk).owner != fatima
    with pytest.raises(ValidationError):
        names.answer_name_question(question, actor=fatima, is_same=False)


def test_a_different_name_asks_nothing(case, fatima):
    found = names.FoundOut(name="Jan Geheelanders")
    names.name_person(unknown_of(case), actor=fatima, version=1, found=found, reason="x")
    assert not case.name_questions.exists()


def test_keeping_it_from_the_handler_gives_it_to_the_next(case, cast, fatima):
    sharing.keep_from(case, actor=cast.staff["ingrid"], version=1, staff=fatima)
    assert again(case).handler not in (fatima, None)
    assert not duties_of(case).filter(owner=fatima).exists()
    assert find_cases(Wish(), staff=fresh(fatima)).rows == []


def test_a_team_leader_handles_only_what_was_given_to_her(case, cast, fatima):
    tess = cast.staff["tess"]
    assert find_cases(Wish(), staff=fresh(tess)).rows == []
    handling.hand_over(case, actor=fatima, version=1, to=tess, reason="Haar team.")
    assert [row.pk for row in find_cases(Wish(), staff=fresh(tess)).rows] == [case.pk]


def test_what_waits_about_a_measure_goes_to_who_can_decide(cast, fatima):
    case = make_case(cast.staff["sanne"], handler=fatima, guardian=cast.guardians["peter"])
    ingrid = cast.staff["ingrid"]
    measure = draft_measure(case, actor=ingrid, values=values_of(case))
    assert duties_of(case).get(kind=DutyKind.MEASURE).owner == fatima
    sharing.keep_from(case, actor=ingrid, version=1, staff=fatima)
    owner = duties_of(case).get(kind=DutyKind.MEASURE).owner
    assert owner not in (fatima, ingrid)
    assert measure in Measure.objects.changeable_by(fresh(owner))


# Joining


def test_joined_reports_count_once_and_can_be_parted(case, cast, fatima):
    other = make_case(cast.staff["emine"], handler=fatima, facts="Ik stond ernaast.")
    joining.join_report(other, actor=fatima, version=1, into=case)
    assert [row.pk for row in find_cases(Wish(), staff=fresh(fatima)).rows] == [case.pk]
    assert again(other).accounts.get().facts == "Ik stond ernaast."
    moved = handling.take_case(again(case), actor=fatima, version=1)
    assert again(other).status == moved.status == Status.HANDLING
    parted = joining.part_report(again(other), actor=fatima, version=again(other).version)
    assert parted.joined_to is None
    assert len(find_cases(Wish(), staff=fresh(fatima)).rows) == 2
    assert case.steps.filter(step__in=[Step.JOINED, Step.PARTED]).count() == 2


def test_a_conflict_in_one_is_a_conflict_in_both(case, cast, fatima):
    """Daan is a father of Mats: a report about Judith, Mats' mother, is joined to a case that was shared with him."""
    daan = cast.staff["daan"]
    sharing.share_case(case, actor=fatima, staff=daan, reason="x", until=today())
    other = make_case(cast.staff["emine"], handler=fatima, pupil=cast.pupils["mats"])
    joining.join_report(other, actor=fatima, version=1, into=case)
    assert not Incident.objects.findable_by(fresh(daan)).filter(pk__in=[case.pk, other.pk]).exists()
    assert not case.shares.current().filter(staff=daan).exists()


def test_only_open_cases_of_one_school_are_joined(case, cast, fatima):
    elsewhere = make_case(cast.staff["els"], handler=cast.staff["wim"])
    joined = make_case(cast.staff["emine"], handler=fatima)
    joining.join_report(joined, actor=fatima, version=1, into=case)
    for into in (elsewhere, case, joined):
        with pytest.raises(ValidationError):
            joining.join_report(case, actor=fatima, version=1, into=into)


# Second look


def lowered(case: Incident, cast, fatima) -> Incident:
    words = severities(cast.linde)
    for name, why in (("grave", "Er is gedreigd."), ("light", "Het viel mee.")):
        handling.set_severity(again(case), actor=fatima, version=again(case).version, severity=words[name], reason=why)
    return again(case)


def test_a_lower_severity_shows_its_reason_to_who_lived_through_it_only(case, cast, fatima):
    sanne = cast.staff["sanne"]
    assert second.offer(case, staff=fresh(sanne)) is None
    case = lowered(case, cast, fatima)
    offer = second.offer(case, staff=fresh(sanne))
    assert (offer.was_lowered, offer.reason, offer.may_ask) == (True, "Het viel mee.", True)
    assert second.offer(case, staff=fresh(cast.staff["bram"])) is None


def test_asking_opens_the_case_again_and_cannot_be_refused(case, cast, fatima):
    severities(cast.linde)
    closed = closing.close_light(case, actor=fatima, version=1, outcome=Outcome.NOT_ESTABLISHED, reason="Geen bewijs.")
    sanne = cast.staff["sanne"]
    assert second.offer(closed, staff=fresh(sanne)).reason == "Geen bewijs."
    look = second.ask_second_look(closed, actor=fresh(sanne), asked_of=cast.staff["sonja"], reason="Kijk nog eens.")
    assert again(case).status == Status.REOPENED
    assert duties_of(case).get(kind=DutyKind.SECOND_LOOK).owner == cast.staff["sonja"]
    assert Incident.objects.visible_to(fresh(cast.staff["sonja"])).filter(pk=case.pk).exists()
    with pytest.raises(ValidationError):
        closing.close_light(
            again(case), actor=fatima, version=again(case).version, outcome=Outcome.ESTABLISHED, reason="x"
        )
    with pytest.raises(ValidationError):
        second.answer_second_look(look, actor=fatima, answer="Nee.")
    with pytest.raises(ValidationError):
        sharing.end_share(case.shares.get(), actor=fatima)
    second.answer_second_look(look, actor=cast.staff["sonja"], answer="Het was wel ernstig.")
    assert not Incident.objects.visible_to(fresh(cast.staff["sonja"])).filter(pk=case.pk).exists()
    look.refresh_from_db()
    assert look.answer == "Het was wel ernstig."
    assert not duties_of(case).filter(kind=DutyKind.SECOND_LOOK).exists()


def test_second_look_is_asked_once_and_of_nobody_with_a_part_in_it(case, cast, fatima):
    case = lowered(case, cast, fatima)
    sanne, yvonne = fresh(cast.staff["sanne"]), cast.staff["yvonne"]
    for person in (fatima, cast.staff["bram"], cast.staff["wim"]):
        with pytest.raises(ValidationError):
            second.ask_second_look(case, actor=sanne, asked_of=person)
    second.ask_second_look(case, actor=sanne, asked_of=yvonne)
    with pytest.raises(ValidationError):
        second.ask_second_look(case, actor=sanne, asked_of=yvonne)
    assert again(case).status == Status.REPORTED


def test_who_turns_out_to_have_a_conflict_looks_no_more_and_another_is_asked(case, cast, fatima):
    case = lowered(case, cast, fatima)
    sanne, yvonne = fresh(cast.staff["sanne"]), cast.staff["yvonne"]
    second.ask_second_look(case, actor=sanne, asked_of=yvonne)
    sharing.keep_from(again(case), actor=fatima, version=again(case).version, staff=yvonne)
    assert not duties_of(case).filter(owner=yvonne).exists()
    assert not Incident.objects.findable_by(fresh(yvonne)).filter(pk=case.pk).exists()
    assert second.ask_second_look(case, actor=fresh(sanne), asked_of=cast.staff["cor"]).answered_at is None


def test_nothing_to_look_at_again_is_refused(case, cast):
    with pytest.raises(ValidationError):
        second.ask_second_look(case, actor=fresh(cast.staff["sanne"]), asked_of=cast.staff["yvonne"])


def test_a_board_officer_comes_last_on_the_way_of_a_case(cast, fatima):
    """Leaders and safety coordinator lived through it: the board handles it."""
    hurt = [cast.staff[name] for name in ("fatima", "tess", "ruben", "gijs", "ingrid")]
    case = make_case(cast.staff["sanne"], affected=hurt, handler=fatima)
    sharing.keep_from(case, actor=fatima, version=1, staff=cast.staff["cor"])
    assert again(case).handler == cast.staff["sonja"]
    assert Incident.objects.handled_by(fresh(cast.staff["sonja"])).filter(pk=case.pk).exists()


def test_nobody_left_leaves_the_case_without_a_handler(cast):
    leader = make_staff(cast.berk, "Ada", role=Role.SAFETY_COORDINATOR)
    case = make_case(cast.staff["els"], affected=[cast.staff["wim"], cast.staff["merel at berk"]], handler=leader)
    sharing.keep_from(case, actor=cast.staff["wim"], version=1, staff=leader)
    assert again(case).handler is None
    assert list(duties_of(case)) == []
