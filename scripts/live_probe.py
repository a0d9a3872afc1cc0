"""Ask a Google account the questions that Google's documentation leaves open.

    .venv/bin/python -m scripts.live_probe --settings FILE [--colleague FILE]

FILE holds the settings of an installation, one NAME=value a line. Each run makes files named
"Tracksheet probe" in that account and puts them into the trash. The colleague is a second identity
of the same domain, for what only somebody else can show. What is printed is the table of the
local server's switches: what Google really does, beside what the local server assumes.

Tried against the local server only: nobody has run it against Google itself yet.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from local_sheets.switches import switch_notes
from service.google_account import google_account, tracker_drive
from service.settings import read_settings
from sheet_templates.errors import TracksheetError
from sync.errors import GoogleError
from sync.google.gateway import MY_DRIVE, Gateway

Json = dict[str, Any]
_SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
_DRIVE = "https://www.googleapis.com/drive/v3/files"
_NAME = "Tracksheet probe"


class NotTriedError(Exception):
    """The question cannot be asked here; says what is lacking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Two identities and a file of the first one; every probe gets a file of its own."""

    gateway: Gateway
    file: str
    drive_id: str
    colleague: Gateway | None = None
    colleague_email: str = ""

    def ask(self, method: str, url: str, body: Json | None = None, **params: str) -> Json:
        """A call as the first identity."""
        return _ask(self.gateway, method, url, body, params)

    def batch(self, *requests: Json, gateway: Gateway | None = None) -> list[Json]:
        """One batchUpdate; its replies."""
        url = f"{_SHEETS}/{self.file}:batchUpdate"
        body = {"requests": list(requests)}
        replies = _ask(gateway or self.gateway, "post", url, body, {})["replies"]
        return list(replies)

    def write(self, place: str, values: list[list[Any]]) -> None:
        """Write values as they are."""
        url = f"{_SHEETS}/{self.file}/values/{place}"
        self.ask("put", url, {"values": values}, valueInputOption="RAW")

    def values(self, place: str) -> list[list[Any]]:
        """The values of a range, unformatted."""
        url = f"{_SHEETS}/{self.file}/values/{place}"
        answer = self.ask("get", url, valueRenderOption="UNFORMATTED_VALUE")
        return list(answer.get("values", ()))

    def mark_row(self, row: int) -> Json:
        """Hang metadata on a row of the first tab; the entry as Google answers it."""
        rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
        entry = {
            "metadataKey": "probe",
            "metadataValue": "1",
            "visibility": "DOCUMENT",
            "location": {"dimensionRange": rows},
        }
        made = self.batch({"createDeveloperMetadata": {"developerMetadata": entry}})[0]
        return dict(made["createDeveloperMetadata"]["developerMetadata"])

    def marked_row(self, metadata_id: int) -> int:
        """Where the row of an entry stands now."""
        url = f"{_SHEETS}/{self.file}/developerMetadata/{metadata_id}"
        return int(self.ask("get", url)["location"]["dimensionRange"].get("startIndex", 0))

    def protect(self, area: Json, *more: str) -> Json:
        """Protect an area for the first identity and `more`."""
        users = [self.gateway.about()["user"]["emailAddress"], *more]
        wanted = {"range": area, "editors": {"users": users}}
        made = self.batch({"addProtectedRange": {"protectedRange": wanted}})[0]
        return dict(made["addProtectedRange"]["protectedRange"])

    def other(self, role: str | None) -> Gateway:
        """The colleague, with the file shared in that role (None: not at all)."""
        if self.colleague is None:
            raise NotTriedError("needs --colleague")
        if role is not None:
            body = {"type": "user", "role": role, "emailAddress": self.colleague_email}
            self.gateway.share(self.file, body)
        return self.colleague


def _ask(
    gateway: Gateway, method: str, url: str, body: Json | None, params: Mapping[str, str]
) -> Json:
    answer = gateway.http.request(method, url, params=dict(params), json=body)
    found: Json = answer.json() if answer.content else {}
    return found


def _works(call: Callable[[], object]) -> bool:
    """Whether Google lets it pass; only a refusal is a no."""
    try:
        call()
    except GoogleError as error:
        if error.code not in {400, 403, 404}:
            raise
        return False
    return True


_BLOCK = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 3, "endColumnIndex": 2}


def _sort(bench: Bench) -> None:
    spec = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
    bench.batch({"sortRange": {"range": _BLOCK, "sortSpecs": spec}})


def _strict_service_accounts(bench: Bench) -> bool:
    about = bench.gateway.about()["user"]["emailAddress"]
    if not about.endswith(".gserviceaccount.com"):
        raise NotTriedError("needs a service account without a mailbox")
    made: list[str] = []
    worked = _works(lambda: made.append(bench.gateway.create_spreadsheet(_NAME, MY_DRIVE, {})))
    for file in made:
        bench.gateway.trash(file)
    return not worked


def _copy_keeps_protections(bench: Bench) -> bool:
    bench.protect({"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1})
    parents = {"name": _NAME, "parents": [bench.drive_id]}
    copy = bench.ask("post", f"{_DRIVE}/{bench.file}/copy", parents, supportsAllDrives="true")["id"]
    try:
        tab = bench.gateway.read(copy, "sheets(protectedRanges)")["sheets"][0]
    finally:
        bench.gateway.trash(copy)
    return bool(tab.get("protectedRanges"))


def _tab_titles_ignore_case(bench: Bench) -> bool:
    bench.batch({"addSheet": {"properties": {"title": "Probe Tab"}}})
    return _works(lambda: bench.values("'PROBE TAB'!A1"))


def _sort_moves_metadata(bench: Bench) -> bool:
    bench.write("A1:B3", [[3, "c"], [2, "b"], [1, "a"]])
    entry = bench.mark_row(0)
    _sort(bench)
    return bench.marked_row(entry["metadataId"]) == 2


def _sort_puts_blanks_last(bench: Bench) -> bool:
    bench.write("A1:B3", [["", "blank"], [2, "b"], [1, "a"]])
    _sort(bench)
    return bench.values("B1:B3")[2] == ["blank"]


def _shift_moves_metadata(bench: Bench) -> bool:
    bench.write("A1:B3", [[1, 1], [2, 2], [3, 3]])
    entry = bench.mark_row(1)
    area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "endColumnIndex": 2}
    bench.batch({"insertRange": {"range": area, "shiftDimension": "ROWS"}})
    return bench.marked_row(entry["metadataId"]) == 2


def _cut_moves_metadata(bench: Bench) -> bool:
    bench.write("A1:B1", [[1, 1]])
    entry = bench.mark_row(0)
    source = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "endColumnIndex": 2}
    there = {"sheetId": 0, "rowIndex": 5, "columnIndex": 0}
    cut = {"source": source, "destination": there, "pasteType": "PASTE_NORMAL"}
    bench.batch({"cutPaste": cut})
    return bench.marked_row(entry["metadataId"]) == 5


def _location_shows_sheet_zero(bench: Bench) -> bool:
    entry = {"metadataKey": "probe", "visibility": "DOCUMENT", "location": {"sheetId": 0}}
    made = bench.batch({"createDeveloperMetadata": {"developerMetadata": entry}})[0]
    return "sheetId" in made["createDeveloperMetadata"]["developerMetadata"]["location"]


def _protected_editors_need_access(bench: Bench) -> bool:
    bench.other(None)
    area = {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1}
    return not _works(lambda: bench.protect(area, bench.colleague_email))


def _strict_rules_refuse_writes(bench: Bench) -> bool:
    bounds = [{"userEnteredValue": "1"}, {"userEnteredValue": "5"}]
    rule = {"condition": {"type": "NUMBER_BETWEEN", "values": bounds}, "strict": True}
    area = {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 1}
    bench.batch({"setDataValidation": {"range": area, "rule": rule}})
    return not _works(lambda: bench.write("A1", [[9]]))


def _duplicated(bench: Bench) -> Json:
    made = bench.batch({"duplicateSheet": {"sourceSheetId": 0, "newSheetName": "Twin"}})[0]
    twin = made["duplicateSheet"]["properties"]["sheetId"]
    fields = "sheets(properties.sheetId,protectedRanges,data.rowMetadata.developerMetadata)"
    tabs = bench.gateway.read(bench.file, fields)["sheets"]
    return dict(next(tab for tab in tabs if tab["properties"]["sheetId"] == twin))


def _duplicate_keeps_metadata(bench: Bench) -> bool:
    bench.mark_row(0)
    grids = _duplicated(bench).get("data", ())
    rows = [row for grid in grids for row in grid.get("rowMetadata", ())]
    return any(row.get("developerMetadata") for row in rows)


def _duplicate_keeps_protections(bench: Bench) -> bool:
    bench.protect({"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1})
    return bool(_duplicated(bench).get("protectedRanges"))


def _named_range_ids_are_numbers(bench: Bench) -> bool:
    wanted = {"name": "probe", "range": {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 1}}
    made = bench.batch({"addNamedRange": {"namedRange": wanted}})[0]
    return str(made["addNamedRange"]["namedRange"]["namedRangeId"]).isdigit()


def _protections_guard_themselves(bench: Bench) -> bool:
    other = bench.other("writer")
    held = bench.protect({"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1})
    gone = {"deleteProtectedRange": {"protectedRangeId": held["protectedRangeId"]}}
    return not _works(lambda: bench.batch(gone, gateway=other))


def _protected_columns_stop_new_rows(bench: Bench) -> bool:
    other = bench.other("writer")
    bench.protect({"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1})
    rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    inserted = {"insertDimension": {"range": rows, "inheritFromBefore": True}}
    return not _works(lambda: bench.batch(inserted, gateway=other))


def _every_protection_counts(bench: Bench) -> bool:
    other = bench.other("writer")
    area = {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1}
    bench.protect(area, bench.colleague_email)
    bench.protect(area | {"endColumnIndex": 2})
    return not _works(lambda: other.type_values(bench.file, "A1", [["1"]]))


def _readers_save_filter_views(bench: Bench) -> bool:
    other = bench.other("reader")
    view = {"title": "Probe", "range": {"sheetId": 0, "endRowIndex": 3, "endColumnIndex": 2}}
    return _works(lambda: bench.batch({"addFilterView": {"filter": view}}, gateway=other))


def _drive_hides_files(bench: Bench) -> bool:
    other = bench.other(None)
    try:
        _ask(other, "get", f"{_DRIVE}/{bench.file}", None, {"supportsAllDrives": "true"})
    except GoogleError as error:
        return error.code == 404
    raise NotTriedError("the colleague has the file: take them out of the drive")


PROBES: Mapping[str, Callable[[Bench], bool]] = {
    probe.__name__.removeprefix("_"): probe
    for probe in (
        _strict_service_accounts,
        _copy_keeps_protections,
        _tab_titles_ignore_case,
        _sort_moves_metadata,
        _sort_puts_blanks_last,
        _shift_moves_metadata,
        _cut_moves_metadata,
        _location_shows_sheet_zero,
        _protected_editors_need_access,
        _strict_rules_refuse_writes,
        _duplicate_keeps_metadata,
        _duplicate_keeps_protections,
        _named_range_ids_are_numbers,
        _protections_guard_themselves,
        _protected_columns_stop_new_rows,
        _every_protection_counts,
        _readers_save_filter_views,
        _drive_hides_files,
    )
}
"""By the switch that each one answers; the other switches have to be looked at by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a switch assumes and what the account really does, or why that is not known."""

    switch: str
    assumed: bool | int
    really: bool | None
    why: str = ""

    @property
    def verdict(self) -> str:
        """In a word, for the table."""
        if self.really is None:
            return f"not tried: {self.why}"
        return "confirmed" if self.really == self.assumed else f"set {self.switch}={self.really}"


def probe_all(
    gateway: Gateway, drive_id: str, colleague: Gateway | None = None, only: str | None = None
) -> Iterator[Answer]:
    """Every switch of the local server, in its order, with Google's answer."""
    email = colleague.about()["user"]["emailAddress"] if colleague else ""
    for note in switch_notes():
        probe = PROBES.get(note.name)
        if only not in {None, note.name}:
            continue
        really, why = None, "by hand"
        if probe is not None:
            file = gateway.create_spreadsheet(_NAME, drive_id, {})
            bench = Bench(
                gateway=gateway,
                file=file,
                drive_id=drive_id,
                colleague=colleague,
                colleague_email=email,
            )
            try:
                really = probe(bench)
            except (NotTriedError, GoogleError) as error:
                why = str(error)
            finally:
                gateway.trash(file)
        yield Answer(switch=note.name, assumed=note.default, really=really, why=why)


def _gateway_of(settings: Path) -> tuple[Gateway, str]:
    lines = settings.read_text(encoding="utf-8").splitlines()
    environment = dict(line.split("=", 1) for line in lines if "=" in line)
    google = read_settings(environment).google
    account = google_account(google, settings.with_name("google-token.json"))
    gateway = Gateway.of(account, label="probe")
    return gateway, tracker_drive(google, gateway)


@click.command()
@click.option("--settings", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--colleague", type=click.Path(exists=True, path_type=Path))
def main(settings: Path, colleague: Path | None) -> None:
    """Ask a Google account what its documentation leaves open, and compare."""
    try:
        gateway, drive_id = _gateway_of(settings)
        other = _gateway_of(colleague)[0] if colleague else None
        for one in probe_all(gateway, drive_id, other):
            click.echo(f"{one.switch:34} assumed {one.assumed!s:6} {one.verdict}")
    except TracksheetError as error:
        click.echo("\n  ".join([error.reason, *error.problems]), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
