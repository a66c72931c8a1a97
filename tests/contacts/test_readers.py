"""Who reads what of a contact (users.md 1, 13 and 25; access.md): texts, that there was contact, or nothing."""

import datetime

import pytest
from django.urls import reverse

from contacts.models import Contact, ContactPupil
from contacts.services.log import log_contact
from contacts.services.overview import siblings_of, texts_of, timeline
from partnership.audit.models import AuditEvent
from partnership.school.enums import AssignmentKind, Role
from tests.browsing import browser
from tests.cast import DAY, assign, make_contact, make_staff, year_of
from tests.contacts.conftest import entry, fresh

COMMON, OF_AMIRA, OF_BILAL = "For both children.", "Only about her.", "Only about him."


@pytest.fixture
def contact(sanne, amira, bilal) -> Contact:
    """Sanne, who keeps Amira's contact only, speaks with the mother of both."""
    said = entry(amira, bilal, summary=COMMON, texts={amira: OF_AMIRA, bilal: OF_BILAL})
    return log_contact(said, actor=sanne)


def page_of(member, url: str) -> str:
    response = browser(member).get(url)
    assert response.status_code == 200
    return response.content.decode()


def texts_on(page: str) -> set[str]:
    return {text for text in (COMMON, OF_AMIRA, OF_BILAL) if text in page}


def test_author_reads_every_part(sanne, contact):
    assert texts_on(page_of(sanne, contact.get_absolute_url())) == {COMMON, OF_AMIRA, OF_BILAL}


def test_teacher_of_the_brother_reads_the_common_part_and_his(emine, contact):
    assert texts_on(page_of(emine, contact.get_absolute_url())) == {COMMON, OF_BILAL}


def test_copy_for_the_pupil_system_tells_no_more_than_the_page(emine, contact):
    [copy] = browser(emine).get(contact.get_absolute_url()).context["take_along"].children
    assert texts_on(copy.text) == {COMMON, OF_BILAL}


def test_page_of_a_child_shows_the_text_of_that_child_only(sanne, emine, amira, bilal, contact):
    of_sister = page_of(sanne, reverse("pupil_detail", args=[amira.pk]))
    of_brother = page_of(emine, reverse("pupil_detail", args=[bilal.pk]))
    assert texts_on(of_sister) == {COMMON, OF_AMIRA}
    assert texts_on(of_brother) == {COMMON, OF_BILAL}


@pytest.mark.parametrize("name", ["fatima", "marieke"])
def test_leader_and_care_coordinator_read_every_part(cast, contact, name):
    assert texts_on(page_of(cast.staff[name], contact.get_absolute_url())) == {COMMON, OF_AMIRA, OF_BILAL}


def test_team_leader_reads_the_part_of_a_child_in_the_own_team(cast, contact):
    """Tess leads the team of groep 5, so Amira's."""
    assert texts_on(page_of(cast.staff["tess"], contact.get_absolute_url())) == {COMMON, OF_AMIRA}


def test_both_class_teachers_of_a_class_read_its_log(cast, contact):
    duo = make_staff(cast.linde, "Iris")
    assign(duo, cast.groups["five"], days="45")
    assert texts_on(page_of(duo, contact.get_absolute_url())) == {COMMON, OF_AMIRA}


@pytest.mark.parametrize("kind", [AssignmentKind.SUBJECT_TEACHER, AssignmentKind.SUPPORT, AssignmentKind.SUBSTITUTE])
def test_who_teaches_but_does_not_keep_the_contact_sees_only_that_there_was_contact(cast, amira, contact, kind):
    colleague = make_staff(cast.linde, "Iris")
    assign(colleague, cast.groups["five"], kind)

    page = browser(colleague).get(reverse("pupil_detail", args=[amira.pk]))
    shown = {row.pk: (row.readable, row.common, row.part) for row in page.context["contacts"]}
    assert shown[contact.pk] == (False, "", "")
    assert texts_on(page.content.decode()) == set()
    assert browser(colleague).get(contact.get_absolute_url()).status_code == 403


def test_class_teacher_reads_what_a_subject_teacher_wrote(sanne, bram, amira):
    contact = log_contact(entry(amira, summary="From the gym."), actor=bram)
    assert "From the gym." in page_of(sanne, contact.get_absolute_url())
    assert "From the gym." in page_of(bram, contact.get_absolute_url())


def test_own_entry_stays_readable_after_the_assignment_ended(cast, contact):
    """Noor taught groep 6 until three weeks ago and wrote about Kyra."""
    noor = cast.staff["noor"]
    assert browser(noor).get(cast.contacts["kyra"].get_absolute_url()).status_code == 200
    assert browser(noor).get(contact.get_absolute_url()).status_code == 403


def test_colleague_without_class_sees_no_contact_at_all(cast, amira, contact):
    hans = cast.staff["hans"]
    page = browser(hans).get(reverse("pupil_detail", args=[amira.pk]))
    assert list(page.context["contacts"]) == []
    assert not page.context["knows_contacts"]
    assert texts_on(page.content.decode()) == set()
    assert browser(hans).get(contact.get_absolute_url()).status_code == 403


