"""Encrypts the secrets of second steps at rest, with a key that is derived from the secret key of the settings."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "mfa1:"
NONCE_BYTES = 12


def encrypt(text: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), MARK.encode())
    return MARK + base64.urlsafe_b64encode(nonce + sealed).decode()


def decrypt(text: str) -> str:
    """Return what `encrypt` was given. Raises `InvalidTag` if no known secret key opens it."""
    data = base64.urlsafe_b64decode(text.removeprefix(MARK))
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        try:
            return _cipher(secret).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], MARK.encode()).decode()
        except InvalidTag:
            continue
    raise InvalidTag


def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), length=32, salt=None, info=b"accounts.mfa").derive(secret.encode()))
