"""An OpenID Connect provider on loopback: real HTTP, real keys, and it can be told to lie."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from partnership.providers import Provider

CLIENT_ID, CLIENT_SECRET = "partnership", "not-a-secret"
TENANT = "6c7e1f5a-2f0b-4d0e-9a55-0d2b8a1f2c3d"


def new_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class OpenIDServer:
    """`claims`: what the next token says; a claim that is None is left out. `key`: what it is signed with."""

    def __init__(self, server: ThreadingHTTPServer):
        self.issuer = f"http://127.0.0.1:{server.server_port}"
        self.claims: dict = {}
        self.key = self.published_key
        self.algorithm = "RS256"
        self.discovery: dict = {}
        self.codes: dict[str, dict] = {}
        self.asked: list[dict] = []
        self.asks_first = False

    @cached_property
    def published_key(self) -> RSAPrivateKey:
        return new_key()

    def provider(self, kind: str = "other", name: str = "school", **changes) -> Provider:
        """Return this server as the settings know it."""
        usual = {
            "label": name.capitalize(), "issuer": self.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
            "domains": frozenset({"school.example"}), "second_factor": frozenset({"mfa"}),
            "tenant": TENANT if kind == "microsoft" else "",
        }  # fmt: skip
        return Provider(name=name, kind=kind, **usual | changes)

    def authorize(self, asked: dict) -> str:
        """Let the person in and return where the browser is sent: back, with a code that works once."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict) -> dict | None:
        """Return the tokens for a code, if secret, address and the proof of PKCE are right."""
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        right = asked and asked["redirect_uri"] == sent["redirect_uri"] and sent["client_secret"] == CLIENT_SECRET
        if not right or asked["code_challenge_method"] != "S256" or asked["code_challenge"] != challenge:
            return None
        return {"access_token": "unused", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "sub": "subject-1", "nonce": nonce}
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        if self.algorithm == "HS256":
            return self.signed_with_what_is_public(claims)
        return jwt.encode(claims, self.key, self.algorithm, headers={"kid": "1"})

    def signed_with_what_is_public(self, claims: dict) -> str:
        """Sign as somebody would who knows only the public key, and says that it is a shared secret."""
        shape = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        public = self.published_key.public_key().public_bytes(*shape)
        parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "1"}, claims)]
        text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        mark = base64.urlsafe_b64encode(hmac.digest(public, text, "sha256")).rstrip(b"=")
        return b".".join([text, mark]).decode()

    def keys(self) -> dict:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.published_key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def config(self) -> dict:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.discovery  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    openid: OpenIDServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            return self.answer(self.openid.config())
        if parts.path == "/keys":
            return self.answer(self.openid.keys())
        if parts.path == "/authorize":
            return self.ask(dict(parse_qsl(parts.query)))
        return self.answer(None, status=404)

    def do_POST(self) -> None:
        sent = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        tokens = self.openid.token(sent)
        return self.answer(tokens or {"error": "invalid_grant"}, status=200 if tokens else 400)

    def ask(self, asked: dict) -> None:
        back = self.openid.authorize(asked)
        if self.openid.asks_first:
            link = f'<a href="{escape(back)}">It is me</a>'
            page = f'<!doctype html><link rel="icon" href="data:,"><title>Provider</title>{link}'
            return self.send(200, page.encode(), "text/html")
        self.send_response(302)
        self.send_header("Location", back)
        self.send_header("Content-Length", "0")
        return self.end_headers()

    def answer(self, content: dict | None, *, status: int = 200) -> None:
        self.send(status, json.dumps(content).encode(), "application/json")

    def send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        pass


@contextmanager
def openid_server() -> Iterator[OpenIDServer]:
    handler = type("OneHandler", (Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.openid = OpenIDServer(server)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield handler.openid
        finally:
            server.shutdown()
            thread.join()
