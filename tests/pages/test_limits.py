import socket
from datetime import timedelta
from pathlib import Path
from threading import Thread

from flask.testing import FlaskClient

from service.server import web_server
from service.shell.limits import CHANGES
from service.uploads import LARGEST, Uploads
from sync.clock import SystemClock
from sync.store.engine import memory_store
from tests.pages.conftest import app_on, client_of


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
    server = web_server(lambda *_: [], listener)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with socket.create_connection(listener.getsockname(), timeout=60) as client:
            head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST + 1}\r\n\r\n"
            client.sendall(head.encode())
            assert client.recv(1024).startswith(b"HTTP/1.1 413 ")
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(5)


def test_of_the_folder_of_uploads_only_old_uploads_are_thrown_away(tmp_path: Path) -> None:
    today = SystemClock().now()
    first = Uploads(folder=tmp_path, now=lambda: today).keep("list.csv", b"one")
    (tmp_path / "notes.csv").write_text("somebody's own")
    (tmp_path / "folder").mkdir()
    later = Uploads(folder=tmp_path, now=lambda: today + timedelta(days=8))
    kept = later.keep("list.csv", b"two")
    assert later.find(first) is None
    assert {one.name for one in tmp_path.iterdir()} == {kept, "notes.csv", "folder"}