def test_other_school_finds_nothing_and_an_absent_contact_looks_the_same(cast, contact):
    client = browser(cast.staff["els"])
    refused = client.get(contact.get_absolute_url())
    absent = client.get(reverse("contacts:detail", args=[cast.linde.pk]))
    assert refused.status_code == absent.status_code == 404
    assert refused.content == absent.content


def earlier_contact(cast, sanne, amira) -> Contact:
    day = year_of(cast.linde).start - 10 * DAY
    moment = datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)
    return make_contact(cast.staff["emine"], amira, happened_at=moment, summary=COMMON)


def test_class_teacher_knows_of_contacts_of_earlier_years_but_not_what_was_said(cast, sanne, amira):
    contact = earlier_contact(cast, sanne, amira)
    page = browser(sanne).get(reverse("pupil_detail", args=[amira.pk]))
    shown = {row.pk: (row.readable, row.common, row.part) for row in page.context["contacts"]}
    assert shown[contact.pk] == (False, "", "")
    assert COMMON not in page.content.decode()
    assert browser(sanne).get(contact.get_absolute_url()).status_code == 403


def test_author_leader_and_care_coordinator_read_earlier_years(cast, sanne, amira):
    contact = earlier_contact(cast, sanne, amira)
    for name in ("emine", "fatima", "marieke"):
        assert COMMON in page_of(cast.staff[name], contact.get_absolute_url())


def test_teacher_of_a_brother_learns_only_when_there_was_contact(cast, emine, amira, bilal):
    """A contact about the sister alone."""
    contact = make_contact(cast.staff["sanne"], amira, summary=COMMON)
    sibling = next(each for each in siblings_of(bilal, staff=fresh(emine)) if each.pupil == amira)
    assert sibling.last_contact == contact.happened_at
    assert [teacher.first_name for teacher in sibling.teachers] == ["Daan", "Sanne", "Shut"]

    page = page_of(emine, reverse("pupil_detail", args=[bilal.pk]))
    assert COMMON not in page
    assert contact.get_absolute_url() not in page
    of_sister = browser(emine).get(reverse("pupil_detail", args=[amira.pk]))
    assert not any(row.readable for row in of_sister.context["contacts"] if row.author != emine)
    assert COMMON not in of_sister.content.decode()
    assert browser(emine).get(contact.get_absolute_url()).status_code == 403


def test_colleague_who_teaches_neither_learns_no_date(cast, amira, bilal, contact):
    assert [each.last_contact for each in siblings_of(amira, staff=fresh(cast.staff["hans"]))] == [None]


def test_what_may_not_be_read_is_never_fetched(bram, amira, contact):
    """The row on the timeline carries no text, and the texts are asked for readable contacts only."""
    rows = list(timeline(amira, staff=fresh(bram)))
    assert all("summary" in row.get_deferred_fields() for row in rows)
    assert contact.pk not in texts_of(rows, pupil=amira, staff=fresh(bram))


def test_part_of_a_child_follows_the_child_and_not_the_contact(sanne, emine, contact):
    parts = ContactPupil.objects.filter(contact=contact)
    assert {row.text for row in parts.visible_to(fresh(sanne))} == {OF_AMIRA, OF_BILAL}
    assert {row.text for row in parts.visible_to(fresh(emine))} == {OF_BILAL}


def test_only_the_author_changes_a_contact(cast, contact):
    addresses = [reverse(f"contacts:{name}", args=[contact.pk]) for name in ("edit", "withdraw", "restore")]
    for name in ("emine", "daan", "fatima", "marieke", "bram"):
        client = browser(cast.staff[name])
        assert {client.post(address).status_code for address in addresses} == {403}
    assert Contact.objects.get(pk=contact.pk).version == 1


def test_opening_a_contact_is_recorded_once_for_whom_opened_it(emine, contact):
    page_of(emine, contact.get_absolute_url())
    event = AuditEvent.objects.about(contact).get(action="contact.read")
    assert (event.actor, event.school_id) == (emine.user, emine.school_id)


def test_refused_opening_leaves_no_read_in_the_log(bram, contact):
    browser(bram).get(contact.get_absolute_url())
    assert not AuditEvent.objects.about(contact).filter(action="contact.read").exists()


def test_who_copies_the_text_is_recorded_and_the_date_noted(emine, contact):
    part = contact.pupils.get(pupil__first_name="Bilal")
    assert browser(emine).post(reverse("contacts:copied", args=[part.pk])).status_code == 302
    part.refresh_from_db()
    assert part.copied_at is not None
    assert AuditEvent.objects.about(contact).get(action="contact.export").actor == emine.user


def test_form_says_beforehand_who_will_read(cast, sanne, amira):
    page = browser(sanne).get(reverse("contacts:new", args=[amira.pk]))
    keepers, roles = page.context["readers"]
    assert [keeper.first_name for keeper in keepers] == ["Daan", "Shut"]
    assert roles == [Role.SCHOOL_LEADER.label, Role.CARE_COORDINATOR.label]
