"""The same form sent again: the same text counts once; other text is kept and offered as a change."""

import pytest

from contacts.models import Contact
from contacts.services.log import log_contact
from tests.browsing import browser, fields_of, filled
from tests.contacts.conftest import edit_url, entry, new_url


@pytest.mark.parametrize("about", ["amira", "bilal"])
def test_other_text_under_the_same_key_becomes_a_change_of_what_was_saved(cast, about):
    """Back in the browser, something added, saved again."""
    leader, pupil = cast.staff["fatima"], cast.pupils[about]
    other = cast.pupils["bilal" if about == "amira" else "amira"]
    client = browser(leader)
    url = new_url(pupil)
    given = {f"child_{other.pk}": "on", "with_whom": [str(cast.guardians["fatiha"].pk)]}
    sent = filled(client.get(url), summary="First.", agreement_0="Call.", **given)
    saved = client.post(url, sent)
    contact = Contact.objects.get(pk=saved.url.split("/")[-2])

    again = client.post(url, {**sent, "summary": ["First. And more."], "agreement_1": ["Write."]}, follow=True)
    assert again.redirect_chain == [(edit_url(contact) + "?saved=1", 302)]
    shown = fields_of(again)
    assert (shown["summary"], shown["version"]) == (["First. And more."], ["1"])
    page = again.content.decode()
    assert "This contact was saved already." in page
    assert '<blockquote class="prose">First.</blockquote>' in page
    assert Contact.objects.get(pk=contact.pk).summary == "First."

    assert client.post(edit_url(contact), shown).status_code == 302
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.summary, kept.version) == ("First. And more.", 2)
    assert sorted(row.text for row in kept.agreements.all()) == ["Call.", "Write."]
    assert {row.pupil for row in kept.pupils.all()} == {pupil, other}
    assert not client.get(edit_url(contact)).context["has_draft"]


def test_other_text_in_a_change_stands_beside_what_was_saved(cast, sanne, amira):
    contact = log_contact(entry(amira, summary="First."), actor=sanne)
    client = browser(sanne)
    sent = filled(client.get(edit_url(contact)), summary="Second.", agreement_0="Call.")
    assert client.post(edit_url(contact), sent).status_code == 302
    told = client.post(edit_url(contact), {**sent, "summary": ["Third."]})
    assert told.status_code == 409
    assert '<blockquote class="prose">Second.</blockquote>' in told.content.decode()
    again = fields_of(told)
    assert (again["summary"], again["version"], again["agreement_0"]) == (["Third."], ["2"], [""])
    assert client.post(edit_url(contact), again).status_code == 302
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.summary, kept.version, kept.agreements.count()) == ("Third.", 3, 1)


def test_any_other_form_keeps_what_was_typed_and_shows_where_the_first_went(cast):
    client = browser(cast.staff["fatima"])
    url = "/school/calendar/new/"
    sent = filled(client.get(url), name="Study day", kind="study_day", from_date="2026-12-01")
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302
    told = client.post(url, {**sent, "name": ["Study morning"]})
    assert told.status_code == 409
    assert 'href="/school/calendar/"' in told.content.decode()
    again = fields_of(told)
    assert again["name"] == ["Study morning"]
    assert again["submission_key"] != sent["submission_key"]
    assert client.post(url, again).status_code == 302


def test_change_shows_what_was_agreed_already(cast, sanne):
    contact = cast.contacts["amira"]
    agreement = cast.agreements["amira"]
    page = browser(sanne).get(edit_url(contact))
    assert page.context["agreements"] == [agreement]
    assert f'href="{agreement.get_absolute_url()}"' in page.content.decode()
