"""A server and a drawn tracker for each test; the server lives as long as its module."""

from collections.abc import Callable, Iterator

import pytest

from local_sheets.wire import create_app
from local_sheets.workbook import Workbook
from sheet_templates.expectation import expectation_of
from tests.judging.watched import Watched
from tests.sheet_templates.living import (
    SERVICE,
    TODAY,
    URL,
    LivingServer,
    briefing,
    desired_of,
    write_people,
)


@pytest.fixture(scope="module")
def open_tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Watched]]:
    """Draws a tracker of five children; servers by their switches."""
    school = briefing(tmp_path_factory.mktemp("school"), students_per_class=5)
    servers: dict[tuple[tuple[str, bool], ...], LivingServer] = {}

    def make(**switches: bool) -> Watched:
        key = tuple(sorted(switches.items()))
        if key not in servers:
            folder = tmp_path_factory.mktemp("sheets")
            write_people(folder)
            app = create_app(folder, today=TODAY, base_url=URL, switches=dict(switches))
            servers[key] = LivingServer(app=app, folder=folder)
        return Watched(
            tracker=servers[key].draw(desired_of(school)),
            expectation=expectation_of(school.brief("01", SERVICE)),
        )

    yield make
    for server in servers.values():
        server.app.close()


@pytest.fixture(scope="module")
def fresh_tracker(open_tracker: Callable[..., Watched]) -> Callable[..., Watched]:
    """A tracker as it was drawn: one for each set of switches, put back on the server itself."""
    drawn: dict[tuple[tuple[str, bool], ...], tuple[Watched, Workbook]] = {}

    def make(**switches: bool) -> Watched:
        key = tuple(sorted(switches.items()))
        if key not in drawn:
            new = open_tracker(**switches)
            workbook = new.tracker.server.app.storage.workbook(new.tracker.spreadsheet_id)
            assert workbook is not None
            drawn[key] = new, workbook
        watched, as_drawn = drawn[key]
        with watched.tracker.server.app.storage.writing() as draft:
            draft.put_workbook(as_drawn)
        return Watched(tracker=watched.tracker, expectation=watched.expectation)

    return make
