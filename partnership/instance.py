"""What one installation keeps for itself: its secret key, and what production must bring along."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

REQUIRED_IN_PRODUCTION = {
    "SECRET_KEY": "a long random text",
    "ALLOWED_HOSTS": "the host names, with commas",
    "BASE_URL": "the address people use, beginning with https://",
    "KEY_RING": "the path of the key ring file, outside DATA_DIR",
    "EMAIL_URL": "the mail server, such as smtp+tls://user:password@host:587",
}


def secret_key(data_dir: Path) -> str:
    """Return this installation's secret key from `data_dir`, made at the first start."""
    path = data_dir / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key)
    except FileExistsError:  # another process of the same start was first
        return path.read_text()
    return key


def refuse_incomplete(env, data_dir: Path) -> None:
    """Raise `ImproperlyConfigured` with every production setting that is missing or unsafe."""
    problems = [f"{name}: {what}" for name, what in REQUIRED_IN_PRODUCTION.items() if not env(name, default="")]
    if len(env("SECRET_KEY", default="")) < 50:
        problems.append("SECRET_KEY: at least 50 characters")
    if "*" in env.list("ALLOWED_HOSTS", default=[]):
        problems.append("ALLOWED_HOSTS: name the hosts, * is not safe")
    if not env("BASE_URL", default="https://").startswith("https://"):
        problems.append("BASE_URL: must begin with https:// (TLS)")
    key_ring = Path(env("KEY_RING", default="/")).resolve()
    if key_ring.is_relative_to(data_dir):
        problems.append("KEY_RING: must stand outside DATA_DIR, so that a copy of the data cannot be read")
    elif env("KEY_RING", default="") and not key_ring.is_file():
        problems.append("KEY_RING: that file does not exist (make it: python -m partnership.records.keys PATH)")
    if "sqlite" in (env("DATABASE_URL", default="") or "sqlite") and not env.bool("ALLOW_SQLITE", default=False):
        problems.append("DATABASE_URL: PostgreSQL, or ALLOW_SQLITE=1 for one small school")
    if problems:
        raise ImproperlyConfigured("MODE=production cannot start:\n- " + "\n- ".join(problems))


def sqlite_options(data_dir: Path) -> dict:
    """Return how SQLite is used: writers wait for each other, nothing committed is lost, tests get a file too."""
    return {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        "TEST": {"NAME": str(data_dir / "test.sqlite3")},
    }


def file_broker(queue_dir: Path) -> dict:
    """Return the options of Celery's broker without Redis: messages are files below `queue_dir`."""
    return {
        "data_folder_in": str(queue_dir / "messages"),
        "data_folder_out": str(queue_dir / "messages"),
        "control_folder": str(queue_dir / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
