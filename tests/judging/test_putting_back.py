"""What a put-back writes: the earlier scores, and nothing where a row may be another child's."""

from collections.abc import Callable

from sync.domain.entries import EntryKey, EntryValue
from sync.domain.holds import WHOLE_TAB, Hold
from sync.domain.putting_back import held_states, put_back
from tests.domain.built_class import key
from tests.judging.watched import FIRST_COLUMN, FIRST_ROW, Watched


def number(value: float) -> EntryValue:
    return EntryValue(number=value, code=None, a1="J10")


def held(scope: str) -> tuple[dict[EntryKey, float | None], dict[EntryKey, float | None]]:
    """Ann's and Ben's scores changed places, Cat's went to Eve, and Dan's was typed anew."""
    ann, ben, cat, dan, eve = (key(child, "fall.reading") for child in ("a", "b", "c", "d", "e"))
    known = {ann: number(500), ben: number(510), cat: number(520)}
    changes = {
        ann: number(510), ben: number(500), cat: None, dan: number(600), eve: number(520)
    }  # fmt: skip
    hold = Hold(tab="students", scope=scope, rule="sorted_apart", message="", changes=changes)
    then, now = held_states(hold, known)
    assert {one: then[one] for one in then} == known
    places = sorted({*then, *now})
    return (
        {one: then[one].number if one in then else None for one in places},
        {one: now[one].number if one in now else None for one in places},
    )


def test_what_was_typed_anew_in_a_tab_that_is_put_back_stays() -> None:
    then, now = held(WHOLE_TAB)
    assert [one.student for one in then] == ["a", "b", "c", "e"]
    assert list(then.values()) == [500, 510, 520, None]
    assert list(now.values()) == [510, 500, None, 520]


def test_a_column_that_is_put_back_goes_back_as_a_whole() -> None:
    then, _ = held("column:fall.reading")
    assert list(then.values()) == [500, 510, 520, None, None]


def test_a_row_whose_key_cell_contradicts_its_mark_is_no_place_to_write(
    open_tracker: Callable[..., Watched],
) -> None:
    watched = open_tracker(sort_moves_metadata=False)
    watched.type("J10:J14", [501], [512], [523], [534], [545])
    watched.sync()
    then = dict(watched.known.entries)
    width = watched.tracker.tab("students").column_count
    area = {
        "sheetId": watched.sheet_id,
        "startRowIndex": FIRST_ROW,
        "endRowIndex": FIRST_ROW + 4,
        "startColumnIndex": 0,
        "endColumnIndex": width,
    }
    spec = {"dimensionIndex": FIRST_COLUMN, "sortOrder": "DESCENDING"}
    watched.edit({"sortRange": {"range": area, "sortSpecs": [spec]}})
    planned = put_back(watched.expectation, watched.snapshot(), then, {})
    assert [one.cell for one in planned.cells] == ["J14"]
    assert len(planned.homeless) == 4
