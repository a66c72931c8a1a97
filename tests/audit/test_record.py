import uuid
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from partnership.audit import services as audit
from partnership.audit.context import get_request_id, reset_request_id, set_request_id
from partnership.audit.models import AppendOnly, AuditEvent
from partnership.records.models import Revision


@pytest.fixture
def marked_request():
    token = set_request_id("3f2b-77")
    yield
    reset_request_id(token)


def test_event_says_who_did_what_to_which_row(teacher, school_id, marked_request):
    made = audit.record(
        "contact.log",
        actor=teacher,
        school_id=school_id,
        object_type="contacts.contact",
        object_id=school_id,
        fields=["channel", "summary", "channel"],
    )
    event = AuditEvent.objects.get(pk=made.pk)

    assert (event.action, event.actor, event.school_id) == ("contact.log", teacher, school_id)
    assert (event.object_type, event.object_id) == ("contacts.contact", str(school_id))
    assert (event.fields, event.request_id, event.seal) == (["channel", "summary"], "3f2b-77", None)


def test_object_gives_kind_id_and_school(teacher, school_id):
    kept = Revision.objects.create(school_id=school_id, object_type="x", object_id="1", version=1)
    event = audit.record("revision.read", actor=teacher, obj=kept)

    assert (event.object_type, event.object_id, event.school_id) == ("records.revision", str(kept.pk), school_id)
    assert list(AuditEvent.objects.about(kept)) == [event]
    assert list(AuditEvent.objects.of_school(school_id)) == [event]


def test_object_without_school_belongs_to_none(teacher):
    assert audit.record("user.read", actor=teacher, obj=teacher).school_id is None


@pytest.mark.parametrize("actor", [None, AnonymousUser()])
def test_system_and_strangers_have_no_actor(db, actor):
    assert audit.record("login.refuse", actor=actor).actor is None


@pytest.mark.parametrize("action", ["", "log", "Contact.log", "contact log", "contact.log Jan de Vries", "a.b.c.d"])
def test_action_must_be_a_name(db, action):
    with pytest.raises(ValueError, match=r"noun\.verb"):
        audit.record(action, actor=None)


@pytest.mark.parametrize("field", ["", "Jan de Vries", "summary: prima", "é", 7, None])
def test_field_values_are_refused(db, field):
    with pytest.raises(ValueError, match="names of fields"):
        audit.record("contact.log", actor=None, fields=["summary", field])
    assert AuditEvent.objects.count() == 0


def test_text_instead_of_an_id_or_kind_is_refused(db):
    with pytest.raises(ValueError, match="is an id"):
        audit.record("contact.log", actor=None, object_id="Jan de Vries")
    with pytest.raises(ValueError, match="label of a model"):
        audit.record("contact.log", actor=None, object_type="Jan de Vries")


def test_refusal_does_not_repeat_the_text(db):
    with pytest.raises(ValueError, match="never their values") as refusal:
        audit.record("contact.log", actor=None, fields=["Jan de Vries"])
    assert "Jan" not in str(refusal.value)


@pytest.mark.django_db(transaction=True)
def test_event_of_an_act_that_is_rolled_back_is_gone(teacher):
    @transaction.atomic
    def fail_halfway():
        audit.record("contact.log", actor=teacher)
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError):
        fail_halfway()

    assert AuditEvent.objects.count() == 0


def test_recording_costs_one_query(teacher, school_id, django_assert_num_queries):
    with django_assert_num_queries(1):
        audit.record(
            "pupil.read", actor=teacher, school_id=school_id, object_type="school.pupil", object_id=uuid.uuid4()
        )


@pytest.mark.parametrize("mark", ["Jan de Vries", "a" * 65, "a\nb", ""])
def test_mark_that_is_none_becomes_empty(mark):
    token = set_request_id(mark)
    assert get_request_id() == ""
    reset_request_id(token)


def test_mark_is_not_seen_by_other_threads(marked_request):
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(get_request_id).result() == ""
        assert pool.submit(copy_context().run, get_request_id).result() == "3f2b-77"


@pytest.mark.parametrize(
    "change",
    [
        lambda event: AuditEvent.objects.update(action="x.y"),
        lambda event: AuditEvent.objects.filter(pk=event.pk).update(action="x.y"),
        lambda event: AuditEvent.objects.all().delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["action"]),
        lambda event: AuditEvent._base_manager.update(action="x.y"),
        lambda event: event.save(),
        lambda event: event.save(update_fields=["action"]),
        lambda event: event.delete(),
    ],
)
def test_python_refuses_to_change_or_delete(teacher, change):
    event = audit.record("contact.log", actor=teacher)
    event.action = "x.y"
    with pytest.raises(AppendOnly), transaction.atomic():
        change(event)

    assert AuditEvent.objects.get().action == "contact.log"
