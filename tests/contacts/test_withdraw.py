"""Taking back what was logged by mistake: it counts nowhere, asks nothing of anybody, and can be put back."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from contacts.enums import Result, Status
from contacts.models import Agreement, Contact
from contacts.services.agreements import NewAgreement, finish_agreement
from contacts.services.circle import circle_of
from contacts.services.log import log_contact, restore_contact, withdraw_contact
from contacts.services.overview import class_rows, siblings_of, timeline
from contacts.workflow import MOVES, move, status_of
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty, State
from tests.browsing import browser
from tests.contacts.conftest import entry, fresh, row_about


@pytest.mark.parametrize("now", Status)
@pytest.mark.parametrize("to", Status)
def test_contact_moves_only_as_the_table_says(now, to):
    if to in MOVES[now]:
        assert move(now, to) == to
    else:
        with pytest.raises(ValidationError):
            move(now, to)


@pytest.mark.parametrize("state", Status)
def test_every_state_can_be_left(state):
    assert MOVES[state]
    assert state not in MOVES[state]


@pytest.mark.parametrize("result", Result)
def test_contact_can_always_be_taken_back_and_put_back_as_it_was(sanne, amira, result):
    channel = "email" if result in {"sent", "answered", "came_back"} else "phone"
    contact = log_contact(entry(amira, channel=channel, result=result), actor=sanne)

    withdrawn = withdraw_contact(contact, actor=sanne)
    assert withdrawn.status == Status.CANCELLED
    restored = restore_contact(withdrawn, actor=sanne)
    assert restored.status == status_of(result) == contact.status
    actions = AuditEvent.objects.about(contact).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["contact.log", "contact.withdraw", "contact.restore"]


def test_contact_that_was_taken_back_cannot_be_taken_back_again(sanne, amira):
    withdrawn = withdraw_contact(log_contact(entry(amira), actor=sanne), actor=sanne)
    with pytest.raises(ValidationError, match="cannot be changed"):
        withdraw_contact(withdrawn, actor=sanne)


def what_counts(group, pupil, sibling, staff) -> dict:
    """Return everything a page shows that could count a contact of `pupil`."""
    row = row_about(pupil, class_rows(group, staff=fresh(staff)))
    client = browser(staff)
    today, page = client.get(reverse("today")).context, client.get(reverse("pupil_detail", args=[pupil.pk])).context
    return {
        "row": (row.last_at, row.last_channel, row.spoken_at, row.nice_at, row.tries),
        "timeline": [contact.pk for contact in timeline(pupil, staff=fresh(staff))],
        "sibling": [each.last_contact for each in siblings_of(sibling, staff=fresh(staff))],
        "usual": circle_of(pupil, staff=fresh(staff)).usual_people,
        "today": [task.agreement.pk for task in [*today["late"], *today["coming"]]],
        "spoken": [(each["spoken"], len(each["without_good_news"])) for each in today["classes"]],
        "agreements": [agreement.pk for agreement in page["agreements"]],
        "contacts": [contact.pk for contact in page["contacts"]],
    }


@pytest.mark.parametrize("result", [Result.SPOKEN, Result.NO_ANSWER])
def test_contact_that_was_taken_back_counts_nowhere(cast, sanne, amira, bilal, result):
    group = cast.groups["five"]
    before = what_counts(group, amira, bilal, sanne)
    other = next(row.guardian for row in amira.guardianships.all() if str(row.guardian_id) not in before["usual"])
    contact = log_contact(
        entry(
            amira, bilal, about="nice", result=result, guardians=frozenset([other]),
            agreements=(NewAgreement("Call.", sanne),),
        ),
        actor=sanne,
    )  # fmt: skip
    counted = what_counts(group, amira, bilal, sanne)
    assert all(
        counted[name] != before[name] for name in ("row", "timeline", "today", "agreements", "contacts", "usual")
    )

    withdrawn = withdraw_contact(contact, actor=sanne)
    assert what_counts(group, amira, bilal, sanne) == before

    restore_contact(withdrawn, actor=sanne)
    assert what_counts(group, amira, bilal, sanne) == counted


def test_agreements_of_a_contact_that_is_taken_back_rest_and_wake_again(sanne, amira):
    agreements = (NewAgreement("Call.", sanne), NewAgreement("Write.", sanne))
    contact = log_contact(entry(amira, agreements=agreements), actor=sanne)
    done, open_one = sorted(contact.agreements.all(), key=lambda row: row.text)
    finish_agreement(done, actor=sanne)

    withdrawn = withdraw_contact(contact, actor=sanne)
    assert not Agreement.objects.open().filter(contact=contact).exists()
    states = {duty.source: duty.state for duty in Duty.objects.filter(source__in=[done.pk, open_one.pk])}
    assert states == {done.pk: State.DONE, open_one.pk: State.DROPPED}

    restore_contact(withdrawn, actor=sanne)
    states = {duty.source: duty.state for duty in Duty.objects.filter(source__in=[done.pk, open_one.pk])}
    assert states == {done.pk: State.DONE, open_one.pk: State.OPEN}


def test_undo_stands_beside_the_message_after_saving_and_works(sanne, amira):
    client = browser(sanne)
    contact = log_contact(entry(amira), actor=sanne)

    taken_back = client.post(reverse("contacts:withdraw", args=[contact.pk]), follow=True)
    assert taken_back.redirect_chain[-1][0] == reverse("pupil_detail", args=[amira.pk])
    put_back = reverse("contacts:restore", args=[contact.pk])
    assert f'action="{put_back}"' in taken_back.content.decode()
    client.post(put_back)
    assert Contact.objects.get(pk=contact.pk).status == Status.HELD


def test_taking_back_twice_from_the_page_says_why_not(sanne, amira):
    client = browser(sanne)
    contact = log_contact(entry(amira), actor=sanne)
    url = reverse("contacts:withdraw", args=[contact.pk])
    client.post(url)
    again = client.post(url, follow=True)
    assert again.redirect_chain[-1][0] == contact.get_absolute_url()
    assert "cannot be changed" in " ".join(str(message) for message in again.context["messages"])


def test_contact_that_was_taken_back_says_so_to_who_has_its_address(sanne, amira):
    contact = log_contact(entry(amira, summary="A mistake."), actor=sanne)
    withdraw_contact(contact, actor=sanne)
    page = browser(sanne).get(contact.get_absolute_url())
    assert "was taken back" in page.content.decode()
