"""Invitations: a mail that names nobody, a link that works once, and a secret of which only the hash is kept."""

import hashlib
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnership.accounts.models import User
from partnership.audit.models import AuditEvent
from partnership.school.models import Invitation, StaffMember
from partnership.school.services.accounts import accept_invitation, find_invitation, invite
from tests.at_once import at_once
from tests.browsing import fields_of, filled
from tests.cast import make_school, make_staff

PASSWORD = "een zin over appeltaart"
OTHER = "drie fietsen in de regen"


@pytest.fixture
def school(db):
    return make_school("Het Kompas")


@pytest.fixture
def newcomer(school) -> StaffMember:
    return make_staff(school, "Willemijn", login=False, email="w.dekker@school.example")


@pytest.fixture
def link(newcomer, django_capture_on_commit_callbacks) -> str:
    with django_capture_on_commit_callbacks(execute=True):
        return invite(newcomer, actor=None)


def token_of(link: str) -> str:
    return link.rstrip("/").split("/")[-1]


def visitor() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="en")


def accept(client: Client, link: str, *, password: str = PASSWORD, again: str = "", name: str = "Willemijn Dekker"):
    path = reverse("school:invitation", args=[token_of(link)])
    sent = filled(client.get(path), having="password", password=password, again=again or password, name=name)
    return client.post(path, sent)


def test_mail_names_no_person_and_no_school(newcomer, link):
    [message] = mail.outbox
    assert message.to == [newcomer.email]
    everything = f"{message.subject}\n{message.body}\n{message.from_email}".replace(newcomer.email, "")
    for word in ("Willemijn", "van School", "Kompas", newcomer.school.brin):
        assert word.lower() not in everything.lower()
    assert re.findall(r"https?://\S+", message.body) == [link]
    assert message.alternatives == []
    assert message.attachments == []


def test_every_mail_says_the_same_beside_its_link(school, newcomer, link, django_capture_on_commit_callbacks):
    other = make_staff(make_school("De Vlieger"), "Bas", login=False, email="bas@school.example")
    with django_capture_on_commit_callbacks(execute=True):
        other_link = invite(other, actor=None)
    first, second = mail.outbox
    assert first.subject == second.subject
    assert first.body.replace(link, "") == second.body.replace(other_link, "")


