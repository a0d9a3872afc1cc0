"""What the local server holds, asked through its API, without what it made up or timed."""

from typing import Any

import orjson

from sync.google.gateway import Gateway
from tests.small_installation import Opened

_DRIVE = "https://www.googleapis.com/drive/v3"
_SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"


def sheets_state(school: Opened) -> list[dict[str, Any]]:
    """Every file, also trashed ones, in order of name: sharing, structure, marks, all cells."""
    gateway = school.gateway(label="look")
    listed = _ask(
        gateway,
        f"{_DRIVE}/files",
        includeItemsFromAllDrives="true",
        supportsAllDrives="true",
        fields="nextPageToken,files(id,name,mimeType,trashed,appProperties)",
        pageSize="1000",
    )
    assert "nextPageToken" not in listed
    files = [_file(gateway, file) for file in listed["files"]]
    return sorted(files, key=lambda file: (file["name"], file["trashed"]))


def counts(files: list[dict[str, Any]]) -> dict[str, int]:
    """How much there is of everything that a run might make twice."""
    tabs = [tab for file in files for tab in file["spreadsheet"]["sheets"]]
    lines = [
        line
        for tab in tabs
        for grid in tab.get("data", ())
        for name in ("rowMetadata", "columnMetadata")
        for line in grid.get(name, ())
    ]
    holders = [*(file["spreadsheet"] for file in files), *tabs, *lines]
    return {
        "files": sum(not file["trashed"] for file in files),
        "trashed": sum(file["trashed"] for file in files),
        "permissions": sum(len(file["permissions"]) for file in files),
        "tabs": len(tabs),
        "protections": sum(len(tab.get("protectedRanges", ())) for tab in tabs),
        "conditional formats": sum(len(tab.get("conditionalFormats", ())) for tab in tabs),
        "metadata": sum(len(holder.get("developerMetadata", ())) for holder in holders),
    }


def _file(gateway: Gateway, file: dict[str, Any]) -> dict[str, Any]:
    spreadsheet = _ask(gateway, f"{_SHEETS}/{file['id']}", includeGridData="true")
    del spreadsheet["spreadsheetId"], spreadsheet["spreadsheetUrl"]
    _leave_computed_looks_out(spreadsheet)
    permissions = _ask(
        gateway,
        f"{_DRIVE}/files/{file['id']}/permissions",
        supportsAllDrives="true",
        pageSize="100",
        fields="permissions(type,role,emailAddress)",
    )["permissions"]
    return {
        "name": file["name"],
        "type": file["mimeType"],
        "trashed": file.get("trashed", False),
        "marks": sorted(name for name in file.get("appProperties", {})),
        "permissions": sorted(permissions, key=lambda one: str(one["emailAddress"])),
        "spreadsheet": spreadsheet,
    }


def _leave_computed_looks_out(spreadsheet: dict[str, Any]) -> None:
    """Colours and formulas follow the date; what is stored is compared, not what shows today."""
    for tab in spreadsheet["sheets"]:
        for grid in tab.get("data", ()):
            for row in grid.get("rowData", ()):
                for cell in row.get("values", ()):
                    cell.pop("effectiveFormat", None)
                    if "formulaValue" in cell.get("userEnteredValue", {}):
                        cell.pop("effectiveValue", None)
                        cell.pop("formattedValue", None)


def _ask(gateway: Gateway, url: str, **params: str) -> dict[str, Any]:
    response = gateway.http.request("get", url, params=dict(params))
    answer: dict[str, Any] = orjson.loads(response.content)  # large, and read for every boundary
    return answer


_DRAWN = (
    "sheetId",
    "protectedRangeId",
    "metadataId",
    "namedRangeId",
    "bandedRangeId",
    "filterViewId",
)


def named(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, with every id that Google draws replaced by the order in which it is met."""
    seen: dict[tuple[str, Any], int] = {}
    answer: list[dict[str, Any]] = _named(files, seen)
    return answer


def _named(value: Any, seen: dict[tuple[str, Any], int]) -> Any:
    if isinstance(value, list):
        return [_named(one, seen) for one in value]
    if isinstance(value, dict):
        return {
            name: seen.setdefault((name, one), len(seen)) if name in _DRAWN else _named(one, seen)
            for name, one in value.items()
        }
    return value
