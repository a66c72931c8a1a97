"""The form for a contact: only who and how are asked, and what was typed is never lost."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from contacts.enums import Result, Status
from contacts.models import Contact
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty
from partnership.school.enums import Channel, Custody, Information
from partnership.school.models import Guardianship, Reachability
from tests.browsing import browser, fields_of, filled
from tests.cast import DAY, make_contact, make_guardian, make_pupil, tie, today
from tests.contacts.conftest import new_url


def newest() -> Contact:
    return Contact.objects.order_by("-created_at").first()


@pytest.fixture
def tuesday():
    """24 November 2026, at noon."""
    with time_machine.travel(datetime.datetime(2026, 11, 24, 11, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def finn(cast):
    """One guardian, no brother or sister."""
    return cast.pupils["finn"]


def test_contact_is_saved_as_the_form_stands(cast, sanne, finn):
    """Who and how are filled in beforehand: saving at once is a contact of now with the usual answers."""
    client = browser(sanne)
    before = Contact.objects.count()
    answer = client.post(new_url(finn), filled(client.get(new_url(finn))))

    contact = newest()
    assert Contact.objects.count() == before + 1
    assert (answer.status_code, answer.url) == (302, contact.get_absolute_url())
    assert [row.guardian for row in contact.guardians.all()] == [cast.guardians["peter"]]
    assert (contact.channel, contact.result, contact.status) == (Channel.PHONE, Result.SPOKEN, Status.HELD)
    assert (contact.about, contact.mood, contact.initiative, contact.summary) == ("ordinary", "", "school", "")
    assert abs(contact.happened_at - timezone.now()) < datetime.timedelta(minutes=2)


def test_something_nice_is_about_something_nice(sanne, finn):
    client = browser(sanne)
    url = new_url(finn, about="nice")
    client.post(url, filled(client.get(url), summary="Read a whole book."))
    assert (newest().about, newest().summary) == ("nice", "Read a whole book.")


def test_only_who_and_how_are_needed(sanne, finn, cast):
    """All else may be left out of what is sent."""
    client = browser(sanne)
    url = new_url(finn, about="nice")
    key = fields_of(client.get(url))["submission_key"]
    who = [str(cast.guardians["peter"].pk)]
    client.post(url, {"submission_key": key, "with_whom": who, "channel": ["at_door"]})
    contact = newest()
    assert (contact.channel, contact.result, contact.about) == ("at_door", "spoken", "nice")
    assert abs(contact.happened_at - timezone.now()) < datetime.timedelta(minutes=1)


def test_guardian_last_in_contact_is_chosen_beforehand(cast, sanne, amira):
    for days, name in ((30, "fatiha"), (20, "said"), (10, "fatiha"), (1, "said")):
        moment = timezone.now() - days * DAY + datetime.timedelta(hours=1)
        make_contact(sanne, amira, guardians=[cast.guardians[name]], happened_at=moment)
    chosen = fields_of(browser(sanne).get(new_url(amira)))["with_whom"]
    assert chosen == [str(cast.guardians["said"].pk)]


def test_without_contact_the_nearest_guardian_is_chosen_beforehand(cast, sanne):
    """With custody before without, informed before withheld, at home before elsewhere."""
    near, far, withheld, without = (make_guardian(cast.linde, name) for name in ("Near", "Far", "Withheld", "Without"))
    pupil = make_pupil(cast.groups["five"], "Mina", guardians=[])
    tie(without, pupil, custody=Custody.NO, lives_with=True)
    tie(withheld, pupil, custody=Custody.YES, information=Information.WITHHELD, lives_with=True)
    tie(far, pupil, custody=Custody.YES, lives_with=False)
    tie(near, pupil, custody=Custody.YES, lives_with=True)

    page = browser(sanne).get(new_url(pupil))
    assert fields_of(page)["with_whom"] == [str(near.pk)]
    offered = [label for _key, label in page.context["form"].fields["with_whom"].choices]
    assert [label.split()[0] for label in offered] == ["Near", "Far", "Withheld", "Without", "Mina"]


def test_pupil_without_guardians_is_chosen_beforehand(cast, sanne):
    pupil = make_pupil(cast.groups["five"], "Mina", guardians=[])
    assert fields_of(browser(sanne).get(new_url(pupil)))["with_whom"] == ["pupil"]


@pytest.mark.parametrize(("day", "grown_up"), [(25, False), (24, True), (23, True)])
def test_from_the_eighteenth_birthday_contact_is_with_the_pupil(tuesday, cast, sanne, finn, day, grown_up):
    finn.birth_date = datetime.date(2008, 11, day)
    finn.save()
    chosen = fields_of(browser(sanne).get(new_url(finn)))["with_whom"]
    assert chosen == (["pupil"] if grown_up else [str(cast.guardians["peter"].pk)])


def test_age_of_a_grown_up_is_a_setting_of_the_school(tuesday, cast, sanne, finn):
    cast.linde.adult_age = 21
    cast.linde.save()
    finn.birth_date = datetime.date(2006, 1, 1)
    finn.save()
    assert fields_of(browser(sanne).get(new_url(finn)))["with_whom"] == [str(cast.guardians["peter"].pk)]


def test_pupil_chosen_alone_took_part(sanne, finn):
    client = browser(sanne)
    client.post(new_url(finn), filled(client.get(new_url(finn)), with_whom="pupil"))
    assert not newest().guardians.exists()
    assert newest().pupils.get().took_part


def test_preferred_way_of_who_is_chosen_stands_first_and_is_chosen(cast, sanne, amira):
    Reachability.objects.filter(guardian=cast.guardians["said"]).update(preferred_channel=Channel.APP)
    Reachability.objects.filter(guardian=cast.guardians["fatiha"]).update(preferred_channel=Channel.VIDEO)
    make_contact(sanne, amira, guardians=[cast.guardians["said"]], happened_at=timezone.now())
    page = browser(sanne).get(new_url(amira))
    assert fields_of(page)["channel"] == ["app"]
    offered = [value for value, _label in page.context["form"].fields["channel"].choices]
    assert offered[:2] == ["app", "video"]
    assert sorted(offered) == sorted(Channel.values)


def test_guardian_whose_tie_ended_is_not_offered(cast, sanne, amira):
    Guardianship.objects.filter(guardian=cast.guardians["said"]).update(until=today() - DAY)
    offered = browser(sanne).get(new_url(amira)).context["form"].fields["with_whom"].choices
    assert [key for key, _label in offered] == [str(cast.guardians["fatiha"].pk), "pupil"]


def test_several_children_are_logged_with_a_text_each(sanne, amira, bilal):
    client = browser(sanne)
    texts = {f"child_{bilal.pk}": "on", f"text_{amira.pk}": "Hers.", f"text_{bilal.pk}": "His."}
    client.post(new_url(amira), filled(client.get(new_url(amira)), summary="Both.", **texts))
    contact = newest()
    assert contact.summary == "Both."
    assert {(row.pupil, row.text) for row in contact.pupils.all()} == {(amira, "Hers."), (bilal, "His.")}


def test_text_about_a_brother_who_was_not_chosen_is_not_logged(sanne, amira, bilal):
    client = browser(sanne)
    client.post(new_url(amira), filled(client.get(new_url(amira)), **{f"text_{bilal.pk}": "His."}))
    assert [row.pupil for row in newest().pupils.all()] == [amira]


def test_only_child_is_asked_no_text_of_its_own(sanne, finn):
    assert not [name for name in fields_of(browser(sanne).get(new_url(finn))) if name.startswith(("text_", "child_"))]


def test_who_else_was_there_and_agreements_are_kept(cast, sanne, bram, finn):
    client = browser(sanne)
    due = (today() + 7 * DAY).isoformat()
    answers = {
        "colleague": str(bram.pk), "with_interpreter": "on", "others": "Aunt", "mood": "hard", "initiative": "guardian",
        "agreement_0": "Call.", "agreement_owner_0": str(bram.pk), "agreement_due_0": due,
        "agreement_1": "Read.", "agreement_owner_1": str(cast.guardians["peter"].pk),
        "agreement_2": "Sleep early.", "agreement_owner_2": str(finn.pk),
    }  # fmt: skip
    client.post(new_url(finn), filled(client.get(new_url(finn)), **answers))
    contact = newest()
    assert (contact.mood, contact.initiative) == ("hard", "guardian")
    assert [row.staff or row.description or row.kind for row in contact.attendees.order_by("kind")] == [
        bram, "interpreter", "Aunt",
    ]  # fmt: skip
    kept = {row.text: row for row in contact.agreements.all()}
    assert {text: (row.keeper, row.due_on) for text, row in kept.items()} == {
        "Call.": (bram, today() + 7 * DAY),
        "Read.": (cast.guardians["peter"], None),
        "Sleep early.": (finn, None),
    }
    assert Duty.objects.get(source=kept["Call."].pk).owner == bram


def test_agreement_without_a_keeper_is_ones_own(sanne, finn):
    client = browser(sanne)
    client.post(new_url(finn), filled(client.get(new_url(finn)), agreement_0="Call.", agreement_owner_0=None))
    assert newest().agreements.get().owner == sanne


def test_failed_try_is_one_more_tap(sanne, finn):
    client = browser(sanne)
    client.post(new_url(finn), filled(client.get(new_url(finn)), result="no_answer"))
    assert (newest().status, newest().attempts.count()) == (Status.MISSED, 1)


WRONG = {
    "nobody": ({"with_whom": None}, "with_whom"),
    "no way": ({"channel": None}, "channel"),
    "unknown way": ({"channel": "pigeon"}, "channel"),
    "result that does not fit": ({"channel": "email", "result": "no_answer"}, "result"),
    "a date that is none": ({"happened_at": "the day before"}, "happened_at"),
    "a due day without agreement": ({"agreement_1": "", "agreement_due_1": "2027-01-05"}, "agreement_1"),
    "a due day that is none": ({"agreement_0": "Call.", "agreement_due_0": "soon"}, "agreement_due_0"),
    "too long": ({"summary": "x" * 5001}, "summary"),
    "the future": ({"happened_at": "2099-01-05T12:00"}, "__all__"),
    "no school year": ({"happened_at": "2001-01-05T12:00"}, "__all__"),
    "no key": ({"submission_key": None}, "submission_key"),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistake_stands_at_its_field_keeps_what_was_typed_and_changes_nothing(sanne, amira, bilal, case):
    wrong, field = WRONG[case]
    client = browser(sanne)
    typed = {
        "summary": "Typed with care.", "others": "Grandmother", "mood": "hard", f"text_{amira.pk}": "About her.",
        f"child_{bilal.pk}": "on", "agreement_2": "Write a letter.", "agreement_due_2": "2027-02-03",
    }  # fmt: skip
    counted = Contact.objects.count(), Duty.objects.count(), AuditEvent.objects.count()
    sent = filled(client.get(new_url(amira)), **{**typed, **wrong})
    answer = client.post(new_url(amira), sent)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    again = fields_of(answer)
    asked_anew = {"csrfmiddlewaretoken", "submission_key", "draft_token", "version", *wrong}
    assert {name: again[name] for name in sent if name not in asked_anew} == {
        name: value for name, value in sent.items() if name not in asked_anew
    }
    assert counted == (Contact.objects.count(), Duty.objects.count(), AuditEvent.objects.count())


def test_form_that_was_mended_is_saved_once(sanne, finn):
    client = browser(sanne)
    before = Contact.objects.count()
    refused = client.post(new_url(finn), filled(client.get(new_url(finn)), happened_at="2099-01-05T12:00"))
    saved = client.post(new_url(finn), filled(refused, happened_at="", summary="Mended."))
    assert saved.status_code == 302
    assert Contact.objects.count() == before + 1
    assert newest().summary == "Mended."


def test_mistake_is_announced_and_leads_to_its_field(sanne, finn):
    client = browser(sanne)
    page = client.post(new_url(finn), filled(client.get(new_url(finn)), with_whom=None)).content.decode()
    assert "Choose with whom the contact was." in page
    [target] = re.findall(r'<li><a href="#([^"]+)">', page)
    assert f'id="{target}"' in page


@pytest.mark.parametrize("name", ["emine", "els", "gone"])
def test_form_of_a_child_one_may_not_log_about_does_not_open(cast, name, finn):
    status = browser(cast.staff[name]).get(new_url(finn)).status_code
    assert status == {"emine": 403, "els": 404, "gone": 403}[name]


def test_guardian_or_sibling_of_another_family_cannot_be_slipped_in(cast, sanne, finn):
    client = browser(sanne)
    before = Contact.objects.count()
    page = client.get(new_url(finn))
    stranger, other_child = cast.guardians["zoe's"], cast.pupils["amira"]
    refused = client.post(new_url(finn), filled(page, with_whom=str(stranger.pk)))
    assert refused.status_code == 422
    assert Contact.objects.count() == before

    client.post(new_url(finn), filled(page, **{f"child_{other_child.pk}": "on", f"text_{other_child.pk}": "x"}))
    assert [row.pupil for row in newest().pupils.all()] == [finn]
