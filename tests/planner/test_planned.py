"""One planned contact, from plan to outcome, with the duty and the reminders of its owner."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django_scopes import scopes_disabled

from contacts.enums import About, Precision, Purpose, Result, Status
from contacts.models import Attempt, Contact, TalkSupport
from contacts.services.agreements import NewAgreement
from contacts.services.planned import (
    cancel_planned,
    hand_over,
    mark_held,
    mark_tried,
    move_planned,
    plan_contact,
    plan_many,
)
from contacts.services.support import ask_support
from contacts.services.when import When
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty, State
from partnership.notifications.models import Notification
from partnership.records.versions import VersionConflict
from partnership.school.enums import AssignmentKind, Channel
from partnership.school.models import DeclaredTie, Group
from tests.at_once import at_once
from tests.cast import assign, make_guardian, make_pupil, make_school, make_staff, year_of
from tests.planner.conftest import at, brothers, children, day, duty_of, fresh, line, move_class, planned

TUESDAY = When(Precision.DAY, day("2026-09-15"))
TALK = When(Precision.TIME, day("2026-09-17"), at=at("2026-09-17 15:40"), minutes=10)


@pytest.fixture
def child(group):
    [child] = children(group, 1)
    return child


def reminders(member) -> list[str]:
    rows = Notification.objects.filter(recipient=member.user, kind="digest").order_by("key")
    return [row.key.removeprefix("2026-") for row in rows]


def due(contact: Contact) -> tuple:
    duty = duty_of(contact)
    return duty.state, str(duty.due_on), duty.due_at, duty.minutes


# Planning


@pytest.mark.parametrize(
    ("when", "columns", "duty"),
    [
        (When.week_of(day("2026-09-16")), ("week", "2026-09-14", None), ("open", "2026-09-18", None, None)),
        (TUESDAY, ("day", "2026-09-15", None), ("open", "2026-09-15", None, None)),
        (TALK, ("time", "2026-09-17", TALK.at), ("open", "2026-09-17", TALK.at, 10)),
    ],
)
def test_planned_in_a_week_on_a_day_or_at_a_time(sanne, child, when, columns, duty):
    contact = planned(sanne, child, when=when)
    assert (contact.precision, str(contact.planned_on), contact.planned_at) == columns
    assert due(contact) == duty
    assert duty_of(contact).link == f"/planned/{contact.pk}/"


def test_a_time_late_in_the_evening_is_on_its_own_day(sanne, child):
    contact = planned(sanne, child, when=When(Precision.TIME, day("2026-09-15"), at=at("2026-09-15 00:30")))
    assert contact.planned_on == day("2026-09-15")


def test_everyone_and_everything_that_was_chosen_is_kept(group, sanne, joris, child):
    contact = planned(
        joris, child, purpose=Purpose.TRIAD, channel=Channel.VIDEO, with_pupil=True, with_interpreter=True
    )
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.status, kept.kind, kept.purpose, kept.channel) == ("planned", "planned", "triad", "video")
    assert (kept.owner, kept.year, kept.happened_at, kept.result) == (joris, group.year, None, "")
    [row] = kept.pupils.all()
    assert (row.pupil, row.group, row.took_part) == (child, group, True)
    assert [row.guardian for row in kept.guardians.all()] == [row.guardian for row in child.guardianships.all()]
    assert [row.kind for row in kept.attendees.all()] == ["interpreter"]
    assert AuditEvent.objects.filter(action="contact.plan", object_id=str(contact.pk)).count() == 1


def test_something_nice_is_about_something_nice(sanne, child):
    assert planned(sanne, child, purpose=Purpose.NICE).about == About.NICE
    assert planned(sanne, child, purpose=Purpose.CONCERN).about == About.ORDINARY


def test_the_class_of_the_day_that_is_planned(school, group, sanne, child):
    other = Group.objects.create(school=school, year=group.year, key="6", name="Groep 6")
    move_class(child, other, day("2026-10-01"))
    before, after = planned(sanne, child), planned(sanne, child, when=When(Precision.DAY, day("2026-10-05")))
    assert [each.pupils.get().group for each in (before, after)] == [group, other]


def test_no_school_year_no_plan(sanne, child):
    with pytest.raises(ValidationError, match="no school year"):
        planned(sanne, child, when=When(Precision.DAY, day("2027-07-19")))


def test_a_time_is_asked_for():
    with pytest.raises(ValidationError, match="time"):
        When(Precision.TIME, day("2026-09-15")).columns()


@pytest.mark.parametrize("who", ["owner", "parent", "child"])
def test_people_of_another_school_are_refused(sanne, group, child, who):
    elsewhere = make_school("De Berk")
    owner = make_staff(elsewhere) if who == "owner" else sanne
    columns = {"guardians": (make_guardian(elsewhere),)} if who == "parent" else {}
    pupils = [child]
    if who == "child":
        pupils.append(make_pupil(Group.objects.create(school=elsewhere, year=year_of(elsewhere), key="1")))
    with pytest.raises(ValidationError, match="does not belong"):
        plan_contact(line(owner, *pupils, when=TUESDAY, **columns), actor=sanne)
    assert not Contact.objects.exists()


def test_who_has_a_tie_with_the_family_gets_no_contact_with_it(school, sanne, joris, child):
    DeclaredTie.objects.create(school=school, staff=joris, pupil=child)
    with pytest.raises(ValidationError, match="another colleague"):
        plan_contact(line(fresh(joris), child, when=TUESDAY), actor=sanne)
    contact = planned(sanne, child)
    with pytest.raises(ValidationError, match="another colleague"):
        hand_over(contact, actor=sanne, to=fresh(joris))
    assert duty_of(contact).owner == sanne


def test_one_bad_line_plans_nothing(sanne, group):
    first, second = children(group, 2)
    lines = [line(sanne, first, when=TUESDAY), line(sanne, second, when=When(Precision.DAY, day("2030-01-01")))]
    with pytest.raises(ValidationError):
        plan_many(lines, actor=sanne)
    assert (Contact.objects.count(), Duty.objects.count()) == (0, 0)


# Reminders move along


def test_reminders_come_before_on_the_day_and_after(sanne, child):
    """Sanne works from Monday until Wednesday; the school reminds two days before."""
    planned(sanne, child, when=TUESDAY)
    assert reminders(sanne) == ["09-09", "09-15", "09-16"]


def test_moving_moves_reminders(sanne, joris, child):
    contact = planned(joris, child, when=TALK)
    before = reminders(joris)
    move_planned(contact, actor=sanne, version=1, when=When(Precision.DAY, day("2026-09-24")))
    after = reminders(joris)
    assert before
    assert "09-17" in before
    assert "09-17" not in after
    assert "09-24" in after
    assert not reminders(sanne)


@pytest.mark.parametrize("act", ["held", "did not come", "cancelled", "handed over"])
def test_what_is_done_reminds_no_more(sanne, joris, child, act):
    contact = planned(sanne, child, when=TUESDAY)
    assert reminders(sanne)
    if act == "held":
        mark_held(contact, actor=sanne, version=1)
    elif act == "did not come":
        mark_tried(contact, actor=sanne, version=1, result=Result.DID_NOT_COME)
    elif act == "cancelled":
        cancel_planned(contact, actor=sanne, version=1)
    else:
        hand_over(contact, actor=sanne, to=joris)
    assert reminders(sanne) == []
    assert bool(reminders(joris)) == (act == "handed over")


def test_an_attempt_that_failed_keeps_reminding(sanne, child):
    contact = planned(sanne, child, when=TUESDAY)
    before = reminders(sanne)
    mark_tried(contact, actor=sanne, version=1, result=Result.NO_ANSWER)
    assert reminders(sanne) == before


# How it went


def test_held_at_the_planned_time_when_that_is_past(sanne, child, time):
    contact = planned(sanne, child, when=TALK)
    time.at("2026-09-17 20:00")
    held = mark_held(contact, actor=sanne, version=1, summary="Reads well.", about=About.NICE)
    assert (held.status, held.result, held.happened_at) == ("held", "spoken", TALK.at)
    assert (held.summary, held.about, held.version) == ("Reads well.", "nice", 2)
    assert due(contact)[0] == State.DONE


def test_held_earlier_than_planned_is_held_now(sanne, child):
    held = mark_held(planned(sanne, child, when=TALK), actor=sanne, version=1)
    assert held.happened_at == at("2026-09-07 09:00")


def test_who_marks_it_wrote_it(sanne, joris, child):
    assert mark_held(planned(sanne, child), actor=joris, version=1).author == joris
    missed = mark_tried(planned(sanne, child), actor=joris, version=1, result=Result.DID_NOT_COME)
    assert missed.author == joris


def test_a_letter_is_sent(sanne, child):
    assert mark_held(planned(sanne, child, channel=Channel.LETTER), actor=sanne, version=1).result == Result.SENT


@pytest.mark.parametrize("result", [Result.SENT, Result.ANSWERED, Result.NO_ANSWER, Result.DID_NOT_COME])
def test_a_talk_is_not_held_with_the_result_of_a_letter_or_a_failed_attempt(sanne, child, result):
    contact = planned(sanne, child)
    with pytest.raises(ValidationError, match="does not fit"):
        mark_held(contact, actor=sanne, version=1, result=result)
    assert Contact.objects.get(pk=contact.pk).status == Status.PLANNED


def test_what_was_agreed_is_kept(sanne, child):
    contact = mark_held(
        planned(sanne, child),
        actor=sanne,
        version=1,
        agreements=[NewAgreement("Call again.", sanne, day("2026-10-01"))],
    )
    agreement = contact.agreements.get()
    assert (agreement.text, agreement.owner, str(agreement.due_on)) == ("Call again.", sanne, "2026-10-01")
    assert Duty.objects.filter(kind="contacts.agreement", source=agreement.pk, state=State.OPEN).exists()


def test_attempts_are_rows_and_the_contact_stays_planned(sanne, joris, child):
    contact = planned(sanne, child, when=TUESDAY)
    mark_tried(contact, actor=sanne, version=1, result=Result.NO_ANSWER)
    mark_tried(contact, actor=joris, version=2, result=Result.MESSAGE_LEFT)
    rows = Attempt.objects.filter(contact=contact).order_by("pk").values_list("result", "by", "channel")
    assert sorted(rows) == sorted([("no_answer", sanne.pk, "phone"), ("message_left", joris.pk, "phone")])
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.status, kept.version, kept.happened_at) == ("planned", 3, None)
    assert due(contact)[0] == State.OPEN


def test_who_did_not_come_missed_it(sanne, child, time):
    contact = planned(sanne, child, when=TALK)
    time.at("2026-09-17 16:00")
    missed = mark_tried(contact, actor=sanne, version=1, result=Result.DID_NOT_COME)
    assert (missed.status, missed.result, missed.happened_at) == ("missed", "did_not_come", TALK.at)
    assert due(contact)[0] == State.DONE


@pytest.mark.parametrize("result", [Result.SPOKEN, Result.SENT, Result.CAME_BACK, ""])
def test_no_attempt_with_a_result_that_does_not_fit(sanne, child, result):
    with pytest.raises(ValidationError, match="does not fit"):
        mark_tried(planned(sanne, child), actor=sanne, version=1, result=result)
    assert not Attempt.objects.exists()


def test_cancelled_with_a_reason_that_only_the_database_key_opens(sanne, child):
    contact = cancel_planned(planned(sanne, child), actor=sanne, version=1, reason="Snow.")
    assert Contact.objects.get(pk=contact.pk).reason == "Snow."
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM contacts_contact")
        assert "Snow" not in cursor.fetchone()[0]
    assert due(contact)[0] == State.DROPPED


# From state to state


def bring(contact: Contact, status: Status, actor) -> Contact:
    version = contact.version
    if status == Status.HELD:
        return mark_held(contact, actor=actor, version=version)
    if status == Status.MISSED:
        return mark_tried(contact, actor=actor, version=version, result=Result.DID_NOT_COME)
    if status == Status.CANCELLED:
        return cancel_planned(contact, actor=actor, version=version)
    return contact


@pytest.mark.parametrize("status", Status)
def test_every_state_can_be_planned_again(sanne, child, status):
    contact = bring(planned(sanne, child, when=TUESDAY), status, sanne)
    again = move_planned(contact, actor=sanne, version=contact.version, when=When(Precision.DAY, day("2026-09-22")))
    kept = Contact.objects.get(pk=again.pk)
    assert (kept.status, kept.happened_at, kept.result, kept.reason) == ("planned", None, "", "")
    assert (str(kept.planned_on), kept.moved_by_hand) == ("2026-09-22", True)
    assert due(kept) == (State.OPEN, "2026-09-22", None, None)


@pytest.mark.parametrize("status", [Status.HELD, Status.MISSED, Status.CANCELLED])
def test_undo_puts_it_back_where_it_was(sanne, child, status):
    contact = bring(planned(sanne, child, when=TALK), status, sanne)
    again = move_planned(contact, actor=sanne, version=contact.version, when=When.of(contact))
    assert (again.status, again.planned_at, again.moved_by_hand) == ("planned", TALK.at, False)
    assert due(again) == (State.OPEN, "2026-09-17", TALK.at, 10)


@pytest.mark.parametrize("status", [Status.HELD, Status.MISSED, Status.CANCELLED])
def test_no_attempt_on_what_is_not_planned(sanne, child, status):
    contact = bring(planned(sanne, child), status, sanne)
    before = Attempt.objects.count()
    with pytest.raises(ValidationError, match="not planned any more"):
        mark_tried(contact, actor=sanne, version=contact.version, result=Result.NO_ANSWER)
    assert Attempt.objects.count() == before


def test_what_was_held_is_not_cancelled(sanne, child):
    contact = bring(planned(sanne, child), Status.HELD, sanne)
    with pytest.raises(ValidationError, match="not planned any more"):
        cancel_planned(contact, actor=sanne, version=2)


def test_they_came_after_all(sanne, child):
    missed = bring(planned(sanne, child), Status.MISSED, sanne)
    assert mark_held(missed, actor=sanne, version=2).status == Status.HELD


def test_handed_over_with_the_duty(sanne, joris, child):
    contact = hand_over(planned(sanne, child, when=TUESDAY), actor=sanne, to=joris)
    assert (contact.owner, contact.version) == (joris, 2)
    assert (duty_of(contact).owner, duty_of(contact).sequence) == (joris, 1)
    assert Duty.objects.count() == 1


def test_the_mark_that_a_talk_is_hard_ends_when_somebody_else_has_it(sanne, joris, child):
    contact = planned(sanne, child, when=TUESDAY)
    support = ask_support(contact, actor=sanne, asked=joris, how="join")
    move_planned(contact, actor=sanne, version=1, when=TALK)
    assert Duty.objects.get(source=support.pk).due_at == TALK.at

    hand_over(contact, actor=sanne, to=joris)
    assert not TalkSupport.objects.exists()
    assert Duty.objects.get(source=support.pk).state == State.DROPPED


# Two at once


@pytest.mark.parametrize("act", [move_planned, mark_held, mark_tried, cancel_planned])
def test_who_comes_second_is_told(sanne, joris, child, act):
    contact = planned(sanne, child)
    mark_tried(contact, actor=joris, version=1, result=Result.NO_ANSWER)
    more = {move_planned: {"when": TUESDAY}, mark_tried: {"result": Result.NO_ANSWER}}.get(act, {})
    with pytest.raises(VersionConflict) as conflict:
        act(contact, actor=sanne, version=1, **more)
    assert conflict.value.current.version == 2
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_mark_at_the_same_moment(sanne, joris, child):
    contact = planned(sanne, child)
    people = [sanne, joris]

    def mark(number: int) -> str:
        with scopes_disabled():
            try:
                mark_held(contact, actor=people[number], version=1)
            except VersionConflict:
                return "told"
            return "marked"

    assert sorted(at_once(2, mark)) == ["marked", "told"]
    assert AuditEvent.objects.filter(action="contact.held").count() == 1
    assert Contact.objects.get(pk=contact.pk).version == 2


def test_one_contact_about_brother_and_sister(school, group, sanne):
    other = Group.objects.create(school=school, year=group.year, key="6", name="Groep 6")
    pair = brothers(group, other)
    contact = planned(sanne, *pair)
    assert {(row.pupil, row.group) for row in contact.pupils.all()} == {(pair[0], group), (pair[1], other)}
    assert Duty.objects.count() == 1


def test_many_at_once_take_few_queries_each(group, sanne, django_assert_max_num_queries):
    pupils = [make_pupil(group, f"Kind{each}") for each in range(30)]
    lines = [line(sanne, pupil, when=TUESDAY) for pupil in pupils]
    with django_assert_max_num_queries(30 * 7 + 25):
        plan_many(lines, actor=sanne)


def test_who_was_to_do_it_does_not_read_what_another_wrote(group, sanne, child):
    """One reads what one wrote oneself (users.md 1), not what one was once asked to do."""
    noor = make_staff(group.school, "Noor")
    assign(noor, group, AssignmentKind.SUBSTITUTE)
    talk = hand_over(planned(sanne, child), actor=sanne, to=fresh(noor))
    assert talk in Contact.objects.handled_by(fresh(noor))
    mark_held(talk, actor=sanne, version=talk.version, summary="What was said.")
    noor = fresh(noor)
    assert talk not in Contact.objects.visible_to(noor)
    assert talk not in Contact.objects.changeable_by(noor)
    assert talk in Contact.objects.known_to(noor)
