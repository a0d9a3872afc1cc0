"""The public keys that sign Google's tokens: fetched when they are needed, kept while they hold."""

import json
import re
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

import jwt
import requests
from jwt.algorithms import RSAAlgorithm
from requests.adapters import BaseAdapter

from sheet_templates.errors import TracksheetError

_TIMEOUT = 5.0  # seconds; Google waits for our answer meanwhile
_SHORTEST, _LONGEST = 300.0, 86_400.0  # seconds for which keys are kept, whatever the server says
_BETWEEN = 60.0  # seconds between fetches that an unknown key causes: anybody can name one


class KeysAwayError(TracksheetError):
    """The keys cannot be had at the moment, so nothing can be verified."""


class KeyRing:
    """The keys at an address, by key id; safe to share between threads."""

    def __init__(
        self,
        url: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        transport: BaseAdapter | None = None,
    ) -> None:
        """Fetch nothing yet; `clock` gives seconds, `transport` replaces sockets in tests."""
        self._url = url
        self._clock = clock
        self._session = requests.Session()
        self._session.trust_env = False
        if transport is not None:
            self._session.mount(url, transport)
        self._lock = Lock()
        self._keys: Mapping[str, Any] = {}
        self._fresh_until = self._asked_at = float("-inf")

    def key(self, kid: str) -> Any:
        """The RSA key of this id, None if there is none; KeysAwayError when nobody can say."""
        with self._lock:
            now = self._clock()
            is_fresh = now < self._fresh_until
            if kid in self._keys and is_fresh:
                return self._keys[kid]
            if now - self._asked_at >= _BETWEEN:
                self._asked_at = now
                self._fetch(now)
            elif not is_fresh:
                raise KeysAwayError("Google's keys could not be had a moment ago.")
            return self._keys.get(kid)

    def _fetch(self, now: float) -> None:
        try:
            answer = self._session.get(self._url, timeout=_TIMEOUT, allow_redirects=False)
            if answer.status_code != 200:
                raise KeysAwayError(f"{self._url} answered with {answer.status_code}.")
            keys = _keys(answer.json())
        except (requests.RequestException, ValueError) as error:
            raise KeysAwayError(
                f"Google's keys cannot be had from {self._url} ({type(error).__name__})."
            ) from error
        self._keys = keys
        age = re.search(r"max-age=(\d+)", answer.headers.get("Cache-Control", ""))
        lasts = float(age[1]) if age else _SHORTEST
        self._fresh_until = now + min(max(lasts, _SHORTEST), _LONGEST)


def _keys(said: Any) -> dict[str, Any]:
    """The RSA keys of a JWK set (RFC 7517); ValueError for anything else."""
    listed = said.get("keys") if isinstance(said, dict) else None
    if listed is None:
        raise ValueError("no JWK set")
    return {
        one["kid"]: _rsa(one)
        for one in listed
        if isinstance(one, dict) and one.get("kty") == "RSA" and isinstance(one.get("kid"), str)
    }


def _rsa(one: dict[str, Any]) -> Any:
    try:
        return RSAAlgorithm.from_jwk(json.dumps(one))
    except jwt.PyJWTError as error:
        raise ValueError("a damaged key") from error
