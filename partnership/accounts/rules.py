"""Which pages of this app who may open: names of URLs, with the reason why no other rule guards them."""

PUBLIC_VIEWS: dict[str, str] = {
    "account_login": "logging in",
    "account_logout": "logging out, also with a session that is over or locked",
    "account_inactive": "says that a login was closed; shown after the right password only",
    "account_reset_password": "forgotten password; the answer is the same for every address",
    "account_reset_password_done": "says that a mail was sent, without naming anybody",
    "account_reset_password_from_key": "guarded by the single-use key from the mail",
    "account_reset_password_from_key_done": "says that the password was changed",
    "mfa_authenticate": "second step of logging in; only with the first step in this session",
    "mfa_login_webauthn": "logging in with a passkey",
    "provider_login": "leads to the provider of the settings; without one it is not found",
    "provider_callback": "guarded by the state in the session, which is used once",
}

SELF_VIEWS: dict[str, str] = {
    "profile": "own profile",
    "account_change_password": "own password",
    "account_reauthenticate": "showing again that it is you",
    "session_extend": "how long the own session still lasts",
    "account_unlock": "opening the own locked session",
    "account_unlock_passkey": "opening the own locked session with a passkey",
    "usersessions_list": "own sessions",
    "mfa_index": "own second step",
    "mfa_reauthenticate": "showing again that it is you",
    "mfa_reauthenticate_webauthn": "showing again that it is you",
    "mfa_activate_totp": "own second step",
    "mfa_deactivate_totp": "own second step",
    "mfa_list_webauthn": "own passkeys",
    "mfa_add_webauthn": "own passkeys",
    "mfa_edit_webauthn": "own passkeys; another one's is not found",
    "mfa_remove_webauthn": "own passkeys; another one's is not found",
    "mfa_view_recovery_codes": "own recovery codes",
    "mfa_generate_recovery_codes": "own recovery codes",
}

OPEN_UNDER_LOCK = frozenset({*PUBLIC_VIEWS, "account_unlock", "account_unlock_passkey", "session_extend"})

OPEN_WITHOUT_SECOND_FACTOR = OPEN_UNDER_LOCK | {
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}

# Looking at these is no work: they do not push the lock forward.
NO_ACTIVITY = frozenset({"session_extend"})
