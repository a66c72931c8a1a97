"""The mark of the request that is being answered, so that all its audit rows carry the same one."""

import re
from contextvars import ContextVar, Token

MARK = re.compile(r"[A-Za-z0-9-]{1,64}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def set_request_id(value: str) -> Token:
    """Set the mark for this request; what is no plain mark (letters, digits, -) becomes empty.

    Give the answer to `reset_request_id` when the request is done.
    """
    return _request_id.set(value if MARK.fullmatch(value) else "")


def reset_request_id(token: Token) -> None:
    _request_id.reset(token)


def get_request_id() -> str:
    """Return the mark of this request, empty outside one."""
    return _request_id.get()
