"""Who else may say who somebody is: Microsoft 365, Google Workspace or another OpenID Connect provider.

Read from the environment (docs/sso.md). What is incomplete or unsafe is refused at the start, so that nobody finds out
at the login page.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

KINDS = ("microsoft", "google", "other")
LABELS = {"microsoft": "Microsoft", "google": "Google"}
GOOGLE_ISSUER = "https://accounts.google.com"
NAME = re.compile(r"[a-z][a-z0-9]{0,29}")
TENANT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
LOOPBACK = {"localhost", "127.0.0.1"}
# "mfa" is from RFC 8176, the other two (a key that cannot be phished) from the acr values of OpenID.
SECOND_FACTOR = ["mfa", "phr", "phrh"]


@dataclass(frozen=True)
class Provider:
    """One provider. `second_factor`: which values of its claims say that there was a second step."""

    name: str
    kind: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    domains: frozenset[str]
    second_factor: frozenset[str]
    tenant: str = ""

    @property
    def origin(self) -> str:
        """Return where its login page stands, as a Content-Security-Policy names it."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.issuer))

    @property
    def asks_again(self) -> bool:
        """Return whether it can be made to ask for the password again and to say so. Google cannot."""
        return self.kind != "google"


def from_environment(env, *, production: bool) -> dict[str, Provider]:
    """Return the providers that OIDC_PROVIDERS names. Raises `ImproperlyConfigured` with everything that is wrong."""
    providers, problems = {}, []
    for name in env.list("OIDC_PROVIDERS", default=[]):
        providers[name] = _read(env, name)
        problems += _problems(providers[name], production=production)
    if problems:
        raise ImproperlyConfigured("OIDC_PROVIDERS cannot be used:\n- " + "\n- ".join(problems))
    return providers


def _read(env, name: str) -> Provider:
    def text(what: str, default: str = "") -> str:
        return env(f"OIDC_{name.upper()}_{what}", default=default).strip()

    def words(what: str, default: list[str]) -> frozenset[str]:
        return frozenset(env.list(f"OIDC_{name.upper()}_{what}", default=default))

    kind, tenant = text("KIND", name if name in KINDS else "other"), text("TENANT").lower()
    usual = {"microsoft": f"https://login.microsoftonline.com/{tenant}/v2.0", "google": GOOGLE_ISSUER}
    return Provider(
        name=name,
        kind=kind,
        label=text("LABEL", LABELS.get(kind, name.capitalize())),
        issuer=text("ISSUER", usual.get(kind, "")),
        client_id=text("CLIENT_ID"),
        client_secret=text("CLIENT_SECRET"),
        domains=frozenset(domain.lower() for domain in words("DOMAINS", [])),
        second_factor=words("MFA", SECOND_FACTOR),
        tenant=tenant,
    )


def _problems(provider: Provider, *, production: bool) -> list[str]:
    prefix = f"OIDC_{provider.name.upper()}_"
    wrong = {
        "PROVIDERS": not NAME.fullmatch(provider.name) and "a name has small letters and figures only",
        "KIND": provider.kind not in KINDS and f"one of {', '.join(KINDS)}",
        "CLIENT_ID": not provider.client_id and "is missing",
        "CLIENT_SECRET": not provider.client_secret and "is missing",
        "DOMAINS": (not provider.domains or not all(map(DOMAIN.fullmatch, provider.domains)))
        and "the part behind the @ of the addresses that this provider may speak for, with commas",
        "TENANT": provider.kind == "microsoft"
        and not TENANT.fullmatch(provider.tenant)
        and "the id of your own tenant; common or organizations would let in every tenant of the world",
        "ISSUER": not _is_safe(provider.issuer, production=production) and "an address that begins with https://",
    }
    return [f"{prefix}{name}: {what}" for name, what in wrong.items() if what]


def _is_safe(issuer: str, *, production: bool) -> bool:
    parts = urlsplit(issuer)
    loopback = parts.scheme == "http" and parts.hostname in LOOPBACK and not production
    return bool(parts.netloc) and (parts.scheme == "https" or loopback)
