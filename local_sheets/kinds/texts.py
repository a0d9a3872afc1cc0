"""Kinds that edit texts in cells: find and replace, trim, split into columns."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from local_sheets.areas import Area, area_of, tab_of, whole
from local_sheets.cell_blocks import block_of, edited_texts, tab_at, with_value
from local_sheets.cell_writes import Change, with_cells
from local_sheets.entry_parsing import MAX_CHARACTERS, TOO_LONG, typed
from local_sheets.errors import invalid, not_supported
from local_sheets.formats import without_defaults
from local_sheets.kinds.kind import Applied, Kind, Turn, part_of
from local_sheets.protection import Footprint
from local_sheets.rendering import formatter, number_format
from local_sheets.workbook import Cell

Json = Mapping[str, Any]
_Sub = Callable[[str], tuple[str, int]]
"""From a text to the text after the replacement, and how often it was replaced."""

_NESTED = re.compile(r"\((?:[^()\\]|\\.)*[+*}|](?:[^()\\]|\\.)*\)[+*{]")
"""Such patterns can take Python's engine forever, and with it everybody who waits."""
_GROUP = re.compile(r"\\(.)|\$(\d)", re.DOTALL)


def _scope(turn: Turn) -> list[Area]:
    """Where to search: exactly one of range, sheetId and allSheets."""
    named = [name for name in ("range", "sheetId", "allSheets") if name in turn.body]
    if len(named) != 1:
        raise invalid("findReplace needs exactly one of 'range', 'sheetId' and 'allSheets'.")
    if "range" in turn.body:
        return [area_of(turn.workbook, turn.body["range"])]
    if "sheetId" in turn.body:
        return [whole(tab_of(turn.workbook, turn.body))]
    return [whole(tab) for tab in turn.workbook.tabs]


def _substitution(body: Json) -> _Sub:
    """How one text is searched; regular expressions are Java's in Google, Python's here."""
    find = body.get("find", "")
    if not find:
        raise invalid("findReplace needs a text to find.")
    by_regex = bool(body.get("searchByRegex"))
    flags = 0 if body.get("matchCase") else re.IGNORECASE
    if by_regex and _NESTED.search(find):
        raise not_supported("A regular expression that repeats a repetition")
    try:
        pattern = re.compile(find if by_regex else re.escape(find), flags)
    except re.error as error:
        raise invalid(f"Invalid regular expression '{find}': {error}") from error
    new = body.get("replacement", "")
    entire = bool(body.get("matchEntireCell"))

    def replacement(found: re.Match[str]) -> str:
        return _expanded(new, found) if by_regex else str(new)

    def substitute(text: str) -> tuple[str, int]:
        if not entire:
            return pattern.subn(replacement, text)
        whole_cell = pattern.fullmatch(text)
        return (replacement(whole_cell), 1) if whole_cell else (text, 0)

    return substitute


def _expanded(new: str, found: re.Match[str]) -> str:
    """A replacement with its `$1` filled in."""

    def one(part: re.Match[str]) -> str:
        if part[1] is not None:
            return part[1]
        number = int(part[2])
        if number > (found.re.groups or 0):
            raise invalid(f"The regular expression has no group {number}.")
        return found[number] or ""

    return _GROUP.sub(one, new)


_Hit = tuple[Area, int, int, Cell, int]
"""Area of the search, row, column, the new cell, and how often something was replaced."""


def _hits(turn: Turn) -> Iterator[_Hit]:
    substitute = _substitution(turn.body)
    shown = formatter(turn.workbook.locale)
    for area in _scope(turn):
        tab = tab_at(turn.workbook, area)
        for down, row in enumerate(block_of(tab, area)):
            for across, cell in enumerate(row):
                text = _searched(turn.body, cell, shown)
                if text is None:
                    continue
                new, count = substitute(text)
                if count:
                    changed = _retyped(turn, cell, new)
                    yield area, area.top + down, area.left + across, changed, count


def _searched(body: Json, cell: Cell, shown: Callable[[Cell], str | None]) -> str | None:
    """The text of a cell that is searched: a formula's only if asked for."""
    formula: str | None = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is not None:
        return formula if body.get("includeFormulas") else None
    return shown(cell)


def _retyped(turn: Turn, cell: Cell, text: str) -> Cell:
    """The cell with a new text, as if a person had typed it."""
    if len(text) > MAX_CHARACTERS:
        raise invalid(TOO_LONG)
    if not text:
        return with_value(None)(cell)
    if (number_format(cell) or {}).get("type") == "TEXT":
        return with_value({"stringValue": text})(cell)
    entry = typed(text, turn.workbook.locale, turn.moment.today)
    return with_value(entry.value)(cell)


