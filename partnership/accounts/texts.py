"""Our own words for what the login says, by the keys under which allauth asks for them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ERRORS = {
    "account_inactive": _("This login is closed."),
    "email_password_mismatch": _("This e-mail address and password do not belong together."),
    "enter_current_password": _("This is not your password."),
    "incorrect_code": _("This code is not right. Wait for the next code and try again."),
    "incorrect_password": _("This password is not right."),
    "invalid_password_reset": _("This link no longer works."),
    "rate_limited": _("You tried too often. Wait five minutes and try again."),
    "too_many_login_attempts": _("You tried too often. Wait five minutes and try again, or use a passkey."),
}

# None: say nothing, the page itself shows it.
MESSAGES: dict[str, Promise | None] = {
    "account/messages/logged_in.txt": None,
    "account/messages/logged_out.txt": _("You are logged out."),
    "account/messages/password_changed.txt": _("Your password is changed and you are logged out everywhere."),
    "mfa/messages/recovery_codes_generated.txt": None,
    "mfa/messages/totp_activated.txt": _("The app is added. From now on you log in with a code from it."),
    "mfa/messages/totp_deactivated.txt": _("The app is removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}


@dataclass(frozen=True)
class MailText:
    subject: Promise
    sentence: Promise
    footer: Promise


NOT_YOU = _("Was this not you? Tell the administrator of your school at once.")
SUBJECT = _("About your login")

LINKED = "account/provider_linked"

MAILS = {
    LINKED: MailText(
        SUBJECT, _("From now on you can log in with the account of your school. You log in here:"), NOT_YOU
    ),
    "account/email/password_reset_key": MailText(
        SUBJECT,
        _("Somebody asked for a new password for this e-mail address. You set it on this page, within two hours:"),
        _("Did you not ask for this? Then you need to do nothing."),
    ),
    "account/email/password_reset": MailText(SUBJECT, _("Your password was changed. You log in here:"), NOT_YOU),
    "account/email/password_changed": MailText(SUBJECT, _("Your password was changed. You log in here:"), NOT_YOU),
    "mfa/email/totp_activated": MailText(
        SUBJECT, _("An app with codes was added to your login. You log in here:"), NOT_YOU
    ),
    "mfa/email/totp_deactivated": MailText(
        SUBJECT, _("The app with codes was removed from your login. You log in here:"), NOT_YOU
    ),
    "mfa/email/webauthn_added": MailText(SUBJECT, _("A passkey was added to your login. You log in here:"), NOT_YOU),
    "mfa/email/webauthn_removed": MailText(
        SUBJECT, _("A passkey was removed from your login. You log in here:"), NOT_YOU
    ),
    "mfa/email/recovery_codes_generated": MailText(
        SUBJECT, _("New recovery codes were made for your login. You log in here:"), NOT_YOU
    ),
}
