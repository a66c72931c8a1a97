"""The pages of the login, under allauth's own names; pages we do not use (sign-up, e-mail addresses) are not there."""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from django.urls import path, re_path

from partnership.accounts import views
from partnership.accounts.rules import PUBLIC_VIEWS, SELF_VIEWS

__all__ = ["PUBLIC_VIEWS", "SELF_VIEWS", "urlpatterns"]

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="account_login"),
    path("login/passkey/", views.PasskeyLoginView.as_view(), name="mfa_login_webauthn"),
    path("login/second-step/", mfa_views.authenticate, name="mfa_authenticate"),
    path("provider/<slug:provider>/", views.ProviderLoginView.as_view(), name="provider_login"),
    path("provider/<slug:provider>/callback/", views.ProviderCallbackView.as_view(), name="provider_callback"),
    path("logout/", account_views.logout, name="account_logout"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("unlock/", views.UnlockView.as_view(), name="account_unlock"),
    path("unlock/passkey/", views.UnlockPasskeyView.as_view(), name="account_unlock_passkey"),
    path("session/", views.SessionExtendView.as_view(), name="session_extend"),
    path("reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", webauthn_views.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("password/reset/", account_views.password_reset, name="account_reset_password"),
    path("password/reset/done/", account_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("me/", views.ProfileView.as_view(), name="profile"),
    path("me/password/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("me/sessions/", views.SessionListView.as_view(), name="usersessions_list"),
    path("me/second-step/", mfa_views.index, name="mfa_index"),
    path("me/second-step/app/new/", totp_views.activate_totp, name="mfa_activate_totp"),
    path("me/second-step/app/remove/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/second-step/recovery/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/second-step/recovery/new/", recovery_views.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/passkeys/", webauthn_views.list_webauthn, name="mfa_list_webauthn"),
    path("me/passkeys/new/", webauthn_views.add_webauthn, name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/edit/", webauthn_views.edit_webauthn, name="mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", webauthn_views.remove_webauthn, name="mfa_remove_webauthn"),
]