def test_mail_goes_out_only_when_the_invitation_stands(newcomer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        invite(newcomer, actor=None)
    assert mail.outbox == []
    assert len(waiting) == 1


def test_only_the_hash_of_the_secret_is_kept(link):
    token = token_of(link)
    assert len(token) >= 40
    assert Invitation.objects.get().token_hash == hashlib.sha256(token.encode()).hexdigest()
    with connection.cursor() as cursor:
        for table in ("school_invitation", "audit_auditevent", "school_staffmember"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own tables
            assert token not in str(cursor.fetchall())


def test_link_opens_a_login_once(newcomer, link):
    client = visitor()
    welcome = client.get(reverse("school:invitation", args=[token_of(link)]))
    assert "Het Kompas" in welcome.content.decode()
    assert fields_of(welcome, having="password")["name"] == ["Willemijn van School"]

    assert accept(client, link).url == reverse("account_login")
    newcomer.refresh_from_db()
    assert newcomer.user.check_password(PASSWORD)
    assert (newcomer.user.email, newcomer.user.name) == ("w.dekker@school.example", "Willemijn Dekker")
    assert Invitation.objects.get().used_at is not None
    again = client.get(reverse("school:invitation", args=[token_of(link)]))
    assert again.status_code == 410
    assert "Willemijn" not in again.content.decode()


def test_login_of_the_invitation_opens_the_school(newcomer, link):
    client = visitor()
    accept(client, link)
    page = client.get(reverse("account_login"))
    answer = client.post(
        reverse("account_login"), filled(page, having="login", login=newcomer.email, password=PASSWORD)
    )
    assert answer.url == reverse("today")
    assert client.get(answer.url).context["request"].staff == newcomer


@pytest.mark.django_db(transaction=True)
def test_link_used_by_two_at_the_same_moment_makes_one_login(newcomer):
    invitation = find_invitation(token_of(invite(newcomer, actor=None)))

    def use(number: int) -> str:
        try:
            return accept_invitation(invitation, name=f"Nr {number}", password=f"{PASSWORD} {number}").name
        except ValidationError:
            return ""

    names = [name for name in at_once(4, use) if name]
    assert len(names) == 1
    assert [user.name for user in User.objects.filter(email=newcomer.email)] == names
    assert AuditEvent.objects.filter(action="invitation.accept").count() == 1


@pytest.mark.parametrize(("minutes_left", "status"), [(1, 200), (0, 410)])
def test_link_works_for_seven_days(newcomer, minutes_left, status):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        link = invite(newcomer, actor=None)
        clock.shift(timedelta(days=7) - timedelta(minutes=minutes_left))
        assert visitor().get(reverse("school:invitation", args=[token_of(link)])).status_code == status


def test_form_that_was_open_when_the_link_ended_says_so(newcomer, link):
    client = visitor()
    path = reverse("school:invitation", args=[token_of(link)])
    sent = filled(client.get(path), having="password", password=PASSWORD, again=PASSWORD)
    Invitation.objects.update(expires_at=timezone.now())
    assert client.post(path, sent).status_code == 410
    newcomer.refresh_from_db()
    assert newcomer.user is None


@pytest.mark.parametrize("end", ["used_at", "expires_at"])
def test_invitation_that_ended_at_the_last_moment_makes_no_login(newcomer, link, end):
    """Between finding the invitation and using it."""
    invitation = find_invitation(token_of(link))
    Invitation.objects.update(**{end: timezone.now()})
    with pytest.raises(ValidationError, match="used already or is too old"):
        accept_invitation(invitation, name="Willemijn", password=PASSWORD)
    assert not User.objects.filter(email=newcomer.email).exists()


def test_link_that_was_never_sent_looks_like_one_that_was_used(newcomer, link):
    accept(visitor(), link)
    used = visitor().get(reverse("school:invitation", args=[token_of(link)]))
    unknown = visitor().get(reverse("school:invitation", args=["x" * 43]))
    assert used.status_code == unknown.status_code == 410
    pages = {re.sub(r'data-csrf="[^"]+"', "", answer.content.decode()) for answer in (used, unknown)}
    assert len(pages) == 1


def test_new_invitation_ends_the_older_one(newcomer, link):
    newer = invite(newcomer, actor=None)
    assert find_invitation(token_of(link)) is None
    assert find_invitation(token_of(newer)).staff == newcomer


def test_someone_without_an_address_cannot_be_invited(school):
    nobody = make_staff(school, "Zonder", login=False)
    with pytest.raises(ValidationError, match="no e-mail address"):
        invite(nobody, actor=None)
    assert not Invitation.objects.exists()


def test_someone_with_a_login_cannot_be_invited(school):
    with pytest.raises(ValidationError, match="has a login already"):
        invite(make_staff(school, "Al", email="al@school.example"), actor=None)


WEAK = {
    "too short": ("kort", "kort"),
    "often used": ("passwordpassword", "passwordpassword"),
    "own address": ("w.dekker@school.example", "w.dekker@school.example"),
    "two that differ": (PASSWORD, OTHER),
}


@pytest.mark.parametrize("case", WEAK)
def test_password_that_is_too_weak_or_mistyped_is_refused(newcomer, link, case):
    password, again = WEAK[case]
    answer = accept(visitor(), link, password=password, again=again)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    newcomer.refresh_from_db()
    assert newcomer.user is None
    assert find_invitation(token_of(link)) is not None


@pytest.fixture
def at_two_schools(school) -> StaffMember:
    """Someone who has a login at one school and is invited by another."""
    user = User.objects.create_user("bas@school.example", PASSWORD, name="Bas")
    make_staff(make_school("De Vlieger"), "Bas", user=user, email=user.email)
    return make_staff(school, "Bas", login=False, email="Bas@School.example")


def test_login_of_another_school_is_joined_with_its_own_password(at_two_schools):
    link = invite(at_two_schools, actor=None)
    client = visitor()
    page = client.get(reverse("school:invitation", args=[token_of(link)]))
    assert "already at another school" in page.content.decode()

    wrong = accept(client, link, password=OTHER)
    assert wrong.context["form"].non_field_errors()
    at_two_schools.refresh_from_db()
    assert at_two_schools.user is None

    assert accept(client, link, name="Somebody Else").status_code == 302
    at_two_schools.refresh_from_db()
    assert at_two_schools.user == User.objects.get(email="bas@school.example")
    assert User.objects.filter(email__iexact="bas@school.example").count() == 1
    assert (at_two_schools.user.name, at_two_schools.user.check_password(PASSWORD)) == ("Bas", True)


def test_login_that_was_closed_is_not_opened_by_an_invitation(at_two_schools):
    User.objects.update(is_active=False)
    link = invite(at_two_schools, actor=None)
    accept(visitor(), link)
    at_two_schools.refresh_from_db()
    assert at_two_schools.user is None
    assert not User.objects.get(email="bas@school.example").is_active


def test_invitation_and_acceptance_are_recorded_without_a_name(cast, newcomer):
    tim = cast.staff["tim"]
    link = invite(newcomer, actor=tim.user)
    accept(visitor(), link)
    newcomer.refresh_from_db()
    events = [(row.action, row.actor, row.school_id) for row in AuditEvent.objects.about(newcomer).order_by("pk")]
    assert events == [
        ("invitation.send", tim.user, newcomer.school_id),
        ("invitation.accept", newcomer.user, newcomer.school_id),
    ]


def test_guessing_through_an_invitation_counts_as_guessing_at_the_login(at_two_schools):
    link = invite(at_two_schools, actor=None)
    client = visitor()
    for _ in range(5):
        accept(client, link, password=OTHER)

    refused = accept(client, link)
    assert "too often" in " ".join(refused.context["form"].non_field_errors())
    login = client.post(reverse("account_login"), {"login": "bas@school.example", "password": PASSWORD})
    assert login.status_code == 200
    at_two_schools.refresh_from_db()
    assert at_two_schools.user is None
