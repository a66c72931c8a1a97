"""A real mail server on a free port that behaves as a test says, and keeps what it accepted."""

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Lock

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.flows.server import free_port

CUT = "cut"
CUT_IN_TEXT = "cut in the text"
CUT_AFTER_ACCEPTING = "cut after accepting"


@dataclass(frozen=True)
class Slow:
    """Wait, then go on as usual."""

    seconds: float


# What to do at `CONNECT`, `EHLO`, `MAIL`, `RCPT`, `DATA` (the command), `TEXT` (after the final dot) or `QUIT`, with
# sender or recipient: None goes on, a text is the answer, or one of the words above.
Script = Callable[[str, str], str | Slow | None]


def well_behaved(phase: str, about: str) -> None:
    return None


@dataclass
class MailServer:
    """Where it is, what it accepted (recipient and raw text, in order) and how often it was asked what."""

    port: int
    script: Script = well_behaved
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    asked: Counter = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.accepted]

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(text, policy=email.policy.default) for _, text in self.accepted]

    def accept(self, recipient: str, text: bytes) -> None:
        with self.lock:
            self.accepted.append((recipient, text))

    def answer(self, phase: str, about: str) -> str | Slow | None:
        self.asked[phase] += 1
        return self.script(phase, about)


class ScriptedSMTP(SMTP):
    """Asks the script before it does what the standard says."""

    def __init__(self, server: MailServer, *args, **kwargs):
        self.mail_server = server
        super().__init__(Accepting(self), *args, **kwargs)

    async def scripted(self, phase: str, about: str | None) -> bool:
        """Return whether the script has answered."""
        answer = self.mail_server.answer(phase, about or "")
        if isinstance(answer, Slow):
            await asyncio.sleep(answer.seconds)
            return False
        if answer is None:
            return False
        if answer == CUT_IN_TEXT:
            await self.push("354 Go on")
            await self._reader.readuntil(b"\r\n")
        if answer in {CUT, CUT_IN_TEXT}:
            self.transport.abort()
        else:
            await self.push(answer)
        return True

    async def _handle_client(self):
        if await self.scripted("CONNECT", None):
            if self.transport is not None:
                self.transport.close()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname):
        if not await self.scripted("EHLO", hostname):
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg):
        if not await self.scripted("MAIL", arg):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        if not await self.scripted("RCPT", arg):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        if not await self.scripted("DATA", "".join(self.envelope.rcpt_tos)):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg):
        if not await self.scripted("QUIT", arg):
            await super().smtp_QUIT(arg)


class Accepting:
    """What happens after the final dot."""

    def __init__(self, smtp: ScriptedSMTP):
        self.smtp = smtp

    async def handle_DATA(self, server, session, envelope) -> str:
        (recipient,) = envelope.rcpt_tos
        answer = self.smtp.mail_server.answer("TEXT", recipient)
        if answer == CUT:
            self.smtp.transport.abort()
            return "451 Too late"
        if isinstance(answer, Slow):
            await asyncio.sleep(answer.seconds)
        elif answer and answer != CUT_AFTER_ACCEPTING:
            return answer
        self.smtp.mail_server.accept(recipient, envelope.content)
        if answer == CUT_AFTER_ACCEPTING:
            self.smtp.transport.abort()
        return "250 OK"


@contextmanager
def running_mail_server(script: Script = well_behaved, **options) -> Iterator[MailServer]:
    """Run a mail server; `options` are those of aiosmtpd, such as `authenticator`."""
    server = MailServer(free_port(), script)

    class ScriptedController(Controller):
        def factory(self):
            return ScriptedSMTP(server, **self.SMTP_kwargs)

    controller = ScriptedController(None, hostname="127.0.0.1", port=server.port, **options)
    controller.start()
    server.asked.clear()  # the controller has asked whether it is there
    try:
        yield server
    finally:
        controller.stop()
