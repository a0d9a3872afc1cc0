"""Quotas of Sheets: off by default, 60 a minute per person, 300 per project, the real 429."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from local_sheets.quotas import Quotas
from local_sheets.request_log import Api
from local_sheets.wire import App, create_app
from sync.google.account import GoogleAccount
from sync.google.client import open_client
from tests.local_sheets.wire.cast import SPREADSHEET, TEO, URL, Caller, session_for
from tests.wsgi_adapter import WsgiAdapter

START = datetime(2027, 5, 24, 9, tzinfo=UTC)


class Clock:
    """A clock that stands until somebody waits."""

    def __init__(self) -> None:
        self.now = START

    def read(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counted(folder: Path, clock: Clock) -> Iterator[App]:
    served = create_app(folder, switches={"quotas": True})
    served.quotas = Quotas(clock.read)
    yield served
    served.close()


def _spent(counted: App, folder: Path, **query: str) -> tuple[Caller, str, requests.Response]:
    """Teo's own spreadsheet, read until he is told to stop."""
    teo = Caller(session=session_for(counted, folder, TEO))
    made = teo.drive("POST", "files", {"mimeType": SPREADSHEET})["id"]
    path = f"/v4/spreadsheets/{made}/values/A1"
    for _ in range(60):
        assert teo.call("GET", path, **query).status_code == 200
    return teo, path, teo.call("GET", path, **query)


def test_a_person_reads_sixty_times_a_minute(counted: App, folder: Path, clock: Clock) -> None:
    teo, path, refused = _spent(counted, folder)
    assert refused.status_code == 429
    error = refused.json()["error"]
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert "'Read requests per minute per user'" in error["message"]
    told = error["details"][0]["metadata"]
    assert told["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert told["quota_metric"] == "sheets.googleapis.com/read_requests"
    assert "Retry-After" not in refused.headers
    written = teo.call("PUT", path, {"values": [[1]]}, valueInputOption="RAW")
    assert written.status_code == 200, "writes have buckets of their own"
    clock.wait(59.9)
    assert teo.call("GET", path).status_code == 429
    clock.wait(0.1)
    assert teo.call("GET", path).status_code == 200


def test_quota_user_names_the_bucket(counted: App, folder: Path) -> None:
    teo, path, refused = _spent(counted, folder, quotaUser="night")
    assert refused.status_code == 429
    assert teo.call("GET", path, quotaUser="day").status_code == 200
    assert teo.call("GET", path).status_code == 200


def test_a_project_has_three_hundred_for_all(clock: Clock) -> None:
    quotas = Quotas(clock.read)
    for number in range(300):
        assert quotas.take(Api.SHEETS_READ, f"person {number // 60}") is None
    refused = quotas.take(Api.SHEETS_READ, "person 9")
    assert refused is not None
    assert "limit 'Read requests per minute' of" in refused.message
    told = refused.details[0]["metadata"]
    assert (told["quota_limit"], told["quota_limit_value"]) == (
        "ReadRequestsPerMinutePerProject",
        "300",
    )
    assert quotas.take(Api.SHEETS_WRITE, "person 9") is None
    assert quotas.take(Api.DRIVE, "person 9") is None


def test_nothing_is_counted_unless_it_is_switched_on(teo: Caller) -> None:
    made = teo.drive("POST", "files", {"mimeType": SPREADSHEET})["id"]
    assert all(teo.values(made, "A1") == [] for _ in range(61))


def test_our_own_client_waits_until_the_bucket_is_full_again(
    counted: App, folder: Path, clock: Clock
) -> None:
    _, path, refused = _spent(counted, folder)
    assert refused.status_code == 429
    clock.wait(40)  # its tries alone do not last a minute
    account = GoogleAccount.of_key(folder / "service-account.json", URL)
    client = open_client(account, subject=TEO, transport=WsgiAdapter(counted), sleep=clock.wait)
    answer = client.request("get", "https://sheets.googleapis.com" + path)
    assert answer.status_code == 200
    assert clock.now - START >= timedelta(seconds=60), "it did not get round the limit"
