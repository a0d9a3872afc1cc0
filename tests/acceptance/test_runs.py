"""Runs on a small school: what is read, what is not, and what is said of what cannot be read."""

import dataclasses
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from local_sheets.drive_model import Role
from sync.domain.obstacles import Obstacle, copy_message, healed_message, obstacle_message
from sync.errors import FaultError, GoogleError, StoreError, TrackerError
from sync.nightly import Sync
from sync.obstruction import obstacle_of
from sync.store import schema
from sync.store.comparison import natural_state
from sync.store.drive_state import drive_states
from sync.store.leases import LeaseError, take_lease
from sync.store.runs import last_run, outcomes
from tests.acceptance.phases import Job
from tests.small_installation import Opened, opened

OWNER = "ad-1@school.example"
FIRST, KINDERGARTEN = "s-1.2026.01", "s-1.2026.KG"


def requests(school: Opened, label: str = "sync") -> Counter[str]:
    """What the server's log has seen of the label since the last time it was asked."""
    entries = school.app.log.report(0)["entries"]
    return Counter(entry["api"] for entry in entries if entry["label"] == label)


def since(school: Opened, before: Counter[str], label: str = "sync") -> Counter[str]:
    return requests(school, label) - before


def spreadsheet(school: Opened, tracker: str = FIRST) -> str:
    return school.spreadsheets()[tracker.rpartition(".")[2]]


def sync_of(school: Opened, **changed: Any) -> Sync:
    installation = school.installation
    gateway = installation.gateway("sync")
    made = Sync(
        store=installation.store,
        gateway=gateway,
        drive_id=gateway.shared_drive("Trackers"),
        scope=installation.scope(),
        expectations=installation.briefing().expectations(),
        clock=installation.clock,
        progress=lambda _: None,
        budget=installation.budget,
        holder=installation.holder,
    )
    return replace(made, **changed)


def ledger(school: Opened) -> dict[str, tuple[str, int, str | None]]:
    scope = school.installation.scope()
    with school.installation.store.reading() as tx:
        run = last_run(tx, scope)
        assert run is not None
        return {
            one.public_id: (one.outcome, one.requests, one.reason) for one in outcomes(tx, run.id)
        }


def age_reads(school: Opened, by: timedelta) -> None:
    """Let all reads and runs lie farther back, as if the last sync had been that long ago."""
    with school.installation.store.writing() as tx:
        for table, names in (
            (schema.tracker, ["last_read_at"]),
            (schema.run, ["now", "finished_at"]),
            (schema.tracker_read, ["at"]),
        ):
            for row in tx.execute(table.select()).mappings():
                key = [column == row[column.name] for column in table.primary_key]
                moved = {name: row[name] - by for name in names if row[name]}
                tx.execute(update(table).where(*key).values(moved))


def type_score(school: Opened, cell: str = "J10", score: str = "623") -> None:
    school.gateway("t-2@school.example").type_values(
        spreadsheet(school), f"Students!{cell}", [[score]]
    )


# ---- what is read ------------------------------------------------------------------------------


def test_a_sync_with_nothing_changed_reads_nothing_and_asks_drive_twice(school: Opened) -> None:
    before = requests(school)
    done = school.run("sync")
    assert done["trackers_read"] == 0
    assert since(school, before) == {"drive": 2, "token": 1}


def test_a_changed_tracker_is_read_once_and_the_ledger_says_so(school: Opened) -> None:
    type_score(school)
    done = school.run("sync")
    assert (done["trackers_read"], done["changes"]) == (1, 1)
    assert ledger(school) == {FIRST: ("synced", 1, None)}
    type_score(school, score="624")
    assert school.run("sync", tracker=FIRST)["changes"] == 1
    assert school.run("sync")["trackers_read"] == 0, "what was asked for by name is read as well"


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize(("status", "times"), [(503, 2), (429, 3)])
def test_one_503_or_three_429s_lose_nothing_and_the_ledger_counts_every_try(
    school: Opened, status: int, times: int
) -> None:
    type_score(school)
    school.app.faults.add({"route": f"*{spreadsheet(school)}*", "status": status, "count": times})
    assert school.run("sync")["changes"] == 1
    assert ledger(school) == {FIRST: ("synced", 1 + times, None)}


