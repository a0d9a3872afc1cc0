"""An OpenID server that lies on demand: what a sign-in must not believe."""

import hmac
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask, jsonify
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode
from werkzeug.serving import make_server

from local_sheets.openid import access_token_hash

HONEST, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


@dataclass(slots=True)
class Forger:
    """What the server will say next; `nonce` is the one that the sign-in asked for."""

    url: str
    nonce: str = ""
    claims: Mapping[str, object] = field(default_factory=dict)
    signed: str = ""

    def begin(self, *, claims: Mapping[str, object] | None = None, signed: str = "") -> None:
        """Lie in these claims (None leaves one out), or in how the token is signed."""
        self.claims, self.signed = claims or {}, signed

    def answer(self) -> dict[str, Any]:
        """The token endpoint's answer."""
        said: dict[str, Any] = {"access_token": "at", "token_type": "Bearer", "expires_in": 3600}
        if self.signed == "absent":
            return said
        return said | {"id_token": self._token()}

    def _token(self) -> str:
        honest: dict[str, object] = {
            "iss": self.url,
            "aud": "here",
            "azp": "here",
            "sub": "1",
            "email": "ad-1@school.example",
            "email_verified": True,
            "nonce": self.nonce,
            "iat": int(time.time()),  # noqa: TID251 - Authlib asks the real clock
            "exp": int(time.time()) + 3600,  # noqa: TID251
            "at_hash": access_token_hash("at"),
        }
        claims = {
            key: value for key, value in {**honest, **self.claims}.items() if value is not None
        }
        headers = {"kid": "k"}
        if self.signed == "alg none":
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        if self.signed.startswith("HS256"):
            return hs256(claims, HONEST, "k")
        key = OTHER if self.signed == "another key" else HONEST
        return jwt.encode(claims, key, algorithm="RS256", headers=headers)


def hs256(claims: Mapping[str, object], key: rsa.RSAPrivateKey, kid: str) -> str:
    """Signed with the public key as if it were a shared secret, an old trick.

    Written out, for no good library signs like that.
    """
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = {"alg": "HS256", "typ": "JWT", "kid": kid}
    text = b".".join(base64url_encode(json.dumps(part).encode()) for part in (head, claims))
    signature = base64url_encode(hmac.digest(public, text, "sha256"))
    return (text + b"." + signature).decode()


@contextmanager
def forging() -> Iterator[Forger]:
    """The server, on a free port."""
    app = Flask("forger")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    forger = Forger(url=f"http://127.0.0.1:{server.server_port}")
    key = RSAAlgorithm.to_jwk(HONEST.public_key(), as_dict=True) | {"kid": "k", "use": "sig"}
    metadata = {
        "issuer": forger.url,
        "authorization_endpoint": f"{forger.url}/auth",
        "token_endpoint": f"{forger.url}/token",
        "jwks_uri": f"{forger.url}/certs",
        "id_token_signing_alg_values_supported": ["RS256"],
    }
    app.add_url_rule("/.well-known/openid-configuration", "about", lambda: jsonify(metadata))
    app.add_url_rule("/certs", "certs", lambda: jsonify(keys=[key]))
    app.add_url_rule("/token", "token", lambda: jsonify(forger.answer()), methods=["POST"])
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield forger
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
