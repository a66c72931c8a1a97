"""The settings of logging in that no environment changes; `partnership.settings` takes them all."""

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "partnership.accounts.passwords.MaximumLengthValidator", "OPTIONS": {"max_length": 128}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "partnership.accounts.passwords.FirstGuessValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
PASSWORD_RESET_TIMEOUT = 3600 * 2

ACCOUNT_ADAPTER = "partnership.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "partnership.accounts.forms.LoginForm",
    "change_password": "partnership.accounts.forms.ChangePasswordForm",
    "reset_password": "partnership.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "partnership.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "partnership.accounts.forms.ReauthenticateForm",
}
# A whole school sits behind one address: the limits per account stay, those per address are wide.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/300s/key,30/h/key",
    "reset_password": "60/m/ip,3/h/key",
    "reset_password_from_key": "60/m/ip",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Partnerschap"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation has shown that the address is theirs
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_ADAPTER = "partnership.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "partnership.accounts.forms.AuthenticateForm",
    "reauthenticate": "partnership.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "partnership.accounts.forms.ActivateTOTPForm",
    "login_webauthn": "partnership.accounts.forms.LoginPasskeyForm",
    "authenticate_webauthn": "partnership.accounts.forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "partnership.accounts.forms.ReauthenticatePasskeyForm",
    "add_webauthn": "partnership.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "partnership.accounts.forms.EditPasskeyForm",
}
