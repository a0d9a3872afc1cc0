"""What we ask of Google, one method each: files, sharing, changes, reading and drawing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import orjson
from requests.adapters import BaseAdapter

from sheet_templates.sentences import sentence
from sync.budget import Share
from sync.domain.changes import SPREADSHEET_TYPE, FileNews
from sync.errors import GoogleError
from sync.google.account import GoogleAccount
from sync.google.client import GoogleHTTP, open_client

Json = dict[str, Any]

MY_DRIVE = "root"
"""Stands for a drive's id where the files live in My Drive of the identity (Drive's alias)."""

NONCE = "tracksheet_nonce"
"""The appProperties key that marks a file as made for an intent; no identity: copies carry it."""

_DRIVE = "https://www.googleapis.com/drive/v3"
_SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
_ALL_DRIVES = {"supportsAllDrives": "true", "includeItemsFromAllDrives": "true"}
_COMPACT = {"prettyPrint": "false"}
_FILE = "id,trashed,version,mimeType,driveId,lastModifyingUser(me,emailAddress)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file that changed since a page token; one entry a file, the latest."""

    file_id: str
    removed: bool
    trashed: bool
    app_properties: Mapping[str, str]
    created: str  # Drive's RFC 3339 text, which sorts by time
    news: FileNews
    last_editor: str | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    """Google as one identity; every method is one request unless it says otherwise."""

    http: GoogleHTTP

    @classmethod
    def of(
        cls,
        account: GoogleAccount,
        *,
        subject: str | None = None,
        label: str | None = None,
        transport: BaseAdapter | None = None,
        share: Share | None = None,
    ) -> "Gateway":
        """The gateway of the account, or of a person it acts as."""
        return cls(
            open_client(account, subject=subject, label=label, transport=transport, share=share)
        )

    def about(self) -> Json:
        """Whose token it is: `user` with its emailAddress."""
        return self._ask("get", f"{_DRIVE}/about", {"fields": "user"})

    def shared_drive(self, name: str) -> str:
        """The id of the shared drive with this name; GoogleError when there is none or several."""
        answer = self._ask("get", f"{_DRIVE}/drives", {"pageSize": 100})
        found = [drive["id"] for drive in answer.get("drives", ()) if drive["name"] == name]
        if not found:
            raise _closed(sentence("named %(name)s", name=repr(name)))
        if len(found) > 1:
            raise GoogleError(
                sentence(
                    '%(count)s shared drives are named "%(name)s", so nobody can say '
                    "which one is meant. Rename the others, or set "
                    "TRACKSHEET_SHARED_DRIVE_ID.",
                    count=len(found),
                    name=name,
                )
            )
        return str(found[0])

    def drive(self, drive_id: str) -> Json:
        """A shared drive: its name, and what we may do there; the scope must be all of Drive."""
        params = {"fields": "name,capabilities"}
        return self._ask("get", f"{_DRIVE}/drives/{drive_id}", params)

    def start_page_token(self, drive_id: str) -> str:
        """The token from which later changes in a shared drive or MY_DRIVE can be listed."""
        params = _in_drive(drive_id) | {"supportsAllDrives": "true"}
        answer = self._ask("get", f"{_DRIVE}/changes/startPageToken", params)
        return str(answer["startPageToken"])

    def changes(self, token: str, drive_id: str) -> tuple[list[Change], str]:
        """All files changed since `token`, and the token for next time; a request a page."""
        changes: list[Change] = []
        fields = (
            "nextPageToken,newStartPageToken,"
            f"changes(fileId,removed,file({_FILE},appProperties,createdTime))"
        )
        while True:
            params = _ALL_DRIVES | _in_drive(drive_id)
            params |= {"pageToken": token, "includeRemoved": "true", "fields": fields}
            params["pageSize"] = "1000"
            page = self._changes_page(params, drive_id)
            # The shared drive itself may have changed too (its name, its members): no file.
            changes += [_change(one) for one in page.get("changes", ()) if "fileId" in one]
            if "newStartPageToken" in page:
                return changes, str(page["newStartPageToken"])
            token = page["nextPageToken"]

    def _changes_page(self, params: Mapping[str, str], drive_id: str) -> Json:
        try:
            return self._ask("get", f"{_DRIVE}/changes", params)
        except GoogleError as error:
            if error.code == HTTPStatus.NOT_FOUND and drive_id != MY_DRIVE:
                raise _closed(sentence("with the id %(id)s", id=drive_id)) from error
            raise

    def watch_changes(self, token: str, drive_id: str, channel: Json) -> Json:
        """Open a push channel on the changes after `token`; its resourceId and expiration."""
        params = _ALL_DRIVES | _in_drive(drive_id) | {"pageToken": token, "includeRemoved": "true"}
        return self._ask("post", f"{_DRIVE}/changes/watch", params, channel)

    def stop_channel(self, channel_id: str, resource_id: str) -> None:
        """End a push channel; one that is over already is no error."""
        body = {"id": channel_id, "resourceId": resource_id}
        try:
            self._ask("post", f"{_DRIVE}/channels/stop", {}, body)
        except GoogleError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise

    def news_of(self, file_id: str) -> FileNews:
        """How Drive describes the file now; `is_gone` where it shows us no such file."""
        params = {"supportsAllDrives": "true", "fields": _FILE}
        try:
            return _news(file_id, self._ask("get", f"{_DRIVE}/files/{file_id}", params))
        except GoogleError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise
        return FileNews(file_id=file_id, is_gone=True)

    def create_spreadsheet(
        self, name: str, drive_id: str, app_properties: Mapping[str, str]
    ) -> str:
        """Make a spreadsheet in the drive; its id. Not safe to repeat blindly."""
        body = {
            "name": name,
            "mimeType": SPREADSHEET_TYPE,
            "parents": [drive_id],
            "appProperties": dict(app_properties),
        }
        params = {"supportsAllDrives": "true", "fields": "id"}
        return str(self._ask("post", f"{_DRIVE}/files", params, body)["id"])

    def trash(self, file_id: str) -> None:
        """Put a file into the trash."""
        params = {"supportsAllDrives": "true", "fields": "id"}
        self._ask("patch", f"{_DRIVE}/files/{file_id}", params, {"trashed": True})

    def permissions(self, file_id: str) -> list[Json]:
        """Whom the file itself is shared with; members of the drive are left out."""
        return [entry for entry in self._permissions(file_id) if not _is_inherited(entry)]

    def all_permissions(self, file_id: str) -> list[Json]:
        """Everybody who can reach the file; what comes from the drive says so in its details."""
        return list(self._permissions(file_id))

    def _permissions(self, file_id: str) -> Iterator[Json]:
        params: Json = {
            "supportsAllDrives": "true",
            "pageSize": 100,
            "fields": (
                "nextPageToken,permissions(id,type,role,emailAddress,domain,permissionDetails)"
            ),
        }
        while True:
            page = self._ask("get", f"{_DRIVE}/files/{file_id}/permissions", params)
            yield from page.get("permissions", ())
            if "nextPageToken" not in page:
                return
            params["pageToken"] = page["nextPageToken"]

    def share(self, file_id: str, body: Json) -> None:
        """Open a file to a person, without a mail; the same again changes nothing."""
        params = {"supportsAllDrives": "true", "sendNotificationEmail": "false", "fields": "id"}
        self._ask("post", f"{_DRIVE}/files/{file_id}/permissions", params, body)

    def change_access(self, file_id: str, permission_id: str, role: str) -> None:
        """Give a permission of a file another role."""
        url = f"{_DRIVE}/files/{file_id}/permissions/{permission_id}"
        self._ask("patch", url, {"supportsAllDrives": "true", "fields": "id"}, {"role": role})

    def withdraw(self, file_id: str, permission_id: str) -> None:
        """Take a permission of a file away; one that is gone already is no error."""
        url = f"{_DRIVE}/files/{file_id}/permissions/{permission_id}"
        try:
            self._ask("delete", url, {"supportsAllDrives": "true"})
        except GoogleError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise

    def read(self, spreadsheet_id: str, fields: str) -> Json:
        """The spreadsheet under a mask: one read request, one consistent state."""
        return self._ask("get", f"{_SHEETS}/{spreadsheet_id}", _COMPACT | {"fields": fields})

    def read_bytes(self, spreadsheet_id: str, fields: str) -> bytes:
        """The same as JSON: what is large is read quicker by those who know what is in it."""
        url = f"{_SHEETS}/{spreadsheet_id}"
        return self.http.request("get", url, params=_COMPACT | {"fields": fields}).content

    def read_values(self, spreadsheet_id: str, ranges: Sequence[str]) -> list[Json]:
        """The values in these ranges as they are, unformatted; one read request."""
        params: Json = _COMPACT | {
            "ranges": list(ranges),
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
            "fields": "valueRanges(values)",
        }
        answer = self._ask("get", f"{_SHEETS}/{spreadsheet_id}/values:batchGet", params)
        return list(answer.get("valueRanges", ()))

    def draw(self, spreadsheet_id: str, requests: Sequence[Json], fields: str) -> Json:
        """One atomic batch; returns the spreadsheet as it is after it, under the same mask."""
        body = {
            "requests": list(requests),
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": True,
        }
        params = _COMPACT | {"fields": f"updatedSpreadsheet({fields})"}
        answer = self._ask("post", f"{_SHEETS}/{spreadsheet_id}:batchUpdate", params, body)
        return cast(Json, answer.get("updatedSpreadsheet", {}))

    def write_marked(
        self, spreadsheet_id: str, values: Sequence[Json], option: str = "RAW"
    ) -> list[Json]:
        """Write values into rows found by their marks; text stays text (RAW).

        Formulas need USER_ENTERED.

        Gives what stands in each row now, as the reply says it: `range` and `values`, unformatted.
        """
        body = {
            "valueInputOption": option,
            "data": list(values),
            "includeValuesInResponse": True,
            "responseValueRenderOption": "UNFORMATTED_VALUE",
        }
        url = f"{_SHEETS}/{spreadsheet_id}/values:batchUpdateByDataFilter"
        answer = self._ask("post", url, dict(_COMPACT), body)
        return [one.get("updatedData", {}) for one in answer.get("responses", ())]

    def type_values(self, spreadsheet_id: str, place: str, values: Sequence[Sequence[Any]]) -> None:
        """Type values as a person does (USER_ENTERED) into an A1 range; None skips a cell."""
        url = f"{_SHEETS}/{spreadsheet_id}/values/{quote(place, safe='')}"
        params = _COMPACT | {"valueInputOption": "USER_ENTERED"}
        self._ask("put", url, params, {"values": [list(row) for row in values]})

    def _ask(
        self, method: str, url: str, params: Mapping[str, Any], body: Json | None = None
    ) -> Json:
        answer = self.http.request(method, url, params=dict(params), json=body)
        return cast(Json, orjson.loads(answer.content) if answer.content else {})


