"""A provider of OpenID Connect for tests: real keys, real tokens, and ways to get them wrong."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

ISSUER = "https://provider.example"
CLIENT = "tocsin"
GROUPS = ["essex"]


class Provider:
    """Answers discovery, keys and tokens; ``wrong`` changes what it claims."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.other = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.wrong: dict = {}
        self.forger = False
        self.unsigned = False
        self.asked: dict[str, list[str]] = {}

    def transport(self) -> httpx.MockTransport:
        """Where the console's client ends up."""
        return httpx.MockTransport(self._answer)

    def authorize(self, location: str) -> str:
        """Sign somebody in; the address to which the browser is sent back comes back."""
        self.asked = parse_qs(urlsplit(location).query)
        state = self.wrong.get("state", self.asked["state"][0])
        return f"/sign-in/back?code={secrets.token_hex(8)}&state={state}"

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json=self._metadata())
        if request.url.path == "/keys":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        return self._token(parse_qs(request.content.decode()))

    def _metadata(self) -> dict:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _token(self, form: dict) -> httpx.Response:
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != self.asked["code_challenge"][0]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        now = int(time.time())
        claims = {
            "iss": ISSUER, "aud": CLIENT, "sub": "u-77", "name": "R. Patel", "groups": GROUPS,
            "nonce": self.asked["nonce"][0], "iat": now, "exp": now + 300, "acr": "mfa",
        } | {name: value for name, value in self.wrong.items() if name != "state"}  # fmt: skip
        return httpx.Response(
            200, json={"access_token": "a", "token_type": "Bearer", "id_token": self._sign(claims)}
        )

    def _sign(self, claims: dict) -> str:
        if self.unsigned:
            parts = [base64.urlsafe_b64encode(httpx.Response(200, json=one).content).decode()
                     .rstrip("=") for one in ({"alg": "none"}, claims)]  # fmt: skip
            return ".".join([*parts, ""])
        key = self.other if self.forger else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
