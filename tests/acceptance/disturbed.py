"""A history that is lived through twice: undisturbed, and with faults that strike in its middle.

People act at a spreadsheet, then the service does something, and so on, a day apart. In the other
life each thing that the service does is struck by faults first, one after the other, and is then
done again; after it the store and the spreadsheets must say what they say in the calm life.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from service.turns import Turns
from sheet_templates.desired import DesiredTracker
from sheet_templates.errors import TracksheetError
from sheet_templates.expectation import Expectation
from sync.clock import SystemClock
from sync.domain.entries import VerbatimRow
from sync.domain.flag_life import NOT_SYNCED
from sync.domain.holds import Verdict, typed_in
from sync.errors import GoogleError
from sync.google.patience import MOST_TRIES
from sync.store.engine import Store
from sync.store.kinds import Outcome
from sync.store.trackers import trackers
from tests.acceptance.doings import ON_A_WORD, Operation
from tests.acceptance.phases import State, state_of
from tests.acceptance.sheets_state import named
from tests.acceptance.test_full_disk import room_for
from tests.judging.people import People
from tests.judging.watched import Watched
from tests.sheet_templates.living import LivingServer, LivingTracker
from tests.small_installation import Boundaries, Crash, Opened, opened

Act = tuple[Callable[[People, int, int], None], int, int]
Fault = tuple["Strike", int, int]
Round = tuple[Sequence[Act], Operation, Sequence[Fault]]
History = tuple[Sequence[bool], Sequence[Round]]
Plant = Callable[[Store], Store]


# ---- one life ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLater(SystemClock):
    """The machine's clock, so many days ahead."""

    days: int

    def now(self) -> datetime:
        """The real time, moved."""
        return SystemClock.now(self) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The tracker that people work at, as it was drawn."""

    desired: DesiredTracker
    expectation: Expectation
    spreadsheet_id: str

    @property
    def name(self) -> str:
        """Its public id."""
        return self.expectation.tracker_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """What something that the service did passed undisturbed."""

    requests: int
    boundaries: int
    statements: int


def as_it_is(store: Store) -> Store:
    """No bug is planted in the store."""
    return store


@dataclass(slots=True, kw_only=True)
class Life:
    """A school in a folder that lives through a history; it is opened anew after a kill."""

    folder: Path
    drawn: Drawn
    switches: Mapping[str, bool]
    plant: Plant = as_it_is
    boundaries: Boundaries = field(default_factory=Boundaries)
    day: int = 0
    _open: ExitStack = field(default_factory=ExitStack)
    _school: Opened | None = None

    @property
    def school(self) -> Opened:
        """The school, open, on its day."""
        if self._school is None:
            found = self._open.enter_context(opened(self.folder, self.boundaries, self.switches))
            self._school = found
        found = self._school
        clock = DaysLater(days=self.day, demo_date=found.installation.folder.demo_date())
        store = self.plant(found.installation.store)
        there = replace(found.installation, clock=clock, store=store)
        return replace(found, installation=there, turns=Turns(there))

    def close(self) -> None:
        """Drop every object: the process is gone."""
        self._school = None
        self._open.close()

    def act(self, acts: Sequence[Act]) -> None:
        """People at the spreadsheet; what Google refuses them is refused in each life."""
        app, folder = self.school.app, self.school.installation.folder.sheets
        living = LivingTracker(
            server=LivingServer(app=app, folder=folder),
            desired=self.drawn.desired,
            spreadsheet_id=self.drawn.spreadsheet_id,
        )
        people = People(watched=Watched(tracker=living, expectation=self.drawn.expectation))
        for act, one, other in acts:
            if people.view.children and people.view.columns:
                with suppress(GoogleError):
                    act(people, one, other)

    def does(self, operation: Operation) -> TracksheetError | None:
        """What the service does, undisturbed; why it was refused."""
        self.boundaries.begin(statements=True)
        try:
            operation(self.school, self.drawn.name)
        except TracksheetError as error:
            return error
        return None

    @property
    def length(self) -> Length:
        """What the last thing that was done passed."""
        passed = self.boundaries.passed
        coarse = [one for one in passed if not one.startswith("at ")]
        requests = sum(one.startswith("before ") and one != "before a commit" for one in coarse)
        return Length(requests=requests, boundaries=len(coarse), statements=len(passed))

    def state(self, *, proven: bool) -> State:
        """What the store and the spreadsheets say, by names alone.

        `proven` leaves in whose word a value is by proof. A write whose answer nobody got proves
        nothing: the value then stands there, and it is told that the person began to write it. What
        waited is over in each life, in one of them because the spreadsheet no longer says it.

        Of rows as they once stood it is said what people typed. What we write takes more requests
        than one: broken off between two of them, a row of ours stands half-written until we go on.
        """
        found = state_of(self.school)
        flags = [one for one in found.store["flag"] if not _tells_of_a_fault(one)]
        store = found.store | {"flag": flags, "row_version": self._as_typed(found.store)}
        if not proven:
            nobody = {"author": None, "end_author": None}
            store["entry_version"] = [one | nobody for one in store["entry_version"]]
            store["held_state"] = [_without_word(one) for one in store["held_state"]]
        return State(store=store, sheets=named(found.sheets))

    def _as_typed(self, store: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
        """The versions of rows: the last in full, those before it as people typed them."""
        ours = {tab.key: tab.service_columns for tab in self.drawn.expectation.tabs}
        told: list[dict[str, Any]] = []
        after: dict[tuple[str, ...], dict[str, Any]] = {}
        for one in reversed(store["row_version"]):
            row = tuple(one[name] for name in ("tracker_public_id", "tab", "row_key"))
            typed = _typed(one, ours[one["tab"]])
            if not one["is_over"]:
                told.append(one)
            elif typed != after.get(row):
                told.append(one | {"sha256": b"", "zbytes": typed})
            after[row] = typed
        return told

    def outcomes(self) -> dict[str, Outcome | None]:
        """What the ledger says last of each tracker."""
        with self.school.installation.store.reading() as tx:
            made = trackers(tx, self.school.installation.scope())
        return {one.public_id: one.last_outcome for one in made}


def _typed(version: Mapping[str, Any], ours: Collection[str]) -> dict[str, Any]:
    """What people typed in a row, by column, besides the columns that are ours."""
    row = VerbatimRow(
        tab=version["tab"],
        row_key=version["row_key"],
        position=version["position"],
        cells=version["zbytes"],
    )
    cells = json.loads(typed_in(row) or "{}")
    return {name: cell for name, cell in cells.items() if name not in ours}


def _tells_of_a_fault(flag: Mapping[str, Any]) -> bool:
    """That a tracker could not be read is told, and stays in the record when it is over."""
    return bool(flag["kind"] == NOT_SYNCED.key and flag["is_over"])


def _without_word(held: Mapping[str, Any]) -> dict[str, Any]:
    is_back = held["verdict"] is Verdict.PUT_BACK
    return {**held, "decided_by": None} | ({"verdict": Verdict.GONE} if is_back else {})


# ---- what strikes it ---------------------------------------------------------------------------

Strike = Callable[[Life, Length, int, int], AbstractContextManager[None]]
TIMES = (1, MOST_TRIES, 10_000)
STATUSES = (429, 500, 503)


@contextmanager
def killed(life: Life, length: Length, where: int, how: int) -> Iterator[None]:
    """Killed before or after a request or a commit."""
    del how
    life.boundaries.begin(where % max(1, length.boundaries))
    yield


@contextmanager
def killed_within(life: Life, length: Length, where: int, how: int) -> Iterator[None]:
    """Killed between any two statements of the store."""
    del how
    life.boundaries.begin(where % max(1, length.statements), statements=True)
    yield


def lost_before(life: Life, length: Length, where: int, how: int) -> AbstractContextManager[None]:
    """Requests, once or for ever, that Google never hears of."""
    return _trouble(life, length, where, how, drop="before")


def lost_after(life: Life, length: Length, where: int, how: int) -> AbstractContextManager[None]:
    """Requests, once or for ever, that Google carries out, and whose answer is lost."""
    return _trouble(life, length, where, how, drop="after")


def refused(life: Life, length: Length, where: int, how: int) -> AbstractContextManager[None]:
    """A storm of 429, 500 or 503, once or for longer than anybody's patience."""
    status = STATUSES[how // len(TIMES) % len(STATUSES)]
    return _trouble(life, length, where, how, status=status)


@contextmanager
def _trouble(life: Life, length: Length, where: int, how: int, **fault: Any) -> Iterator[None]:
    life.boundaries.begin()
    faults = life.school.app.faults
    at = where % max(1, length.requests)
    faults.add({"after": at, "count": TIMES[how % len(TIMES)]} | fault)
    try:
        yield
    finally:
        faults.clear()


@contextmanager
def disk_full(life: Life, length: Length, where: int, how: int) -> Iterator[None]:
    """The store's file cannot grow any more, or by a few pages only."""
    del length, where
    life.boundaries.begin()
    with room_for(life.school, how % 8):
        yield


STRIKES: tuple[Strike, ...] = (
    killed,
    killed_within,
    lost_before,
    lost_after,
    refused,
    disk_full,
)


def strike(life: Life, operation: Operation, length: Length, fault: Fault) -> None:
    """What the service does, struck; afterwards nothing is left of it but what is on disk."""
    kind, where, how = fault
    try:
        with kind(life, length, where, how):
            operation(life.school, life.drawn.name)
    except Crash:
        life.close()
    except TracksheetError:
        pass


# ---- two lives ---------------------------------------------------------------------------------


def compare(calm: Life, struck: Life, rounds: Sequence[Round]) -> None:
    """Live through the rounds twice: after each the two lives say the same."""
    proven = True
    for day, (acts, operation, faults) in enumerate(rounds, start=1):
        calm.day = struck.day = day
        calm.act(acts)
        struck.act(acts)
        refusal = calm.does(operation)
        for fault in faults:
            strike(struck, operation, calm.length, fault)
        again = struck.does(operation)
        assert again is None or refusal is not None, f"refused: {again}"
        assert calm.outcomes() == struck.outcomes(), "the ledgers differ"
        proven &= operation not in ON_A_WORD
        differences = calm.state(proven=proven).differences(struck.state(proven=proven))
        assert not differences, f"{operation.__name__}, {faults}: {differences}"
