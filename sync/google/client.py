"""HTTP to Google through gspread's client: one base URL, time limits, retries that do no harm.

What may be sent again (Sheets API usage limits, and our own rule for writes): anything after a
429, which was not applied; a read or a PUT after a 5xx or a lost connection. A POST is never sent
again blindly: whoever asked reads the actual state and plans again. Every try takes its place in
the process's request budget (`sync.budget`).

Google's outermost servers answer with a page, not with JSON, where they have trouble themselves;
so do the filters and sign-ins of a school's network.
"""

import itertools
import time
from collections.abc import Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

import gspread
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession, Request
from gspread.exceptions import APIError
from requests.adapters import BaseAdapter

from sheet_templates.sentences import sentence
from sync.budget import UNLIMITED, Share
from sync.errors import GoogleError
from sync.google.account import GoogleAccount
from sync.google.patience import Patience, told_to_wait
from sync.quota import Urgency

TIMEOUT = (5.0, 185.0)  # seconds to connect, to answer: Google itself gives up after 180
_GOOGLE_HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")
_SAFE_TO_REPEAT = frozenset({"get", "put"})
_SERVER_TROUBLE = frozenset({408, 500, 502, 503, 504})
_REFUSED_BY_NETWORKS = frozenset({403, 404, 407, 511})
_TOO_MANY = frozenset({"userRateLimitExceeded", "rateLimitExceeded"})  # Drive says so with a 403


