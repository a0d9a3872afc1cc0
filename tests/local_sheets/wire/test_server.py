"""The server as a process of its own, over real sockets."""

import json
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from googleapiclient.discovery import build

from tests.local_sheets.wire.cast import TEO, Caller, credentials, new_tracker, share
from tests.local_sheets.wire.process import ROOT, Running, close, command, start


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    started = start(folder)
    yield started
    close(started)


def _made(running: Running) -> tuple[Caller, str]:
    service = running.caller(None)
    drive_id = service.drive("GET", "drives")["drives"][0]["id"]
    return service, new_tracker(service, drive_id)


@pytest.mark.slow
def test_an_answered_write_survives_kill_9(running: Running, folder: Path) -> None:
    service, tracker = _made(running)
    share(service, tracker, TEO)
    for number in range(5):
        assert service.write(tracker, f"A{number + 1}", [[number]]).status_code == 200
    running.kill()
    again = start(folder)
    try:
        values = again.caller(TEO).values(tracker, "A1:A9")
        assert values == [["0"], ["1"], ["2"], ["3"], ["4"]]
    finally:
        close(again)


def test_it_ends_cleanly_on_sigterm_and_says_nothing_else(running: Running, folder: Path) -> None:
    _made(running)
    assert (folder / "local.json").exists()
    assert running.end() == 0
    assert running.process.stderr is not None
    assert running.process.stderr.read() == ""
    assert not (folder / "local.json").exists()


def test_local_json_tells_where_and_who(running: Running, folder: Path) -> None:
    stored = json.loads((folder / "local.json").read_text())
    assert stored["url"] == running.url
    assert stored["pid"] == running.process.pid
    key = json.loads((folder / "service-account.json").read_text())
    assert key["token_uri"] == running.url + "/token"


@pytest.mark.slow
def test_a_second_process_on_the_folder_is_refused_in_one_line(
    running: Running, folder: Path
) -> None:
    second = subprocess.run(
        command(folder), cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert f"{folder} is in use by another local_sheets" in second.stderr
    assert running.caller(None).call("GET", "/drive/v3/files").status_code == 200


@pytest.mark.slow
def test_a_taken_port_is_one_line_that_names_the_flag(running: Running, tmp_path: Path) -> None:
    port = int(running.url.rsplit(":", 1)[1])
    second = subprocess.run(
        command(tmp_path / "other", port),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (second.returncode, second.stderr.count("\n")) == (2, 1)
    assert "--port" in second.stderr


@pytest.mark.slow
def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = subprocess.run(
        command(tmp_path / "file" / "folder"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize(("drop", "found"), [("before", []), ("after", [["typed"]])])
def test_a_dropped_connection_is_dropped_on_the_socket_too(
    running: Running, folder: Path, drop: str, found: list[list[str]]
) -> None:
    service, tracker = _made(running)
    token = json.loads((folder / "local.json").read_text())["control_token"]
    requests.post(
        running.url + "/local/faults",
        json={"route": "PUT *", "drop": drop},
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    ).raise_for_status()
    with pytest.raises(requests.ConnectionError):
        service.write(tracker, "A1", [["typed"]])
    assert service.values(tracker, "A1") == found


@pytest.mark.slow
def test_many_writers_at_once_lose_nothing(running: Running) -> None:
    service, tracker = _made(running)
    share(service, tracker, TEO)
    callers = [running.caller(None if n % 2 else TEO) for n in range(8)]

    def write(n: int) -> list[int]:
        return [
            callers[n].write(tracker, f"{'ABCDEFGH'[n]}{row}", [[row]]).status_code
            for row in range(1, 11)
        ]

    with ThreadPoolExecutor(8) as pool:
        assert {code for codes in pool.map(write, range(8)) for code in codes} == {200}
    values = service.values(tracker, "A1:H10")
    assert values == [[str(row)] * 8 for row in range(1, 11)]


@pytest.mark.slow
def test_a_kept_open_connection_survives_a_refusal(running: Running) -> None:
    session = requests.Session()
    for _ in range(3):
        response = session.post(running.url + "/v4/spreadsheets/x:batchUpdate", data=b"x" * 5000)
        assert response.status_code == 403
        assert session.get(running.url + "/").status_code == 200
    session.close()


@pytest.mark.slow
def test_a_half_sent_request_does_not_stop_the_server(running: Running) -> None:
    port = int(running.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as half:
        half.sendall(b"PUT /v4/spreadsheets/x/values/A1 HTTP/1.1\r\nContent-Length: 99\r\n\r\n{")
        assert running.caller(None).call("GET", "/drive/v3/files").status_code == 200


@pytest.mark.slow
def test_googles_own_api_client_works_too(running: Running) -> None:
    _, tracker = _made(running)
    signed_in = credentials(running.folder, None)
    sheets = build(
        "sheets",
        "v4",
        credentials=signed_in,
        client_options={"api_endpoint": running.url + "/"},
        static_discovery=True,
    )
    drive = build(
        "drive",
        "v3",
        credentials=signed_in,
        client_options={"api_endpoint": running.url + "/drive/v3/"},
        static_discovery=True,
    )
    with sheets, drive:
        values = sheets.spreadsheets().values()
        where = {"spreadsheetId": tracker, "range": "'Sheet1'!A1:B1"}
        body = {"values": [["a", 1]]}
        values.update(**where, valueInputOption="RAW", body=body).execute()
        assert values.get(**where).execute()["values"] == [["a", "1"]]
        name = drive.files().get(fileId=tracker, supportsAllDrives=True, fields="name").execute()
        assert name == {"name": "Grade 2"}