def _in_drive(drive_id: str) -> dict[str, str]:
    return {} if drive_id == MY_DRIVE else {"driveId": drive_id}


def shared_drive_in(drive_id: str) -> str | None:
    """The shared drive's id; None where the files lie in My Drive."""
    return None if drive_id == MY_DRIVE else drive_id


def _closed(which: str) -> GoogleError:
    return GoogleError(
        sentence(
            "The service account sees no shared drive %(which)s. Make it a content manager of the "
            "drive (in Drive: Manage members); until then nothing is read, and all entries stay.",
            which=which,
        ),
        code=HTTPStatus.NOT_FOUND,
    )


def _is_inherited(entry: Json) -> bool:
    details: Iterable[Json] = entry.get("permissionDetails", ())
    return any(True for _ in details) and all(detail.get("inherited") for detail in details)


def _change(entry: Json) -> Change:
    file = entry.get("file", {})
    return Change(
        file_id=entry["fileId"],
        removed=entry.get("removed", False),
        trashed=file.get("trashed", False),
        app_properties=file.get("appProperties", {}),
        created=file.get("createdTime", ""),
        news=_news(entry["fileId"], file, is_gone=entry.get("removed", False)),
        last_editor=file.get("lastModifyingUser", {}).get("emailAddress"),
    )


def _news(file_id: str, file: Json, *, is_gone: bool = False) -> FileNews:
    version = file.get("version")
    return FileNews(
        file_id=file_id,
        version=None if version is None else int(version),
        is_gone=is_gone,
        is_trashed=file.get("trashed", False),
        is_own_edit=file.get("lastModifyingUser", {}).get("me", False),
        mime_type=file.get("mimeType", SPREADSHEET_TYPE),
        drive_id=file.get("driveId"),
    )
