"""Tabs that are gone, that people added, or that are copies of ours."""

from collections.abc import Iterator

from sheet_templates.expectation import Expectation, ExpectedTab
from sheet_templates.sentences import about, sentence, several
from sheet_templates.snapshot import Snapshot, SnapshotTab
from sync.domain.entries import CellIssue, Weight
from sync.domain.judging.findings import line_issue

_KEY_COLUMNS = 3  # the key column may have been moved a little


def missing_tab(tracker_id: str, wanted: ExpectedTab) -> CellIssue:
    """A tab of ours that is gone; its entries and rows stay as they were."""
    message = about(
        tracker_id,
        sentence(
            "the %(wanted)s tab is gone. Undo its removal in the spreadsheet (File, Version "
            "history); until then its entries stay as they were.",
            wanted=wanted.title,
        ),
    )
    return line_issue(wanted.key, "A1", "tab_missing", message, weight=Weight.STOPPED)


def extra_tabs(expectation: Expectation, snapshot: Snapshot) -> Iterator[CellIssue]:
    """People's own tabs by name and size, and copies of ours, in which typing is in vain."""
    ours = {tab.sheet_id for tab in expectation.tabs} | expectation.service_tabs
    for tab in snapshot.tabs:
        if tab.sheet_id in ours:
            continue
        twin = next((one for one in expectation.tabs if _is_copy(tab, one)), None)
        yield _copied(tab, twin) if twin else _extra(tab, _scored(expectation, tab))


def _is_copy(tab: SnapshotTab, wanted: ExpectedTab) -> bool:
    """Whether a tab carries the keys of one of ours, as marks or as texts."""
    marks = any(line.key in wanted.rows for line in tab.rows)
    return marks or any(
        cell.entered.get("stringValue") in wanted.rows
        for row in tab.cells
        for cell in row[:_KEY_COLUMNS]
    )


def _copied(tab: SnapshotTab, twin: ExpectedTab) -> CellIssue:
    message = sentence(
        'The tab "%(tab)s" is a copy of %(twin)s. Nothing that is typed there is counted: '
        "type it in %(twin)s, and delete the copy.",
        tab=tab.title,
        twin=twin.title,
    )
    return line_issue(place_of(tab), "A1", "tab_copied", message, raw=tab.title)


def _scored(expectation: Expectation, tab: SnapshotTab) -> int:
    """For how many students of the tracker a row of people's own tab has their id and a number."""
    ours = {student for wanted in expectation.tabs for student in wanted.rows.values()}
    return sum(
        any(cell.formatted in ours for cell in row)
        and any("numberValue" in cell.entered and cell.formatted not in ours for cell in row)
        for row in tab.cells
    )


def _extra(tab: SnapshotTab, scored: int) -> CellIssue:
    columns = max(map(len, tab.cells), default=0)
    message = sentence(
        '"%(tab)s" is a tab of your own (%(cells)s rows, %(columns)s columns): noted, and '
        "not read.",
        tab=tab.title,
        cells=len(tab.cells),
        columns=columns,
    )
    if scored:
        message = sentence(
            '"%(tab)s" is a tab of your own: noted, and not read. It has numbers beside the '
            "ids of %(students)s: if they are scores that another program made, have its file "
            "taken in (tracksheet scores import) instead of typing them again.",
            tab=tab.title,
            students=several("%(count)s student", "%(count)s students", scored),
        )
    return line_issue(place_of(tab), "A1", "tab_extra", message, raw=tab.title, weight=Weight.NOTED)


def place_of(tab: SnapshotTab) -> str:
    """How a tab that no template knows is named: by Google's id of it."""
    return f"gid {tab.sheet_id}"
