"""What is good to know before the next contact: a call of yesterday, good news, another way to try."""

import pytest

from contacts.enums import About, Result, Status
from contacts.models import Attempt
from contacts.services.beforehand import before_contact
from contacts.services.log import withdraw_contact
from contacts.services.planned import mark_held, mark_tried
from partnership.school.enums import AssignmentKind, Channel, Role
from partnership.school.models import DeclaredTie, Group, Reachability
from tests.cast import assign, make_contact, make_guardian, make_pupil, make_staff
from tests.planner.conftest import at, brothers, children, fresh, planned, teacher

YESTERDAY = at("2026-09-06 10:00")


@pytest.fixture
def child(group):
    [child] = children(group, 1)
    return child


@pytest.fixture
def gym(group):
    member = make_staff(group.school, "Bram")
    assign(member, group, AssignmentKind.SUBJECT_TEACHER)
    return member


def before(child, staff):
    return before_contact(child, staff=fresh(staff))


# This family was called yesterday


def test_a_colleague_called_yesterday(sanne, joris, child):
    contact = make_contact(joris, child, happened_at=YESTERDAY)
    assert before(child, sanne).called == contact
    assert before(child, joris).called is None


def test_who_marked_it_is_who_called(sanne, joris, child):
    mark_held(planned(sanne, child), actor=joris, version=1)
    assert before(child, sanne).called is not None


def test_last_week_is_not_yesterday(sanne, joris, child):
    make_contact(joris, child, happened_at=at("2026-09-03 10:00"))
    assert before(child, sanne).called is None


def test_the_teacher_of_a_brother_called(school, group, sanne):
    other = Group.objects.create(school=school, year=group.year, key="6", name="Groep 6")
    emine = teacher(other, "Emine")
    first, second = brothers(group, other)
    make_contact(emine, second, happened_at=YESTERDAY, about=About.NICE)
    known = before(first, sanne)
    assert known.called is not None
    assert known.last_nice is None  # of a brother only that there was contact


def test_other_children_of_an_institution_are_no_family(school, group, sanne):
    other = Group.objects.create(school=school, year=group.year, key="6", name="Groep 6")
    agency = make_guardian(school, "Bureau")
    agency.institution = "Bureau"
    agency.save()
    first, second = make_pupil(group, guardians=[agency]), make_pupil(other, "Bo", guardians=[agency])
    own = make_contact(teacher(other, "Emine"), second, happened_at=YESTERDAY)
    assert before(first, sanne).called is None
    assert own.status == Status.HELD


def test_a_child_without_any_parent_known(group, sanne, joris):
    child = make_pupil(group, guardians=[])
    make_contact(joris, child, guardians=[], happened_at=YESTERDAY)
    assert before(child, sanne).called is not None


def test_what_was_taken_back_was_not_there(sanne, joris, child):
    withdraw_contact(make_contact(joris, child, happened_at=YESTERDAY), actor=joris)
    assert before(child, sanne).called is None


# Balance


def test_concerns_in_a_row_and_good_news(school, sanne, joris, child):
    make_contact(sanne, child, happened_at=at("2026-08-20 10:00"), about=About.NICE)
    assert before(child, sanne).recall_good_news is False
    make_contact(joris, child, happened_at=at("2026-08-25 10:00"), about=About.CONCERN)
    known = before(child, sanne)
    assert (known.concerns, known.recall_good_news, known.last_nice) == (1, True, at("2026-08-20 10:00"))
    school.concerns_before_hint = 2
    school.save()
    assert before(child, sanne).recall_good_news is False
    make_contact(sanne, child, happened_at=at("2026-08-26 10:00"), about=About.CONCERN)
    assert before(child, sanne).recall_good_news is True
    make_contact(sanne, child, happened_at=at("2026-08-27 10:00"))
    assert before(child, sanne).concerns == 0


def test_concerns_count_only_where_they_may_be_read(sanne, gym, child):
    """The subject teacher reads own contacts only; a concern of the class teacher is content."""
    make_contact(gym, child, happened_at=at("2026-08-20 10:00"), about=About.CONCERN)
    make_contact(sanne, child, happened_at=at("2026-08-25 10:00"), about=About.CONCERN)
    make_contact(sanne, child, happened_at=at("2026-08-26 10:00"), about=About.CONCERN)
    assert before(child, sanne).concerns == 3
    assert before(child, gym).concerns == 1


