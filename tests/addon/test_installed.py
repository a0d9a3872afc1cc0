"""The add-on as the service puts it together: settings, folder, store, and the turns of others."""

from collections.abc import Iterator
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest

from scripts.bench_duties import TODAY, school_in
from scripts.quiet import say_nothing
from service.addon_door import addon_doors, addon_of
from service.bootstrap import Installation, open_installation
from service.features.roster.oneroster import RosterImport
from service.overview import Overview
from service.turns import Turns
from service.works import Works
from sync.domain.completeness import completeness
from tests.addon import google
from tests.addon.conftest import Panel
from tests.addon.google import KeyServer
from tests.small_installation import keep_date

PATIENCE = 20.0  # seconds for what is done in the background


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


def test_without_settings_there_is_no_door(installation: Installation) -> None:
    assert addon_doors(Turns(installation), Works(Turns(installation).run)) == {}
