"""Rows are made once, and never shown as they were before a write."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from local_sheets.row_cache import RowCache
from local_sheets.workbook import Row

SHOWN: Row = {1: {"userEnteredValue": {"numberValue": 7}}}


class Maker:
    """Shows rows and counts how often it had to."""

    def __init__(self) -> None:
        self.made: list[Row] = []

    def __call__(self, row: Row) -> list[Any]:
        self.made.append(row)
        return [cell["userEnteredValue"] for cell in row.values()]


@pytest.fixture
def maker() -> Maker:
    return Maker()


def read(cache: RowCache, rows: dict[int, Row | None], show: Callable[[Row], Any]) -> Any:
    return orjson.loads(orjson.dumps(cache.shown("way", rows.items(), show)))


def test_a_row_is_made_once_and_again_when_it_was_replaced(maker: Maker) -> None:
    cache = RowCache(10_000)
    assert read(cache, {5: SHOWN}, maker) == read(cache, {5: SHOWN}, maker)
    assert len(maker.made) == 1
    other: Row = {1: {"userEnteredValue": {"numberValue": 8}}}
    assert read(cache, {5: other}, maker) == [[{"numberValue": 8}]]


def test_an_equal_row_of_another_identity_is_made_anew(maker: Maker) -> None:
    cache = RowCache(10_000)
    read(cache, {5: SHOWN}, maker)
    read(cache, {5: dict(SHOWN)}, maker)
    assert len(maker.made) == 2


def test_blank_rows_inside_stay_and_at_the_end_go(maker: Maker) -> None:
    shown = read(RowCache(10_000), {1: None, 2: {}, 3: SHOWN, 4: {}, 5: None}, maker)
    assert shown == [None, None, [{"numberValue": 7}]]


def test_the_memory_is_bounded_and_forgets_the_least_used_way(maker: Maker) -> None:
    cache = RowCache(1_000)
    for way in range(50):
        cache.shown(way, [(1, SHOWN)], maker)
        cache.shown(0, [(1, SHOWN)], maker)
        assert cache.size <= 1_000
    assert len(maker.made) == 50


def test_what_is_larger_than_the_memory_is_shown_all_the_same(maker: Maker) -> None:
    cache = RowCache(1_000)
    many: dict[int, Row | None] = dict.fromkeys(range(100), SHOWN)
    assert read(cache, many, maker) == [[{"numberValue": 7}]] * 100
    assert cache.size == 0


def test_replaced_rows_do_not_add_up(maker: Maker) -> None:
    cache = RowCache(100_000)
    read(cache, {1: SHOWN}, maker)
    once = cache.size
    for _ in range(100):
        read(cache, {1: dict(SHOWN)}, maker)
    assert cache.size == once


def test_reads_see_writes_and_changes_of_locale(desk: Any) -> None:
    desk.put("A1:B2", [[1.5, "x"], [None, 2.5]])
    assert desk.values("A1:B2")["values"] == [["1.5", "x"], ["", "2.5"]]
    desk.put("B2", [[3.5]])
    assert desk.values("A1:B2")["values"] == [["1.5", "x"], ["", "3.5"]]
    change = {"properties": {"locale": "de_DE"}, "fields": "locale"}
    desk.batch({"updateSpreadsheetProperties": change})
    assert desk.values("A1:B2")["values"] == [["1,5", "x"], ["", "3,5"]]
    assert desk.values("A1:B2", valueRenderOption="UNFORMATTED_VALUE")["values"] == [
        [1.5, "x"],
        ["", 3.5],
    ]
