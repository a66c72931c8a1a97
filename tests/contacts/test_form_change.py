"""Changing a contact in the form: what was not touched stays, whoever left since."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.enums import Result
from contacts.models import Contact
from contacts.services.log import log_contact
from partnership.audit.models import AuditEvent
from partnership.school.enums import Channel
from partnership.school.models import Guardianship
from tests.browsing import browser, fields_of, filled
from tests.cast import DAY, make_guardian, tie, today
from tests.contacts.conftest import edit_url, entry


@pytest.fixture
def finn(cast):
    """One guardian, no brother or sister."""
    return cast.pupils["finn"]


def everything(contact: Contact) -> dict:
    """Return all that a contact holds beside its version, to compare."""
    return {
        "columns": [
            getattr(contact, name)
            for name in ("about", "mood", "channel", "result", "status", "initiative", "happened_at", "summary")
        ],
        "pupils": {(row.pupil_id, row.group_id, row.took_part, row.text) for row in contact.pupils.all()},
        "guardians": {row.guardian_id for row in contact.guardians.all()},
        "attendees": {(row.kind, row.staff_id, row.description) for row in contact.attendees.all()},
    }


def saved_unchanged(member, contact: Contact) -> Contact:
    client = browser(member)
    answer = client.post(edit_url(contact), filled(client.get(edit_url(contact))))
    assert answer.status_code == 302
    return Contact.objects.get(pk=contact.pk)


@pytest.fixture
def rich(cast, sanne, amira, bilal) -> Contact:
    """A contact in which every field says something else than usual."""
    said = entry(
        amira, bilal, summary="Common.", texts={amira: "Hers.", bilal: "His."}, channel=Channel.AT_SCHOOL,
        result=Result.DID_NOT_COME, about="concern", mood="hard", initiative="pupil", took_part=frozenset([amira]),
        guardians=frozenset([cast.guardians["fatiha"], cast.guardians["said"]]),
        happened_at=timezone.now() - 3 * DAY, colleagues=frozenset([cast.staff["bram"]]), with_interpreter=True,
        others="Grandmother",
    )  # fmt: skip
    return log_contact(said, actor=sanne)


def test_saving_without_a_change_changes_nothing_at_all(sanne, rich):
    """To the microsecond: the field shows minutes."""
    before = everything(rich)
    assert everything(saved_unchanged(sanne, rich)) == before
    assert AuditEvent.objects.about(rich).get(action="contact.change").fields == []


def test_result_without_a_word_follows_the_way_of_contact(sanne, finn):
    contact = log_contact(entry(finn), actor=sanne)
    client = browser(sanne)
    client.post(edit_url(contact), filled(client.get(edit_url(contact)), channel="email"))
    assert Contact.objects.get(pk=contact.pk).result == Result.SENT


def test_people_who_left_since_stay_in_the_contact(cast, sanne, rich, bilal):
    before = everything(rich)
    Guardianship.objects.filter(guardian=cast.guardians["said"]).update(until=today() - DAY)
    bilal.left_on = today()
    bilal.save()
    bram = cast.staff["bram"]
    bram.until = today() - DAY
    bram.save()
    assert everything(saved_unchanged(sanne, rich)) == before


def test_guardian_who_left_stays_when_no_current_one_is_shared(cast, sanne, rich):
    """The tie that made them brother and sister ended."""
    before = everything(rich)
    Guardianship.objects.filter(guardian=cast.guardians["fatiha"]).update(until=today() - DAY)
    assert everything(saved_unchanged(sanne, rich)) == before


def test_text_about_a_child_stays_when_it_has_no_brother_here_any_more(sanne, amira, bilal):
    contact = log_contact(entry(amira, texts={amira: "Only hers."}), actor=sanne)
    bilal.left_on = today()
    bilal.save()
    before = everything(contact)
    assert everything(saved_unchanged(sanne, contact)) == before


@pytest.mark.parametrize("around", ["amira", "bilal"])
def test_contact_opens_around_the_child_it_was_logged_for(cast, around):
    """Said is no guardian of Bilal, and a father of Bilal's alone is none of Amira."""
    leader = cast.staff["fatima"]
    karim = make_guardian(cast.linde, "Karim")
    tie(karim, cast.pupils["bilal"])
    first, other = cast.pupils[around], cast.pupils["bilal" if around == "amira" else "amira"]
    own = cast.guardians["said"] if around == "amira" else karim
    contact = log_contact(entry(first, other, guardians=frozenset([own])), actor=leader)
    before = everything(contact)
    assert everything(saved_unchanged(leader, contact)) == before

    present = log_contact(entry(first, other, guardians=frozenset(), took_part=frozenset([first])), actor=leader)
    before = everything(present)
    assert everything(saved_unchanged(leader, present)) == before


def test_change_shows_what_stands_there(sanne, amira, bilal, rich):
    page = browser(sanne).get(edit_url(rich))
    shown = fields_of(page)
    assert (shown["summary"], shown[f"text_{amira.pk}"], shown[f"text_{bilal.pk}"]) == (
        ["Common."],
        ["Hers."],
        ["His."],
    )
    assert shown["result"] == [Result.DID_NOT_COME]
    assert shown["version"] == ["1"]
    assert shown[f"child_{bilal.pk}"] == ["on"]
    assert "pupil" in shown["with_whom"]
    assert len(shown["with_whom"]) == 3


def test_change_that_is_refused_keeps_what_stood_there(sanne, rich):
    before = everything(rich)
    client = browser(sanne)
    sent = filled(client.get(edit_url(rich)), with_whom=None, summary="Something else.")
    answer = client.post(edit_url(rich), sent)
    assert answer.status_code == 422
    assert fields_of(answer)["summary"] == ["Something else."]
    kept = Contact.objects.get(pk=rich.pk)
    assert (everything(kept), kept.version) == (before, 1)


def test_after_saving_it_leads_back_to_a_class_one_may_open(cast, sanne, bram, finn):
    for member in (sanne, bram, cast.staff["fatima"]):
        contact = log_contact(entry(finn), actor=member)
        client = browser(member)
        page = client.get(contact.get_absolute_url())
        assert page.context["class_page"] == cast.groups["five"]
        assert client.get(reverse("contacts:group", args=[page.context["class_page"].pk])).status_code == 200
    contact = log_contact(entry(finn), actor=cast.staff["ingrid"])
    assert browser(cast.staff["ingrid"]).get(contact.get_absolute_url()).context["class_page"] is None