class GoogleHTTP(gspread.HTTPClient):
    """gspread's HTTP client with a base URL of choice, bounded retries and errors of ours."""

    def __init__(
        self,
        session: AuthorizedSession,
        base_url: str | None,
        share: Share,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(auth=session.credentials, session=session)
        self.base_url = base_url
        self._share = share
        self._sleep = sleep
        self.set_timeout(TIMEOUT)

    def request(  # noqa: PLR0913, PLR0917 - gspread's signature
        self,
        method: str,
        endpoint: str,
        params: MutableMapping[str, Any] | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> requests.Response:
        """Send one request; GoogleError where no good answer came after the tries allowed."""
        url = self._at_base(endpoint)
        patience, began, waited = Patience(), time.monotonic(), 0.0
        for attempt in itertools.count(1):
            try:
                with self._share.request(method, url):
                    return self._answered(method, url, params, data, json, files, headers)
            except (APIError, requests.RequestException, GoogleAuthError) as error:
                trouble = _in_our_words(error, method, self._server)
                safe = method.lower() in _SAFE_TO_REPEAT
                if not _worth_repeating(trouble, error, safe=safe):
                    raise trouble from error
                spent = max(waited, time.monotonic() - began)
                hint = told_to_wait(getattr(error, "response", None))
                wait = patience.wait_before(attempt, spent, hint)
                if wait is None:
                    raise trouble from error
            if trouble.code == HTTPStatus.TOO_MANY_REQUESTS:
                self._share.refused(method, url, wait)
            waited += wait
            self._sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _answered(self, method: str, url: str, *sent: Any) -> requests.Response:
        """Google's answer; GoogleError where a page of the network's own came in its place."""
        try:
            answer = super().request(method, url, *sent)
        except APIError as error:
            _refuse_a_page(error.response, method, self._server)
            raise
        _refuse_a_page(answer, method, self._server)
        return answer

    @property
    def _server(self) -> str:
        """What the server is called in errors."""
        return self.base_url or "Google"

    def _at_base(self, endpoint: str) -> str:
        if self.base_url is None:
            return endpoint
        for host in _GOOGLE_HOSTS:
            if endpoint.startswith(host):
                return self.base_url + endpoint.removeprefix(host)
        return endpoint


def open_client(
    account: GoogleAccount,
    *,
    subject: str | None = None,
    label: str | None = None,
    transport: BaseAdapter | None = None,
    share: Share | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> GoogleHTTP:
    """The HTTP client of gspread for the account, or for a person it acts as.

    `label` names the phase in a local server's request log; `transport` replaces the socket (a
    WSGI adapter in tests); `share` is the identity's part of the request budget, without limit if
    left out; `sleep` waits between tries.
    """
    account = account.with_transport(transport)
    tokens = account.token_session()
    session = AuthorizedSession(  # type: ignore[no-untyped-call]
        account.credentials(subject), auth_request=Request(session=tokens)
    )
    if account.base_url:
        session.trust_env = False  # a proxy knows nothing of this machine's loopback
        if account.transport is not None:
            session.mount("http://", account.transport)
    if account.base_url and label:
        session.headers["x-local-label"] = tokens.headers["x-local-label"] = label
    whose = share or UNLIMITED.share(subject or account.email, Urgency.PERSON_WAITS)
    return GoogleHTTP(session, account.base_url, whose, sleep)


def _refuse_a_page(answer: requests.Response, method: str, server: str) -> None:
    """GoogleError where the network answers in Google's place.

    A refusal by Google itself speaks of the file, and is JSON.
    """
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    if is_page and (answer.ok or answer.status_code in _REFUSED_BY_NETWORKS):
        raise GoogleError(
            sentence(
                "Something in between answers with a page in place of %(server)s. Let this "
                "machine reach %(server)s past the network's filter or sign-in.",
                server=server,
            ),
            may_have_applied=_changes_something(method),
        )


def _changes_something(method: str) -> bool:
    return method.lower() != "get"


def _worth_repeating(trouble: GoogleError, error: Exception, *, safe: bool) -> bool:
    if trouble.code == HTTPStatus.TOO_MANY_REQUESTS or _says_too_many(error):
        return True
    if isinstance(error, GoogleAuthError):
        return False  # google-auth has tried again by itself
    if isinstance(error, requests.ConnectionError) and _was_refused(error):
        return False  # nobody is there: say so at once
    return safe and (trouble.code is None or trouble.code in _SERVER_TROUBLE)


def _says_too_many(error: Exception) -> bool:
    """Whether Drive refused only because of how often it was asked; nothing was applied."""
    if not isinstance(error, APIError) or error.response.status_code != HTTPStatus.FORBIDDEN:
        return False
    reasons: list[dict[str, Any]] = error.error.get("errors", [])
    return any(one.get("reason") in _TOO_MANY for one in reasons)


def _was_refused(error: BaseException) -> bool:
    return "refused" in str(error).lower()


def _in_our_words(error: Exception, method: str, server: str) -> GoogleError:
    if isinstance(error, APIError):
        code = error.response.status_code
        message = sentence(
            "%(server)s answered %(code)s: %(message)s",
            server=server,
            code=code,
            message=_message(error),
        )
        applied = _changes_something(method) and code in _SERVER_TROUBLE
        return GoogleError(message, _problems(error), code=code, may_have_applied=applied)
    if isinstance(error, GoogleAuthError):
        if "ConnectionError" in repr(error) or "Connection" in str(error):
            return _unreachable(server, error)
        return GoogleError(
            sentence(
                "%(server)s gives no token: %(error)s. %(remedy)s",
                server=server,
                error=_said(error),
                remedy=_remedy(str(error)),
            )
        )
    applied = _changes_something(method) and not _was_refused(error)
    return _unreachable(server, error, may_have_applied=applied)


def _message(error: APIError) -> str:
    """What Google says; of a page, for which gspread makes a code up, the name of the status."""
    if error.code != error.response.status_code:
        return str(error.response.reason)
    return str(error.error.get("message", ""))


def _said(error: GoogleAuthError) -> str:
    """The reason alone: the rest of a RefreshError is the answer's body."""
    return str(error.args[0] if error.args else error).rstrip(".")


_REMEDIES = {
    "unauthorized_client": (
        sentence(
            "An administrator must allow this client and exactly these scopes "
            "under Security, API controls, Domain-wide delegation."
        )
    ),
    "expired or revoked": (
        sentence(
            "Run `tracksheet google connect` again; while the consent screen is "
            "in testing, Google ends a consent after seven days."
        )
    ),
    "short-lived": sentence("Set this machine's clock right."),
    "Invalid JWT Signature": sentence("The key was deleted or replaced; make a new one."),
    "email or User ID": sentence("Check TRACKSHEET_GOOGLE_MAILBOX: there is no such mailbox."),
    "Unable to acquire impersonated": (
        sentence(
            "Give the identity the role Service Account Token Creator on the "
            "service account, and switch the IAM Service Account Credentials "
            "API on."
        )
    ),
    "invalid_scope": (
        sentence(
            "The consent covers less than is asked for: run `tracksheet google "
            "connect` again and tick every box."
        )
    ),
}


def _remedy(said: str) -> str:
    found = (remedy for sign, remedy in _REMEDIES.items() if sign.lower() in said.lower())
    return next(found, sentence("`tracksheet doctor` looks for the cause."))


def _problems(error: APIError) -> list[str]:
    """What is wrong with which field, where Google says so (google.rpc.BadRequest)."""
    details: list[dict[str, Any]] = error.error.get("details", [])
    return [
        violation.get("description", "")
        for detail in details
        for violation in detail.get("fieldViolations", ())
    ]


def _unreachable(server: str, error: Exception, *, may_have_applied: bool = False) -> GoogleError:
    return GoogleError(
        sentence(
            "%(server)s cannot be reached; is it running, and is the network up?", server=server
        ),
        [str(error)],
        may_have_applied=may_have_applied,
    )
