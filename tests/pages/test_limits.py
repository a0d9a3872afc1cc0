from flask.testing import FlaskClient

from service.shell.limits import CHANGES
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