def _find_footprint(turn: Turn) -> Footprint:
    return Footprint(
        writes=tuple(
            Area(sheet_id=area.sheet_id, top=row, bottom=row + 1, left=column, right=column + 1)
            for area, row, column, _, _ in _hits(turn)
        )
    )


def _apply_find(turn: Turn) -> Applied:
    """The reply counts; zero counts are left out, as proto JSON does."""
    workbook = turn.workbook
    changes: dict[int, dict[int, dict[int, Change]]] = {}
    counts = dict.fromkeys(("valuesChanged", "formulasChanged", "occurrencesChanged"), 0)
    for area, row, column, cell, count in _hits(turn):
        old = tab_at(workbook, area).cell(row, column)
        is_formula = "formulaValue" in old.get("userEnteredValue", {})
        counts["formulasChanged" if is_formula else "valuesChanged"] += 1
        counts["occurrencesChanged"] += count
        rows = changes.setdefault(area.sheet_id, {})
        rows.setdefault(row, {})[column] = _becoming(cell)
    for sheet_id, rows in changes.items():
        tab = tab_of(workbook, {"sheetId": sheet_id})
        workbook = workbook.with_tab(with_cells(tab, rows.items()))
    counts["rowsChanged"] = sum(map(len, changes.values()))
    counts["sheetsChanged"] = len(changes)
    return Applied(workbook=workbook, reply=without_defaults(counts))


def _becoming(cell: Cell) -> Change:
    return lambda _: cell


def _range_footprint(turn: Turn) -> Footprint:
    return Footprint(writes=(area_of(turn.workbook, part_of(turn.body, "range")),))


def _apply_trim(turn: Turn) -> Applied:
    """Outer white space goes, inner runs become one space; the result stays a text (Google)."""
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    tab, count = edited_texts(
        tab_at(turn.workbook, area), area, lambda text: " ".join(text.split())
    )
    return Applied(
        workbook=turn.workbook.with_tab(tab),
        reply={"cellsChangedCount": count} if count else {},
    )


_DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def _delimiter(body: Json, texts: list[str]) -> str:
    kind = body.get("delimiterType", "DELIMITER_TYPE_UNSPECIFIED")
    if ("delimiter" in body) != (kind == "CUSTOM"):
        raise invalid("'delimiter' goes with the delimiterType CUSTOM, and only with it.")
    if kind == "CUSTOM":
        if not body["delimiter"]:
            raise invalid("The delimiter must not be empty.")
        return str(body["delimiter"])
    if kind == "DELIMITER_TYPE_UNSPECIFIED":
        raise invalid("The delimiterType must be specified.")
    if kind == "AUTODETECT":
        return max(_DELIMITERS.values(), key=lambda sign: sum(text.count(sign) for text in texts))
    return _DELIMITERS[kind]


def _split(turn: Turn) -> tuple[Area, list[list[str]]]:
    """The column that is split, and the parts of its texts; no text gives no parts."""
    area = area_of(turn.workbook, part_of(turn.body, "source"))
    if area.width != 1:
        raise invalid("The source of textToColumns must span exactly one column.")
    cells = [row[0] for row in block_of(tab_at(turn.workbook, area), area)]
    texts = [cell.get("userEnteredValue", {}).get("stringValue", "") for cell in cells]
    sign = _delimiter(turn.body, texts)
    parts = [text.split(sign) if sign in text else [] for text in texts]
    widest = max(map(len, parts), default=0)
    room = tab_at(turn.workbook, area).column_count - area.left
    if widest > room:
        raise invalid(f"textToColumns needs {widest} columns, there are {room} from the source on.")
    return area, parts


def _split_footprint(turn: Turn) -> Footprint:
    area, parts = _split(turn)
    runs = (
        Area(
            sheet_id=area.sheet_id,
            top=area.top + down,
            bottom=area.top + down + 1,
            left=area.left,
            right=area.left + len(row),
        )
        for down, row in enumerate(parts)
        if row
    )
    return Footprint(writes=tuple(runs))


def _apply_split(turn: Turn) -> Applied:
    """Each part lands in a cell of its own, as if typed; what stood there goes."""
    area, parts = _split(turn)
    tab = tab_at(turn.workbook, area)
    changes = [
        (
            area.top + down,
            {area.left + across: _typing(turn, text) for across, text in enumerate(row)},
        )
        for down, row in enumerate(parts)
        if row
    ]
    return Applied(workbook=turn.workbook.with_tab(with_cells(tab, changes)))


def _typing(turn: Turn, text: str) -> Change:
    return lambda cell: _retyped(turn, cell, text.strip())


KINDS = (
    Kind(name="findReplace", footprint=_find_footprint, apply=_apply_find),
    Kind(name="trimWhitespace", footprint=_range_footprint, apply=_apply_trim),
    Kind(name="textToColumns", footprint=_split_footprint, apply=_apply_split),
)
