"""Lock and open one text: AES-256-GCM, bound to the place where it stands.

Stored as `enc1:<key id>:<base64 of nonce and ciphertext>`. The place (`app.Model.field:pk`) is authenticated, so a
ciphertext that was moved to another row or column does not open.
"""

import base64
import binascii
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from partnership.records import keys

NONCE_BYTES = 12
STORED = re.compile(r"enc1:(?P<key_id>[A-Za-z0-9_-]{1,32}):(?P<data>[A-Za-z0-9+/]+={0,2})")


class InvalidCiphertext(ValueError):
    """What stands in the database was not written there by us: changed, moved from another place, or plain text."""


def encrypt(text: str, *, place: str) -> str:
    """Lock `text` with the current key, bound to `place`."""
    ring = keys.ring()
    nonce = os.urandom(NONCE_BYTES)
    data = nonce + AESGCM(ring.key(ring.current)).encrypt(nonce, text.encode(), place.encode())
    return f"enc1:{ring.current}:{base64.b64encode(data).decode()}"


def decrypt(stored: str, *, place: str) -> str:
    """Open what `encrypt` made for the same `place`. Raises `InvalidCiphertext` or `keys.UnknownKey`."""
    match = STORED.fullmatch(stored)
    if match is None:
        raise InvalidCiphertext(f"{place} does not hold encrypted text.")
    key = keys.ring().key(match["key_id"])
    try:
        data = base64.b64decode(match["data"], validate=True)
        return AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        raise InvalidCiphertext(f"{place} does not open: it was changed, or comes from another place.") from None


def key_id_of(stored: str) -> str | None:
    """Return the id of the key that locked `stored`; None if it is not locked at all."""
    match = STORED.fullmatch(stored)
    return match["key_id"] if match else None
