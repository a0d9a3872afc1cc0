"""A stable cast, and real Google clients pointed at the local server in this process."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import gspread
import requests
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account

from tests.local_sheets.wire.contract import Checked
from tests.wsgi_adapter import WsgiAdapter

URL = "http://127.0.0.1:8765"
SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive",
)
OLIVIA = "olivia@school.example"
TEO = "teo@school.example"
AIDA = "aida@school.example"
OUTSIDER = "charlie@elsewhere.example"
AIDES = "aides@school.example"
PEOPLE = {
    "people": [
        {"email": OLIVIA, "name": "Olivia Owner", "title": "administrator"},
        {"email": TEO, "name": "Teo Teacher", "title": "teacher"},
        {"email": AIDA, "name": "Aida Aide", "title": "aide", "groups": [AIDES]},
        {"email": OUTSIDER, "name": "Charlie Outsider", "title": ""},
    ]
}
SPREADSHEET = "application/vnd.google-apps.spreadsheet"

#: google-auth's annotations do not reach its constructors.
_Credentials: Any = service_account.Credentials
_Session: Any = AuthorizedSession


class LocalCredentials(_Credentials):  # type: ignore[misc]
    """google-auth's own credentials, without its background call to an address of Google."""

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


class LocalClient(gspread.HTTPClient):
    """gspread's HTTP client, pointed at a local server."""

    base = URL

    def request(self, method: Any, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        for google in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
            endpoint = endpoint.replace(google, self.base)
        return super().request(method, endpoint, *args, **kwargs)


def credentials(folder: Path, subject: str | None, scopes: tuple[str, ...] = SCOPES) -> Any:
    """Credentials of the folder's service account, acting as `subject` if there is one."""
    made: Any = _of_key((folder / "service-account.json").read_text()).with_scopes(scopes)
    return made.with_subject(subject) if subject else made


@cache
def _of_key(text: str) -> Any:
    """The credentials in a key file; checking a key takes longer than most tests."""
    return LocalCredentials.from_service_account_info(json.loads(text))


def session_for(
    served: Any, folder: Path, subject: str | None, scopes: tuple[str, ...] = SCOPES
) -> requests.Session:
    """A session of google-auth over the app in process."""
    plain = requests.Session()
    plain.mount(URL, WsgiAdapter(served))
    session: requests.Session = _Session(
        credentials(folder, subject, scopes), auth_request=Request(session=plain)
    )
    session.mount(URL, WsgiAdapter(Checked(served)))
    return session


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One person's session with the server."""

    session: requests.Session
    base: str = URL

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        """Any request, whatever comes of it."""
        return self.session.request(method, self.base + path, params=query, json=body)

    def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The JSON of a call that must succeed."""
        response = self.call(method, path, body, **query)
        assert response.status_code in (200, 204), response.text
        return response.json() if response.content else None

    def drive(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The JSON of a Drive call that must succeed, with all drives."""
        return self.ok(method, "/drive/v3/" + path, body, supportsAllDrives="true", **query)

    def values(self, file_id: str, a1: str) -> Any:
        """What stands in a range."""
        return self.ok("GET", f"/v4/spreadsheets/{file_id}/values/{a1}").get("values", [])

    def write(self, file_id: str, a1: str, values: list[list[Any]]) -> requests.Response:
        """values.update, RAW."""
        path = f"/v4/spreadsheets/{file_id}/values/{a1}"
        return self.call("PUT", path, {"values": values}, valueInputOption="RAW")

    def batch(self, file_id: str, *kinds: dict[str, Any]) -> requests.Response:
        """spreadsheets.batchUpdate."""
        return self.call("POST", f"/v4/spreadsheets/{file_id}:batchUpdate", {"requests": kinds})


def new_tracker(service: Caller, drive_id: str, name: str = "Grade 2") -> str:
    """A spreadsheet in the shared drive that nobody but its members may see yet."""
    body = {"name": name, "mimeType": SPREADSHEET, "parents": [drive_id]}
    return str(service.drive("POST", "files", body)["id"])


def share(service: Caller, file_id: str, email: str, role: str = "writer") -> dict[str, Any]:
    """Give a person a role, without a mail."""
    body = {"type": "user", "role": role, "emailAddress": email}
    path = f"files/{file_id}/permissions"
    shared: dict[str, Any] = service.drive("POST", path, body, sendNotificationEmail="false")
    return shared
