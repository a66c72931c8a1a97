"""The key ring: the keys that encrypted fields are locked with, in one JSON file beside the database.

    {"current": "20261124-9f3a", "keys": {"20261124-9f3a": "<32 bytes, base64>"}}

`current` locks what is written now; the others open what was written before. The demo makes its own ring at first
use, production must bring one: `python -m partnership.records.keys PATH`, for which this module needs no settings.
"""

import base64
import binascii
import contextlib
import fcntl
import json
import os
import re
import secrets
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
MAKE_ONE = "Make one with: python -m partnership.records.keys PATH"


class KeyRingError(ImproperlyConfigured):
    """The key ring is missing, cannot be read, or does not hold what is asked of it."""


class UnknownKey(KeyRingError):
    """Something was locked with a key that is not in the ring."""


@dataclass(frozen=True)
class KeyRing:
    current: str
    keys: dict[str, bytes]

    def key(self, key_id: str) -> bytes:
        """Return the 32 bytes of `key_id`. Raises `UnknownKey`."""
        try:
            return self.keys[key_id]
        except KeyError:
            raise UnknownKey(
                f"Key {key_id!r} is not in the key ring {settings.KEY_RING} (it holds: {', '.join(self.keys)}). "
                "Put the key back from the copy of the ring; without it what it locked cannot be read."
            ) from None

    def as_json(self) -> str:
        keys = {key_id: base64.b64encode(key).decode() for key_id, key in self.keys.items()}
        return json.dumps({"current": self.current, "keys": keys}, indent=2) + "\n"


_cached: tuple[tuple, KeyRing] | None = None


def ring() -> KeyRing:
    """Return the ring of `settings.KEY_RING`, read again only when the file has changed.

    In the demo a missing ring is made. Raises `KeyRingError` if there is none in production or it is no key ring.
    """
    global _cached  # swapped whole, so that threads see the old ring or the new one
    path = Path(settings.KEY_RING)
    try:
        mark = _mark(path)
    except FileNotFoundError:
        if settings.PRODUCTION:
            raise KeyRingError(f"The key ring {path} does not exist. {MAKE_ONE}") from None
        make(path)
        mark = _mark(path)
    if _cached is None or _cached[0] != mark:
        _cached = (mark, read(path))
    return _cached[1]


def read(path: Path) -> KeyRing:
    """Read and check the ring in `path`. Raises `KeyRingError`."""
    try:
        data = json.loads(path.read_text())
        keys = {key_id: base64.b64decode(key, validate=True) for key_id, key in data["keys"].items()}
        current = data["current"]
    except OSError as error:
        raise KeyRingError(f"The key ring {path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error):
        # The content is not shown and not chained: it may hold keys.
        raise KeyRingError(f'{path} is no key ring: it must hold {{"current": …, "keys": {{…}}}}.') from None
    if wrong := [key_id for key_id, key in keys.items() if len(key) != KEY_BYTES or not KEY_ID.fullmatch(key_id)]:
        raise KeyRingError(f"The key ring {path} holds keys that are not {KEY_BYTES} bytes or badly named: {wrong}.")
    if current not in keys:
        raise KeyRingError(f"The key ring {path} names {current!r} as current, but does not hold it.")
    return KeyRing(current, keys)


def make(path: Path) -> bool:
    """Make a ring with one key in `path`, mode 600. Returns False if there was one already (it is left alone)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key_id, key = _new_key()
    draft = _write_aside(path, KeyRing(key_id, {key_id: key}))
    try:
        os.link(draft, path)  # whole or not at all, and never over another one
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    _sync_folder(path.parent)
    return True


def add_key(path: Path) -> str:
    """Add a new key to the ring in `path`, make it the current one and return its id. Raises `KeyRingError`."""
    with _locked(path.parent):
        old = read(path)
        key_id, key = _new_key()
        os.replace(_write_aside(path, KeyRing(key_id, old.keys | {key_id: key})), path)
        _sync_folder(path.parent)
    return key_id


def _mark(path: Path) -> tuple:
    stat = path.stat()
    return (path, stat.st_ino, stat.st_mtime_ns, stat.st_size)


def _new_key() -> tuple[str, bytes]:
    return f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(3)}", secrets.token_bytes(KEY_BYTES)


def _write_aside(path: Path, new: KeyRing) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 600
    with open(handle, "w") as file:
        file.write(new.as_json())
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _locked(folder: Path):
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write(f"{MAKE_ONE}\n")
        return 2
    path = Path(arguments[0])
    try:
        made = make(path)
    except OSError as error:
        sys.stderr.write(f"The key ring cannot be written to {path}: {error.strerror}.\n")
        return 1
    if not made:
        sys.stderr.write(f"{path} exists already and was left alone.\n")
        return 1
    sys.stdout.write(f"Made the key ring {path}. Keep a copy apart from the backups of the database.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
