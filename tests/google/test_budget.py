"""The budget under the real client: places, counting, one answer of "too many" for everybody."""

import json
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
from requests import Response

from local_sheets.quotas import Quotas
from local_sheets.wire import App, create_app
from sync.budget import Budget, direction_of, metered
from sync.google.account import GoogleAccount
from sync.google.client import open_client
from sync.google.gateway import Gateway
from sync.google.patience import DEADLINE, LONGEST_WAIT, MOST_TRIES, Patience, told_to_wait
from sync.quota import Direction, Quota, Urgency
from tests.google.conftest import URL, Wire
from tests.wsgi_adapter import WsgiAdapter

BASE = "http://127.0.0.1:8765/v4/spreadsheets"


@pytest.mark.parametrize(
    ("method", "url", "direction"),
    [
        ("get", f"{BASE}/x?fields=a", Direction.READ),
        ("get", f"{BASE}/x/values:batchGet?ranges=A", Direction.READ),
        ("post", f"{BASE}/x:getByDataFilter", Direction.READ),
        ("post", f"{BASE}/x/values:batchGetByDataFilter", Direction.READ),
        ("post", f"{BASE}/x/developerMetadata:search", Direction.READ),
        ("post", f"{BASE}/x:batchUpdate", Direction.WRITE),
        ("put", f"{BASE}/x/values/A1", Direction.WRITE),
        ("get", "http://127.0.0.1:8765/drive/v3/changes", None),
    ],
)
def test_which_quota_a_request_counts_against(
    method: str, url: str, direction: Direction | None
) -> None:
    assert direction_of(method, url) is direction


def test_every_try_is_counted_where_it_is_sent(wire: Wire, spreadsheet: str) -> None:
    wire.fail(route=f"*{spreadsheet}*", count=2, status=503)
    with metered() as meter:
        wire.gateway.read(spreadsheet, "spreadsheetId")
        wire.gateway.start_page_token(wire.gateway.shared_drive("Trackers"))
    assert meter.counts == {"read": 3, "drive": 2}
    assert (meter.sheets, meter.total) == (3, 5)


@pytest.fixture
def strict(folder: object, app: App) -> Iterator[App]:
    """A server that counts, on the folder of the other."""
    app.close()
    served = create_app(folder, switches={"quotas": True}, base_url=URL)  # type: ignore[arg-type]
    yield served
    served.close()


def test_many_threads_share_one_budget_and_are_never_refused(
    wire: Wire, account: GoogleAccount, spreadsheet: str
) -> None:
    """The same rules with a minute of 0.3 s: 60 reads through places for 12."""
    budget = Budget(Quota(per_identity=12, per_project=30, kept_free=2, seconds=0.3))
    arrived: list[float] = []

    def seen(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/v4/"):
            arrived.append(time.monotonic())
        return wire.app(environ, start_response)

    def read(gateway: Gateway) -> None:
        for _ in range(10):
            gateway.read(spreadsheet, "spreadsheetId")

    threads = []
    for _ in range(6):
        share = budget.share(account.email, Urgency.JOB)
        http = open_client(account, transport=WsgiAdapter(seen), share=share)
        threads.append(threading.Thread(target=read, args=[Gateway(http)]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(arrived) == 60
    arrived.sort()
    widest = min(late - early for early, late in zip(arrived, arrived[10:], strict=False))
    # Each has its place from before it arrives until 0.3 s after its answer: never eleven at once.
    assert widest >= 0.3


def test_a_refusal_is_waited_out_and_counted(strict: App, account: GoogleAccount) -> None:
    """Somebody else uses up the identity's reads; our own budget does not know of it."""
    clock = [datetime(2027, 5, 24, 9, tzinfo=UTC)]
    strict.quotas = Quotas(lambda: clock[0])
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock[0] = datetime.fromtimestamp(clock[0].timestamp() + seconds, UTC)

    http = open_client(account, transport=WsgiAdapter(strict), sleep=sleep)
    gateway = Gateway(http)
    made = gateway.create_spreadsheet("Spent", gateway.shared_drive("Trackers"), {})
    with metered() as meter:
        for _ in range(61):
            gateway.read(made, "spreadsheetId")
    assert sum(waits) >= 60
    assert meter.sheets == 61 + len(waits)


def test_the_waits_of_one_request_grow_to_a_limit_and_end() -> None:
    patience = Patience()
    waits = [patience.wait_before(attempt, 0.0) for attempt in range(1, MOST_TRIES)]
    assert all(wait is not None and wait <= LONGEST_WAIT for wait in waits)
    assert sum(wait or 0 for wait in waits) > 60
    assert patience.wait_before(MOST_TRIES, 0.0) is None
    assert patience.wait_before(1, DEADLINE) is None


def answer(headers: dict[str, str], body: bytes = b"{}") -> Response:
    made = Response()
    made.status_code = 429
    made.headers.update(headers)
    made._content = body
    return made


def test_what_google_says_to_wait_is_obeyed() -> None:
    assert told_to_wait(None) == 0
    assert told_to_wait(answer({})) == 0
    assert told_to_wait(answer({"Retry-After": "17"})) == 17
    sent = datetime(2027, 5, 24, 9, 0, 50, tzinfo=UTC)
    start = int(sent.timestamp()) - 50
    body = json.dumps({"error": {"details": [{"metadata": {"window_start_time": str(start)}}]}})
    assert told_to_wait(answer({"Date": format_datetime(sent)}, body.encode())) == 10
    assert Patience().wait_before(1, 0.0, hint=30) == 30


def test_the_estimate_is_in_words() -> None:
    assert Budget(None).estimate(5000) == ""
    assert Budget(Quota()).estimate(10) == ""
    assert Budget(Quota()).estimate(230) == "about 4 minutes at Google's 60 reads a minute"
