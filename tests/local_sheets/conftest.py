"""What the tests of the spreadsheet core share: a small cast, and calls in one line."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from local_sheets import sheets_api as api
from local_sheets.calls import Editor, Query, Written
from local_sheets.json_text import plain
from local_sheets.schema import check_reply
from local_sheets.workbook import Workbook, new_tab, new_workbook

TODAY = date(2026, 11, 22)


def query(**parameters: str | list[str]) -> Query:
    listed = {
        name: value if isinstance(value, list) else [value] for name, value in parameters.items()
    }
    return Query(parameters=listed, today=TODAY)


def sent(method: str, reply: Any) -> dict[str, Any]:
    """An answer as it goes over the wire, held to Google's schema."""
    read: dict[str, Any] = plain(reply)
    assert check_reply(f"sheets.{method}", read) == []
    return read


@dataclass(slots=True)
class Desk:
    """A spreadsheet on a desk: calls go to the one workbook, answers are checked."""

    workbook: Workbook
    editor: Editor

    def seen_by(self, editor: Editor) -> "Desk":
        return replace(self, editor=editor)

    def get(self, **parameters: str | list[str]) -> dict[str, Any]:
        reply = api.get_spreadsheet(self.workbook, query(**parameters), self.editor)
        return sent("spreadsheets.get", reply)

    def values(self, a1: str, **parameters: str) -> Any:
        reply = api.values_get(self.workbook, a1, query(**parameters), self.editor)
        return sent("spreadsheets.values.get", reply)

    def put(self, a1: str, values: Any, option: str = "RAW", **parameters: str) -> dict[str, Any]:
        parameters = {"valueInputOption": option, **parameters}
        body = {"values": values, "majorDimension": None}
        return self.keep(
            "values.update",
            api.values_update(self.workbook, a1, query(**parameters), body, self.editor),
        )

    def batch(self, *requests: dict[str, Any], **more: Any) -> Any:
        """Send requests in one batchUpdate; `fields` is a query parameter, the rest the body."""
        fields = more.pop("fields", None)
        asked = query(fields=fields) if fields else query()
        body = {"requests": list(requests), **more}
        return self.keep("batchUpdate", api.batch_update(self.workbook, asked, body, self.editor))

    def sent(self, method: str, reply: Any) -> dict[str, Any]:
        """An answer of any other method, checked."""
        return sent(method, reply)

    def add_tab(self, title: str, sheet_id: int, rows: int = 10, columns: int = 5) -> None:
        size = {"rowCount": rows, "columnCount": columns}
        properties = {"sheetId": sheet_id, "title": title, "gridProperties": size}
        self.batch({"addSheet": {"properties": properties}})

    def keep(self, method: str, done: Written) -> dict[str, Any]:
        """Take over what a write made, and hold its answer to Google's schema."""
        reply = sent(f"spreadsheets.{method}", done.reply)
        self.workbook = done.workbook
        return reply


@pytest.fixture
def service() -> Editor:
    return Editor(email="service@robots.example")


@pytest.fixture
def teacher() -> Editor:
    return Editor(email="teacher@school.example", groups=frozenset({"second@school.example"}))


@pytest.fixture
def owner() -> Editor:
    return Editor(email="owner@school.example", is_owner=True, owner="owner@school.example")


@pytest.fixture
def desk(service: Editor) -> Desk:
    return Desk(workbook=new_workbook("spreadsheet-1", "Book"), editor=service)


@pytest.fixture(scope="session")
def make_desk() -> Callable[[int, int], Desk]:
    """A maker of small spreadsheets; it holds no state, so hypothesis may use it."""

    def make(rows: int, columns: int) -> Desk:
        tab = new_tab({"sheetId": 0, "title": "Sheet1"}, rows=rows, columns=columns)
        book = replace(new_workbook("spreadsheet-1", "Book"), tabs=(tab,))
        return Desk(workbook=book, editor=Editor(email="service@robots.example"))

    return make


@pytest.fixture(scope="session")
def make_query() -> Callable[..., Query]:
    return query
