import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from partnership.accounts.models import User
from partnership.accounts.tasks import RESET, send_account_mail
from partnership.accounts.texts import MAILS

from .conftest import code_of, log_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", MAILS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_mail_is_plain_text_without_names_and_with_one_link(teacher, kind, language):
    User.objects.filter(pk=teacher.pk).update(language=language)

    send_account_mail(kind, str(teacher.pk))

    message = mail.outbox[0]
    assert message.to == [teacher.email]
    assert message.content_subtype == "plain"
    assert message.body.count("http") == 1
    assert settings.BASE_URL in message.body
    for word in ["Joris", "Bakker", "joris"]:
        assert word not in message.subject + message.body


def test_all_mails_have_the_same_subject(teacher):
    for kind in MAILS:
        send_account_mail(kind, str(teacher.pk))

    assert len({message.subject for message in mail.outbox}) == 1


def test_only_the_mail_for_a_new_password_has_a_key_in_its_link(teacher):
    for kind in MAILS:
        send_account_mail(kind, str(teacher.pk))

    with_key = [kind for kind, message in zip(MAILS, mail.outbox, strict=True) if "/reset/key/" in message.body]
    assert with_key == [RESET]


def test_leaver_gets_no_mail(teacher):
    User.objects.filter(pk=teacher.pk).update(is_active=False)

    send_account_mail(RESET, str(teacher.pk))

    assert mail.outbox == []


def test_adding_an_app_is_told_by_mail(client, teacher, django_capture_on_commit_callbacks):
    log_in(client, teacher)
    page = client.get(reverse("mfa_activate_totp"))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})

    assert len(mail.outbox) == 1