def test_a_file_listed_again_with_the_version_that_was_read_is_not_read(school: Opened) -> None:
    """The page token is put back, as if Drive listed the same changes once more."""
    store, scope = school.installation.store, school.installation.scope()
    with store.reading() as tx:
        token = tx.execute(schema.drive_cursor.select()).one().token
    type_score(school)
    assert school.run("sync")["trackers_read"] == 1
    with store.writing() as tx:
        tx.execute(update(schema.drive_cursor).values(token=token))
    assert school.run("sync")["trackers_read"] == 0
    type_score(school, score="624")
    assert school.run("sync")["changes"] == 1
    with store.reading() as tx:
        versions = {
            one.public_id: one.last_read.version for one in drive_states(tx, scope).values()
        }
    assert versions[FIRST] is not None


def test_a_change_that_is_reported_while_the_tracker_is_read_is_not_lost(school: Opened) -> None:
    """A teacher types after the fetch and before the store: the tracker is read once more."""
    type_score(school)

    class Slow(Sync):
        def fetch(self, pull: Any, task: Any) -> Any:
            fetched = super().fetch(pull, task)
            type_score(school, score="630")
            return fetched

    slow = sync_of(school)
    slow = Slow(**{field.name: getattr(slow, field.name) for field in dataclasses.fields(slow)})
    assert slow.now().trackers_read == 1
    assert school.run("sync")["changes"] == 1
    rows = {row["number"] for row in natural_state(school.installation.store)["entry_version"]}
    assert {623, 630} <= rows


def test_each_night_reads_a_seventh_and_within_seven_nights_all(school: Opened) -> None:
    age_reads(school, timedelta(days=3))
    today = school.installation.clock.night("America/Chicago")
    reports = [sync_of(school).night(today + timedelta(days=night)) for night in range(3)]
    assert [(one.trackers_read, one.checked) for one in reports] == [(1, 1), (1, 1), (0, 0)]
    assert [one.drive_requests for one in reports] == [1, 1, 1]


def test_a_seventh_is_no_business_of_a_sync_by_hand(school: Opened) -> None:
    age_reads(school, timedelta(days=30))
    assert school.run("sync")["trackers_read"] == 0


def test_trackers_side_by_side_end_as_one_after_the_other(job: Job, tmp_path: Path) -> None:
    states = []
    for width in (1, 4):
        folder = job.folder("sync", tmp_path / str(width))
        with opened(folder) as school:
            report = sync_of(school, in_flight=width).now()
            assert report.trackers_read == 2
            states.append(natural_state(school.installation.store))
    assert states[0] == states[1]


# ---- one tracker's failure is its own ------------------------------------------------------------


def _trash(school: Opened) -> None:
    school.gateway().trash(spreadsheet(school))


def _delete(school: Opened) -> None:
    """For good, which takes more than a content manager."""
    with school.app.storage.writing() as draft:
        for drive in list(school.app.storage.shelf.drives.values()):
            members = tuple(replace(one, role=Role.ORGANIZER) for one in drive.permissions)
            draft.put_drive(replace(drive, permissions=members), None)
    school.gateway().http.request("delete", f"{_files(school)}?supportsAllDrives=true")


def _files(school: Opened) -> str:
    return f"https://www.googleapis.com/drive/v3/files/{spreadsheet(school)}"


