"""Assumptions about Google that nobody has proved, as named switches.

Each field of `Switches` is one switch: its default, what it means, and where the assumption comes
from. A workbook carries the switches it lives under, so the pure core reads `workbook.switches`
and asks nobody. How they are set: switch_settings.py. What is unproved and needs no switch:
assumptions.py.

To add one, write one more field below: everything else, the docs too, comes from the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any


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
        source="Google: About shared drives; reported live until September 2026",
    )
    copy_keeps_protections: bool = _switch(
        default=True,
        meaning=(
            "files.copy keeps protected ranges, with nobody but the copier as editor; off: only "
            "protections of whole tabs stay, without editors."
        ),
        source="Conflicting reports: gspread#1072 and #1046 against an Apps Script gist",
    )
    organizers_bypass_protections: bool = _switch(
        default=False,
        meaning="Managers and content managers of a shared drive may edit every protected range.",
        source="Unproved: nothing is written about it, expected not to be so",
    )
    tab_titles_ignore_case: bool = _switch(
        default=True,
        meaning="A range finds a tab whatever the case of its title; off: letter by letter.",
        source="Expected, not proved",
    )
    version_lag_seconds: int = _switch(
        default=0,
        meaning=(
            "How long Drive's version, modifiedTime and changes stay behind an edit of cells; "
            "Google was seen 14 seconds behind."
        ),
        source="Reported live",
    )
    sort_moves_metadata: bool = _switch(
        default=True,
        meaning=(
            "A sort takes row metadata along when the range holds every filled cell of its rows; "
            "off: the metadata stays on its row, as a sort in the browser might leave it."
        ),
        source="Measured once for sortRange; unproved for the browser",
    )
    protected_columns_stop_new_rows: bool = _switch(
        default=True,
        meaning=(
            "Who may not edit protected columns may not insert rows across them either; off: "
            "rows may be inserted there."
        ),
        source="Unproved, expected the strict way",
    )
    sort_puts_blanks_last: bool = _switch(
        default=True,
        meaning="sortRange puts blank cells last in either order; off: first in either order.",
        source="Expected, not proved",
    )
    shift_moves_metadata: bool = _switch(
        default=False,
        meaning=(
            "insertRange and deleteRange take row metadata along when they move every filled cell "
            "of its row up or down; off: the metadata stays on its row."
        ),
        source="Unproved, expected to stay",
    )
    cut_moves_metadata: bool = _switch(
        default=False,
        meaning=(
            "cutPaste takes row metadata along when it moves every filled cell of its row; it "
            "replaces what hung on the row there. Off: the metadata stays on its row."
        ),
        source="Unproved, expected to stay",
    )
    location_shows_sheet_zero: bool = _switch(
        default=False,
        meaning=(
            "The location of metadata on the tab with the id 0 has a sheetId of 0; off: it has "
            "none."
        ),
        source="Unproved, expected to be left out",
    )
    protections_guard_themselves: bool = _switch(
        default=True,
        meaning=(
            "Who may not edit a protected range may not change or delete the protection; off: "
            "any writer may."
        ),
        source="Unproved, expected the strict way",
    )
    protected_editors_need_access: bool = _switch(
        default=False,
        meaning=(
            "A protected range may only list editors with whom the file is shared, else 400; off: "
            "any address may stand there."
        ),
        source="Open; accepted until somebody proves otherwise",
    )
    readers_save_filter_views: bool = _switch(
        default=False,
        meaning=(
            "Readers may save, change and delete filter views; off: only writers may, others get "
            "403."
        ),
        source="Expected, not proved",
    )
    readonly_scope_shows_metadata: bool = _switch(
        default=True,
        meaning=(
            "A token with a read-only scope sees developer metadata in spreadsheets.get; off: the "
            "answer leaves it out."
        ),
        source="Unproved, expected to be visible",
    )
    drive_hides_files: bool = _switch(
        default=True,
        meaning=(
            "Drive answers 404 for a file that is not shared with the caller; off: 403, as the "
            "Sheets API does."
        ),
        source="Expected, not proved",
    )
    strict_rules_refuse_writes: bool = _switch(
        default=False,
        meaning=(
            "A value that a strict validation rule forbids is refused with 400; checked are "
            "lists, ranges of choices, checkboxes and bounds of numbers. Off: it gets through."
        ),
        source="Unproved, expected to get through",
    )
    sort_keeps_equal_rows: bool = _switch(
        default=True,
        meaning="sortRange leaves rows with equal keys in their order; off: it turns them round.",
        source="Unproved, expected to be stable",
    )
    empty_lists_shown: bool = _switch(
        default=False,
        meaning=(
            "A search for metadata, or a data filter, that finds nothing is answered with an empty "
            "list; off: the list is left out, as protocol buffers leave out empty ones."
        ),
        source="Unproved, expected to be left out (protocol buffers: JSON mapping)",
    )
    typed_numbers_bring_formats: bool = _switch(
        default=True,
        meaning=(
            "A typed percentage, number with grouped thousands or time brings its format to the "
            "cell; off: only the number is kept."
        ),
        source="Expected from what the browser shows; reported for dates and currency only",
    )
    locale_orders_dates: bool = _switch(
        default=True,
        meaning=(
            "The locale orders a date: 1/2/2026 is 1 February outside the United States, and "
            "1.2.2026 is a date in de_DE; off: the month stands first, and dots make no date."
        ),
        source="Expected from the locale's own habit; reported for en_US and en_GB only",
    )
    locale_decimal_marks: bool = _switch(
        default=True,
        meaning=(
            "In locales with a decimal comma, typed and shown numbers have one, and formulas "
            "separate arguments by semicolons; off: a point and a comma everywhere."
        ),
        source="Expected from Google: Change your spreadsheet's location settings; unproved",
    )
    protection_change_is_forbidden: bool = _switch(
        default=False,
        meaning=(
            "Who may not edit a protection and changes or deletes it gets 403 PERMISSION_DENIED; "
            "off: the 400 of a protected cell."
        ),
        source="Open: nobody has shown the answer",
    )
    protected_writes_name_place: bool = _switch(
        default=True,
        meaning=(
            'The refusal of a write into a protected range begins with its place, as "Invalid '
            'requests[0].updateCells: "; off: the bare text.'
        ),
        source="Reported live for some kinds; unproved for the others",
    )
    most_protected_ranges: int = _switch(
        default=0,
        meaning="How many protected ranges a spreadsheet may have; 0: any number.",
        source="No limit is documented or reported",
    )
    named_range_ids_are_numbers: bool = _switch(
        default=True,
        meaning="New named ranges get a number as their id; off: letters and digits, as ej1a2b.",
        source="Recorded as a number; reported in the other form",
    )
    sheets_api_enabled: bool = _switch(
        default=True,
        meaning=(
            "The project has the Sheets API enabled; off: every call of it is refused with 403 "
            "SERVICE_DISABLED, until somebody enables it."
        ),
        source="Google: Troubleshoot errors; the body is expected, not proved",
    )
    errors_have_details: bool = _switch(
        default=True,
        meaning=(
            "401 and 403 of the Sheets API carry an ErrorInfo with the reason, and 401 the header "
            "WWW-Authenticate; off: message and status only."
        ),
        source="Google Cloud: error model; unproved for these bodies",
    )
    token_errors_describe: bool = _switch(
        default=True,
        meaning="A refusal of the token endpoint has an error_description; off: only the error.",
        source="RFC 6749 leaves it open; Google's texts are unproved",
    )
    drive_errors_give_reasons: bool = _switch(
        default=True,
        meaning=(
            "Refusals of Drive list errors with domain and reason, as both client libraries read "
            "them; off: code, message and status, as the Sheets API words them."
        ),
        source="Read in google-api-python-client and gspread; unproved of Google itself",
    )
    most_calls_in_batch: int = _switch(
        default=100,
        meaning="How many calls a batch of Drive may hold; more are refused with 400.",
        source="Google: Improve performance, batching requests; unproved of the refusal",
    )
    sharing_writes_an_hour: int = _switch(
        default=0,
        meaning=(
            "How many permissions a person may write in an hour; more are refused with 403 "
            "sharingRateLimitExceeded. 0: any number."
        ),
        source="Google: Resolve errors names the reason; the number is unproved",
    )
    shared_drive_access_expires: bool = _switch(
        default=False,
        meaning=(
            "A permission on a file of a shared drive may have an expirationTime; off: it is "
            "refused with 403."
        ),
        source="Google: Share files, which speaks of files in My Drive; unproved for shared drives",
    )
    channel_minutes: int = _switch(
        default=60,
        meaning="How long a push channel lives that asks for no expiration.",
        source="Google: push notifications guide; unproved",
    )
    longest_file_channel_hours: int = _switch(
        default=24,
        meaning="How long a push channel on a file lives at most.",
        source="Google: push notifications guide; unproved",
    )
    longest_changes_channel_hours: int = _switch(
        default=168,
        meaning="How long a push channel on changes lives at most.",
        source="Google: push notifications guide; unproved",
    )
    duplicate_keeps_metadata: bool = _switch(
        default=False,
        meaning=(
            "duplicateSheet and copyTo take developer metadata along, with new ids; off: the new "
            "tab has none."
        ),
        source="Unproved",
    )
    duplicate_keeps_protections: bool = _switch(
        default=False,
        meaning=(
            "duplicateSheet and copyTo take protected ranges along, with new ids and the caller as "
            "the only editor; off: the new tab has none."
        ),
        source="Unproved, treat as none",
    )
    every_protection_counts: bool = _switch(
        default=True,
        meaning=(
            "Where protected ranges overlap, a writer must be an editor of each; off: of one of "
            "them."
        ),
        source="Unproved, expected the strict way",
    )
    instance_leaves_drive_out: bool = _switch(
        default=False,
        meaning=(
            "The metadata server's tokens have the scope cloud-platform alone, whatever is asked "
            "for, as on a machine of Compute Engine with its usual access scopes."
        ),
        source="Google: Compute Engine ignores requested scopes; Cloud Run honours them",
    )
    quotas: bool = _switch(
        default=False,
        meaning=(
            "Reads and writes of Sheets are counted: 60 a minute per person, 300 per project; "
            "what is over is answered 429."
        ),
        source="Google: Sheets API usage limits",
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
