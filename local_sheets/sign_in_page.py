"""The page of Google's sign-in: an app asks, a person is chosen, a code goes back.

There are no passwords here (see pages.py): whoever sits at the machine chooses anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Flask, g, redirect, render_template, request
from werkzeug.wrappers import Response

from local_sheets import clock
from local_sheets.consents import Consent, Consents
from local_sheets.directory import Directory
from local_sheets.oauth import TokenError, check_scopes
from local_sheets.oauth_client import OAuthClient, is_loopback

PATH = "/o/oauth2/v2/auth"


class _AskingError(Exception):
    """An error that goes back to the app with the browser (RFC 6749, 4.1.2.1)."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The views of /o/oauth2/v2/auth: GET asks who it is, POST sends the code back."""

    client: OAuthClient
    directory: Directory
    consents: Consents

    def add_to(self, pages: Flask) -> None:
        """Put the page among the others."""
        pages.add_url_rule(PATH, "sign_in", self.ask)
        pages.add_url_rule(PATH, "signed_in", self.choose, methods=["POST"])

    def ask(self) -> Response | str | tuple[str, int]:
        """Who are you? Without a word when the app says prompt=none and names the person."""
        wanted: Mapping[str, str] = request.args
        problem = self._problem(wanted)
        if problem:
            return _refused(problem)
        hinted = self.directory.people().person(wanted.get("login_hint", ""))
        try:
            consent = _consent(wanted, hinted.email if hinted else "")
            if "none" in wanted.get("prompt", "").split():
                return self._unasked(wanted, consent)
        except _AskingError as refused:
            return _return(wanted, {"error": refused.error})
        people = [p for p in self.directory.people().by_email.values() if not p.is_service]
        ordered = sorted(people, key=lambda p: (p is not hinted, p.name.casefold()))
        parts = urlsplit(wanted["redirect_uri"])
        g.form_targets = f"'self' {parts.scheme}://{parts.netloc}"
        return render_template("sign_in.html", people=ordered, asked=wanted, scopes=consent.scopes)

    def choose(self) -> Response | tuple[str, int]:
        """The choice, or a no; either goes back to the app."""
        wanted: Mapping[str, str] = request.form
        origin = request.headers.get("Origin")
        if origin is not None and origin != request.host_url.rstrip("/"):
            return _refused("This form belongs to another site.")
        problem = self._problem(wanted)
        if problem:
            return _refused(problem)
        person = self.directory.people().person(wanted.get("email", ""))
        if person is None:
            return _return(wanted, {"error": "access_denied"})
        try:
            return self._back(wanted, _consent(wanted, person.email))
        except _AskingError as refused:
            return _return(wanted, {"error": refused.error})

    def _unasked(self, wanted: Mapping[str, str], consent: Consent) -> Response:
        if not consent.email:
            raise _AskingError("interaction_required")
        return self._back(wanted, consent)

    def _back(self, wanted: Mapping[str, str], consent: Consent) -> Response:
        code = self.consents.code_for(consent, clock.now())
        return _return(wanted, {"code": code, "scope": " ".join(consent.scopes)})

    def _problem(self, wanted: Mapping[str, str]) -> str:
        """What is wrong with the app itself: then nothing may be sent back to it."""
        if wanted.get("client_id") != self.client.client_id:
            return "Error 401: invalid_client. The OAuth client was not found."
        if not is_loopback(wanted.get("redirect_uri", "")):
            return "Error 400: redirect_uri_mismatch. The address must lie on this machine."
        return ""


def _consent(wanted: Mapping[str, str], email: str) -> Consent:
    if wanted.get("response_type") != "code":
        raise _AskingError("unsupported_response_type")
    method = wanted.get("code_challenge_method") or "plain"
    if method not in ("S256", "plain"):
        raise _AskingError("invalid_request")
    try:
        check_scopes(wanted.get("scope", ""))
    except TokenError as error:
        raise _AskingError("invalid_scope") from error
    return Consent(
        email=email,
        scopes=tuple(dict.fromkeys(wanted.get("scope", "").split())),
        redirect_uri=wanted["redirect_uri"],
        nonce=wanted.get("nonce", ""),
        challenge=wanted.get("code_challenge", ""),
        challenge_method=method,
        offline=wanted.get("access_type") == "offline",
    )


def _return(wanted: Mapping[str, str], said: Mapping[str, str]) -> Response:
    """Send the browser back to the app, with the state that it gave."""
    told = {"state": wanted["state"], **said} if wanted.get("state") else dict(said)
    address = wanted["redirect_uri"]
    sign = "&" if urlsplit(address).query else "?"
    return redirect(address + sign + urlencode(told), 303)


def _refused(text: str) -> tuple[str, int]:
    return render_template("message.html", heading="Sign-in refused", text=text), 400
