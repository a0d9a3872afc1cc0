"""What Google's ID tokens prove: that a request is Google's, and whose click it was.

A token is believed only if everything holds: RS256 by one of Google's keys, Google as its issuer,
exactly our audience, its times, and a verified e-mail address. No token is ever logged or shown.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from service.addon_settings import AddOnSettings
from service.features.addon.keys import KeyRing

_ISSUERS = ("https://accounts.google.com", "accounts.google.com")
_SKEW = 10  # seconds by which Google's clock and ours may differ
_LONGEST = 8 * 1024  # characters; Google's are about a thousand
_REQUIRED = ["iss", "aud", "sub", "iat", "exp", "email"]


class UnprovenError(Exception):
    """A token that proves nothing; its words are for our log and name no token."""


@dataclass(frozen=True, slots=True)
class TokenChecker:
    """Checks the two tokens of a request."""

    settings: AddOnSettings
    keys: KeyRing

    def check_system(self, token: str, audience: str) -> None:
        """The add-on's own service account asks at this very address; UnprovenError if not."""
        claims = self._claims(token, audience)
        email, wanted = str(claims["email"]), self.settings.service_account
        if not hmac.compare_digest(email.encode(), wanted.encode()):
            raise UnprovenError("the system token is another service account's")

    def person(self, token: str) -> str:
        """The verified e-mail address of whoever clicked, in lower case; UnprovenError if not."""
        claims = self._claims(token, self.settings.client_id)
        domains = self.settings.domains
        if domains is not None and str(claims.get("hd", "")).lower() not in domains:
            raise UnprovenError("the person's account belongs to another domain")
        return str(claims["email"]).lower()

    def _claims(self, token: str, audience: str) -> Mapping[str, Any]:
        key = self._key(token)
        options: Any = {"require": _REQUIRED, "strict_aud": True, "verify_signature": True}
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=audience,
                issuer=_ISSUERS,
                leeway=_SKEW,
                options=options,
            )
        except jwt.InvalidAudienceError as error:
            # The one claim that a first set-up gets wrong; it names addresses, never a person.
            said = jwt.decode(token, options={"verify_signature": False}).get("aud")
            raise UnprovenError(f"the audience is {said!r}, not {audience!r}") from error
        except jwt.PyJWTError as error:
            raise UnprovenError(f"a token was refused: {type(error).__name__}") from error
        if not isinstance(claims["email"], str) or claims.get("email_verified") is not True:
            raise UnprovenError("the token's e-mail address is not verified")
        return claims

    def _key(self, token: str) -> Any:
        """The key that the token says it is signed with; KeysAwayError when keys are away."""
        if len(token) > _LONGEST or not token.isascii():
            raise UnprovenError("no ID token")
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise UnprovenError("no ID token") from error
        kid = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(kid, str):
            raise UnprovenError("the token is not signed as Google signs")
        key = self.keys.key(kid)
        if key is None:
            raise UnprovenError("the token names a key that Google does not have")
        return key
