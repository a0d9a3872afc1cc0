"""HTTP for the whole server: one WSGI app that routes, checks, logs, answers, and breaks on wish.

The way of a request: Host header, body (size), injected fault, token, scopes, JSON, method,
fault again (a connection dropped after applying), log, answer. `create_app` makes it for one
data folder; the same app serves a socket (server.py) and tests in process.
"""

import logging
import socket
import time
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from local_sheets import answers, clock, drive_batch, drive_errors, oauth
from local_sheets.addon.host import Host
from local_sheets.api_call import ApiCall, Raw, Route, template
from local_sheets.browser.rooms import Rooms
from local_sheets.channels import Channels
from local_sheets.consents import Consents
from local_sheets.control import Controls
from local_sheets.directory import Directory, Person
from local_sheets.drive_errors import DriveError
from local_sheets.drive_model import GranteeType, Permission, Role, SharedDrive, new_drive_id
from local_sheets.drive_routes import drive_routes
from local_sheets.errors import GoogleError, invalid
from local_sheets.faults import ConnectionDropped, Drop, Fault, Faults
from local_sheets.folder import announce, session_secret
from local_sheets.gate import Arrival, Gate, bearer
from local_sheets.identity import Identity
from local_sheets.local_errors import LocalServerError
from local_sheets.method_override import overridden
from local_sheets.oauth_client import prepare_client
from local_sheets.openid import SigningKey
from local_sheets.pages import create_pages
from local_sheets.quotas import Quotas
from local_sheets.request_log import Api, RequestLog
from local_sheets.service_account import prepare
from local_sheets.sheets_routes import sheets_routes
from local_sheets.shelf import Shelf
from local_sheets.sign_in_page import SignIn
from local_sheets.storage import Storage
from local_sheets.switch_settings import read_switches, with_switches
from local_sheets.switches import Switches
from local_sheets.token_endpoint import TokenEndpoint

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DEFAULT_URL = "http://127.0.0.1:8765"
LARGEST_BODY = 64 * 1024 * 1024
SHARED_DRIVE = "Trackers"
_LOG = logging.getLogger("local_sheets")


def _never(_: ApiCall) -> None:
    """Who asks for a token has no caller's rights yet: identity.py answers."""
    raise AssertionError


_IDENTITY = Route(
    method="*", path=template("/{a1}"), api=Api.TOKEN, scopes=frozenset(), answer=_never
)


