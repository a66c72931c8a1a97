"""Rules for passwords that Django does not bring: an upper length, and sentences anybody would try first."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FIRST_GUESSES = (
    "partnerschap", "partnership", "welkom", "welcome", "wachtwoord", "password", "basisschool", "school", "ouders",
    "leerkracht", "mentor", "groep", "qwertyuiop", "qwerty", "abcdefghijklmnopqrstuvwxyz", "abcdef", "azerty",
    "lente", "zomer", "herfst", "winter", "geheim", "admin", "login",
)  # fmt: skip


class MaximumLengthValidator:
    """Refuse more than `max_length` characters, so that nobody's password is cut off in silence."""

    def __init__(self, max_length: int = 128):
        self.max_length = max_length

    def validate(self, password: str, user=None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return _("A password has at most %(max_length)d characters.") % {"max_length": self.max_length}


class FirstGuessValidator:
    """Refuse a password that is only first guesses, figures and repetition ("welkomschool2026")."""

    min_own_letters = 5
    min_different = 5

    def validate(self, password: str, user=None) -> None:
        rest = re.sub("|".join(FIRST_GUESSES), "", password.casefold())
        own_letters = re.sub(r"[\W\d_]", "", rest)
        if len(set(password)) < self.min_different or len(own_letters) < self.min_own_letters:
            raise ValidationError(_("This password is easy to guess. Use a sentence of your own."), code="first_guess")

    def get_help_text(self) -> str:
        return _("Use a sentence of your own that nobody would guess.")
