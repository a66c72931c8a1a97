"""Where allauth asks the project: invitation only, our own words, fixed mails, encrypted second steps."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from partnership.accounts import cipher, sessions
from partnership.accounts.models import User
from partnership.accounts.tasks import RESET, send_account_mail
from partnership.accounts.texts import ERRORS, MESSAGES


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes a login for himself: schools invite."""
        return False

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "partnership.accounts.stages.SecondStepStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        request = context.request
        if sessions.is_fresh(request) or not super().is_reauthentication_required(app=app, **kwargs):
            return False
        if not self.get_reauthentication_methods(request.user):
            self._ask_provider(request)
        return True

    def _ask_provider(self, request: HttpRequest) -> None:
        """Who logs in by a provider only has nothing to show here: the session locks, and the provider opens it."""
        sessions.lock(request)
        messages.info(request, _("To change how you log in, show once more that it is you."))
        back = urlencode({"next": request.get_full_path()})
        raise ImmediateHttpResponse(HttpResponseRedirect(f"{reverse('account_unlock')}?{back}"))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in MESSAGES:
            super().add_message(request, level, message_template, *args, **kwargs)
        elif text := MESSAGES[message_template]:
            messages.add_message(request, level, text)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        mail_later(RESET, user)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        mail_later(template_prefix, user)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": ERRORS["incorrect_code"]}

    def encrypt(self, text: str) -> str:
        return cipher.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return sessions.device_name(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}


def mail_later(kind: str, user: User) -> None:
    """Hand the mail to the worker. Robust: a broker that is away may not show in the answer that the address exists."""
    transaction.on_commit(lambda: send_account_mail.delay(kind, str(user.pk)), robust=True)