class App:
    """The local server for one data folder, as a WSGI app; `close` lets go of the folder."""

    def __init__(
        self, folder: Path, *, today: date | None, base_url: str, switches: Mapping[str, Any]
    ) -> None:
        self.url, self._fixed_today = base_url, today
        self.rooms, self.tokens = Rooms(), oauth.Tokens()
        self.switches = with_switches(read_switches(folder), switches, "switches")
        self.storage = Storage(folder, self.switches)
        try:
            account = prepare(folder, base_url + "/token")
            service = Person(email=account.email, name="Local service", is_service=True)
            self.directory = Directory(folder / "people.json", service)
            _seed(self.storage, service)
            secret = session_secret(folder)
            endpoint = TokenEndpoint(
                url=base_url,
                account=account,
                client=prepare_client(folder, base_url),
                directory=self.directory,
                consents=Consents(folder),
                key=SigningKey(folder),
                tokens=self.tokens,
                instance_leaves_drive_out=self.switches.instance_leaves_drive_out,
            )
            self.addon = Host(folder, endpoint.key, self.tokens)
            self._announcement = announce(folder, base_url)
        except BaseException as error:
            self.storage.close()
            if isinstance(error, OSError):
                raise _unwritable(folder, error) from error
            raise
        self._gate = Gate(
            storage=self.storage,
            directory=self.directory,
            tokens=self.tokens,
            url=base_url,
            moment=lambda: self.moment,
            switches=self.switches,
            channels=_listening(self.storage, self.directory, self.rooms),
        )
        self.log, self.faults, self.quotas = RequestLog(), Faults(), Quotas(clock.now)
        self._controls = Controls(self._announcement.control_token, self.log, self.faults)
        self._pages = create_pages(self, secret)
        SignIn(client=endpoint.client, directory=self.directory, consents=endpoint.consents).add_to(
            self._pages
        )
        self._identity = Identity(endpoint=endpoint, describes=self.switches.token_errors_describe)
        self._routes, self._hosts = [*sheets_routes(), *drive_routes()], _hosts(base_url)

    @property
    def control_token(self) -> str:
        """The bearer token of the control routes, as local.json has it."""
        return self._announcement.control_token

    @property
    def moment(self) -> clock.Moment:
        """The day and time that spreadsheets believe in."""
        now = clock.now() if self._fixed_today is None else None
        return clock.Moment(today=clock.today(self._fixed_today), now=now)

    def close(self) -> None:
        """Finish a write that is under way, withdraw local.json and free the folder."""
        self.rooms.close()
        self._gate.channels.close()
        self._announcement.withdraw()
        self.storage.close()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(overridden(environ))
        request.max_content_length = LARGEST_BODY
        if request.environ.get("HTTP_HOST", "").lower() not in self._hosts:
            refused = Response("This server answers only on its own address.\n", 421)
            refused.headers["Connection"] = "close"
            return refused(environ, start_response)
        if request.path.startswith("/local/"):
            return self._controls.answer(request)(environ, start_response)
        route, place = self._find_route(request)
        if route is None:
            return self._pages(environ, start_response)
        batched = request.method == "POST" and request.path in drive_batch.PATHS
        try:
            response = self._batch(request) if batched else self._api(request, route, place)
        except ConnectionDropped:
            _hang_up(environ)
            raise
        return response(environ, start_response)

    def _find_route(self, request: Request) -> tuple[Route | None, dict[str, str]]:
        if self._identity.handles(request):
            return _IDENTITY, {}
        for route in self._routes:
            if route.method == request.method:
                found = route.path.fullmatch(request.path)
                if found:
                    return route, found.groupdict()
        return None, {}

    def _batch(self, request: Request) -> Response:
        """Each call of a batch goes the way of any other, with a log entry of its own."""

        def one(inner: Request) -> Response:
            route, place = self._find_route(inner)
            if route is None:
                raise drive_errors.bad_request(f"Unknown method {inner.method}.")
            return self._api(inner, route, place)

        try:
            return drive_batch.answer_batch(request, one, self.switches.most_calls_in_batch)
        except DriveError as error:
            return answers.error_answer(request, Api.DRIVE, error, self.switches)
        except RequestEntityTooLarge:
            return _too_large(request, Api.DRIVE)

    def _api(self, request: Request, route: Route, place: dict[str, str]) -> Response:
        """Let a request in, answer it, log it; raises ConnectionDropped when a fault says so."""
        try:
            arrival = self._gate.arrive(request, route)
        except RequestEntityTooLarge:
            return _too_large(request, route.api)
        fault = self.faults.take(f"{request.method} {request.path}", route.api, arrival.label)
        status = 0  # what the log shows when the connection is dropped
        try:
            _suffer(fault)
            response = self._answer(arrival, place, fault)
            if fault is not None and fault.drop is Drop.AFTER:
                raise ConnectionDropped
            status = response.status_code
            return response
        finally:
            self.log.add(
                at=clock.rfc3339(clock.now()),
                call=(request.method, request.path),
                api=route.api,
                who=(arrival.person, arrival.label),
                status=status,
            )

    def _answer(self, arrival: Arrival, place: dict[str, str], fault: Fault | None) -> Response:
        request, api = arrival.request, arrival.route.api
        try:
            if fault is not None and fault.status is not None:
                error: Exception = answers.injected_error(api, fault.status)
                return _failure(request, api, error, self.switches)
            if api is Api.TOKEN:
                return self._identity.answer(request, bearer(request))
            call = self._gate.admit(arrival, place)
            if self.switches.quotas:
                asked_by = call.query.first("quotaUser") or arrival.person
                refused = self.quotas.take(api, asked_by)
                if refused is not None:
                    return _failure(request, api, refused, self.switches)
            reply = arrival.route.answer(call)
        except Exception as error:  # noqa: BLE001 - the server outlives a bug in one method
            return _failure(request, api, error, self.switches)
        if isinstance(reply, Raw):
            return Response(
                reply.body, content_type=reply.content_type, headers=dict(reply.headers)
            )
        return Response(status=204) if reply is None else answers.json_answer(request, reply)


