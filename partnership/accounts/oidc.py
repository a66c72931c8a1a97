"""OpenID Connect with allauth, and stricter: own tenant, nonce, PKCE, a signature that is always checked.

allauth does the steps; it sends no nonce, believes a token because of where it came from, and lets the address of a
request choose scope and parameters. Here nothing of that is left open.
"""

import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from requests import RequestException

from partnership.accounts import claims as proof
from partnership.providers import Provider

ALGORITHMS = ["RS256", "PS256", "ES256"]
NEEDED = ["iss", "aud", "exp", "iat", "sub", "nonce"]
CLOCKS_DIFFER = 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LOGIN, UNLOCK, INVITATION = "login", "unlock", "invitation"
PURPOSES = (LOGIN, UNLOCK, INVITATION)


class OpenIDProvider(OpenIDConnectProvider):
    def get_callback_url(self) -> str:
        return reverse("provider_callback", kwargs={"provider": self.sub_id})

    def serialize(self) -> dict[str, str]:
        """By its own name: while a second step is asked, allauth keeps this in the session."""
        return super().serialize() | {"id": self.sub_id}

    def get_oauth2_adapter(self, request: HttpRequest) -> "OpenIDAdapter":
        return OpenIDAdapter(request, self.sub_id)


class OpenIDAdapter(OpenIDConnectOAuth2Adapter):
    """Asks the provider. `expected_nonce` is set when the person comes back."""

    expected_nonce = ""

    @property
    def ours(self) -> Provider:
        return settings.OIDC_PROVIDERS[self.provider_id]

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself. Raises `OAuth2Error` when that is not the provider of the settings."""
        try:
            config = super().openid_config
            addresses = [urlsplit(config[name]) for name in ENDPOINTS]
            is_ours = config["issuer"] == self.ours.issuer
        except (KeyError, TypeError, AttributeError) as error:
            raise OAuth2Error("incomplete discovery document") from error
        if not is_ours or {address.scheme for address in addresses} != {urlsplit(self.ours.issuer).scheme}:
            raise OAuth2Error("discovery document of another issuer")
        if not config["authorization_endpoint"].startswith(f"{self.ours.origin}/"):
            raise OAuth2Error("login page at another host than the issuer")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(self.get_provider().get_callback_url())

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs) -> SocialLogin:
        claims = self._claims(kwargs["response"].get("id_token"))
        account = SocialAccount(provider=self.provider_id, uid=proof.subject(self.ours, claims))
        login = SocialLogin(account=account, provider=self.get_provider())
        login.claims = claims
        return login

    def _claims(self, id_token: str | None) -> dict[str, Any]:
        """Return what the token says, once signature, issuer, audience, time and nonce are right."""
        try:
            key = self._key(jwt.get_unverified_header(id_token)["kid"])
            claims = jwt.decode(
                id_token, key, algorithms=ALGORITHMS, issuer=self.ours.issuer, audience=self.ours.client_id,
                leeway=CLOCKS_DIFFER, options={"require": NEEDED},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("id_token is not right") from error
        nonce = str(claims["nonce"]).encode()
        if not self.expected_nonce or not hmac.compare_digest(nonce, self.expected_nonce.encode()):
            raise OAuth2Error("nonce is not right")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.ours.client_id:
            raise OAuth2Error("id_token was made for somebody else")
        return claims

    def _key(self, kid: str) -> jwt.PyJWK:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        return jwt.PyJWKSet.from_dict(answer.json())[kid]


class CallbackSteps(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: OpenIDProvider) -> tuple[dict | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.expected_nonce = state["data"]["nonce"]
        return state, response


def app_of(provider: Provider) -> SocialApp:
    """Return the provider as allauth knows it; never saved."""
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=provider.name,
        name=provider.label,
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={"server_url": provider.issuer, "oauth_pkce_enabled": True},
    )


def begin(request: HttpRequest, provider: Provider, *, purpose: str, own_device: bool, next_url: str | None):
    """Send the person to the provider. Raises `OAuth2Error` or `RequestException` when it is not there."""
    nonce = secrets.token_urlsafe(32)
    asked = {"nonce": nonce, **_how_to_ask(provider, purpose=purpose, own_device=own_device)}
    # A purpose that only proves something does not log in: allauth calls that a redirect.
    process = "redirect" if purpose == INVITATION else "login"
    data = {"nonce": nonce, "purpose": purpose, "at": int(time.time())}
    return OpenIDProvider(request, app=app_of(provider)).redirect(
        request, process, next_url=next_url, data=data, auth_params=asked
    )


def come_back(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Take the person back from the provider: allauth's steps, which end in our `SocialAccountAdapter`."""
    return CallbackSteps.adapter_view(OpenIDAdapter(request, provider.name))(request)


def _how_to_ask(provider: Provider, *, purpose: str, own_device: bool) -> dict[str, str]:
    """On a shared computer the provider may not just recognise who was there before."""
    asked = {}
    if purpose == UNLOCK:
        asked = {"prompt": "login", "max_age": "0"}
    elif not own_device:
        asked = {"prompt": "login" if provider.asks_again else "select_account"}
    contexts = sorted(word for word in provider.second_factor if word[:1] == "c" and word[1:].isdigit())
    if provider.kind == "microsoft" and contexts:
        asked["claims"] = json.dumps({"id_token": {"acrs": {"essential": True, "value": contexts[0]}}})
    return asked


def what_went_wrong(error: Exception | None) -> str:
    """Return a line for the log of the machine, without anything the provider said of the person."""
    if isinstance(error, OAuth2Error) and not str(error).startswith("Error retrieving"):
        return str(error)
    if isinstance(error, OAuth2Error):
        return "no token for the code: look at the client secret and the redirect URI"
    return type(error).__name__ if isinstance(error, RequestException) else "no answer that fits what was asked"
