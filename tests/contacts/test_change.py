"""Changing what one wrote: the old version is kept, and who comes second is told."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from contacts.enums import Result, Status
from contacts.models import Contact
from contacts.services.log import change_contact, log_contact, withdraw_contact
from contacts.services.versions import older_versions
from partnership.audit.models import AuditEvent
from partnership.records.models import Revision
from partnership.records.versions import VersionConflict
from partnership.school.enums import Channel
from partnership.school.models import DeclaredTie
from tests.at_once import at_once
from tests.browsing import browser
from tests.cast import DAY
from tests.contacts.conftest import entry, fresh


@pytest.fixture
def contact(cast, sanne, amira, bilal):
    """About sister and brother, with a text for each."""
    said = entry(
        amira, bilal, summary="Together.", texts={amira: "Amira reads.", bilal: "Bilal runs."},
        colleagues=frozenset([cast.staff["bram"]]), others="Grandmother",
    )  # fmt: skip
    return log_contact(said, actor=sanne)


def test_old_version_is_kept_whole(cast, sanne, amira, bilal, contact):
    said = cast.guardians["said"]
    change_contact(
        contact, actor=sanne, version=1,
        entry=entry(amira, bilal, texts={amira: "", bilal: ""}, guardians=frozenset([said]), channel=Channel.EMAIL),
    )  # fmt: skip

    revision = Revision.objects.of(contact).get()
    values = revision.values
    assert (revision.version, revision.actor, revision.school_id) == (1, sanne.user, sanne.school_id)
    assert (values["summary"], values["channel"], values["result"]) == ("Together.", "phone", "spoken")
    assert values["texts"] == {str(amira.pk): "Amira reads.", str(bilal.pk): "Bilal runs."}
    assert values["guardians"] == [str(cast.guardians["fatiha"].pk)]
    assert values["attendees"] == [["colleague", str(cast.staff["bram"].pk), ""], ["other", "", "Grandmother"]]


def test_new_version_replaces_what_stood_there(cast, sanne, amira, contact):
    said = cast.guardians["said"]
    moment = timezone.now() - 2 * DAY
    changed = change_contact(
        contact, actor=sanne, version=1,
        entry=entry(
            amira, texts={amira: "Now this."}, summary="New.", guardians=frozenset([said]), happened_at=moment,
            channel=Channel.LETTER, about="concern",
        ),
    )  # fmt: skip

    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.version, kept.summary, kept.channel, kept.result) == (2, "New.", "letter", "sent")
    assert (kept.about, kept.happened_at, kept.author) == ("concern", moment, sanne)
    assert kept.changed_at is not None
    assert [(row.pupil, row.text) for row in kept.pupils.all()] == [(amira, "Now this.")]
    assert [row.guardian for row in kept.guardians.all()] == [said]
    assert not kept.attendees.exists()
    assert changed.pk == contact.pk


def test_change_is_recorded_with_the_names_of_what_changed(cast, sanne, amira, bilal, contact):
    same = entry(
        amira, bilal, summary="Together.", texts={amira: "Amira reads.", bilal: "Bilal runs fast."},
        happened_at=contact.happened_at, colleagues=frozenset([cast.staff["bram"]]), with_interpreter=True,
        others="Grandmother",
    )  # fmt: skip
    change_contact(contact, actor=sanne, version=1, entry=same)
    event = AuditEvent.objects.about(contact).get(action="contact.change")
    assert sorted(event.fields) == ["attendees", "texts"]
    assert event.actor == sanne.user


@pytest.mark.parametrize(("before", "after"), [(Result.SPOKEN, Result.NO_ANSWER), (Result.NO_ANSWER, Result.SPOKEN)])
def test_state_and_attempt_follow_a_corrected_result(sanne, amira, before, after):
    contact = log_contact(entry(amira, result=before), actor=sanne)
    changed = change_contact(contact, actor=sanne, version=1, entry=entry(amira, result=after))
    failed = after == Result.NO_ANSWER
    assert changed.status == (Status.MISSED if failed else Status.HELD)
    assert [row.result for row in changed.attempts.all()] == ([after] if failed else [])


def test_correcting_a_contact_that_was_taken_back_does_not_put_it_back(sanne, amira, contact):
    withdraw_contact(contact, actor=sanne)
    changed = change_contact(contact, actor=sanne, version=1, entry=entry(amira, result=Result.NO_ANSWER))
    assert changed.status == Status.CANCELLED


def test_contact_stays_in_the_school_year_of_its_day(cast, sanne, amira, contact):
    last_year = timezone.now() - 120 * DAY
    changed = change_contact(contact, actor=sanne, version=1, entry=entry(amira, happened_at=last_year))
    assert changed.year == cast.contacts["amira last year"].year


@pytest.mark.parametrize("wrong", ["nobody", "future", "result"])
def test_refused_change_leaves_everything_as_it_was(sanne, amira, contact, wrong):
    refused = {
        "nobody": {"guardians": frozenset()},
        "future": {"happened_at": timezone.now() + DAY},
        "result": {"channel": Channel.LETTER, "result": Result.SPOKEN},
    }[wrong]
    with pytest.raises(ValidationError):
        change_contact(contact, actor=sanne, version=1, entry=entry(amira, **refused))
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.version, kept.summary, kept.pupils.count()) == (1, "Together.", 2)
    assert not Revision.objects.of(contact).exists()
    assert not AuditEvent.objects.about(contact).filter(action="contact.change").exists()


def test_who_comes_second_is_told_what_stands_there_now(sanne, amira, contact):
    change_contact(contact, actor=sanne, version=1, entry=entry(amira, summary="First."))
    with pytest.raises(VersionConflict) as conflict:
        change_contact(contact, actor=sanne, version=1, entry=entry(amira, summary="Second."))
    assert conflict.value.current.summary == "First."
    assert conflict.value.current.version == 2
    assert Contact.objects.get(pk=contact.pk).summary == "First."
    assert Revision.objects.of(contact).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_the_same_moment_one_wins_and_one_is_told(sanne, amira, contact):
    @scopes_disabled()
    def change(number):
        row = Contact.objects.get(pk=contact.pk)
        try:
            change_contact(row, actor=sanne, version=1, entry=entry(amira, summary=f"Writer {number}."))
        except VersionConflict as conflict:
            return ("told", conflict.current.summary)
        return ("won", f"Writer {number}.")

    answers = at_once(4, change)
    won = [text for what, text in answers if what == "won"]
    assert len(won) == 1
    assert [text for what, text in answers if what == "told"] == won * 3
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.version, kept.summary) == (2, won[0])
    assert [row.values["summary"] for row in Revision.objects.of(contact)] == ["Together."]


def test_older_versions_show_only_the_children_one_may_read(sanne, emine, amira, bilal, contact):
    change_contact(contact, actor=sanne, version=1, entry=entry(amira, bilal, summary="Second."))
    contact.refresh_from_db()
    change_contact(contact, actor=sanne, version=2, entry=entry(amira, bilal, summary="Third."))

    of_author = older_versions(contact, staff=fresh(sanne))
    assert [version.number for version in of_author] == [2, 1]
    assert of_author[1].texts == [("Amira", "Amira reads."), ("Bilal", "Bilal runs.")]
    assert of_author[1].summary == "Together."
    assert of_author[1].guardians == ["Fatiha van Thuis"]
    of_brothers_teacher = older_versions(contact, staff=fresh(emine))
    assert of_brothers_teacher[1].texts == [("Bilal", "Bilal runs.")]
    assert of_brothers_teacher[1].summary == "Together."


def test_older_versions_page_is_for_who_may_read_the_contact(cast, sanne, emine, amira, bilal, contact):
    change_contact(contact, actor=sanne, version=1, entry=entry(amira, bilal, summary="Second."))
    url = reverse("contacts:history", args=[contact.pk])

    page = browser(emine).get(url)
    assert page.status_code == 200
    assert "Bilal runs." in page.content.decode()
    assert "Amira reads." not in page.content.decode()
    assert AuditEvent.objects.about(contact).filter(action="contact.read_history", actor=emine.user).count() == 1
    assert browser(cast.staff["bram"]).get(url).status_code == 403
    assert browser(cast.staff["els"]).get(url).status_code == 404


def test_guardian_one_has_a_tie_with_is_in_no_older_version(cast, sanne, amira, contact):
    """The whole contact is hidden then; so is a version that named them."""
    change_contact(contact, actor=sanne, version=1, entry=entry(amira, summary="Second."))
    emine = cast.staff["emine"]
    DeclaredTie.objects.create(school=cast.linde, staff=emine, guardian=cast.guardians["fatiha"])
    assert older_versions(contact, staff=fresh(emine)) == []


def test_moment_of_an_older_version_is_a_moment(sanne, amira, contact):
    change_contact(contact, actor=sanne, version=1, entry=entry(amira))
    version = older_versions(contact, staff=fresh(sanne))[0]
    assert abs(version.happened_at - contact.happened_at) < datetime.timedelta(milliseconds=1)
    assert isinstance(version.replaced_at, datetime.datetime)


def test_revision_is_encrypted(sanne, amira, contact):
    change_contact(contact, actor=sanne, version=1, entry=entry(amira))
    with connection.cursor() as cursor:
        cursor.execute('SELECT "values" FROM records_revision')
        assert [stored[:5] for (stored,) in cursor.fetchall()] == ["enc1:"]
