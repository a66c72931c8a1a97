import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from partnership.accounts.models import User
from partnership.records import services, tasks
from partnership.records.models import Draft, Revision, Submission
from partnership.records.services import SubmissionKeyReused
from tests.at_once import at_once
from tests.records.notes import Note


def test_draft_is_kept_and_the_last_one_counts(teacher):
    services.save_draft(teacher, form="log", object_key="pupil-1", payload={"text": "eerst"})
    services.save_draft(teacher, form="log", object_key="pupil-1", payload={"text": "later"})

    assert services.load_draft(teacher, form="log", object_key="pupil-1") == {"text": "later"}
    assert Draft.objects.count() == 1


def test_draft_belongs_to_one_person_form_and_object(teacher, colleague):
    services.save_draft(teacher, form="log", object_key="pupil-1", payload={"text": "van mij"})

    assert services.load_draft(colleague, form="log", object_key="pupil-1") is None
    assert services.load_draft(teacher, form="plan", object_key="pupil-1") is None
    assert services.load_draft(teacher, form="log", object_key="pupil-2") is None


def test_dropped_draft_is_gone(teacher):
    services.save_draft(teacher, form="log", object_key="", payload={"text": "weg"})
    services.drop_draft(teacher, form="log", object_key="")
    services.drop_draft(teacher, form="log", object_key="")

    assert services.load_draft(teacher, form="log", object_key="") is None


@pytest.mark.django_db(transaction=True)
def test_ten_saves_of_one_draft_at_once_leave_one(teacher):
    at_once(10, lambda n: services.save_draft(teacher, form="log", object_key="1", payload={"n": n}))

    assert Draft.objects.count() == 1
    assert services.load_draft(teacher, form="log", object_key="1")["n"] in range(10)


def test_drafts_and_submissions_are_forgotten_after_thirty_days(teacher):
    now = timezone.now()
    for days, form in [(29, "young"), (31, "old")]:
        draft = services.save_draft(teacher, form=form, object_key="", payload={})
        Draft.objects.filter(pk=draft.pk).update(saved_at=now - timedelta(days=days))
        Submission.objects.create(user=teacher, key=uuid.uuid4(), form=form, created_at=now - timedelta(days=days))
    assert services.load_draft(teacher, form="old", object_key="") is None

    tasks.forget_expired()

    assert [draft.form for draft in Draft.objects.all()] == ["young"]
    assert [submission.form for submission in Submission.objects.all()] == ["young"]


def test_draft_token_says_whose_draft_it_is(teacher):
    token = services.sign_draft_token(teacher.pk, "log", "pupil-1")

    assert services.read_draft_token(token) == (teacher.pk, "log", "pupil-1")


def test_draft_token_of_another_hand_is_refused(teacher):
    token = services.sign_draft_token(teacher.pk, "log", "pupil-1")

    assert services.read_draft_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert services.read_draft_token("") is None


def test_draft_token_is_good_for_one_day(teacher, time_machine):
    time_machine.move_to("2026-11-24 08:00+00:00")
    token = services.sign_draft_token(teacher.pk, "log", "pupil-1")
    time_machine.shift(timedelta(hours=23))
    assert services.read_draft_token(token) is not None
    time_machine.shift(timedelta(hours=2))
    assert services.read_draft_token(token) is None


def test_second_submission_gets_the_first_answer(teacher):
    key = uuid.uuid4()
    answers = [services.submit_once(teacher, key=key, form="log", act=lambda n=n: f"/contacts/{n}/") for n in range(2)]

    assert answers == ["/contacts/0/", "/contacts/0/"]


def test_submission_keys_of_two_people_are_two(teacher, colleague):
    key = uuid.uuid4()

    assert services.submit_once(teacher, key=key, form="log", act=lambda: "/a/") == "/a/"
    assert services.submit_once(colleague, key=key, form="log", act=lambda: "/b/") == "/b/"


def test_submission_key_of_another_form_is_refused(teacher):
    key = uuid.uuid4()
    services.submit_once(teacher, key=key, form="log", act=lambda: "/a/")
    with pytest.raises(SubmissionKeyReused):
        services.submit_once(teacher, key=key, form="plan", act=lambda: "/b/")


def test_failed_submission_leaves_nothing_and_can_be_sent_again(teacher):
    key = uuid.uuid4()

    def fail():
        services.save_draft(teacher, form="half", object_key="", payload={})
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError):
        services.submit_once(teacher, key=key, form="log", act=fail)
    assert (Draft.objects.count(), Submission.objects.count()) == (0, 0)
    assert services.submit_once(teacher, key=key, form="log", act=lambda: "/a/") == "/a/"


@pytest.mark.django_db(transaction=True)
def test_ten_submissions_at_once_act_once_and_answer_the_same(teacher):
    key = uuid.uuid4()

    def act():
        return f"/users/{User.objects.create_user(f'{uuid.uuid4()}@school.example').pk}/"

    answers = at_once(10, lambda n: services.submit_once(teacher, key=key, form="log", act=act))

    assert len(set(answers)) == 1
    assert User.objects.exclude(pk=teacher.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_waiting_twin_acts_when_the_first_fails(teacher):
    key = uuid.uuid4()
    fails = iter([True] * 5 + [False] * 5)

    def act():
        if next(fails):
            raise RuntimeError("halfway")
        return "/a/"

    def send(number):
        try:
            return services.submit_once(teacher, key=key, form="log", act=act)
        except RuntimeError:
            return "failed"

    answers = at_once(10, send)

    assert sorted(answers) == ["/a/"] * 5 + ["failed"] * 5
    assert next(fails) is False
    assert Submission.objects.get().answer == "/a/"


def test_old_values_are_kept_by_version(notes, teacher):
    note = notes.create(title="oud", text="oude tekst", data={"a": 1})
    note.title, note.text, note.version = "nieuw", "nieuwe tekst", 2
    services.keep_revision(note, actor=teacher, fields=["title", "text", "data"])
    note.save()

    kept = Revision.objects.of(note).get()
    assert kept.values == {"title": "oud", "text": "oude tekst", "data": {"a": 1}}
    assert (kept.version, kept.actor, kept.object_type) == (1, teacher, "records.note")
    assert "oude" not in Revision.objects.values_list("values", flat=True).get()


def test_versions_come_newest_first(notes, teacher):
    note = notes.create(title="1")
    for number in (2, 3):
        services.keep_revision(note, actor=teacher, fields=["title"])
        note.title, note.version = str(number), number
        note.save()

    assert [kept.values["title"] for kept in Revision.objects.of(note)] == ["2", "1"]
    assert not Revision.objects.of(Note())


def test_one_version_is_kept_once(notes, teacher):
    note = notes.create()
    services.keep_revision(note, actor=teacher, fields=["title"])
    with pytest.raises(IntegrityError):
        services.keep_revision(note, actor=teacher, fields=["title"])
