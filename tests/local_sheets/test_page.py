"""The page about local_sheets is what the code says, and its examples work."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from local_sheets.formulas.names import unsupported_functions
from local_sheets.identity import TABLE
from local_sheets.kinds.table import KINDS
from local_sheets.schema import fields_of, methods
from scripts.make_local_sheets_page import TARGET, is_served, page
from tests.local_sheets.wire.process import Running, close, start


def test_the_committed_page_is_what_the_code_says() -> None:
    assert TARGET.read_text(encoding="utf-8") == page(), (
        "run: .venv/bin/python -m scripts.make_local_sheets_page"
    )


@pytest.mark.parametrize(
    ("method", "served"),
    [
        ("sheets.spreadsheets.get", True),
        ("sheets.spreadsheets.values.append", True),
        ("drive.files.create", True),
        ("drive.approvals.list", False),
        ("drive.apps.list", False),
        ("drive.files.generateIds", False),
    ],
)
def test_a_method_counts_as_served_when_a_route_carries_it_out(
    method: str, *, served: bool
) -> None:
    assert is_served(method) is served


def test_the_page_names_every_method_and_kind_once() -> None:
    text = TARGET.read_text(encoding="utf-8")
    for name in {*methods(), *fields_of("sheets", "Request"), *KINDS}:
        assert text.count(f"`{name}`") == 1, name


def test_the_page_names_every_function_that_is_not_computed() -> None:
    _, _, below = TARGET.read_text(encoding="utf-8").partition("## Functions of formulas")
    listed = re.findall(r"`([A-Z][A-Z0-9_.]*)`", below.partition("\n## ")[0])
    assert tuple(listed) == unsupported_functions()


def _other_addresses() -> list[tuple[str, str]]:
    _, _, below = TARGET.read_text(encoding="utf-8").partition("## Other addresses")
    return re.findall(r"`([A-Z]+) (/[^`]*)`", below.partition("\n## ")[0])


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    started = start(tmp_path)
    yield started
    close(started)


@pytest.mark.slow
def test_every_other_address_of_the_page_is_there(running: Running) -> None:
    listed = _other_addresses()
    assert set(TABLE) <= set(listed)
    codes = {
        (verb, path): requests.request(
            verb, running.url + re.sub(r"{\w+}", "x", path), timeout=10
        ).status_code
        for verb, path in [*listed, ("GET", "/v1/nothing")]
    }
    assert codes.pop(("GET", "/v1/nothing")) == 404
    assert set(codes.values()) <= {200, 400, 401, 403}, codes


@pytest.mark.slow
def test_the_examples_of_the_page_work_one_after_the_other(running: Running) -> None:
    text = TARGET.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 3
    code = "\n".join(blocks).replace("http://127.0.0.1:8765", running.url)
    names: dict[str, object] = {}
    exec(code.replace("var/local_sheets", str(running.folder)), names)
    assert names["values"] == [["Name", "Score"], ["Ann", "5"]]
    assert names["name"] == "Scores"
