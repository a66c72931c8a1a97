"""What the claims of a provider prove: whose school it is, which address, whether there was a second step.

An address is only believed when nobody but the school can have set it. Microsoft's own `email` claim is free text of
whoever runs a tenant (the attack called nOAuth), so it counts only inside the school's own tenant and when Microsoft
says that the domain is proven (`xms_edov`). After the first time no address counts any more, only the subject.
"""

import hashlib

from partnership.providers import Provider

GUEST = 1


def subject(provider: Provider, claims: dict) -> str:
    """Return who this is at the provider, for good: the issuer is in it, so that no other one can say the same."""
    return hashlib.sha256(f"{provider.issuer}\n{claims['sub']}".encode()).hexdigest()


def is_from_the_school(provider: Provider, claims: dict) -> bool:
    """Return whether this person belongs to the school's own tenant or domain, which holds at every login."""
    if provider.kind == "microsoft":
        return str(claims.get("tid", "")).lower() == provider.tenant and claims.get("acct") != GUEST
    if provider.kind == "google":
        return str(claims.get("hd", "")).lower() in provider.domains
    return True


def proven_addresses(provider: Provider, claims: dict) -> list[str]:
    """Return the e-mail addresses, in small letters, that these claims prove to be this person's."""
    if not is_from_the_school(provider, claims):
        return []
    if provider.kind == "microsoft":
        given = [claims.get("preferred_username"), claims.get("email") if _says(claims, "xms_edov") else None]
    else:
        given = [claims.get("email") if _says(claims, "email_verified") else None]
    addresses = [address.strip().lower() for address in given if isinstance(address, str)]
    return [address for address in dict.fromkeys(addresses) if _domain(address) in provider.domains]


def has_second_factor(provider: Provider, claims: dict) -> bool:
    """Return whether the claims say that there was a second step, in a word that the settings let count."""
    said = [claims.get("amr"), claims.get("acr"), claims.get("acrs")]
    words = [word for value in said for word in (value if isinstance(value, list) else [value])]
    return any(isinstance(word, str) and word in provider.second_factor for word in words)


def was_asked_again(claims: dict, *, since: float) -> bool:
    """Return whether the person showed who they are after `since` (seconds since 1970), and not just was known."""
    at = claims.get("auth_time")
    return isinstance(at, int) and at >= since - 30


def _says(claims: dict, name: str) -> bool:
    """Booleans come as booleans, and from some as "1" or "true"."""
    return claims.get(name) in (True, "1", "true")


def _domain(address: str) -> str:
    return address.rpartition("@")[2] if address.count("@") == 1 else ""