def test_a_tracker_that_is_gone_has_a_stated_outcome_and_the_others_go_on(school: Opened) -> None:
    before = natural_state(school.installation.store)["entry_version"]
    asked = requests(school, "follow_up")
    _delete(school)
    with pytest.raises(TrackerError) as failed:
        school.run("sync", follow=True)
    said = obstacle_message(FIRST, Obstacle.GONE)
    assert failed.value.problems[0] == said
    assert failed.value.problems[1] == "Some trackers are not as they should be; run it again."
    written = since(school, asked, "follow_up")["sheets_write"]
    assert written == 1, "the other was brought up to date"
    assert ledger(school) == {FIRST: ("failed", 0, said)}
    assert natural_state(school.installation.store)["entry_version"] == before
    with school.installation.store.reading() as tx:
        states = drive_states(tx, school.installation.scope()).values()
    found = {one.public_id: one.obstacle for one in states}
    assert found == {FIRST: Obstacle.GONE, KINDERGARTEN: None}


def test_a_tracker_that_failed_is_tried_again_though_nothing_changed_in_it(school: Opened) -> None:
    sync = sync_of(school, expectations={})
    assert list(sync.one(FIRST).failures) == [FIRST]
    done = school.run("sync")
    assert (done["trackers_read"], done["notices"]) == (1, [healed_message(FIRST)])
    assert school.run("sync")["trackers_read"] == 0


def test_what_sheets_refuses_is_explained_by_what_drive_says(school: Opened) -> None:
    tracker, gateway = sync_of(school).tracker(FIRST), school.gateway()
    drive = gateway.shared_drive("Trackers")
    forbidden, missing, busy = (GoogleError("no", code=code) for code in (403, 404, 503))
    assert obstacle_of(forbidden, gateway, tracker, drive) is Obstacle.UNSHARED
    assert obstacle_of(missing, gateway, tracker, "another drive") is Obstacle.MOVED
    assert obstacle_of(missing, gateway, tracker, drive) is None
    assert obstacle_of(busy, gateway, tracker, drive) is None
    _trash(school)
    assert obstacle_of(forbidden, gateway, tracker, drive) is Obstacle.TRASHED


def test_a_copy_of_a_tracker_is_named_once_and_not_read(school: Opened) -> None:
    url = f"{_files(school)}/copy?supportsAllDrives=true"
    copied = school.gateway().http.request("post", url, json={})  # as a member of the drive would
    done = school.run("sync")
    assert done["notices"] == [copy_message(FIRST, copied.json()["id"])]
    assert (done["trackers_read"], done["changes"]) == (0, 0)
    assert school.run("sync")["notices"] == []


# ---- clocks and leases -------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Shifted:
    """The real clock, put forward or back."""

    clock: Any
    by: timedelta

    def now(self) -> datetime:
        moment: datetime = self.clock.now() + self.by
        return moment

    def today(self, zone: str) -> Any:
        return self.clock.today(zone)

    def night(self, zone: str) -> Any:
        return self.clock.night(zone)


def test_a_clock_that_went_back_is_refused_before_anything_is_read(school: Opened) -> None:
    type_score(school)
    back = Shifted(school.installation.clock, timedelta(hours=-5))
    before = requests(school)
    sync = sync_of(school, clock=back)
    with pytest.raises(StoreError, match=r"clock went back. Nothing was read"):
        sync.now()
    assert since(school, before)["sheets_read"] == 0
    assert school.run("sync")["changes"] == 1


def test_a_service_that_lost_its_lease_stores_nothing_more(school: Opened) -> None:
    type_score(school)
    before = natural_state(school.installation.store)["entry_version"]

    class Overtaken(Sync):
        def fetch(self, pull: Any, task: Any) -> Any:
            fetched = super().fetch(pull, task)
            later = self.clock.now() + timedelta(hours=1)
            with self.store.writing() as tx:
                take_lease(tx, f"school {self.scope.school_id}", "host-b", later)
            return fetched

    sync = sync_of(school, in_flight=1)
    overtaken = Overtaken(
        **{field.name: getattr(sync, field.name) for field in dataclasses.fields(sync)}
    )
    with pytest.raises(LeaseError, match="taken over by host-b"):
        overtaken.now()
    assert natural_state(school.installation.store)["entry_version"] == before


