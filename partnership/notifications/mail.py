"""One connection to the mail server, and the mail itself: plain text, fixed words, a count and a link."""

import contextlib
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
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


def compose(row: Notification, *, count: int) -> EmailMessage:
    """Return the mail of `row`, in the language of its recipient. The row brings Message-ID and Date."""
    kind, recipient = registry.kind_of(row), row.recipient
    link = settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL)
    headers = {
        "Message-ID": row.message_id,
        "Date": format_datetime(row.dated),
        "Auto-Submitted": "auto-generated",
    }
    with translation.override(recipient.language or settings.LANGUAGE_CODE):
        body = f"{kind.sentence % {'count': count}}\n\n{link}\n\n{kind.footer}\n"
        return EmailMessage(str(kind.subject), body, to=[recipient.email], headers=headers)


class Line:
    """A connection that is opened when it is needed and carries one mail after another.

    One mail takes `SECONDS` at most. `is_down` says that trying further mails now makes no sense.
    """

    def __init__(self):
        self.backend = get_connection()
        self.is_down = False

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(SMTPException, OSError):
            self.backend.close()

    def send(self, message: EmailMessage, *, begin: Callable[[], bool]) -> None:
        """Send `message`; ask `begin` just before the text is handed over, and stop when it says no.

        Raises `NotSentError`, `RefusedError`, `UncertainError`, `WithdrawnError`.
        """
        if not isinstance(self.backend, EmailBackend):
            self._write(message, begin)
            return
        text = LINE_START_DOT.sub(b"..", message.message().as_bytes(linesep="\r\n"))
        with self._in_time():
            self._name_people(message)
            if not begin():
                self._forget_this_one()
                raise WithdrawnError
            self._hand_over(text)

    def _write(self, message: EmailMessage, begin: Callable[[], bool]) -> None:
        """Without a mail server: a folder, or the memory of a test."""
        if not begin():
            raise WithdrawnError
        try:
            self.backend.send_messages([message])
        except OSError as error:
            raise UncertainError from error

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[None]:
        """Cut the connection when it takes too long, whatever it is doing."""
        timer = threading.Timer(SECONDS, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

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

    def _name_people(self, message: EmailMessage) -> None:
        encoding = message.encoding or settings.DEFAULT_CHARSET
        sender = parseaddr(sanitize_address(message.from_email, encoding))[1]
        (recipient,) = (parseaddr(sanitize_address(address, encoding))[1] for address in message.to)
        if (code := self._greet(sender)) >= 400:  # says nothing about this recipient: the next mail meets the same
            self.is_down = True
            raise NotSentError(code)
        if (code := self._answer(f"RCPT TO:<{recipient}>")) >= 400:
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

    def _hand_over(self, text: bytes) -> None:
        if (code := self._answer("DATA")) != GO_AHEAD:
            self._forget_this_one()
            raise RefusedError(code)
        try:
            self.backend.connection.send(text + b".\r\n")
            code, _ = self.backend.connection.getreply()
        except (SMTPException, OSError) as error:
            self._close()
            raise UncertainError from error
        if code == SERVICE_CLOSES:
            self._close()
        if code >= 400:
            raise RefusedError(code)
