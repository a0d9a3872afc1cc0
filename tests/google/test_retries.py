"""What is sent again and what is not: harm done twice is worse than a clear error."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import pytest

from sync.errors import GoogleError
from sync.google.client import open_client
from sync.google.gateway import Gateway
from sync.google.patience import LONGEST_WAIT, MOST_TRIES
from tests.google.conftest import Wire
from tests.wsgi_adapter import WsgiAdapter

Call = Callable[[Gateway, str], None]


def _read(gateway: Gateway, file: str) -> None:
    gateway.read(file, "spreadsheetId")


def _put(gateway: Gateway, file: str) -> None:
    gateway.type_values(file, "A1", [["512"]])


def _post(gateway: Gateway, file: str) -> object:
    request = {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 1}}
    return gateway.draw(file, [request], "sheets.properties.gridProperties")


def _patch(gateway: Gateway, file: str) -> None:
    gateway.trash(file)


def _rows(wire: Wire, file: str) -> int:
    fields = "sheets.properties.gridProperties.rowCount"
    answer = wire.gateway.read(file, fields)
    rows: int = answer["sheets"][0]["properties"]["gridProperties"]["rowCount"]
    return rows


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (_read, {"status": 429}),
        (_read, {"status": 500}),
        (_read, {"status": 503}),
        (_read, {"drop": "before"}),
        (_read, {"drop": "after"}),
        (_put, {"status": 429}),
        (_put, {"status": 503}),
        (_put, {"drop": "before"}),
        (_put, {"drop": "after"}),
        (_post, {"status": 429}),
        (_patch, {"status": 429}),
    ],
)
def test_what_can_do_no_harm_is_sent_again_after_a_wait(
    wire: Wire, spreadsheet: str, call: Call, fault: dict[str, object]
) -> None:
    before = len(wire.requests(spreadsheet))
    wire.fail(route=f"*{spreadsheet}*", count=2, **fault)
    call(wire.gateway, spreadsheet)
    assert len(wire.waits) == 2
    assert 1 <= wire.waits[0] < 2 <= wire.waits[1] < 3
    statuses = [status for _, status in wire.requests(spreadsheet)[before:]]
    assert statuses == [fault.get("status", 0)] * 2 + [200]


@pytest.mark.parametrize("call", [_post, _patch])
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"status": 500}, 500),
        ({"status": 503}, 503),
        ({"drop": "before"}, None),
        ({"drop": "after"}, None),
    ],
)
def test_a_write_that_may_have_been_applied_is_never_sent_again(
    wire: Wire, spreadsheet: str, call: Call, fault: dict[str, object], code: int | None
) -> None:
    before = len(wire.requests(spreadsheet))
    wire.fail(route=f"*{spreadsheet}*", count=None, **fault)
    with pytest.raises(GoogleError) as lost:
        call(wire.gateway, spreadsheet)
    assert (lost.value.code, lost.value.may_have_applied) == (code, True)
    assert (len(wire.requests(spreadsheet)) - before, wire.waits) == (1, [])


def test_a_lost_answer_leaves_the_write_applied_once(wire: Wire, spreadsheet: str) -> None:
    rows = _rows(wire, spreadsheet)
    wire.fail(route="*:batchUpdate", drop="after")
    with pytest.raises(GoogleError, match="cannot be reached"):
        _post(wire.gateway, spreadsheet)
    assert _rows(wire, spreadsheet) == rows + 1


def test_patience_ends_and_the_waits_grow_within_bounds(wire: Wire, spreadsheet: str) -> None:
    before = len(wire.requests(spreadsheet))
    wire.fail(route=f"*{spreadsheet}*", status=429, count=None)
    with pytest.raises(GoogleError) as tired:
        _read(wire.gateway, spreadsheet)
    assert (tired.value.code, tired.value.may_have_applied) == (429, False)
    assert len(wire.requests(spreadsheet)) - before == MOST_TRIES
    assert len(wire.waits) == MOST_TRIES - 1
    assert wire.waits == sorted(wire.waits)
    assert max(wire.waits) <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("ask", "code", "said"),
    [
        (lambda g, _: g.read("no-such-file", "spreadsheetId"), 404, "not found"),
        (lambda g, f: g.read(f, "nonsense"), 400, "nonsense"),
        (
            lambda g, f: g.draw(f, [{"deleteSheet": {"sheetId": 7}}], "spreadsheetId"),
            400,
            "deleteSheet",
        ),
    ],
)
def test_a_refusal_is_told_at_once_in_googles_words(
    wire: Wire, spreadsheet: str, ask: Callable[[Gateway, str], object], code: int, said: str
) -> None:
    with pytest.raises(GoogleError) as refused:
        ask(wire.gateway, spreadsheet)
    assert (refused.value.code, refused.value.may_have_applied, wire.waits) == (code, False, [])
    assert refused.value.reason.startswith(f"http://127.0.0.1:8765 answered {code}: ")
    assert said in " ".join([refused.value.reason, *refused.value.problems])


class FrontEnd:
    """The outermost servers of Google, or of a school's network: they answer with a page."""

    def __init__(self, app: Any, status: str, times: int) -> None:
        self._app, self._status, self.times = app, status, times

    def __call__(self, environ: Mapping[str, Any], start: Any) -> Iterable[bytes]:
        if self.times == 0 or not environ["PATH_INFO"].startswith(("/v4/", "/drive/")):
            return cast("Iterable[bytes]", self._app(environ, start))
        self.times -= 1
        start(self._status, [("Content-Type", "text/html; charset=UTF-8")])
        return [b"<!DOCTYPE html><title>Error</title><p>That's an error."]


def behind(wire: Wire, status: str, times: int) -> tuple[Gateway, list[float]]:
    """The same server behind a front end that answers `times` requests itself."""
    waits: list[float] = []
    transport = WsgiAdapter(FrontEnd(wire.app, status, times))
    return Gateway(open_client(wire.account, transport=transport, sleep=waits.append)), waits


def test_a_read_is_sent_again_where_a_page_tells_of_the_trouble(
    wire: Wire, spreadsheet: str
) -> None:
    gateway, waits = behind(wire, "502 Bad Gateway", 2)
    _read(gateway, spreadsheet)
    assert len(waits) == 2


@pytest.mark.parametrize("call", [_post, _patch])
def test_a_write_that_a_page_answers_may_have_been_applied(
    wire: Wire, spreadsheet: str, call: Call
) -> None:
    gateway, waits = behind(wire, "502 Bad Gateway", 1)
    with pytest.raises(GoogleError) as lost:
        call(gateway, spreadsheet)
    assert (lost.value.code, lost.value.may_have_applied, waits) == (502, True, [])
    assert lost.value.reason.endswith("answered 502: Bad Gateway")


@pytest.mark.parametrize(
    ("call", "status"),
    [(_read, "200 OK"), (_put, "200 OK"), (_post, "200 OK"), (_read, "403 Forbidden")],
)
def test_a_page_of_the_network_is_no_word_of_google(
    wire: Wire, spreadsheet: str, call: Call, status: str
) -> None:
    """As of one that first wants a sign-in, or a filter: no file is called unshared for it."""
    gateway, _ = behind(wire, status, 1)
    with pytest.raises(GoogleError, match="answers with a page in place of http://127") as lost:
        call(gateway, spreadsheet)
    assert (lost.value.code, lost.value.may_have_applied) == (None, call is not _read)