def test_who_may_not_read_learns_nothing_from_other_news_either(sanne, gym, child):
    make_contact(gym, child, happened_at=at("2026-08-20 10:00"), about=About.CONCERN)
    make_contact(sanne, child, happened_at=at("2026-08-25 10:00"), about=About.NICE)
    assert before(child, gym).concerns == 1


# Not reached yet


def test_suggestions_after_the_number_of_the_school(school, sanne, child):
    contact = planned(sanne, child)
    mark_tried(contact, actor=sanne, version=1, result=Result.NO_ANSWER)
    known = before(child, sanne)
    assert (known.tries, known.suggestions) == (1, [])
    mark_tried(contact, actor=sanne, version=2, result=Result.NO_ANSWER)
    known = before(child, sanne)
    assert known.tries == 2
    assert known.suggestions == ["channel:phone", "channel:at_door", "time", "home_visit"]
    school.tries_before_hint = 3
    school.save()
    assert before(child, sanne).suggestions == []


def test_what_was_tried_is_not_suggested_and_an_interpreter_is(sanne, child):
    Reachability.objects.update(needs_interpreter=True, preferred_channel=Channel.APP)
    for channel in (Channel.PHONE, Channel.AT_DOOR, Channel.HOME_VISIT):
        contact = make_contact(sanne, child, channel=channel, result=Result.NO_ANSWER, status=Status.MISSED)
        Attempt.objects.create(
            school=sanne.school, contact=contact, at=contact.happened_at, channel=channel, result="no_answer", by=sanne
        )
    assert before(child, sanne).suggestions == ["channel:app", "channel:email", "time", "interpreter"]


def tried(sanne, child, moment: str) -> None:
    contact = make_contact(
        sanne, child, happened_at=at(moment), result=Result.NO_ANSWER, status=Status.MISSED, channel=Channel.PHONE
    )
    Attempt.objects.create(
        school=sanne.school, contact=contact, at=at(moment), channel=Channel.PHONE, result="no_answer", by=sanne
    )


def test_counted_since_the_family_was_last_reached(sanne, child):
    tried(sanne, child, "2026-08-20 10:00")
    make_contact(sanne, child, happened_at=at("2026-08-21 10:00"))
    tried(sanne, child, "2026-08-22 10:00")
    assert before(child, sanne).tries == 1
    make_contact(sanne, child, happened_at=at("2026-08-23 10:00"), channel=Channel.EMAIL, result=Result.SENT)
    assert before(child, sanne).tries == 1
    make_contact(sanne, child, happened_at=at("2026-08-24 10:00"), channel=Channel.EMAIL, result=Result.ANSWERED)
    assert before(child, sanne).tries == 0


def test_an_attempt_logged_by_mistake_does_not_count(sanne, child):
    tried(sanne, child, "2026-08-22 10:00")
    withdraw_contact(Attempt.objects.get().contact, actor=sanne)
    assert before(child, sanne).tries == 0


def test_colleagues_who_reached_the_family(sanne, joris, gym, child):
    make_contact(gym, child, happened_at=at("2026-08-20 10:00"))
    make_contact(joris, child, happened_at=at("2026-08-21 10:00"), channel=Channel.EMAIL, result=Result.SENT)
    for moment in ("2026-08-22 10:00", "2026-08-23 10:00"):
        tried(sanne, child, moment)
    assert before(child, sanne).reached_by == [gym]


def test_a_tied_family_is_not_there(school, sanne, joris, child):
    make_contact(joris, child, happened_at=YESTERDAY)
    DeclaredTie.objects.create(school=school, staff=sanne, pupil=child)
    assert before(child, sanne).called is None


def test_few_queries(school, sanne, joris, child, django_assert_max_num_queries):
    for number in range(10, 22):
        tried(joris, child, f"2026-08-20 {number}:00")
    leader = make_staff(school, "Fatima", role=Role.SCHOOL_LEADER)
    for member in (sanne, leader):
        staff = fresh(member)
        assert staff.rights.who
        assert not staff.rights.tied_pupils
        with django_assert_max_num_queries(6):
            before_contact(child, staff=staff)