@pytest.mark.usefixtures("no_waits")
def test_google_out_of_reach_ends_the_run_instead_of_failing_every_tracker(school: Opened) -> None:
    school.app.faults.add({"route": "*/v4/*", "drop": "before", "count": 1000})
    sync = sync_of(school, in_flight=1, hopeless_in_a_row=1)
    with pytest.raises(GoogleError, match="cannot be reached"):
        sync.all()
    assert list(ledger(school)) == [FIRST]
    with school.installation.store.reading() as tx:
        run = last_run(tx, school.installation.scope())
    assert run is not None
    assert run.finished_at is None


def test_a_fault_of_ours_in_one_tracker_is_told_and_the_others_are_read(
    school: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    """What a tracker expects speaks of a child whom the store never had."""
    type_score(school)
    expectations = dict(sync_of(school).expectations)
    students, *others = expectations[FIRST].tabs
    lost = replace(students, rows=dict.fromkeys(students.rows, "nobody"))
    expectations[FIRST] = replace(expectations[FIRST], tabs=(lost, *others))
    report = sync_of(school, expectations=expectations).all()
    said = f"{FIRST}: a fault of this program (LookupError) kept it from being read."
    assert (report.trackers_read, list(report.failures)) == (1, [FIRST])
    assert report.failures[FIRST].startswith(said)
    assert {name: outcome for name, (outcome, _, _) in ledger(school).items()} == {
        FIRST: "failed",
        KINDERGARTEN: "synced",
    }
    assert "no roster has the students nobody" in caplog.text
    with pytest.raises(FaultError):
        sync_of(school, expectations=expectations, hopeless_in_a_row=1).all()
    assert sync_of(school).now().changes == 1


# ---- a template that the program does not know --------------------------------------------------


def _kept_by_a_newer_program(school: Opened) -> str:
    """Its templates say something of which this program knows nothing; the update was undone."""
    with school.installation.store.writing() as tx:
        (row,) = tx.execute(schema.template_version.select()).all()
        body = json.dumps(json.loads(row.body) | {"rooms": ["B12"]}, sort_keys=True)
        tx.execute(update(schema.template_version).values(body=body))
    return "a newer version of the program has kept. Update the program."


def _lost(school: Opened) -> str:
    """A store that was put back from before the version came."""
    with school.installation.store.writing() as tx:
        tx.execute(update(schema.tracker).values(template_version=7))
    return "the store has lost. Restore the store from a backup that has it."


@pytest.mark.parametrize("spoil", [_kept_by_a_newer_program, _lost])
def test_a_tracker_whose_template_is_not_known_is_neither_read_nor_written(
    school: Opened, spoil: Callable[[Opened], str]
) -> None:
    type_score(school)
    before = natural_state(school.installation.store)["entry_version"]
    key = school.installation.briefing().template.key
    asked = requests(school)
    why = spoil(school)
    n = 7 if spoil is _lost else 1
    said = (
        f"{FIRST}: it follows version {n} of the template {key}, which {why} Until then nothing "
        "of it is read, and its entries stay."
    )
    with pytest.raises(TrackerError) as failed:
        school.run("sync")
    assert list(failed.value.problems) == [said]
    assert ledger(school) == {FIRST: ("failed", 0, said)}
    with pytest.raises(TrackerError) as refused:
        school.run("apply", tracker=FIRST)
    assert said in refused.value.problems
    assert [one["refused"] for one in school.run("plan", tracker=FIRST)] == [[said]]
    assert since(school, asked)["sheets_read"] == 0
    assert natural_state(school.installation.store)["entry_version"] == before
    assert school.installation.reader().overview() is not None, "the pages still show the school"
