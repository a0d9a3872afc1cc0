import socket
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from flask.testing import FlaskClient

from service.server import web_server
from service.shell.limits import CHANGES
from service.uploads import LARGEST, UploadError, Uploads
from sync.clock import SystemClock
from sync.store.engine import memory_store
from tests.pages.conftest import PORT, app_on, client_of


def flooded(client: FlaskClient, times: int) -> list[int]:
    """The answers to forms without a token, one after the other."""
    return [client.post("/who", data={}).status_code for _ in range(times)]


def test_a_flood_of_forms_is_turned_away_and_pages_are_still_read() -> None:
    store = memory_store()
    app = app_on(store)
    most = int(CHANGES.split()[0])
    client = client_of(app)
    answers = flooded(client, most + 1)
    assert set(answers[:-1]) == {403}
    assert answers[-1] == 429
    refused = client.post("/who", data={})
    assert "Too many requests at once" in refused.text
    assert "Wait a minute, then go on." in refused.text
    assert client.get("/who").status_code == 200
    assert client_of(app).post("/who", data={}).status_code == 403, "others are let on"
    store.close()


def test_what_is_larger_than_any_upload_is_turned_away_before_it_is_received() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with closing(memory_store()) as store:
        server = web_server(app_on(store), listener)
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        try:
            answers = [_answer_to_too_much(listener, one) for one in ("en", "es-MX")]
        finally:
            server.trigger.pull_trigger(server.close)
            thread.join(5)
    assert all(one.startswith("HTTP/1.1 413 ") for one in answers)
    assert "What was sent is larger than can be taken here. Nothing was changed." in answers[0]
    assert "Lo que se envió es más grande de lo que aquí se puede recibir." in answers[1]


def _answer_to_too_much(listener: socket.socket, language: str) -> str:
    """What a browser of that language is told that begins to send more than any upload."""
    with socket.create_connection(listener.getsockname(), timeout=60) as client:
        head = (
            f"POST /roster/preview HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
            f"Accept-Language: {language}\r\nContent-Length: {LARGEST + 1}\r\n\r\n"
        )
        client.sendall(head.encode())
        return b"".join(iter(partial(client.recv, 65536), b"")).decode()


def test_of_the_folder_of_uploads_only_old_uploads_are_thrown_away(tmp_path: Path) -> None:
    today = SystemClock().now()
    first = Uploads(folder=tmp_path, now=lambda: today).keep("list.csv", b"one")
    (tmp_path / "notes.csv").write_text("somebody's own")
    (tmp_path / "folder").mkdir()
    later = Uploads(folder=tmp_path, now=lambda: today + timedelta(days=8))
    kept = later.keep("list.csv", b"two")
    assert later.find(first) is None
    assert {one.name for one in tmp_path.iterdir()} == {kept[:64], "notes.csv", "folder"}


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("lista de ñandúes.CSV", "lista de ñandúes.csv"),
        ("C:\\Users\\me\\bundle.zip", "bundle.zip"),
        ("../../roster.xlsx", "roster.xlsx"),
        ("a\nb\x00.csv", "ab.csv"),
        (f"{'n' * 300}.zip", f"{'n' * 60}.zip"),
    ],
)
def test_an_upload_keeps_the_name_that_people_know_it_by(
    tmp_path: Path, name: str, called: str
) -> None:
    uploads = Uploads(folder=tmp_path, now=SystemClock().now)
    kept = uploads.keep(name, b"one")
    found = uploads.find(kept)
    assert found is not None
    assert (found.name, found.parent.parent) == (called, tmp_path)
    assert uploads.find(f"{kept[:64]}/../{kept}") is None


@pytest.mark.parametrize("name", ["list", "list.exe", ".csv", "..zip", "list.csv/"])
def test_what_is_no_roster_by_its_name_is_not_kept(tmp_path: Path, name: str) -> None:
    with pytest.raises(UploadError):
        Uploads(folder=tmp_path / "none", now=SystemClock().now).keep(name, b"one")
    assert not (tmp_path / "none").exists()
