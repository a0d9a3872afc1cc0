"""What makes trackers unreadable: what the run says, what the owner reads, and that it heals.

One school for all; each case ends with the owner putting it right and a sync that says so.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from local_sheets.drive_model import FOLDER, SPREADSHEET, DriveFile, Permission
from local_sheets.shelf import Stamp
from service.app import create_app
from service.works import Works
from sheet_templates.dates import long_day
from sheet_templates.errors import TracksheetError
from sync.domain.obstacles import READ_AGAIN, Obstacle, healed_message, obstacle_message
from sync.store import schema
from sync.store.comparison import natural_state
from sync.store.leases import give_back, lease_name, take_lease
from tests.acceptance.phases import Job
from tests.pages.conftest import PORT, LoopbackClient, sign_in
from tests.small_installation import END_OF_YEAR, Opened, opened

pytestmark = pytest.mark.slow

FIRST = "s-1.2026.01"
OWNER = "ad-1@school.example"
TEACHER = "t-2@school.example"
ELSEWHERE = "0Aelsewhere0000PVA"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class School:
    """The school at work, and its owner's browser."""

    opened: Opened
    browser: FlaskClient

    @property
    def file(self) -> str:
        return self.opened.spreadsheets()["01"]

    def run(self, name: str, **options: Any) -> Any:
        return self.opened.run(name, **options)

    def page(self, path: str) -> str:
        return unescape(self.browser.get(path).text)

    def last_run(self) -> str:
        """The page of the newest run."""
        found = re.search(r'href="(/runs/\d+)"', self.page("/runs"))
        assert found
        return self.page(found[1])

    def flag(self) -> dict[str, Any] | None:
        """The flag of the tracker that is not read."""
        rows = [one for one in self.run("flags") if one["kind"] == "not synced"]
        return rows[0] if rows else None

    def type_score(self, score: int) -> None:
        self.opened.gateway(TEACHER).type_values(self.file, "Students!J10", [[str(score)]])

    def scores(self) -> set[Any]:
        return {one["value"] for one in self.run("entries")}

    def change_file(self, **changed: Any) -> None:
        """As people do it in Drive, where the local server has no request for it."""
        with self.opened.app.storage.writing() as draft:
            file: DriveFile = self.opened.app.storage.shelf.files[self.file]
            stamp = Stamp(who=OWNER, at="2027-05-24T08:00:00.000Z", kinds=("by hand",))
            draft.put_file(replace(file, version=file.version + 1, **changed), stamp)

    def drive(self, method: str, path: str, body: Any = None, **params: str) -> Any:
        """A request to Drive as the service account."""
        url = f"https://www.googleapis.com/drive/v3/{path}"
        sent = {"supportsAllDrives": "true", **params}
        return self.opened.gateway().http.request(method, url, params=sent, json=body).json()

    def draw(self, request: dict[str, Any]) -> None:
        url = f"https://sheets.googleapis.com/v4/spreadsheets/{self.file}:batchUpdate"
        self.opened.gateway().http.request("post", url, json={"requests": [request]})


