"""The add-on as the service puts it together: settings, folder, store, and the turns of others."""

import json
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from werkzeug.test import Client

from scripts.bench_duties import TODAY, school_in
from scripts.quiet import say_nothing
from service.addon_door import addon_doors, addon_of, tell_side_panel
from service.bootstrap import Installation, open_installation
from service.door_settings import GoogleSignIn
from service.features.addon.manifest import deployment
from service.features.roster.roster_import import RosterImport
from service.google_settings import GoogleSettings, Way
from service.overview import Overview
from service.turns import Turns
from service.works import Works
from sync.domain.completeness import completeness
from tests.addon import google
from tests.addon.conftest import Panel
from tests.addon.google import KeyServer
from tests.small_installation import keep_date

PATIENCE = 120.0  # seconds for what is done in the background


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, bundle: RosterImport
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("installed")
    keep_date(folder, TODAY)
    with open_installation(folder) as opened:
        school_in(
            opened.store, bundle.roster, {one.sourced_id: {} for one in bundle.roster.students}
        )
        yield opened


def overview(panel: Panel) -> Overview:
    found = panel.addon.overview()
    assert found is not None
    return found


def excused(turns: Turns) -> int:
    return sum(one["excused"] for one in turns.run("duties", {}, say_nothing))


def test_an_excuse_does_not_wait_for_a_long_job_and_its_duties_follow_in_their_turn(
    installation: Installation, keys: KeyServer
) -> None:
    turns = Turns(installation)
    panel = Panel(addon_of(turns, google.settings(keys.url), Works(turns.run)))
    turns.run("duty_round", {}, say_nothing)
    owed = overview(panel).judged[0].expected
    inputs: dict[str, Any] = {
        "window": {"stringInputs": {"value": [owed.checkpoint]}},
        "code": {"stringInputs": {"value": ["EX"]}},
    }
    child = {"student": panel.addon.handle(owed.student), "once": "a-click"}
    is_begun, may_end = Event(), Event()

    def long_job(_: str) -> None:
        is_begun.set()
        assert may_end.wait(PATIENCE)

    held = Thread(target=turns.run, args=("remind", {}, long_job))
    held.start()
    assert is_begun.wait(PATIENCE)
    answer = panel.ask("excuse/give", owed.owed_by, parameters=child, inputs=inputs)
    assert "Excused as EX" in str(answer)
    assert completeness(overview(panel).judged).excused == 2
    assert excused(turns) == 0
    may_end.set()
    held.join()
    until = monotonic() + PATIENCE
    while excused(turns) != 2 and monotonic() < until:
        sleep(0.02)
    assert excused(turns) == 2


def test_on_one_machine_the_add_on_is_there_by_itself_and_nowhere_else(
    installation: Installation,
) -> None:
    turns = Turns(installation)
    works = Works(turns.run)
    told = installation.folder.sheets / "addon.json"
    tell_side_panel(installation, 8123)
    url = json.loads(told.read_text())["deployment"]
    assert url == "http://127.0.0.1:8123/addon/deployment.json"
    client = Client(addon_doors(turns, works, 8123)["/addon"])
    found = client.get("/deployment.json").get_json()
    sheets_url = installation.sheets_url
    assert found == deployment("http://127.0.0.1:8123", sheets_url, knows_open_file=True)
    assert client.post("/home", json={}).status_code == 401

    sign_in = GoogleSignIn(client_id="c", client_secret="s", issuer="i", public_url="https://t.ex")
    others = (
        replace(installation.settings, sign_in=sign_in),
        replace(installation.settings, google=GoogleSettings(way=Way.KEY_FILE)),
        replace(installation.settings, addon=google.settings("http://127.0.0.1:1/certs")),
    )
    for settings in others:
        elsewhere = replace(installation, settings=settings)
        tell_side_panel(elsewhere, 8123)
        assert not told.exists()
        doors = addon_doors(Turns(elsewhere), works, 8123)
        assert list(doors) == (["/addon"] if settings.addon else [])
        for door in doors.values():
            assert Client(door).get("/deployment.json").status_code == 404
