"""What was changed in one act is undone in one step; how and by whom a contact is held can be changed."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from contacts.enums import Precision, Status
from contacts.models import Contact, PlanChange
from contacts.services.changes import undo_change
from contacts.services.planned import cancel_planned, mark_held, move_planned, plan_contact
from contacts.services.sheet import cancel_all, hand_over_all, move_all
from contacts.services.when import When
from partnership.audit.models import AuditEvent
from partnership.school.enums import Channel
from partnership.school.models import DeclaredTie
from tests.access.filling import filled_in
from tests.browsing import browser
from tests.planner.conftest import at, children, day, duty_of, fresh, line, planned

TUESDAY = When(Precision.DAY, day("2026-09-15"))
TALK = When(Precision.TIME, day("2026-09-17"), at=at("2026-09-17 15:40"), minutes=10)
ACTS = {
    "move": lambda contacts, sanne, joris: move_all(contacts, actor=sanne, days=7),
    "cancel": lambda contacts, sanne, joris: cancel_all(contacts, actor=sanne, reason="Snow."),
    "hand over": lambda contacts, sanne, joris: hand_over_all(contacts, actor=sanne, to=joris),
}


@pytest.fixture
def contacts(group, sanne) -> list[Contact]:
    return [planned(sanne, child, when=when) for child, when in zip(children(group, 2), [TUESDAY, TALK], strict=True)]


def standing(contact: Contact) -> tuple:
    contact = Contact.objects.get(pk=contact.pk)
    duty = duty_of(contact)
    of_contact = (contact.status, contact.owner_id, contact.planned_on, contact.planned_at, contact.moved_by_hand)
    return (*of_contact, contact.reason, duty.state, duty.owner_id, duty.due_on)


@pytest.mark.parametrize("act", ACTS)
def test_a_day_or_week_is_as_before(sanne, joris, contacts, act):
    before = [standing(contact) for contact in contacts]
    change = ACTS[act](contacts, sanne, joris)
    assert all(standing(contact) != was for contact, was in zip(contacts, before, strict=True))
    assert undo_change(change, actor=sanne).number == 2
    assert [standing(contact) for contact in contacts] == before
    assert AuditEvent.objects.filter(action="contact.undo_change").count() == 1


@pytest.mark.parametrize("act", ACTS)
def test_what_was_touched_since_stays(sanne, joris, contacts, act):
    change = ACTS[act](contacts, sanne, joris)
    touched = Contact.objects.get(pk=contacts[0].pk)
    if touched.status == Status.CANCELLED:
        move_planned(touched, actor=joris, version=touched.version, when=TALK)
    else:
        mark_held(touched, actor=joris, version=touched.version)
    now = standing(touched)
    undone = undo_change(change, actor=sanne)
    assert (undone.number, undone.stayed) == (1, 1)
    assert standing(touched) == now


def test_a_second_time_changes_nothing(sanne, joris, contacts):
    change = cancel_all(contacts, actor=sanne, reason="")
    undo_change(change, actor=sanne)
    cancelled = Contact.objects.get(pk=contacts[0].pk)
    cancel_planned(cancelled, actor=sanne, version=cancelled.version)
    assert undo_change(change, actor=sanne).number == 0
    assert Contact.objects.get(pk=contacts[0].pk).status == Status.CANCELLED


def test_what_one_may_not_know_of_any_more_stays(school, sanne, joris, contacts):
    change = cancel_all(contacts, actor=sanne, reason="")
    pupil = contacts[0].pupils.get().pupil
    DeclaredTie.objects.create(school=school, staff=sanne, pupil=pupil)
    assert undo_change(change, actor=fresh(sanne)).number == 1
    assert Contact.objects.get(pk=contacts[0].pk).status == Status.CANCELLED


def test_the_button_after_the_act_and_on_the_page(sanne, contacts):
    client, url = browser(sanne), reverse("contacts:planned_days")
    form = client.get(url).context_data["form"]
    sent = filled_in(form) | {"on": "2026-09-15", "whole_week": "on", "act": "cancel", "reason": "Strike."}
    page = client.post(url, sent, follow=True)
    undo = reverse("contacts:change_undo", args=[PlanChange.objects.get().pk])
    assert f'action="{undo}"' in page.content.decode()
    assert f'action="{undo}"' in client.get(url).content.decode()
    client.post(undo)
    assert set(Contact.objects.values_list("status", flat=True)) == {"planned"}
    assert f'action="{undo}"' not in client.get(url).content.decode()


# One contact


def test_way_length_and_owner_are_changed_in_one_form_and_put_back(sanne, joris, contacts):
    client, contact = browser(sanne), contacts[0]
    url = reverse("contacts:planned_move", args=[contact.pk])
    form = client.get(url).context_data["form"]
    assert form.initial["channel"] == Channel.PHONE
    wanted = {"channel": "at_school", "precision": "time", "on": "2026-09-16", "at": "16:00", "minutes": "20"}
    page = client.post(url, filled_in(form) | wanted | {"owner": str(joris.pk)}, follow=True).content.decode()
    changed = Contact.objects.get(pk=contact.pk)
    assert (changed.channel, changed.planned_at, changed.minutes) == ("at_school", at("2026-09-16 16:00"), 20)
    assert changed.owner == duty_of(contact).owner == joris
    undo = reverse("contacts:change_undo", args=[PlanChange.objects.get().pk])
    assert f'action="{undo}"' in page
    client.post(undo)
    back = Contact.objects.get(pk=contact.pk)
    assert (back.channel, back.precision, back.minutes, back.owner) == ("phone", "day", None, sanne)


def test_nobody_with_a_tie_becomes_the_owner(school, sanne, joris, contacts):
    DeclaredTie.objects.create(school=school, staff=joris, pupil=contacts[0].pupils.get().pupil)
    with pytest.raises(ValidationError):
        move_planned(contacts[0], actor=sanne, version=1, when=TUESDAY, owner=fresh(joris))
    form = browser(sanne).get(reverse("contacts:planned_move", args=[contacts[0].pk])).context_data["form"]
    assert [value for value, _name in form.fields["owner"].choices] == [str(sanne.pk)]


@pytest.mark.parametrize("channel", ["app", "email", "letter"])
def test_a_message_has_no_time(group, sanne, contacts, channel):
    [child] = children(group, 1)
    with pytest.raises(ValidationError):
        plan_contact(line(sanne, child, when=TALK, channel=channel), actor=sanne)
    with pytest.raises(ValidationError):
        move_planned(contacts[1], actor=sanne, version=1, when=TALK, channel=channel)
    assert move_planned(contacts[1], actor=sanne, version=1, when=TUESDAY, channel=channel).channel == channel
    client, url = browser(sanne), reverse("contacts:plan_new", args=[child.pk])
    wanted = {"channel": channel, "precision": "time", "on": "2026-09-17", "at": "15:00"}
    answer = client.post(url, filled_in(client.get(url).context_data["form"]) | wanted)
    assert (answer.status_code, list(answer.context_data["form"].errors)) == (422, ["channel"])
