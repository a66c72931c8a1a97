"""Mail of a kind of its own, a real mail server, and a clock that tests set."""

import datetime
import ipaddress
import sys

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from partnership.notifications import registry, services
from partnership.notifications.clock import database_time
from partnership.notifications.models import Notification
from partnership.notifications.registry import Kind
from partnership.notifications.sending import send_due
from tests.cast import make_user

from .mailserver import running_mail_server
from .redisserver import PROGRAM, RedisServer

KIND = "test.bell"


class Bell:
    """What a bell says when it is asked what is still due; tests may change it."""

    def __init__(self):
        self.counts: dict[str, int] = {}

    def still_due(self, rows: list[Notification], now: datetime.datetime) -> dict[int, int]:
        return {row.pk: int(self.counts.get(row.key, 1)) for row in rows}


@pytest.fixture
def bell():
    """A kind of mail that is due once, unless the test says otherwise."""
    bell = Bell()
    before = dict(registry._kinds)
    registry.register(
        Kind(
            KIND,
            still_due=bell.still_due,
            subject=_("Your tasks"),
            sentence=ngettext_lazy("%(count)d task waits for you.", "%(count)d tasks wait for you.", "count"),
            footer=_("You choose when you get this mail on the page My settings."),
        )
    )
    yield bell
    registry._kinds.clear()
    registry._kinds.update(before)


class Clock:
    """The time of the database when the test began, plus what has passed since."""

    def __init__(self):
        self.now = database_time()

    def __call__(self) -> datetime.datetime:
        return self.now

    def forward(self, **duration: float) -> None:
        self.now += datetime.timedelta(**duration)


@pytest.fixture
def clock(db) -> Clock:
    return Clock()


def use_smtp(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


@pytest.fixture
def mail_server(settings):
    with running_mail_server() as server:
        use_smtp(settings, server.port)
        yield server


@pytest.fixture
def ring(bell, clock):
    """Plan bells that are due now, for people of these addresses; return the rows."""

    def plan(*addresses: str, key: str = "1", due_at: datetime.datetime | None = None) -> list[Notification]:
        people = [make_user(email=address) for address in addresses]
        for user in people:
            services.schedule([services.planned(KIND, recipient=user.pk, key=key, due_at=due_at or clock.now)])
        return list(Notification.objects.filter(recipient__in=people, key=key).order_by("pk"))

    return plan


@pytest.fixture
def send(clock):
    """Send what is due by the test's clock; return how many rows came to which state."""
    return lambda: send_due(clock=clock, seconds=120)


@pytest.fixture
def own_redis(tmp_path):
    """A Redis server for this test alone."""
    if PROGRAM is None:
        pytest.skip("redis-server is not installed")
    server = RedisServer.on_free_port(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def tell(capsys):
    """Print a line of figures between the results of the tests."""

    def write(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{text}\n")

    return write


def states() -> list[str]:
    return list(Notification.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def own_certificate(tmp_path) -> str:
    """The path of a certificate, with its key, that its owner has made himself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.school.example")])
    now = datetime.datetime.now(datetime.UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    certificate = builder.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "mail.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return str(path)