def _listening(storage: Storage, directory: Directory, rooms: Rooms) -> Channels:
    """Channels that hear of every write, as open pages do."""
    channels = Channels(directory)

    def heard(before: Shelf, after: Shelf) -> None:
        channels.tell(before, after)
        rooms.heard(before, after)

    storage.after_commit = heard
    return channels


def _failure(request: Request, api: Api, error: Exception, switches: Switches) -> Response:
    """A refusal as its API words it; anything unforeseen is our fault: logged, 500."""
    match error:
        case GoogleError() | DriveError():
            return answers.error_answer(request, api, error, switches)
        case RecursionError():
            return answers.error_answer(request, api, invalid("Request is nested too deeply."))
        case LocalServerError():
            _LOG.error("%s", error)
            return answers.error_answer(request, api, answers.internal(str(error)))
        case _:
            _LOG.error("%s %s failed", request.method, request.path, exc_info=error)
            return answers.error_answer(request, api, answers.internal())


def create_app(
    folder: Path,
    *,
    today: date | None = None,
    base_url: str | None = None,
    switches: Mapping[str, Any] | None = None,
) -> App:
    """The server for a data folder; raises LocalServerError with place and remedy.

    `today` is a demo's date; `base_url` is where clients reach the server (no slash at the
    end); `switches` (see switch_settings.py) stand above those of the folder; the folder belongs to
    this app until `close`.
    """
    return App(
        folder,
        today=today,
        base_url=base_url or DEFAULT_URL,
        switches=switches or {},
    )


def _seed(storage: Storage, service: Person) -> None:
    """A first start finds one shared drive with the service account as content manager."""
    if storage.shelf.drives:
        return
    member = Permission(type=GranteeType.USER, role=Role.FILE_ORGANIZER, grantee=service.email)
    with storage.writing() as draft:
        created = clock.rfc3339(clock.now())
        first = SharedDrive(
            id=new_drive_id(), name=SHARED_DRIVE, created=created, permissions=(member,)
        )
        draft.put_drive(first, None)  # it has always been there: no change tells of it


def _hosts(base_url: str) -> frozenset[str]:
    """The Host headers that are ours: any other is a web page that found a way to loopback."""
    port = urlsplit(base_url).port or 80
    names = ("127.0.0.1", "localhost", "[::1]")
    bare = frozenset(names) if port == 80 else frozenset[str]()
    return bare | {f"{name}:{port}" for name in names}


def _suffer(fault: Fault | None) -> None:
    if fault is not None and fault.latency:
        time.sleep(fault.latency)
    if fault is not None and fault.drop is Drop.BEFORE:
        raise ConnectionDropped


def _too_large(request: Request, api: Api) -> Response:
    message = f"Request payload size exceeds the limit: {LARGEST_BODY} bytes."
    error: GoogleError | DriveError = GoogleError(
        code=413, status="INVALID_ARGUMENT", message=message
    )
    if api is Api.DRIVE:
        error = DriveError(413, "uploadTooLarge", message)
    response = answers.error_answer(request, api, error)
    response.headers["Connection"] = "close"  # what is left of the body is not read
    return response


def _unwritable(folder: Path, error: OSError) -> LocalServerError:
    return LocalServerError(
        f"{folder} cannot be written ({error.strerror}); name a folder that you may write to"
    )


def _hang_up(environ: "WSGIEnvironment") -> None:
    """Close the connection without an answer; in process there is none to close."""
    connection = environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
