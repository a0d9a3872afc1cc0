"""Assumptions about Google that nobody has proved, as named switches.

Each field of `Switches` is one switch: its default, what it means, and where the assumption comes
from. `DIR/switches.json` (`{"name": value}`), the option `--switch name=value` and
`create_app(..., switches={...})` set them, the later ones over the earlier. A workbook carries
the switches it lives under, so the pure core reads `workbook.switches` and asks nobody.

To add one, write one more field below: everything else, the docs too, comes from the table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import orjson

from local_sheets.local_errors import LocalServerError

FILE_NAME = "switches.json"


def _switch(default: Any, meaning: str, source: str) -> Any:
    return field(default=default, metadata={"meaning": meaning, "source": source})


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """All switches; a whole number is never negative."""

    strict_service_accounts: bool = _switch(
        default=True,
        meaning=(
            "A service account owns nothing: a file outside a shared drive is refused with 403 "
            "storageQuotaExceeded."
        ),
        source="Google: About shared drives; reported live until September 2026 (sheets-api 5.6)",
    )
    copy_keeps_protections: bool = _switch(
        default=True,
        meaning=(
            "files.copy keeps protected ranges, with nobody but the copier as editor; off: only "
            "protections of whole tabs stay, without editors."
        ),
        source="Conflicting reports: gspread#1072 and #1046 against an Apps Script gist (4.6)",
    )
    organizers_bypass_protections: bool = _switch(
        default=False,
        meaning="Managers and content managers of a shared drive may edit every protected range.",
        source="Unproved: nothing is written about it, expected not to be so (sheets-api 5.7)",
    )
    tab_titles_ignore_case: bool = _switch(
        default=True,
        meaning="A range finds a tab whatever the case of its title; off: letter by letter.",
        source="Expected, not proved (sheets-api 6.2)",
    )
    version_lag_seconds: int = _switch(
        default=0,
        meaning=(
            "How long Drive's version, modifiedTime and changes stay behind an edit of cells; "
            "Google was seen 14 seconds behind."
        ),
        source="Reported live (sheets-api 5.4)",
    )
    sort_moves_metadata: bool = _switch(
        default=True,
        meaning=(
            "A sort takes row metadata along when the range holds every filled cell of its rows; "
            "off: the metadata stays on its row, as a sort in the browser might leave it."
        ),
        source="Measured once for sortRange; unproved for the browser (sheets-api 3.5)",
    )
    protected_columns_stop_new_rows: bool = _switch(
        default=True,
        meaning=(
            "Who may not edit protected columns may not insert rows across them either; off: "
            "rows may be inserted there."
        ),
        source="Unproved, expected the strict way (sheets-api 4.4, probe 8)",
    )
    sort_puts_blanks_last: bool = _switch(
        default=True,
        meaning="sortRange puts blank cells last in either order; off: first in either order.",
        source="Expected, not proved (sheets-api 7.2, probe 19)",
    )
    shift_moves_metadata: bool = _switch(
        default=False,
        meaning=(
            "insertRange and deleteRange take row metadata along when they move every filled cell "
            "of its row up or down; off: the metadata stays on its row."
        ),
        source="Unproved, expected to stay (sheets-api 3.5, probe 15)",
    )
    cut_moves_metadata: bool = _switch(
        default=False,
        meaning=(
            "cutPaste takes row metadata along when it moves every filled cell of its row; it "
            "replaces what hung on the row there. Off: the metadata stays on its row."
        ),
        source="Unproved, expected to stay (sheets-api 3.5, probe 2)",
    )
    location_shows_sheet_zero: bool = _switch(
        default=False,
        meaning=(
            "The location of metadata on the tab with the id 0 has a sheetId of 0; off: it has "
            "none."
        ),
        source="Unproved, expected to be left out (sheets-api 3.1, probe 10)",
    )
    protections_guard_themselves: bool = _switch(
        default=True,
        meaning=(
            "Who may not edit a protected range may not change or delete the protection; off: "
            "any writer may."
        ),
        source="Unproved, expected the strict way (sheets-api 4.3, probe 5)",
    )
    protected_editors_need_access: bool = _switch(
        default=False,
        meaning=(
            "A protected range may only list editors with whom the file is shared, else 400; off: "
            "any address may stand there."
        ),
        source="Open; accepted until somebody proves otherwise (sheets-api 4.2, probe 6)",
    )
    readers_save_filter_views: bool = _switch(
        default=False,
        meaning=(
            "Readers may save, change and delete filter views; off: only writers may, others get "
            "403."
        ),
        source="Expected, not proved (sheets-api 7.2, probe 19)",
    )
    readonly_scope_shows_metadata: bool = _switch(
        default=True,
        meaning=(
            "A token with a read-only scope sees developer metadata in spreadsheets.get; off: the "
            "answer leaves it out."
        ),
        source="Unproved, expected to be visible (sheets-api 1.1, probe 9)",
    )
    drive_hides_files: bool = _switch(
        default=True,
        meaning=(
            "Drive answers 404 for a file that is not shared with the caller; off: 403, as the "
            "Sheets API does."
        ),
        source="Expected, not proved (sheets-api 10.1, probe 17)",
    )
    strict_rules_refuse_writes: bool = _switch(
        default=False,
        meaning=(
            "A value that a strict validation rule forbids is refused with 400; checked are "
            "lists, ranges of choices, checkboxes and bounds of numbers. Off: it gets through."
        ),
        source="Unproved, expected to get through (sheets-api 6.3, probe 12)",
    )
    duplicate_keeps_metadata: bool = _switch(
        default=False,
        meaning=(
            "duplicateSheet takes developer metadata along, with new ids; off: the new tab has "
            "none."
        ),
        source="Unproved (sheets-api 3.5)",
    )
    duplicate_keeps_protections: bool = _switch(
        default=False,
        meaning=(
            "duplicateSheet takes protected ranges along, with new ids and the caller as the only "
            "editor; off: the new tab has none."
        ),
        source="Unproved, treat as none (sheets-api 4.6)",
    )
    every_protection_counts: bool = _switch(
        default=True,
        meaning=(
            "Where protected ranges overlap, a writer must be an editor of each; off: of one of "
            "them."
        ),
        source="Unproved, expected the strict way (sheets-api 4.3)",
    )
    quotas: bool = _switch(
        default=False,
        meaning=(
            "Reads and writes of Sheets are counted: 60 a minute per person, 300 per project; "
            "what is over is answered 429."
        ),
        source="Google: Sheets API usage limits (sheets-api 2.1 and 2.4)",
    )


DEFAULTS = Switches()


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchNote:
    """One switch as the docs show it."""

    name: str
    default: bool | int
    meaning: str
    source: str


def switch_notes() -> Iterator[SwitchNote]:
    """Every switch in the order of the table."""
    for one in fields(Switches):
        yield SwitchNote(
            name=one.name,
            default=getattr(DEFAULTS, one.name),
            meaning=one.metadata["meaning"],
            source=one.metadata["source"],
        )


def with_switches(base: Switches, wanted: Mapping[str, Any], place: str) -> Switches:
    """`base` with other values; raises one LocalServerError with every problem of `wanted`."""
    known = {note.name: note.default for note in switch_notes()}
    problems = []
    for name, value in wanted.items():
        if name not in known:
            problems.append(f"there is no switch {name!r}")
        elif not _fits(known[name], value):
            kind = "true or false" if isinstance(known[name], bool) else "a whole number from 0"
            problems.append(f"{name} must be {kind}, not {value!r}")
    if problems:
        listed = ", ".join(sorted(known))
        raise LocalServerError(f"{place}: {'; '.join(problems)}. The switches are {listed}.")
    return replace(base, **wanted)


def _fits(default: bool | int, value: Any) -> bool:  # noqa: FBT001 - a value, not an option
    return type(value) is type(default) and (isinstance(value, bool) or value >= 0)


def read_switches(folder: Path) -> Switches:
    """The switches of a data folder: the defaults, or what its switches.json sets."""
    path = folder / FILE_NAME
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return DEFAULTS
    except OSError as error:
        raise LocalServerError(f"{path} cannot be read ({error.strerror}); allow it") from error
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise LocalServerError(
            f"{path} is not valid JSON ({error}); correct or delete it"
        ) from error
    if not isinstance(content, dict):
        raise LocalServerError(f'{path} must be an object such as {{"quotas": true}}')
    return with_switches(DEFAULTS, content, str(path))


def switch_option(text: str) -> tuple[str, Any]:
    """`name=value` of the command line; raises ValueError with the remedy."""
    name, sign, value = text.partition("=")
    if not sign:
        raise ValueError(f"{text!r} is not a switch such as quotas=true")
    if value.isascii() and value.isdigit():
        return name, int(value)
    return name, {"true": True, "false": False}.get(value.lower(), value)
