"""Who may come in: the bearer token, scopes, parameters and body of a call."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from werkzeug.wrappers import Request

from local_sheets import clock, oauth
from local_sheets.api_call import ApiCall, Route
from local_sheets.calls import Query
from local_sheets.channels import Channels
from local_sheets.directory import Directory
from local_sheets.drive_errors import DriveError, bad_credentials, missing_scope
from local_sheets.errors import (
    GoogleError,
    forbidden,
    insufficient_scopes,
    invalid,
    service_disabled,
    unauthenticated,
)
from local_sheets.request_log import LABEL_HEADER, Api
from local_sheets.service_account import PROJECT
from local_sheets.storage import Storage
from local_sheets.switches import Switches

_SHEETS = frozenset({Api.SHEETS_READ, Api.SHEETS_WRITE})
_UNREGISTERED = (
    "Method doesn't allow unregistered callers (callers without established identity). Please "
    "use API Key or other form of API consumer identity to call this API."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A request of an API, as far as it is known before it is let in."""

    request: Request
    route: Route
    person: str
    scopes: frozenset[str]
    label: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Lets calls in; `url` is the server's own, `moment` its clock."""

    storage: Storage
    directory: Directory
    tokens: oauth.Tokens
    url: str
    moment: Callable[[], clock.Moment]
    switches: Switches
    channels: Channels

    def arrive(self, request: Request, route: Route) -> Arrival:
        """Read a request; raises RequestEntityTooLarge.

        The body is read whatever follows: a connection that stays open must not keep it.
        """
        # The form must be parsed from the stream's copy: get_data first, with its cache.
        body = request.get_data(cache=True, parse_form_data=False)
        grant = self.tokens.find(bearer(request), clock.now())
        return Arrival(
            request=request,
            route=route,
            person=grant.email if grant else "",
            scopes=grant.scopes if grant else frozenset(),
            label=request.headers.get(LABEL_HEADER, "")[:200],
            body=body,
        )

    def admit(self, arrival: Arrival, place: dict[str, str]) -> ApiCall:
        """The call that a request makes; raises 401, 403 or 400 in the style of its API."""
        person = self.directory.people().person(arrival.person) if arrival.person else None
        if person is None:
            raise _stranger(arrival)
        if arrival.route.api in _SHEETS and not self.switches.sheets_api_enabled:
            raise service_disabled()
        if arrival.route.scopes and not arrival.route.scopes & arrival.scopes:
            raise missing_scope() if arrival.route.api is Api.DRIVE else insufficient_scopes()
        _check_project(arrival)
        moment = self.moment()
        query = Query(
            parameters=dict(arrival.request.args.lists()),
            today=moment.today,
            now=moment.now,
            url_pattern=self.url + "/spreadsheets/d/{id}/edit",
        )
        _check_alt(arrival.route, query.first("alt") or "json")
        return ApiCall(
            storage=self.storage,
            directory=self.directory,
            caller=person,
            scopes=arrival.scopes,
            place=place,
            query=query,
            body=arrival.body if arrival.route.upload else _json_body(arrival),
            content_type=arrival.request.content_type or "",
            at=clock.rfc3339(clock.now()),
            url=self.url,
            switches=self.switches,
            channels=self.channels,
        )


def _check_project(arrival: Arrival) -> None:
    """Who names a project to count on must be allowed to; here there is one (Google: quota)."""
    named = arrival.request.headers.get("x-goog-user-project", PROJECT)
    if named == PROJECT:
        return
    message = f"Caller does not have required permission to use project {named}."
    if arrival.route.api is Api.DRIVE:
        raise DriveError(403, "forbidden", message)
    raise forbidden(message)


def _check_alt(route: Route, alt: str) -> None:
    if alt == "json" or (alt == "media" and route.media):
        return
    if alt == "media" and route.api is Api.DRIVE:
        message = (
            "Only files with binary content can be downloaded. Use Export with Docs Editors files."
        )
        raise DriveError(403, "fileNotDownloadable", message, location="alt")
    raise invalid(f"alt={alt} is not supported by the local server.")


def bearer(request: Request) -> str:
    """The token that a request carries, in its header or its query; empty if none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else request.args.get("access_token", "")


def _stranger(arrival: Arrival) -> GoogleError | DriveError:
    if arrival.route.api is Api.DRIVE:
        return bad_credentials()
    if not bearer(arrival.request):
        return forbidden(_UNREGISTERED)
    return unauthenticated()


def _json_body(arrival: Arrival) -> Any:
    if not arrival.body.strip():
        return {}
    try:
        return orjson.loads(arrival.body)
    except orjson.JSONDecodeError as error:
        if arrival.route.api is Api.DRIVE:
            raise DriveError(400, "parseError", "Parse Error") from error
        message = f"Invalid JSON payload received. {error}"
        raise invalid(message, [("", message)]) from error
