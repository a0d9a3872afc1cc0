"""A person's consent at Google for the service, by the way of installed apps (RFC 8252).

The browser comes back to a port of this machine, with a code that only this program can redeem
(PKCE). What is kept is a refresh token; it opens what the person consented to and nothing else.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from sync.errors import GoogleError
from sync.google.redirect import Redirect

_CONSENTS = "https://accounts.google.com"
_TOKENS = "https://oauth2.googleapis.com"
_ADDRESSES = {"auth_uri": f"{_CONSENTS}/o/oauth2/v2/auth", "token_uri": f"{_TOKENS}/token"}
_ABOUT = "https://www.googleapis.com/drive/v3/about"
_PATIENCE = 300  # seconds for a person to find the browser and read
_TIMEOUT = (5.0, 60.0)

# They write codes, tokens and secrets into the log.
for _talkative in ("requests_oauthlib", "google_auth_oauthlib"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consenting:
    """What asking for a consent needs.

    `client_file` is the OAuth client of type "Desktop app" as Google's console gives it.
    `show` is told the address that the person is to open.
    """

    client_file: Path
    scopes: tuple[str, ...]
    base_url: str | None
    show: Callable[[str], None]

    def ask(self) -> dict[str, Any]:
        """Wait for the person's yes: what is to be kept. GoogleError for a no, or after a while."""
        flow = self._flow()
        try:
            _run(flow, self._show)
        except (OAuth2Error, Warning, WSGITimeoutError, requests.RequestException) as error:
            raise GoogleError(
                "The consent was not given: " + _why(error),
                ["Run `tracksheet google connect` again when it can be given."],
            ) from error
        held: Any = flow.credentials
        if not held.refresh_token:
            raise GoogleError(
                "Google gave no lasting consent (no refresh token). Remove the app's access at "
                "https://myaccount.google.com/permissions, then run `tracksheet google connect`."
            )
        return {
            "type": "authorized_user",
            "account": self._account(held),
            "client_id": held.client_id,
            "client_secret": held.client_secret,
            "refresh_token": held.refresh_token,
            "scopes": list(self.scopes),
        }

    def _show(self, address: str) -> None:
        self.show(address.replace(_CONSENTS, self.base_url, 1) if self.base_url else address)

    def _flow(self) -> Any:
        try:
            config = json.loads(self.client_file.read_text(encoding="utf-8"))
            flow = InstalledAppFlow.from_client_config(
                {"installed": config["installed"] | _ADDRESSES}, scopes=list(self.scopes)
            )
        except OSError as error:
            raise GoogleError(f"{self.client_file} cannot be read: {error.strerror}.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise GoogleError(
                f"{self.client_file} is no OAuth client of an installed app. Make one of the type "
                "Desktop app in Google's console and download its JSON."
            ) from error
        self._stay_local(flow.oauth2session, _TOKENS)
        return flow

    def _account(self, held: Credentials) -> str:
        """Whose consent it is; `drive.file` is enough to ask for that."""
        session = requests.Session()
        self._stay_local(session, _ABOUT)
        headers = {"Authorization": f"Bearer {held.token}"}
        try:
            answer = session.get(
                _ABOUT, params={"fields": "user"}, headers=headers, timeout=_TIMEOUT
            )
            answer.raise_for_status()
            return str(answer.json()["user"]["emailAddress"])
        except (requests.RequestException, KeyError, ValueError) as error:
            raise GoogleError(
                "Drive does not say whose consent it is; is the Drive API on in the project?",
                [str(error)],
            ) from error

    def _stay_local(self, session: requests.Session, host: str) -> None:
        if self.base_url is not None:
            session.trust_env = False
            session.mount(host, Redirect(self.base_url, session.get_adapter(self.base_url)))


def revoke(held: dict[str, Any], base_url: str | None) -> None:
    """Take the consent back at Google; one that is gone already is no error."""
    session = requests.Session()
    if base_url is not None:
        session.trust_env = False
        session.mount(_TOKENS, Redirect(base_url, session.get_adapter(base_url)))
    form = {"token": held.get("refresh_token", "")}
    try:
        answer = session.post(f"{_TOKENS}/revoke", data=form, timeout=_TIMEOUT)
    except (requests.RequestException, GoogleAuthError) as error:
        raise GoogleError(
            "Google cannot be reached, so the consent is still good there. Try again, or remove "
            "the app at https://myaccount.google.com/permissions.",
        ) from error
    if answer.status_code >= 500:
        raise GoogleError(f"Google answered {answer.status_code}; the consent may still be good.")


def _run(flow: Any, show: Callable[[str], None]) -> None:
    flow.run_local_server(
        host="127.0.0.1",
        port=0,
        open_browser=False,
        authorization_prompt_message=_Prompt(show),
        success_message="Tracksheet has your consent. You may close this page.",
        timeout_seconds=_PATIENCE,
        access_type="offline",
        prompt="consent",
    )


class _Prompt:
    """Stands for the library's text with the address in it, and hands the address on."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._is_shown = False

    def format(self, *, url: str) -> str:
        """Show the address, once: the library asks for its log and for its own line."""
        if not self._is_shown:
            self._is_shown = True
            self._show(url)
        return ""


def _why(error: Exception) -> str:
    if isinstance(error, Warning):
        return "not every box was ticked; all of them are needed."
    if isinstance(error, WSGITimeoutError):
        return f"nobody came back from the browser within {_PATIENCE // 60} minutes."
    if isinstance(error, OAuth2Error):
        return f"Google said {error.error}."
    return f"Google cannot be reached ({type(error).__name__})."
