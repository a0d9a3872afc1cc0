"""Tokens without a key file: metadata server, Security Token Service, IAM Credentials.

Sources: Google's pages on the metadata server, workload identity federation (RFC 8693),
generateAccessToken and signJwt, and what google-auth 2.62 sends. Everybody here may act as the
one service account: who may at Google is written in IAM policies, which are not imitated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
import orjson

from local_sheets.directory import Directory
from local_sheets.errors import (
    GoogleError,
    insufficient_scopes,
    invalid,
    not_found,
    unauthenticated,
)
from local_sheets.oauth import LIFETIME, TokenError, Tokens, check_scopes
from local_sheets.openid import SigningKey, id_token_claims
from local_sheets.service_account import PROJECT, ServiceAccount

_CLOUD = "https://www.googleapis.com/auth/cloud-platform"
#: What an instance gets that names no scopes.
DEFAULT_SCOPES = (
    _CLOUD,
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive",
)
_IAM = frozenset({_CLOUD, "https://www.googleapis.com/auth/iam"})
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a type's name
_SUBJECTS = frozenset(
    {"urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"}
)
_FIXED = {"project/project-id": PROJECT, "universe/universe-domain": "googleapis.com"}
_ACCOUNT = re.compile(r"instance/service-accounts/(?P<who>[^/]+)/(?P<what>\w*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudTokens:
    """The three services, over the same tokens as everything else."""

    url: str
    directory: Directory
    key: SigningKey
    tokens: Tokens
    account: ServiceAccount
    leaves_drive_out: bool = False

    def metadata(self, path: str, query: Mapping[str, str], now: datetime) -> Any:
        """GET computeMetadata/v1/{path}: JSON or a text; raises GoogleError 404."""
        if path in _FIXED:
            return _FIXED[path]
        found = _ACCOUNT.fullmatch(path)
        if found is None or found["who"] not in ("default", self._email):
            raise not_found()
        match found["what"]:
            case "":
                return {
                    "aliases": ["default"],
                    "email": self._email,
                    "scopes": list(DEFAULT_SCOPES),
                }
            case "email":
                return self._email
            case "scopes":
                return "\n".join(DEFAULT_SCOPES)
            case "token":
                return self._bearer(self._email, self._instance_scopes(query), now)
            case "identity":
                return self._identity(query.get("audience", ""), now)
            case _:
                raise not_found()

    def _instance_scopes(self, query: Mapping[str, str]) -> str:
        asked = query.get("scopes", "").replace(",", " ") or " ".join(DEFAULT_SCOPES)
        return _CLOUD if self.leaves_drive_out else asked

    def exchange(self, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """POST v1/token: a JWT of this server, for the named audience, becomes an access token.

        The token speaks for the federated subject, who may do one thing: generateAccessToken.
        """
        if form.get("grant_type") != EXCHANGE:
            given = form.get("grant_type")
            raise TokenError("unsupported_grant_type", f"Invalid grant_type: {given}")
        if form.get("subject_token_type") not in _SUBJECTS:
            raise TokenError("invalid_request", 'Invalid value for "subject_token_type".')
        audience = form.get("audience", "")
        try:
            claims = self.key.claims(form.get("subject_token", ""), [audience, "https:" + audience])
        except jwt.PyJWTError as error:
            message = f"The given credential is rejected by the attribute condition: {error}"
            raise TokenError("invalid_grant", message) from error
        reply = self._bearer(
            f"principal:{audience}/subject/{claims['sub']}", form.get("scope"), now
        )
        return reply | {"issued_token_type": _ACCESS_TOKEN}

    def generate_access_token(
        self, bearer: str, account: str, body: Any, now: datetime
    ) -> dict[str, Any]:
        """POST serviceAccounts/{email}:generateAccessToken; raises GoogleError."""
        wanted = self._asked(bearer, account, body, now, {"scope", "lifetime", "delegates"})
        lifetime = _lifetime(wanted.get("lifetime", "3600s"))
        scope = wanted.get("scope")
        if not isinstance(scope, list) or not scope:
            raise invalid("Scope is required.", [("scope", "Scope is required.")])
        try:
            scopes = check_scopes(" ".join(map(str, scope)))
        except TokenError as error:
            raise invalid(error.description) from error
        return {
            "accessToken": self.tokens.issue(self._email, scopes, now, lifetime),
            "expireTime": (now + lifetime).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def sign_jwt(self, bearer: str, account: str, body: Any, now: datetime) -> dict[str, Any]:
        """POST serviceAccounts/{email}:signJwt: claims, signed with the account's key."""
        wanted = self._asked(bearer, account, body, now, {"payload", "delegates"})
        try:
            claims = orjson.loads(wanted.get("payload", ""))
        except (orjson.JSONDecodeError, TypeError) as error:
            raise invalid("The payload must be a JSON object.") from error
        if not isinstance(claims, dict):
            raise invalid("The payload must be a JSON object.")
        key_id = self.account.key_id
        signed = jwt.encode(
            claims, self.account.private_key, algorithm="RS256", headers={"kid": key_id}
        )
        return {"keyId": key_id, "signedJwt": signed}

    def _asked(
        self, bearer: str, account: str, body: Any, now: datetime, known: set[str]
    ) -> dict[str, Any]:
        """The body of a call of IAM, when its caller, its account and its names are right."""
        self._check_caller(bearer, now)
        if account != self._email:
            raise not_found(f"Unknown service account: {account}")
        wanted = body if isinstance(body, dict) else {}
        unknown = sorted(set(wanted) - known)
        if unknown:
            raise invalid(f'Invalid JSON payload received. Unknown name "{unknown[0]}"')
        return wanted

    @property
    def _email(self) -> str:
        return self.directory.service.email

    def _bearer(self, email: str, scope: str | None, now: datetime) -> dict[str, Any]:
        return {
            "access_token": self.tokens.issue(email, check_scopes(scope), now),
            "expires_in": int(LIFETIME.total_seconds()),
            "token_type": "Bearer",
        }

    def _identity(self, audience: str, now: datetime) -> str:
        if not audience:
            raise invalid("non-empty audience parameter required")
        scopes = ("openid", "email")
        return self.key.sign(
            id_token_claims(
                self.directory.service, scopes, issuer=self.url, audience=audience, now=now
            )
        )

    def _check_caller(self, bearer: str, now: datetime) -> None:
        grant = self.tokens.find(bearer, now)
        if grant is None:
            raise unauthenticated()
        if not grant.scopes & _IAM:
            raise insufficient_scopes()


def _lifetime(text: Any) -> timedelta:
    found = re.fullmatch(r"(\d{1,5})(\.\d+)?s", text) if isinstance(text, str) else None
    seconds = int(found[1]) if found else 0
    if not 1 <= seconds <= 3600:
        problem = f"lifetime must be from 1s to 3600s, not {text!r}"
        raise GoogleError(code=400, status="INVALID_ARGUMENT", message=problem)
    return timedelta(seconds=seconds)
