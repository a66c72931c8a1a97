"""The forms of the login: allauth's, in our own words and without placeholders."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account import forms as account_forms
from allauth.account.fields import PasswordField, SetPasswordField
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.accounts.models import User
from partnership.accounts.texts import ERRORS

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
    "name": _("Name of this passkey"),
}
HELP = {
    "password1": _("At least 15 characters. A sentence that only you would think of works well."),
    "name": _("So that you know later which device it is on."),
}


class OwnWordsMixin:
    """Give fields our labels and help, and take away the placeholders that repeat them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, "") if name in LABELS else field.help_text
            field.widget.attrs.pop("placeholder", None)
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LoginForm(OwnWordsMixin, account_forms.LoginForm):
    own_device = forms.BooleanField(
        required=False,
        label=_("This is my own device"),
        help_text=_("Then you stay logged in until the end of the day. Leave it off on a shared computer."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.order_fields(["login", "password", "own_device"])


class ChangePasswordForm(OwnWordsMixin, account_forms.ChangePasswordForm):
    pass


class ResetPasswordForm(OwnWordsMixin, account_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OwnWordsMixin, account_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OwnWordsMixin, account_forms.ReauthenticateForm):
    pass


class SetPasswordForm(OwnWordsMixin, account_forms.PasswordVerificationMixin, forms.Form):
    """A first password, typed twice. `user`: who it is for, may be unsaved; used to refuse a password like the name."""

    password1 = SetPasswordField(help_text="")
    password2 = PasswordField(autocomplete="new-password")

    def __init__(self, *args, user: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].user = user
        self.fields["password1"].label = _("Password")
        self.fields["password2"].label = _("Password, once more")


class AuthenticateForm(OwnWordsMixin, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateCodeForm(OwnWordsMixin, mfa_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(OwnWordsMixin, totp_forms.ActivateTOTPForm):
    pass


class AnyAnswerMixin:
    """What a device answers is anybody's text: an answer that cannot be read or is not signed well is a wrong code."""

    UNREADABLE = (AttributeError, IndexError, InvalidSignature, KeyError, TypeError)

    def clean_credential(self):
        with self._as_wrong_code():
            clean = getattr(super(), "clean_credential", None)
            return clean() if clean else self.cleaned_data["credential"]

    def clean(self) -> dict:
        with self._as_wrong_code():
            return super().clean()

    @contextmanager
    def _as_wrong_code(self) -> Iterator[None]:
        try:
            yield
        except self.UNREADABLE as error:
            raise forms.ValidationError(ERRORS["incorrect_code"], code="incorrect_code") from error


class LoginPasskeyForm(AnyAnswerMixin, webauthn_forms.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(AnyAnswerMixin, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(AnyAnswerMixin, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(AnyAnswerMixin, OwnWordsMixin, webauthn_forms.AddWebAuthnForm):
    """A passkey logs in by itself: a key that is only good as a second step is not offered."""

    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)


class EditPasskeyForm(OwnWordsMixin, webauthn_forms.EditWebAuthnForm):
    pass


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language", "theme", "digest", "digest_hour"]
        help_texts = {"digest": _("The mail says how many things wait for you, and nothing about what they are.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
