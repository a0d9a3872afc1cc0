"""OpenID Connect: the signing key, the discovery document, and what an id_token says."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from local_sheets.directory import Person
from local_sheets.drive_model import GranteeType, permission_id
from local_sheets.local_errors import LocalServerError
from local_sheets.oauth import LIFETIME

FILE_NAME = "openid-key.pem"
_EMAIL = frozenset({"email", "https://www.googleapis.com/auth/userinfo.email"})
_PROFILE = frozenset({"profile", "https://www.googleapis.com/auth/userinfo.profile"})


class SigningKey:
    """The key that signs id_tokens; made when it is first needed, kept in the folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lock = Lock()
        self._key: rsa.RSAPrivateKey | None = None

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A JWT of the claims, RS256."""
        key = self._private()
        return jwt.encode(dict(claims), key, algorithm="RS256", headers={"kid": _kid(key)})

    def claims(self, token: str, audiences: Iterable[str]) -> dict[str, Any]:
        """What a JWT of this key says; raises jwt.PyJWTError if it is not ours, or too old."""
        options: Any = {"require": ["exp", "iat", "sub", "aud"]}
        found: dict[str, Any] = jwt.decode(
            token,
            self._private().public_key(),
            algorithms=["RS256"],
            audience=list(audiences),
            options=options,
        )
        return found

    def key_set(self) -> dict[str, Any]:
        """The public half as a JWK set (RFC 7517)."""
        key = self._private()
        public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        shown = {name: public[name] for name in ("kty", "n", "e")}
        return {"keys": [{**shown, "kid": _kid(key), "alg": "RS256", "use": "sig"}]}

    def _private(self) -> rsa.RSAPrivateKey:
        with self._lock:
            if self._key is None:
                self._key = self._load() if self._path.exists() else self._make()
            return self._key

    def _load(self) -> rsa.RSAPrivateKey:
        try:
            key = serialization.load_pem_private_key(self._path.read_bytes(), password=None)
        except ValueError:
            key = None
        if not isinstance(key, rsa.RSAPrivateKey):
            message = f"{self._path} is no RSA key; delete it and a new one is made"
            raise LocalServerError(message)
        return key

    def _make(self) -> rsa.RSAPrivateKey:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._path.touch(mode=0o600)
        self._path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return key


def _kid(key: rsa.RSAPrivateKey) -> str:
    number = key.public_key().public_numbers().n
    return hashlib.sha256(str(number).encode()).hexdigest()[:40]


def discovery(url: str) -> dict[str, Any]:
    """/.well-known/openid-configuration: as Google's, with this server as issuer."""
    return {
        "issuer": url,
        "authorization_endpoint": url + "/o/oauth2/v2/auth",
        "token_endpoint": url + "/token",
        "userinfo_endpoint": url + "/v1/userinfo",
        "revocation_endpoint": url + "/revoke",
        "jwks_uri": url + "/oauth2/v3/certs",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
        ],
    }


def about_person(person: Person, scopes: Iterable[str]) -> dict[str, Any]:
    """The claims about a person that the scopes open; `sub` never changes (OpenID Connect)."""
    wanted = frozenset(scopes)
    said: dict[str, Any] = {"sub": permission_id(GranteeType.USER, person.email)}
    if wanted & _PROFILE:
        given, _, family = person.name.partition(" ")
        said |= {"name": person.name, "given_name": given, "family_name": family}
    if wanted & _EMAIL:
        said |= {"email": person.email, "email_verified": True}
        said |= {"hd": person.email.partition("@")[2]}
    return said


def id_token_claims(
    person: Person, scopes: Iterable[str], *, issuer: str, audience: str, now: datetime
) -> dict[str, Any]:
    """The claims of an id_token for a client."""
    issued = int(now.timestamp())
    return {
        "iss": issuer,
        "azp": audience,
        "aud": audience,
        **about_person(person, scopes),
        "iat": issued,
        "exp": issued + int(LIFETIME.total_seconds()),
    }


def access_token_hash(token: str) -> str:
    """`at_hash`: the left half of the token's SHA-256 (OpenID Connect Core 3.1.3.6)."""
    digest = hashlib.sha256(token.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
