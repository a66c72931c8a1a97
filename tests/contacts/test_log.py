"""Logging a contact: what is refused, what is kept with it, and that it happens whole or not at all."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from contacts.enums import FAILED, RESULTS_OF_TALK, RESULTS_OF_WRITING, WRITTEN, AttendeeKind, Result, Status
from contacts.models import Agreement, Attempt, Contact, ContactAttendee, ContactGuardian, ContactPupil
from contacts.services.agreements import NewAgreement
from contacts.services.log import log_contact
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty, State
from partnership.school.enums import Channel, GroupKind
from tests.cast import DAY, enrol, make_group, today, year_of
from tests.contacts.conftest import entry

TABLES = [Contact, ContactPupil, ContactGuardian, ContactAttendee, Attempt, Agreement, Duty, AuditEvent]
LAST_WEEK = 7 * DAY
NAMED = {"guardians": "guardians", "took_part": "pupils", "colleagues": "staff"}


def counts() -> dict:
    return {model.__name__: model.objects.count() for model in TABLES}


def test_contact_is_kept_with_everything_said_about_it(cast, sanne, amira, bilal):
    guardians = frozenset([cast.guardians["fatiha"], cast.guardians["said"]])
    moment = timezone.now() - datetime.timedelta(hours=3)

    contact = log_contact(
        entry(
            amira, bilal, texts={amira: "Reads well.", bilal: "Misses his friend."}, guardians=guardians,
            took_part=frozenset([amira]), channel=Channel.AT_SCHOOL, about="nice", mood="well", initiative="guardian",
            happened_at=moment, summary="About both.", colleagues=frozenset([cast.staff["bram"]]),
            with_interpreter=True, others="Grandmother",
        ),
        actor=sanne,
    )  # fmt: skip

    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.author, kept.school, kept.status) == (sanne, cast.linde, Status.HELD)
    assert (kept.about, kept.mood, kept.initiative) == ("nice", "well", "guardian")
    assert (kept.happened_at, kept.result, kept.summary) == (moment, Result.SPOKEN, "About both.")
    assert {(row.pupil, row.text, row.took_part) for row in kept.pupils.all()} == {
        (amira, "Reads well.", True),
        (bilal, "Misses his friend.", False),
    }
    assert {row.guardian for row in kept.guardians.all()} == guardians
    assert {(row.kind, row.staff, row.description) for row in kept.attendees.all()} == {
        (AttendeeKind.COLLEAGUE, cast.staff["bram"], ""),
        (AttendeeKind.INTERPRETER, None, ""),
        (AttendeeKind.OTHER, None, "Grandmother"),
    }


def test_contact_without_a_moment_is_of_now(sanne, amira):
    before = timezone.now()
    contact = log_contact(entry(amira), actor=sanne)
    assert before <= contact.happened_at <= timezone.now()


def test_texts_about_families_stand_encrypted_in_the_database(sanne, amira):
    contact = log_contact(entry(amira, summary="Divorce", texts={amira: "Sleeps badly"}), actor=sanne)
    with connection.cursor() as cursor:
        cursor.execute("SELECT summary FROM contacts_contact UNION ALL SELECT text FROM contacts_contactpupil")
        stored = [text for (text,) in cursor.fetchall() if text]
    assert all(text.startswith("enc1:") for text in stored)
    assert contact.pupils.get().text == "Sleeps badly"


def test_contact_with_nobody_is_refused(sanne, amira):
    with pytest.raises(ValidationError, match="with whom"):
        log_contact(entry(amira, guardians=frozenset()), actor=sanne)


def test_contact_about_no_child_is_refused(cast, sanne):
    with pytest.raises(ValidationError, match="which child"):
        log_contact(entry(texts={}, guardians=frozenset([cast.guardians["fatiha"]])), actor=sanne)


def test_child_the_contact_is_not_about_cannot_be_the_only_one_present(cast, sanne, amira):
    finn = cast.pupils["finn"]
    with pytest.raises(ValidationError, match="with whom"):
        log_contact(entry(amira, guardians=frozenset(), took_part=frozenset([finn])), actor=sanne)


def test_contact_with_the_pupil_alone_is_a_contact(sanne, amira):
    contact = log_contact(entry(amira, guardians=frozenset(), took_part=frozenset([amira])), actor=sanne)
    assert contact.pupils.get().took_part


def of_another_school(cast, name):
    return {"guardians": cast.guardians["zoe's"], "took_part": cast.pupils["zoe"], "colleagues": cast.staff["els"]}[
        name
    ]


@pytest.mark.parametrize("name", NAMED)
def test_people_of_another_school_are_refused(cast, sanne, amira, name):
    before = counts()
    stranger = frozenset([of_another_school(cast, name)])
    named = {"took_part": frozenset([amira]), name: stranger}
    with pytest.raises(ValidationError):
        log_contact(entry(amira, **named), actor=sanne)
    assert counts() == before


def test_pupil_of_another_school_is_refused(cast, sanne, amira):
    guardians = frozenset([cast.guardians["fatiha"]])
    with pytest.raises(ValidationError, match="does not belong"):
        log_contact(entry(amira, cast.pupils["zoe"], guardians=guardians), actor=sanne)


def test_contact_in_the_future_is_refused(sanne, amira):
    with pytest.raises(ValidationError, match="future"):
        log_contact(entry(amira, happened_at=timezone.now() + datetime.timedelta(minutes=11)), actor=sanne)


def test_clock_that_runs_a_little_ahead_is_no_future(sanne, amira):
    moment = timezone.now() + datetime.timedelta(minutes=9)
    assert log_contact(entry(amira, happened_at=moment), actor=sanne).happened_at == moment


def test_contact_outside_every_school_year_is_refused(sanne, amira):
    with pytest.raises(ValidationError, match="school year"):
        log_contact(entry(amira, happened_at=timezone.now() - 1000 * DAY), actor=sanne)


def test_contact_belongs_to_the_school_year_of_its_day(cast, sanne, amira):
    first_day = year_of(cast.linde).start
    noon = datetime.time(12, tzinfo=datetime.UTC)
    this_year = log_contact(entry(amira, happened_at=datetime.datetime.combine(first_day, noon)), actor=sanne)
    last_year = log_contact(entry(amira, happened_at=datetime.datetime.combine(first_day - DAY, noon)), actor=sanne)
    assert this_year.year == year_of(cast.linde)
    assert last_year.year == year_of(cast.linde, first_day - DAY)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("result", Result)
def test_result_fits_the_channel_or_is_refused(sanne, amira, channel, result):
    fits = result in (RESULTS_OF_WRITING if channel in WRITTEN else RESULTS_OF_TALK)
    said = entry(amira, channel=channel, result=result)
    if fits:
        assert log_contact(said, actor=sanne).result == result
    else:
        with pytest.raises(ValidationError, match="does not fit"):
            log_contact(said, actor=sanne)


@pytest.mark.parametrize("channel", Channel)
def test_without_a_result_a_talk_was_spoken_and_a_letter_sent(sanne, amira, channel):
    expected = Result.SENT if channel in {"email", "app", "letter"} else Result.SPOKEN
    assert log_contact(entry(amira, channel=channel), actor=sanne).result == expected


@pytest.mark.parametrize("result", Result)
def test_result_decides_the_state_and_a_failed_try_is_kept_as_attempt(sanne, amira, result):
    channel = Channel.EMAIL if result in RESULTS_OF_WRITING else Channel.PHONE
    contact = log_contact(entry(amira, channel=channel, result=result), actor=sanne)

    failed = result in {"message_left", "no_answer", "did_not_come", "came_back"}
    assert contact.status == (Status.MISSED if failed else Status.HELD)
    attempts = [(row.at, row.channel, row.result, row.by) for row in contact.attempts.all()]
    assert attempts == ([(contact.happened_at, channel, result, sanne)] if failed else [])
    assert contact.failed == (result in FAILED) == failed


def test_agreements_ask_their_owner_when_that_is_a_colleague(cast, sanne, bram, amira):
    due = today() + LAST_WEEK
    contact = log_contact(
        entry(
            amira,
            agreements=(
                NewAgreement("Look at the reading level.", bram, due),
                NewAgreement("Read together.", cast.guardians["fatiha"]),
                NewAgreement("Bring the book.", amira, due),
            ),
        ),
        actor=sanne,
    )
    kept = {agreement.text: agreement for agreement in contact.agreements.all()}
    assert {text: row.keeper for text, row in kept.items()} == {
        "Look at the reading level.": bram,
        "Read together.": cast.guardians["fatiha"],
        "Bring the book.": amira,
    }
    duty = Duty.objects.get(source__in=[row.pk for row in kept.values()])
    assert (duty.owner, duty.due_on, duty.state) == (bram, due, State.OPEN)
    assert duty.link == kept["Look at the reading level."].get_absolute_url()


def test_logging_is_recorded_once_without_a_word_of_the_story(sanne, amira):
    contact = log_contact(entry(amira, summary="A secret."), actor=sanne)
    event = AuditEvent.objects.about(contact).get()
    assert (event.action, event.actor, event.school_id) == ("contact.log", sanne.user, sanne.school_id)
    assert event.fields == []


def test_contact_that_cannot_be_kept_whole_leaves_nothing_behind(cast, sanne, amira):
    """The agreement is refused after contact, people and attempt were written: all of it goes, the log row too."""
    before = counts()
    stranger = NewAgreement("Call.", cast.staff["els"])
    with pytest.raises(ValidationError, match="does not belong"):
        log_contact(entry(amira, result=Result.NO_ANSWER, agreements=(stranger,)), actor=sanne)
    assert counts() == before


def move_to_six(cast, pupil, *, days_ago: int) -> None:
    moved_on = today() - days_ago * DAY
    pupil.enrolments.update(until=moved_on - DAY)
    enrol(pupil, cast.groups["six"], from_date=moved_on)


@pytest.mark.parametrize(("days_ago", "name"), [(11, "five"), (10, "six"), (0, "six")])
def test_contact_belongs_to_the_class_of_that_day(cast, sanne, amira, days_ago, name):
    move_to_six(cast, amira, days_ago=10)
    contact = log_contact(entry(amira, happened_at=timezone.now() - days_ago * DAY), actor=sanne)
    assert contact.pupils.get().group == cast.groups[name]


def test_contact_belongs_to_the_mentor_group_before_other_groups(cast, sanne, amira):
    amira.enrolments.update(until=today() - DAY)
    for name, kind in {"Wiskunde": "teaching", "3H1": "mentor", "Sport": "combined"}.items():
        enrol(amira, make_group(cast.linde, name, kind=kind), from_date=today())
    assert log_contact(entry(amira), actor=sanne).pupils.get().group.kind == GroupKind.MENTOR


def test_contact_of_a_day_without_class_belongs_to_none(cast, sanne, amira):
    amira.enrolments.update(from_date=today() - 5 * DAY)
    contact = log_contact(entry(amira, happened_at=timezone.now() - 6 * DAY), actor=sanne)
    assert contact.pupils.get().group is None
