"""Mail about the login itself: plain text, fixed sentences, no names. Sent by the worker, so that asking for a new
password takes equally long for known and unknown addresses."""

from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from partnership.accounts.models import User
from partnership.accounts.texts import MAILS

RESET = "account/email/password_reset_key"


@shared_task(autoretry_for=(OSError, SMTPException), retry_backoff=30, max_retries=6)
def send_account_mail(kind: str, user_id: str) -> None:
    """Send the mail `kind` (a key of `MAILS`) to the login `user_id`, in its own language."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    text = MAILS[kind]
    path = _reset_path(user) if kind == RESET else reverse("account_login")
    with translation.override(user.language or settings.LANGUAGE_CODE):
        body = f"{text.sentence}\n\n{settings.BASE_URL}{path}\n\n{text.footer}\n"
        EmailMessage(str(text.subject), body, to=[user.email]).send()


def _reset_path(user: User) -> str:
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
