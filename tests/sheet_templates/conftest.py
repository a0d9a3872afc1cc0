"""One server for all tests of a module: each example draws a spreadsheet of its own."""

from collections.abc import Callable, Iterator

import pytest

from local_sheets.wire import create_app
from service.features.trackers.briefing import Briefing
from sheet_templates.desired import DesiredTracker
from tests.sheet_templates.living import (
    TODAY,
    URL,
    LivingServer,
    LivingTracker,
    briefing,
    desired_of,
    write_people,
)
from tests.sheet_templates.peoples_cells import type_everything


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingServer]:
    folder = tmp_path_factory.mktemp("sheets")
    write_people(folder)
    app = create_app(folder, today=TODAY, base_url=URL)
    yield LivingServer(app=app, folder=folder)
    app.close()


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    return briefing(tmp_path_factory.mktemp("school"), students_per_class=3)


@pytest.fixture(scope="module")
def desired(school: Briefing) -> DesiredTracker:
    return desired_of(school)


@pytest.fixture(scope="module")
def draw(server: LivingServer, desired: DesiredTracker) -> Callable[[], LivingTracker]:
    """Gives the tracker as it was drawn; as a function, so that hypothesis can name it shortly."""
    return _again(server.draw(desired))


@pytest.fixture(scope="module")
def filled(server: LivingServer, desired: DesiredTracker) -> Callable[[], LivingTracker]:
    """Gives a tracker as it was drawn and then typed into wherever people type."""
    tracker = server.draw(desired)
    type_everything(tracker)
    return _again(tracker)


def _again(tracker: LivingTracker) -> Callable[[], LivingTracker]:
    kept = tracker.kept()

    def put_back() -> LivingTracker:
        tracker.put_back(kept)
        return tracker

    return put_back


@pytest.fixture
def tracker(draw: Callable[[], LivingTracker]) -> LivingTracker:
    return draw()
