"""What people have allowed an app: codes that are good once, refresh tokens that stay."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

import orjson

from local_sheets.local_errors import LocalServerError
from local_sheets.oauth import TokenError
from local_sheets.service_account import write_private

FILE_NAME = "refresh-tokens.json"
_Entry = Mapping[str, str | list[str]]
_CODE_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A person's yes to an app; `challenge` is PKCE's, with its method (RFC 7636)."""

    email: str
    scopes: tuple[str, ...]
    redirect_uri: str = ""
    nonce: str = ""
    challenge: str = ""
    challenge_method: str = "plain"
    offline: bool = False

    def check_verifier(self, verifier: str) -> None:
        """Refuse a code that somebody else than its asker redeems."""
        if not self.challenge:
            return
        if not verifier:
            raise TokenError("invalid_grant", "Missing code verifier.")
        made = verifier
        if self.challenge_method == "S256":
            digest = hashlib.sha256(verifier.encode()).digest()
            made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not hmac.compare_digest(made.encode(), self.challenge.encode()):
            raise TokenError("invalid_grant", "Invalid code verifier.")


class Consents:
    """The codes (in memory, ten minutes) and the refresh tokens (on disk) of one folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lock = Lock()
        self._codes: dict[str, tuple[Consent, datetime]] = {}
        self._refresh = _read(self._path)

    def code_for(self, consent: Consent, now: datetime) -> str:
        """A new code that redeems the consent once."""
        code = "4/0" + secrets.token_urlsafe(48)
        with self._lock:
            self._codes = {c: kept for c, kept in self._codes.items() if kept[1] > now}
            self._codes[code] = (consent, now + _CODE_LIFETIME)
        return code

    def redeem(self, code: str, now: datetime) -> Consent:
        """The consent of a code; a second time, or too late, it is refused."""
        with self._lock:
            found = self._codes.pop(code, None)
        if found is None or found[1] <= now:
            raise TokenError("invalid_grant", "Malformed auth code.")
        return found[0]

    def refresh_token_for(self, consent: Consent) -> str:
        """A new refresh token; only its digest is kept."""
        token = "1//0" + secrets.token_urlsafe(64)
        entry: _Entry = {"email": consent.email, "scopes": list(consent.scopes)}
        with self._lock:
            self._refresh = {**self._refresh, _digest(token): entry}
            write_private(self._path, self._refresh)
        return token

    def of_refresh_token(self, token: str) -> Consent:
        """What a refresh token stands for; raises invalid_grant."""
        entry = self._refresh.get(_digest(token))
        if entry is None:
            raise TokenError("invalid_grant", "Token has been expired or revoked.")
        return Consent(email=str(entry["email"]), scopes=tuple(entry["scopes"]))

    def revoke(self, token: str) -> bool:
        """Forget a refresh token; False if there is none."""
        with self._lock:
            if _digest(token) not in self._refresh:
                return False
            kept = {d: entry for d, entry in self._refresh.items() if d != _digest(token)}
            write_private(self._path, kept)
            self._refresh = kept
        return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _read(path: Path) -> dict[str, _Entry]:
    try:
        stored = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except orjson.JSONDecodeError as error:
        message = f"{path} is not valid JSON ({error}); delete it and everybody signs in again"
        raise LocalServerError(message) from error
    if not isinstance(stored, dict):
        raise LocalServerError(f"{path} is not an object; delete it and everybody signs in again")
    return stored
