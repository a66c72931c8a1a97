"""What was agreed: who keeps it is asked until it is done or no longer needed, and can open it again."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from contacts.models import Agreement
from contacts.services.agreements import (
    NewAgreement,
    add_agreement,
    drop_agreement,
    finish_agreement,
    reopen_agreement,
)
from contacts.services.log import log_contact
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty, State
from tests.browsing import browser
from tests.cast import DAY, make_agreement, make_contact, today
from tests.contacts.conftest import entry, fresh, new_url

DUE = today() + 3 * DAY


@pytest.fixture
def contact(sanne, amira):
    return log_contact(entry(amira, summary="Only for who keeps the contact."), actor=sanne)


@pytest.fixture
def agreement(sanne, bram, contact):
    """Kept by Bram, who may not read the contact."""
    return add_agreement(contact, actor=sanne, new=NewAgreement("Look at the drawing.", bram, DUE))


def duty_of(agreement) -> Duty:
    return Duty.objects.get(source=agreement.pk)


def acts_on(agreement) -> list[str]:
    return list(AuditEvent.objects.about(agreement).order_by("pk").values_list("action", flat=True))


def test_agreement_of_a_colleague_is_a_duty(bram, agreement):
    duty = duty_of(agreement)
    assert (duty.owner, duty.due_on, duty.state, duty.link) == (bram, DUE, State.OPEN, agreement.get_absolute_url())


@pytest.mark.parametrize("who", ["guardian", "pupil"])
def test_agreement_of_a_parent_or_pupil_asks_nobody_at_school(cast, sanne, amira, contact, who):
    keeper = {"guardian": cast.guardians["fatiha"], "pupil": amira}[who]
    agreement = add_agreement(contact, actor=sanne, new=NewAgreement("Read together.", keeper))
    assert agreement.keeper == keeper
    assert not Duty.objects.filter(source=agreement.pk).exists()
    assert finish_agreement(agreement, actor=sanne).done_by == sanne


def test_agreement_has_exactly_one_keeper(sanne, amira, contact):
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(contact=contact, school=contact.school, text="Two.", owner=sanne, pupil=amira)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(contact=contact, school=contact.school, text="Nobody.")


def test_colleague_of_another_school_cannot_keep_it(cast, sanne, contact):
    with pytest.raises(ValidationError, match="does not belong"):
        add_agreement(contact, actor=sanne, new=NewAgreement("Call.", cast.staff["els"]))


def test_done_ends_the_duty_and_says_who_did_it(bram, agreement):
    done = finish_agreement(agreement, actor=bram)
    assert (done.is_open, done.done_by) == (False, bram)
    assert duty_of(agreement).state == State.DONE
    assert duty_of(agreement).ended_at is not None
    assert acts_on(agreement) == ["agreement.add", "agreement.done"]


def test_no_longer_needed_drops_the_duty(sanne, agreement):
    dropped = drop_agreement(agreement, actor=sanne)
    assert (dropped.is_open, dropped.done_at) == (False, None)
    assert duty_of(agreement).state == State.DROPPED
    assert acts_on(agreement) == ["agreement.add", "agreement.drop"]


@pytest.mark.parametrize("end", [finish_agreement, drop_agreement])
def test_opened_again_it_is_as_open_as_before(bram, agreement, end):
    end(agreement, actor=bram)
    opened = reopen_agreement(agreement, actor=bram)
    assert opened.is_open
    assert opened.done_by is None
    duty = duty_of(agreement)
    assert (duty.state, duty.ended_at, duty.due_on) == (State.OPEN, None, DUE)
    assert acts_on(agreement)[-1] == "agreement.reopen"


@pytest.mark.parametrize("end", [finish_agreement, drop_agreement])
def test_ending_twice_changes_and_records_nothing_more(sanne, bram, agreement, end):
    finish_agreement(agreement, actor=bram)
    again = end(agreement, actor=sanne)
    assert (again.done_by, again.dropped_at) == (bram, None)
    assert duty_of(agreement).state == State.DONE
    assert acts_on(agreement) == ["agreement.add", "agreement.done"]


def test_opening_what_is_open_changes_and_records_nothing(bram, agreement):
    reopen_agreement(agreement, actor=bram)
    assert acts_on(agreement) == ["agreement.add"]


def test_done_and_duty_stand_or_fall_together(bram, agreement):
    @transaction.atomic
    def finish_and_fall():
        finish_agreement(agreement, actor=bram)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        finish_and_fall()
    agreement.refresh_from_db()
    assert agreement.is_open
    assert duty_of(agreement).state == State.OPEN
    assert acts_on(agreement) == ["agreement.add"]


def test_keeper_who_may_not_read_the_contact_sees_the_agreement_only(bram, agreement, contact):
    client = browser(bram)
    assert client.get(contact.get_absolute_url()).status_code == 403
    page = client.get(agreement.get_absolute_url())
    words = page.content.decode()
    assert page.status_code == 200
    assert "Look at the drawing." in words
    assert "Amira" in words
    assert "Only for who keeps the contact." not in words
    assert contact.get_absolute_url() not in words
    assert AuditEvent.objects.about(agreement).get(action="agreement.read").actor == bram.user


def test_who_may_read_the_contact_finds_the_way_to_it(sanne, agreement, contact):
    assert contact.get_absolute_url() in browser(sanne).get(agreement.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("emine", 403), ("hans", 403), ("els", 404), ("daan", 200), ("fatima", 200)]
)
def test_agreement_page_opens_for_who_reads_the_contact_or_keeps_it(cast, agreement, name, status):
    assert browser(cast.staff[name]).get(agreement.get_absolute_url()).status_code == status


@pytest.mark.parametrize(
    ("name", "allowed"), [("bram", True), ("sanne", True), ("daan", True), ("fatima", False), ("emine", False)]
)
def test_keeper_author_and_class_teacher_may_mark_it_done(cast, agreement, name, allowed):
    answer = browser(cast.staff[name]).post(reverse("contacts:agreement_done", args=[agreement.pk]))
    agreement.refresh_from_db()
    assert answer.status_code == (302 if allowed else 403)
    assert agreement.is_open is not allowed


def test_buttons_stand_only_where_they_work(cast, bram, agreement):
    done = reverse("contacts:agreement_done", args=[agreement.pk])
    assert done in browser(bram).get(agreement.get_absolute_url()).content.decode()
    assert done not in browser(cast.staff["fatima"]).get(agreement.get_absolute_url()).content.decode()


def test_done_from_the_first_page_comes_back_there_with_undo(bram, agreement):
    client = browser(bram)
    page = client.post(reverse("contacts:agreement_done", args=[agreement.pk]), {"today": "1"}, follow=True)
    assert page.redirect_chain == [(reverse("today"), 302)]
    undo = reverse("contacts:agreement_reopen", args=[agreement.pk])
    assert undo in page.content.decode()
    client.post(undo)
    agreement.refresh_from_db()
    assert agreement.is_open


def test_done_from_its_own_page_stays_there(bram, agreement):
    answer = browser(bram).post(reverse("contacts:agreement_done", args=[agreement.pk]))
    assert answer.url == agreement.get_absolute_url()


def test_first_page_shows_late_before_coming_and_soonest_first(cast, sanne, amira):
    contact = make_contact(sanne, amira)
    new = {"yesterday": -1, "long ago": -9, "today": 0, "next week": 7}
    for text, days in new.items():
        add_agreement(contact, actor=sanne, new=NewAgreement(text, sanne, today() + days * DAY))
    add_agreement(contact, actor=sanne, new=NewAgreement("some day", sanne))
    add_agreement(contact, actor=sanne, new=NewAgreement("of someone else", cast.staff["bram"], today()))

    page = browser(sanne).get(reverse("today"))
    assert [task.agreement.text for task in page.context["late"]] == ["long ago", "yesterday"]
    assert [task.agreement.text for task in page.context["coming"]] == ["today", "next week", "some day"]
    assert "of someone else" not in page.content.decode()


def test_done_leaves_the_first_page(bram, agreement):
    client = browser(bram)
    assert len(client.get(reverse("today")).context["coming"]) == 1
    finish_agreement(agreement, actor=bram)
    page = client.get(reverse("today")).context
    assert (page["late"], page["coming"]) == ([], [])


def test_pupil_page_shows_open_agreements_to_who_may_read_them(sanne, emine, bram, bilal, amira, agreement):
    make_agreement(make_contact(sanne, amira), text="Not for Bram.")
    url = reverse("pupil_detail", args=[amira.pk])

    def shown(member):
        return {row.text for row in browser(member).get(url).context["agreements"]}

    assert {"Look at the drawing.", "Not for Bram."} <= shown(sanne)
    assert shown(bram) == {"Look at the drawing."}
    assert shown(emine) == set()
    finish_agreement(agreement, actor=sanne)
    assert shown(bram) == set()


def test_keeper_who_gets_a_tie_with_the_family_loses_the_agreement(cast, bram, agreement):
    bram.telephone = cast.guardians["fatiha"].details.telephone
    bram.save()
    client = browser(bram)
    assert client.get(agreement.get_absolute_url()).status_code == 404
    page = client.get(reverse("today")).context
    assert (page["late"], page["coming"]) == ([], [])
    assert not Agreement.objects.changeable_by(fresh(bram)).filter(pk=agreement.pk).exists()


# Who has a tie with the family


def test_colleague_with_a_tie_is_not_offered_to_keep_an_agreement(cast, sanne):
    """Daan is the father of Mats; it would be hidden from him."""
    daan, bram = str(cast.staff["daan"].pk), str(cast.staff["bram"].pk)
    offered = {}
    for name in ("mats", "finn"):
        page = browser(sanne).get(new_url(cast.pupils[name]))
        offered[name] = {key for key, _ in page.context["form"].fields["agreement_owner_0"].choices}
    assert daan not in offered["mats"]
    assert {daan, bram} <= offered["finn"]
    assert bram in offered["mats"]


def test_colleague_with_a_tie_is_not_accepted(cast, sanne):
    contact, daan = cast.contacts["mats"], cast.staff["daan"]
    with pytest.raises(ValidationError, match="Choose someone else"):
        add_agreement(contact, actor=sanne, new=NewAgreement("Call.", daan))
    assert not contact.agreements.filter(owner=daan).exists()
    assert add_agreement(cast.contacts["finn"], actor=sanne, new=NewAgreement("Call.", daan)).owner == daan
