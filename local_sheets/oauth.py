"""The token endpoint for the JWT-bearer grant, and the tokens that it gave out.

Tokens live in memory only: after a restart a client's next call is answered 401, upon which
google-auth fetches a new token by itself and repeats the call (it does so twice at most).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import jwt

from local_sheets.directory import People, Person
from local_sheets.service_account import ServiceAccount

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
#: google-auth sends this audience whatever the key file's token_uri says.
GOOGLE_AUDIENCE = "https://oauth2.googleapis.com/token"
LIFETIME = timedelta(seconds=3599)
_LEEWAY = timedelta(minutes=5)
_LONGEST = timedelta(hours=1)
#: OpenID Connect names three scopes without an address.
_SHORT = frozenset({"openid", "email", "profile"})
_PREFIX = "https://www.googleapis.com/auth/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an access token stands for."""

    email: str
    scopes: frozenset[str]
    expires: datetime


class TokenError(Exception):
    """A refusal of the token endpoint, as RFC 6749 words it."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status

    def body(self, *, describes: bool = True) -> dict[str, str]:
        """The JSON that Google answers; whether it describes the error is a switch."""
        described = {"error_description": self.description} if describes else {}
        return {"error": self.error, **described}


class Tokens:
    """Access tokens that are still good."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._grants: dict[str, Grant] = {}

    def issue(
        self, email: str, scopes: frozenset[str], now: datetime, lifetime: timedelta = LIFETIME
    ) -> str:
        """A new opaque token for `email`; expired ones are forgotten on the way."""
        token = "ya29." + secrets.token_urlsafe(96)
        grant = Grant(email=email, scopes=scopes, expires=now + lifetime)
        with self._lock:
            self._grants = {t: g for t, g in self._grants.items() if g.expires > now}
            self._grants[token] = grant
        return token

    def revoke(self, token: str) -> bool:
        """Forget a token; False if there is none."""
        with self._lock:
            return self._grants.pop(token, None) is not None

    def find(self, token: str, now: datetime) -> Grant | None:
        """What a token stands for, or nothing if it is unknown or expired."""
        grant = self._grants.get(token)
        return grant if grant is not None and grant.expires > now else None


def exchange(
    form: Mapping[str, str], account: ServiceAccount, people: People, audiences: list[str]
) -> tuple[Person, frozenset[str]]:
    """Who a signed assertion speaks for and with which scopes; raises TokenError.

    The signature, `iat`, `exp`, `aud`, `iss`, `scope` and `sub` are checked in this order.
    """
    if form.get("grant_type") != GRANT:
        raise TokenError("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}")
    claims = _claims(form.get("assertion", ""), account, audiences)
    if claims.get("iss") != account.email:
        raise TokenError("invalid_grant", "Invalid grant: account not found")
    scopes = check_scopes(claims.get("scope"))
    subject = claims.get("sub", account.email)
    person = people.person(subject) if isinstance(subject, str) else None
    if person is None:
        raise TokenError("invalid_grant", "Invalid email or User ID")
    return person, scopes


def _claims(assertion: str, account: ServiceAccount, audiences: list[str]) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            assertion,
            account.public_key,
            algorithms=["RS256"],
            audience=[GOOGLE_AUDIENCE, *audiences],
            options={"require": ["iat", "exp", "aud", "iss"], "verify_sub": False},
            leeway=_LEEWAY,
        )
    except jwt.InvalidSignatureError as error:
        raise TokenError("invalid_grant", "Invalid JWT Signature.") from error
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise _not_short_lived() from error
    except jwt.InvalidAudienceError as error:
        message = "Invalid JWT: Failed audience check. The right audience is " + GOOGLE_AUDIENCE
        raise TokenError("invalid_grant", message) from error
    except jwt.PyJWTError as error:
        raise TokenError("invalid_grant", f"Bad Request: {error}") from error
    if not 0 < claims["exp"] - claims["iat"] <= _LONGEST.total_seconds():
        raise _not_short_lived()
    return claims


def _not_short_lived() -> TokenError:
    return TokenError(
        "invalid_grant",
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
        "timeframe. Check your iat and exp values in the JWT claim.",
    )


def check_scopes(scope: object) -> frozenset[str]:
    """The scopes of a text that lists them; raises TokenError if there is none or a wrong one."""
    scopes = frozenset(scope.split()) if isinstance(scope, str) else frozenset[str]()
    if not scopes:
        raise TokenError("invalid_scope", "Empty or missing scope not allowed.")
    wrong = sorted(s for s in scopes if not s.startswith("https://") and s not in _SHORT)
    if wrong:
        message = f"Some requested scopes were invalid. {{invalid={wrong}}}"
        raise TokenError("invalid_scope", message)
    return scopes


#: Google: discovery documents. `drive.file` reaches files made through this app, and every
#: file here is made through an API call, so it reaches all that the person may open.
SHEETS_WRITE = frozenset({_PREFIX + "spreadsheets", _PREFIX + "drive", _PREFIX + "drive.file"})
SHEETS_READ = SHEETS_WRITE | {_PREFIX + "spreadsheets.readonly", _PREFIX + "drive.readonly"}
DRIVE_WRITE = frozenset({_PREFIX + "drive", _PREFIX + "drive.file"})
DRIVE_READ = DRIVE_WRITE | {_PREFIX + "drive.readonly", _PREFIX + "drive.metadata.readonly"}
DRIVE_READ = DRIVE_READ | {_PREFIX + "drive.metadata"}
#: Shared drives themselves stay closed to `drive.file` (Google: discovery document).
DRIVES_WRITE = frozenset({_PREFIX + "drive"})
DRIVES_READ = DRIVES_WRITE | {_PREFIX + "drive.readonly"}