@pytest.fixture(scope="module")
def school(job: Job, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    copy = tmp_path_factory.mktemp("out_of_reach") / "school"
    with opened(Path(shutil.copytree(job.end, copy))) as there:
        app = create_app(there.installation.service(PORT, Works(there.turns.run)))
        browser = LoopbackClient(app, use_cookies=True)
        sign_in(browser, "ad-1")
        yield School(there, browser)


Mend = Callable[[], object]


def _trashed(school: School) -> Mend:
    school.opened.gateway().trash(school.file)
    return lambda: school.drive("patch", f"files/{school.file}", {"trashed": False})


def _moved(school: School) -> Mend:
    """Dragged into another shared drive, which the service may see too."""
    file = school.opened.app.storage.shelf.files[school.file]
    with school.opened.app.storage.writing() as draft:
        drive = school.opened.app.storage.shelf.drives[file.drive_id]
        draft.put_drive(replace(drive, id=ELSEWHERE, name="Old things"), None)
    school.change_file(drive_id=ELSEWHERE, parents=(ELSEWHERE,))
    return lambda: school.change_file(drive_id=file.drive_id, parents=file.parents)


def _excel(school: School) -> Mend:
    """An Excel file uploaded as the next version, and the version from before put back."""
    school.change_file(mime_type=EXCEL)
    return lambda: school.change_file(mime_type=SPREADSHEET)


def _too_large(school: School) -> Mend:
    """Somebody added a tab as wide as Google allows, and deleted it again."""
    wide = {"title": "Export", "gridProperties": {"rowCount": 280, "columnCount": 18_278}}
    school.draw({"addSheet": {"properties": {**wide, "sheetId": 77}}})
    return lambda: school.draw({"deleteSheet": {"sheetId": 77}})


@pytest.mark.parametrize(
    ("spoil", "obstacle", "score"),
    [
        (_trashed, Obstacle.TRASHED, 641),
        (_moved, Obstacle.MOVED, 642),
        (_excel, Obstacle.NOT_A_SPREADSHEET, 643),
        (_too_large, Obstacle.TOO_LARGE, 644),
    ],
)
def test_the_run_and_the_owner_are_told_and_what_is_put_right_heals(
    school: School, spoil: Callable[[School], Mend], obstacle: Obstacle, score: int
) -> None:
    before = natural_state(school.opened.installation.store)["entry_version"]
    school.type_score(score)
    mend = spoil(school)
    with pytest.raises(TracksheetError) as failed:
        school.run("sync")
    _told_everywhere(school, failed.value, obstacle_message(FIRST, obstacle))
    assert natural_state(school.opened.installation.store)["entry_version"] == before
    mend()
    _healed(school)
    assert score in school.scores()


def test_a_tracker_whose_template_is_unknown_is_told_of_in_the_same_places(school: School) -> None:
    """The program was put back to a version from before a template changed, and updated again."""
    versions = schema.template_version
    with school.opened.installation.store.writing() as tx:
        (body,) = tx.scalars(select(versions.c.body)).all()
        newer = json.dumps(json.loads(body) | {"rooms": ["B12"]})
        tx.execute(update(versions).values(body=newer))
    school.type_score(645)
    with pytest.raises(TracksheetError) as failed:
        school.run("sync")
    (said,) = failed.value.problems
    assert "a newer version of the program has kept. Update the program." in said
    _told_everywhere(school, failed.value, said)
    with school.opened.installation.store.writing() as tx:
        tx.execute(update(versions).values(body=body))
    _healed(school)
    assert 645 in school.scores()


def test_a_tracker_in_another_folder_of_the_drive_is_read_as_ever(school: School) -> None:
    (drive,) = school.opened.app.storage.shelf.files[school.file].parents
    folder = {"name": "Grade 1", "mimeType": FOLDER, "parents": [drive]}
    made = school.drive("post", "files", folder)["id"]
    school.drive("patch", f"files/{school.file}", {}, addParents=made, removeParents=drive)
    school.type_score(646)
    assert school.run("sync")["changes"] == 1
    assert "could not" not in school.last_run()
    school.drive("patch", f"files/{school.file}", {}, addParents=drive, removeParents=made)
    assert school.run("sync")["notices"] == []


def test_people_read_one_clock_the_demos(school: School) -> None:
    """What happened just now is told as of the demo's day, whatever day the machine has."""
    installation = school.opened.installation
    school.run("sync", full=True)
    for path in ("/desk", "/runs", f"/trackers/{FIRST}"):
        assert f" on {long_day(END_OF_YEAR)}" in school.page(path)
        assert long_day(installation.clock.night(installation.zone())) not in school.page(path)


# ---- what keeps a whole run from its end --------------------------------------------------------


def _unshared(school: School) -> Mend:
    """The service account is no member of the shared drive any more."""
    drives = school.opened.app.storage.shelf.drives.values()
    drive = next(one for one in drives if one.name == "Trackers")
    robot = school.opened.installation.account.email
    left = tuple(one for one in drive.permissions if one.grantee != robot)

    def members(permissions: tuple[Permission, ...]) -> None:
        with school.opened.app.storage.writing() as draft:
            draft.put_drive(replace(drive, permissions=permissions), None)

    members(left)
    return lambda: members(drive.permissions)


def _second_service(school: School) -> Mend:
    installation = school.opened.installation
    lease = lease_name(installation.scope())
    with installation.store.writing() as tx:
        taken = take_lease(tx, lease, "host-b, /srv/b", installation.clock.now())

    def end() -> None:
        with installation.store.writing() as tx:
            give_back(tx, taken, installation.clock.now())

    return end


def _clock_went_back(school: School) -> Mend:
    """As it looks afterwards: the last run lies ahead of now."""
    store, runs = school.opened.installation.store, schema.run
    ahead = school.opened.installation.clock.now() + timedelta(hours=5)
    with store.writing() as tx:
        last = tx.execute(select(runs.c.id, runs.c.now).order_by(runs.c.id.desc())).first()
        assert last is not None
        tx.execute(update(runs).where(runs.c.id == last.id).values(now=ahead))

    def put_right() -> None:
        with store.writing() as tx:
            tx.execute(update(runs).where(runs.c.id == last.id).values(now=last.now))

    return put_right


@pytest.mark.parametrize(
    ("spoil", "words", "score"),
    [
        (_unshared, "sees no shared drive named 'Trackers'. Make it a content manager", 651),
        (_second_service, "Another Tracksheet service works on this store: host-b, /srv/b", 652),
        (_clock_went_back, "this computer's clock went back. Nothing was read. Put the clock", 653),
    ],
)
def test_what_breaks_a_whole_run_off_stands_on_the_pages_until_one_comes_to_its_end(
    school: School, spoil: Callable[[School], Mend], words: str, score: int
) -> None:
    school.type_score(score)
    mend = spoil(school)
    with pytest.raises(TracksheetError, match=words):
        school.run("sync")
    for page in ("/desk", "/runs"):
        told = school.page(page)
        assert "The last sync did not finish: " in told
        assert words in told
    assert score not in school.scores()
    mend()
    assert school.run("sync")["changes"] == 1
    for page in ("/desk", "/runs"):
        assert "did not finish" not in school.page(page)
    assert score in school.scores()


def _told_everywhere(school: School, error: TracksheetError, said: str) -> None:
    """By the command, the page of the run, the desk, the tracker's page and the flag."""
    assert list(error.problems) == [said]
    why = said.removeprefix(f"{FIRST}: ")
    assert why in school.last_run()
    assert f"The last sync did not read Grade 1: {why}" in school.page("/desk")
    assert f"Grade 1: {why}" in school.page("/runs")
    assert f"The last try after it failed: {why}" in school.page(f"/trackers/{FIRST}")
    flag = school.flag()
    assert flag is not None
    assert flag["why"].endswith(why)
    (foretold,) = school.run("sync_preview", tracker=FIRST)
    assert foretold["failure"] == said


def _healed(school: School) -> None:
    assert school.run("sync")["notices"] == [healed_message(FIRST)]
    assert READ_AGAIN in school.last_run()
    assert "did not read" not in school.page("/desk")
    assert "failed" not in school.page(f"/trackers/{FIRST}")
    assert school.flag() is None
    assert school.run("sync")["notices"] == []
