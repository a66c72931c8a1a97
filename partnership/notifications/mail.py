"""One connection to the mail server, and the mail itself: plain text, fixed words, a count and a link."""

import contextlib
import functools
import re
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import format_datetime, parseaddr
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.urls import reverse
from django.utils import translation

from partnership.notifications import registry
from partnership.notifications.models import Notification

LINE_START_DOT = re.compile(rb"(?m)^\.")
SERVICE_CLOSES = 421
GO_AHEAD = 354
SECONDS = 60.0


class NotSentError(Exception):
    """The mail surely did not go out. `code` is the answer of the mail server, if there was one."""

    def __init__(self, code: int | None = None):
        super().__init__(code)
        self.code = code


class RefusedError(NotSentError):
    """The mail server does not want this mail; from 500 on it never will."""


class UncertainError(Exception):
    """The mail was handed over and no answer came: it may have gone out."""


class WithdrawnError(Exception):
    """The row is not this worker's any more: nothing was sent."""


def new_message_id() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{uuid.uuid4().hex}@{domain}>"


@functools.cache
def start_path() -> str:
    """The only page that mail leads to; who is not logged in logs in first."""
    return reverse(settings.LOGIN_REDIRECT_URL)


@dataclass(frozen=True)
class Mail:
    """A mail, and what a mail server is told of it."""

    message: EmailMessage
    sender: str
    recipient: str
    text: bytes


def compose(row: Notification, *, count: int) -> Mail:
    """Return the mail of `row`, in the language of its recipient. The row brings Message-ID and Date.

    Raises `ValueError` for an address that no mail can have.
    """
    kind, recipient = registry.kind_of(row), row.recipient
    link = settings.BASE_URL + start_path()
    headers = {
        "Message-ID": row.message_id,
        "Date": format_datetime(row.dated),
        "Auto-Submitted": "auto-generated",
    }
    with translation.override(recipient.language or settings.LANGUAGE_CODE):
        body = f"{kind.sentence % {'count': count}}\n\n{link}\n\n{kind.footer}\n"
        message = EmailMessage(str(kind.subject), body, to=[recipient.email], headers=headers)
        text = message.message().as_bytes(linesep="\r\n")
    addresses = (sanitize_address(address, "utf-8") for address in (message.from_email, recipient.email))
    sender, receiver = (parseaddr(address)[1] for address in addresses)
    return Mail(message, sender, receiver, LINE_START_DOT.sub(b"..", text))


class Line:
    """A connection that is opened when it is needed and carries one mail after another.

    One mail takes `SECONDS` at most. `is_down` says that trying further mails now makes no sense.
    """

    def __init__(self):
        self.backend = get_connection()
        self.is_down = False
        self._deadline: float | None = None
        self._over = threading.Event()

    def __enter__(self) -> "Line":
        if isinstance(self.backend, EmailBackend):
            threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        with contextlib.suppress(SMTPException, OSError):
            self.backend.close()

    def send(self, mail: Mail, *, begin: Callable[[], bool], meanwhile: Callable[[], None]) -> None:
        """Send `mail`; ask `begin` just before the text is handed over, and stop when it says no.

        What `meanwhile` does is done while the mail server thinks about its answer.
        Raises `NotSentError`, `RefusedError`, `UncertainError`, `WithdrawnError`.
        """
        if not isinstance(self.backend, EmailBackend):
            self._write(mail, begin, meanwhile)
            return
        with self._in_time():
            self._name_people(mail)
            if not begin():
                self._forget_this_one()
                raise WithdrawnError
            self._hand_over(mail, meanwhile)

    def _write(self, mail: Mail, begin: Callable[[], bool], meanwhile: Callable[[], None]) -> None:
        """Without a mail server: a folder, or the memory of a test."""
        if not begin():
            raise WithdrawnError
        try:
            get_connection().send_messages([mail.message])  # a file of its own for each
        except OSError as error:
            raise UncertainError from error
        meanwhile()

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[None]:
        """Let the watch cut the connection when this takes too long, whatever it is doing."""
        self._deadline = time.monotonic() + SECONDS
        try:
            yield
        finally:
            self._deadline = None

    def _watch(self) -> None:
        while not self._over.wait(SECONDS / 60):
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self._cut()

    def _cut(self) -> None:
        sock = getattr(self.backend.connection, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _open(self) -> None:
        try:
            self.backend.open()
            self.backend.connection.ehlo_or_helo_if_needed()
        except (SMTPException, OSError) as error:
            self._close()
            self.is_down = True
            raise NotSentError(getattr(error, "smtp_code", None)) from error

    def _close(self) -> None:
        if self.backend.connection is not None:
            self.backend.connection.close()
            self.backend.connection = None

    def _name_people(self, mail: Mail) -> None:
        if (code := self._greet(mail.sender)) >= 400:  # says nothing about this recipient: the next mail meets the same
            self.is_down = True
            raise NotSentError(code)
        if (code := self._answer(f"RCPT TO:<{mail.recipient}>")) >= 400:
            self._forget_this_one()
            raise RefusedError(code)

    def _forget_this_one(self) -> None:
        with contextlib.suppress(NotSentError):
            self._answer("RSET")

    def _greet(self, sender: str) -> int:
        """Name the sender. A connection that was left open may have ended meanwhile: then once more on a new one."""
        command = f"MAIL FROM:<{sender}>"
        if self.backend.connection is not None:
            with contextlib.suppress(NotSentError):
                return self._answer(command)
        self._open()
        return self._answer(command)

    def _answer(self, command: str) -> int:
        """Say `command` and return the code of the answer. Raises `NotSentError` when the connection ends."""
        try:
            code, _ = self.backend.connection.docmd(command)
        except (SMTPException, OSError) as error:
            self._close()
            raise NotSentError from error
        if code == SERVICE_CLOSES:
            self._close()
            raise NotSentError(code)
        return code

    def _hand_over(self, mail: Mail, meanwhile: Callable[[], None]) -> None:
        if (code := self._answer("DATA")) != GO_AHEAD:
            self._forget_this_one()
            raise RefusedError(code)
        try:
            self.backend.connection.send(mail.text + b".\r\n")
            meanwhile()
            code, _ = self.backend.connection.getreply()
        except (SMTPException, OSError) as error:
            self._close()
            raise UncertainError from error
        if code == SERVICE_CLOSES:
            self._close()
        if code >= 400:
            raise RefusedError(code)
