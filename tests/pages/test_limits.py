from flask import Flask

from service.shell.limits import CHANGES
from sync.store.engine import memory_store
from tests.pages.conftest import app_on, client_of


def flooded(app: Flask, times: int) -> list[int]:
    """The answers to forms without a token, one after the other from one address."""
    client = client_of(app)
    return [client.post("/who", data={}).status_code for _ in range(times)]


def test_a_flood_of_forms_is_turned_away_and_pages_are_still_read() -> None:
    store = memory_store()
    app = app_on(store)
    most = int(CHANGES.split()[0])
    answers = flooded(app, most + 1)
    assert set(answers[:-1]) == {403}
    assert answers[-1] == 429
    refused = client_of(app).post("/who", data={})
    assert "Too many requests at once" in refused.text
    assert "Wait a minute, then go on." in refused.text
    assert client_of(app).get("/who").status_code == 200
    store.close()
