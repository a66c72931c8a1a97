"""T3, the rest: keys, tokens and parameters beside the forms, tried with those of others."""

import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from partnership.records.models import Draft, Submission
from partnership.records.services import sign_draft_token
from partnership.school.models import Invitation
from partnership.school.services.accounts import invite
from tests.access.filling import filled_in
from tests.cast import DAY, assign, make_group, make_pupil, make_staff

pytestmark = pytest.mark.usefixtures("quick_pages")


# Keys and tokens of other people


def test_submission_key_of_a_colleague_gives_no_answer_of_theirs(cast):
    url = reverse("contacts:new", args=[cast.pupils["amira"].pk])
    mentor, colleague = cast.client("P2"), cast.client("P3")
    sent = filled_in(mentor.get(url).context_data["form"])
    theirs = mentor.post(url, sent).headers["Location"]
    own = colleague.post(url, sent).headers["Location"]
    assert own != theirs
    assert own == Contact.objects.get(author=cast.staff["bram"], pupils__pupil=cast.pupils["amira"]).get_absolute_url()


def test_submission_key_of_another_form_is_refused(cast):
    mentor, key = cast.client("P12"), uuid.uuid4()
    Submission.objects.create(user=cast.personas["P12"].user, key=key, form="contact", answer="/contacts/x/")
    sent = {"email": "x@school.example", "first_name": "X", "last_name": "Y", "submission_key": str(key)}
    assert mentor.post(reverse("school:staff_new"), sent).status_code == 400


@pytest.mark.parametrize("token", ["colleague's", "leaver's", "made up"])
def test_draft_token_of_another_person_keeps_and_drops_nothing(cast, token):
    owners = {"colleague's": "P3", "leaver's": "P14"}
    owner = cast.personas[owners[token]].user if token in owners else None
    value = sign_draft_token(owner.pk, "contact", "x") if owner else "made:up"
    if owner:
        Draft.objects.create(user=owner, form="contact", object_key="x", payload={"summary": ["theirs"]})
    client = cast.client("P2")
    saved = client.post(reverse("draft_save"), {"draft_token": value, "summary": "mine"})
    client.post(reverse("draft_drop"), {"draft_token": value})
    assert saved.status_code == 403
    assert [draft.payload for draft in Draft.objects.all()] == ([{"summary": ["theirs"]}] if owner else [])


def test_draft_of_a_colleague_is_not_filled_in(cast):
    url = reverse("contacts:new", args=[cast.pupils["amira"].pk])
    key = f"{cast.pupils['amira'].pk}/ordinary"
    Draft.objects.create(user=cast.personas["P3"].user, form="contact", object_key=key, payload={"summary": ["theirs"]})
    page = cast.client("P2").get(url).context_data
    assert not page["has_draft"]
    assert page["form"]["summary"].value() is None


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", ""])
def test_way_back_stays_on_the_site(cast, to):
    response = cast.client("P2").post(reverse("draft_drop"), {"next": to})
    assert response.headers["Location"] == "/"


def test_passkey_of_another_person_is_as_absent(cast):
    theirs = Authenticator.objects.create(user=cast.personas["P3"].user, type="webauthn", data={"name": "phone"})
    client = cast.client("P2")
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        pages = [client.get(reverse(name, args=[pk])) for pk in (theirs.pk, theirs.pk + 999)]
        posts = [client.post(reverse(name, args=[pk]), {"name": "mine"}) for pk in (theirs.pk, theirs.pk + 999)]
        assert {response.status_code for response in pages + posts} == {404}
        assert len({response.content for response in pages + posts}) == 1
    theirs.refresh_from_db()
    assert theirs.data == {"name": "phone"}


@pytest.mark.parametrize("state", ["used", "too old", "unknown"])
def test_old_invitation_says_the_same_as_an_unknown_one(cast, client, state):
    staff = make_staff(cast.linde, "New", login=False, email="new@school.example")
    token = invite(staff, actor=None).rstrip("/").rpartition("/")[2]
    now = timezone.now()
    changes = {"used": {"used_at": now}, "too old": {"expires_at": now - DAY}, "unknown": {"token_hash": "x"}}[state]
    Invitation.objects.update(**changes)
    response = client.get(reverse("school:invitation", args=[token]))
    assert response.status_code == 410
    assert response.content == b"school/invitation_gone.html"


# Parameters


def test_school_of_others_cannot_be_chosen(cast):
    client = cast.client("P2")
    answers = [client.post(reverse("school:switch"), {"school": str(key)}) for key in (cast.berk.pk, uuid.uuid4(), "x")]
    assert {(answer.status_code, answer.content, answer.headers["Location"]) for answer in answers} == {(302, b"", "/")}
    assert client.get("/").wsgi_request.school == cast.linde


def test_own_other_school_can_be_chosen_and_the_first_is_gone(cast):
    client = cast.client("P15")
    pages = [reverse("pupil_detail", args=[cast.pupils[name].pk]) for name in ("bilal", "zoe")]
    assert [client.get(page).status_code for page in pages] == [200, 404]
    client.post(reverse("school:switch"), {"school": str(cast.berk.pk)})
    assert [client.get(page).status_code for page in pages] == [404, 200]


def test_school_in_the_session_is_asked_of_the_database_each_time(cast):
    client = cast.client("P15")
    type(cast.staff["merel"]).objects.filter(pk=cast.staff["merel"].pk).update(until=timezone.localdate() - DAY)
    assert client.get(reverse("pupil_detail", args=[cast.pupils["bilal"].pk])).status_code == 404
    assert client.get("/").wsgi_request.school == cast.berk


def test_log_of_colleagues_of_others_cannot_be_chosen(cast):
    for code in ("P2", "P3", "P5"):
        cast.client(code).get(reverse("pupil_list"))
    leader = cast.client("P6")
    keys = [cast.staff["els"].pk, cast.staff["merel at berk"].pk, uuid.uuid4(), "x", ""]
    pages = [leader.get(reverse("audit_list"), {"who": str(key)}).context_data for key in keys]
    assert [page["chosen"] for page in pages] == [None] * len(keys)
    assert [page["page_obj"].paginator.count for page in pages] == list(range(len(keys)))  # each look is a row


def test_choosing_a_colleague_shows_no_more_of_the_log_to_who_reads_only_their_own(cast):
    cast.client("P2").get(reverse("pupil_detail", args=[cast.pupils["amira"].pk]))
    page = cast.client("P3").get(reverse("audit_list"), {"who": str(cast.staff["sanne"].pk)}).context_data
    assert page["page_obj"].paginator.count == 0
    assert page["people"] == []


def test_pupil_of_another_group_opens_with_the_day_the_assignment_begins(cast):
    """Rights follow the rows of today, by the hour of the request."""
    tomorrow = timezone.localdate() + DAY
    group = make_group(cast.linde, "Groep 8")
    pupil = make_pupil(group, "Later")
    assign(cast.staff["hans"], group, from_date=tomorrow)
    assert cast.client("P3e").get(reverse("contacts:new", args=[pupil.pk])).status_code == 403
