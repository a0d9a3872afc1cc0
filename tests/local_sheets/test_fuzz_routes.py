"""Whatever comes over the wire gets an answer that Google could give: never a 5xx, never silence.

Requests are made up from the methods of Google's discovery documents: each with its own path,
parameters and body, some of them spoilt.
"""

import json
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from local_sheets.api_call import ApiCall, Route
from local_sheets.schema import methods
from local_sheets.wire import App, create_app
from tests.local_sheets.made_up import MASKS, SMALL, TEXTS, messages
from tests.local_sheets.wire.cast import PEOPLE, TEO, URL, Caller, new_tracker, session_for
from tests.local_sheets.wire.cast import share as share_with

STRANGE = st.sampled_from(["1nothing", "root", "..", "%00", "%2F", "ü", "a" * 300, "0", "-1", "'"])
RANGES = st.sampled_from(["A1", "Sheet1", "A1:B", "1:2", "R1C1", "Nope!A1", "'Sheet1'!A1:Z999999"])
JUNK = st.sampled_from(
    [
        *(b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b'{"a": NaN}', b"", b" ", b"[" * 5000),
        *(b'{"requests": 1}', b'{"values": [[[]]]}', b'{"values": {"a": 1}}', b'{"name": 7}'),
        *(b'{"requests": [null, {}, 3]}', b'{"\\ud800": 1}', b'{"a": 1, "a": 2}', b"a=b"),
    ]
)
TYPES = st.sampled_from(["application/json", "text/plain", "multipart/form-data", "x/y; charset=q"])
TOKENS = st.sampled_from(["", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "a" * 3000])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, list[Caller], str]]:
    """The server, its service and a teacher, and a shared drive."""
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "people.json").write_text(json.dumps(PEOPLE))
    app = create_app(folder)
    callers = [Caller(session=session_for(app, folder, who)) for who in (None, TEO)]
    yield app, callers, str(callers[0].drive("GET", "drives")["drives"][0]["id"])
    app.close()


@st.composite
def parameters(draw: st.DrawFn, kinds: dict[str, Any]) -> list[tuple[str, Any]]:
    """Query parameters of a method and some of every method, right or wrong."""
    known = [name for name in sorted(kinds) if name not in {"spreadsheetId", "fileId", "range"}]
    names = draw(st.lists(st.sampled_from([*known, "prettyPrint", "alt", "$.xgafv"]), max_size=4))
    found = [(name, draw(_parameter(kinds.get(name, "string")))) for name in names]
    if draw(st.booleans()):
        found.append(("fields", draw(MASKS | st.text(string.printable, max_size=6))))
    return [*found, ("supportsAllDrives", "true")]


def _parameter(kind: Any) -> st.SearchStrategy[Any]:
    if isinstance(kind, dict) and "enum" in kind:
        return st.sampled_from([*kind["enum"], "WRONG"])
    if kind == "boolean":
        return st.sampled_from(["true", "False", "1", "maybe"])
    return TEXTS | RANGES | SMALL.map(str) | st.text(max_size=4)


def _places(place: str) -> st.SearchStrategy[str]:
    """What to put into a path: mostly what there is, a range, or something strange."""
    if place == "{range}":
        return RANGES | STRANGE
    there = {"{spreadsheetId}": "{file}", "{fileId}": "{file}", "{driveId}": "{drive}"}
    real = there.get(place, "0")
    return st.sampled_from([real] * 5) | STRANGE


@st.composite
def calls(draw: st.DrawFn) -> dict[str, Any]:
    """One request; `{file}` and `{drive}` in its path stand for what there is."""
    name = draw(st.sampled_from(sorted(methods())))
    method = methods()[name]
    verb, path = method["http"].split(" ", 1)
    for place in re.findall(r"\{\w+\}", path):
        path = path.replace(place, draw(_places(place)), 1)
    if draw(st.integers(0, 9)) == 0:
        verb = draw(st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]))
    body = JUNK
    if method["request"] and draw(st.integers(0, 4)):
        made = messages(name.partition(".")[0], method["request"], 5)
        body = made.map(lambda made: json.dumps(made).encode())
    headers = {"Content-Type": draw(TYPES) if draw(st.integers(0, 5)) == 0 else "application/json"}
    if draw(st.integers(0, 9)) == 0:
        headers["Authorization"] = draw(TOKENS)
    query = draw(parameters(method["parameters"]))
    return {"verb": verb, "path": path, "query": query, "body": draw(body), "headers": headers}


def _sent(caller: Caller, call: dict[str, Any], file_id: str, drive_id: str) -> requests.Response:
    path = call["path"].replace("{file}", file_id).replace("{drive}", drive_id)
    session: Any = caller.session
    if "Authorization" in call["headers"]:
        session = requests.Session()
        session.mount(URL, caller.session.get_adapter(URL))
    sent: requests.Response = session.request(
        call["verb"],
        URL + path,
        params=call["query"],
        data=call["body"],
        headers=call["headers"],
    )
    return sent


def _is_fair(response: requests.Response) -> None:
    """An answer below 500; a refusal by an API says its own status in Google's form."""
    assert response.status_code < 500, response.text
    as_json = response.headers.get("Content-Type", "").startswith("application/json")
    if response.status_code >= 400 and as_json and response.text:
        error = response.json()["error"]
        assert error["code"] == response.status_code
        assert error["message"]


def _try_all(world: tuple[App, list[Caller], str], listed: list[tuple[int, Any]]) -> None:
    _, callers, drive_id = world
    file_id = new_tracker(callers[0], drive_id)
    share_with(callers[0], file_id, TEO)
    for who, call in listed:
        _is_fair(_sent(callers[who], call, file_id, drive_id))
    assert callers[0].call("GET", "/drive/v3/about", fields="user").status_code == 200


LISTS = st.lists(st.tuples(st.sampled_from([0, 1]), calls()), min_size=1, max_size=6)
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(LISTS)
def test_any_request_gets_an_answer(
    world: tuple[App, list[Caller], str], listed: list[tuple[int, Any]]
) -> None:
    _try_all(world, listed)


@pytest.mark.endurance
@pytest.mark.timeout(3600)
@settings(max_examples=5_000, deadline=None, suppress_health_check=CHECKS)
@given(LISTS)
def test_thousands_of_requests_get_an_answer(
    world: tuple[App, list[Caller], str], listed: list[tuple[int, Any]]
) -> None:
    _try_all(world, listed)


@pytest.mark.slow
def test_a_bug_planted_in_one_method_is_found(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("planted")
    (folder / "people.json").write_text(json.dumps(PEOPLE))
    app = create_app(folder)
    app._routes = [_planted(route) for route in app._routes]
    callers = [Caller(session=session_for(app, folder, who)) for who in (None, TEO)]
    world = (app, callers, str(callers[0].drive("GET", "drives")["drives"][0]["id"]))

    @settings(
        max_examples=400,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=CHECKS,
    )
    @given(LISTS)
    def tried(listed: list[tuple[int, Any]]) -> None:
        _try_all(world, listed)

    try:
        with pytest.raises(AssertionError, match="Internal"):
            tried()
    finally:
        app.close()


def _planted(route: Route) -> Route:
    """The route, failing where some parameters are sent, as a slip in our own code would."""

    def answer(call: ApiCall) -> Any:
        if {"pageSize", "ranges", "valueRenderOption"} & set(call.query.parameters):
            raise KeyError("planted")
        return route.answer(call)

    return replace(route, answer=answer)
