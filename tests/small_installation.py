"""An installation in this process: opened, broken off at any boundary, and opened again.

A boundary is a moment at which a kill leaves something behind that the moment before did not:
before and after each HTTP request, before and after each commit of the store. Between two
statements of one transaction a kill must leave nothing; whoever doubts that counts them in.
"""

import dataclasses
from collections.abc import Hashable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from requests import PreparedRequest, Response
from sqlalchemy import event

from local_sheets.wire import App, create_app
from scripts.demo import Score, Typists, read_scores
from scripts.demo_desk import Desk
from scripts.demo_records import Aides
from scripts.quiet import say_nothing
from service.bootstrap import Installation, open_installation
from service.features.roster.oneroster import read_bundle
from service.folder import DataFolder
from service.turns import Turns
from sheet_templates.library import shipped_template
from sheet_templates.school import Roster
from sync.google.gateway import Gateway
from sync.store.engine import Store, Tx
from tests.wsgi_adapter import WsgiAdapter

URL = "http://127.0.0.1:8765"
END_OF_YEAR = date(2027, 5, 24)


class Crash(BaseException):
    """The program is gone, as after kill -9."""


class Boundaries:
    """Names the boundaries that a run passes; at number `crash_at` the run ends for good.

    With `statements`, the moment before each of a writing transaction is one as well.
    """

    def __init__(self, crash_at: int | None = None, *, statements: bool = False) -> None:
        self.passed: list[str] = []
        self.statements = statements
        self._crash_at = crash_at

    def begin(self, crash_at: int | None = None, *, statements: bool = False) -> None:
        """Count from here on, for the next thing that is done."""
        self.passed.clear()
        self.statements, self._crash_at = statements, crash_at

    def cross(self, place: str) -> None:
        """Pass a boundary, or crash; whoever is dead stays so, also while it is cleaned up."""
        self.passed.append(place)
        if self._crash_at is not None and len(self.passed) > self._crash_at:
            raise Crash(place)


class WatchedAdapter(WsgiAdapter):
    """Requests that cross a boundary before they are sent and after they are answered."""

    def __init__(self, app: App, boundaries: Boundaries) -> None:
        super().__init__(app)
        self._boundaries = boundaries

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send, between two boundaries."""
        name = f"{request.method} {request.path_url.split('?')[0]}"
        self._boundaries.cross(f"before {name}")
        answer = super().send(request, *args, **kwargs)
        self._boundaries.cross(f"after {name}")
        return answer


class WatchedStore(Store):
    """A store whose writing transactions cross a boundary before and after their commit."""

    def __init__(self, store: Store, boundaries: Boundaries) -> None:
        self._store, self._writers = store, store._writers
        self._boundaries = boundaries

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """Write, with a boundary on either side of the commit."""
        with self._store.writing() as tx:
            if self._boundaries.statements:
                event.listen(tx, "before_cursor_execute", self._cross_statement)
            yield tx
            self._boundaries.cross("before a commit")
        self._boundaries.cross("after a commit")

    def _cross_statement(self, _tx: Tx, _cursor: Any, statement: str, *_: Any) -> None:
        self._boundaries.cross(f"at {' '.join(statement.split()[:3])}")

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Read; nothing can be left behind."""
        with self._store.reading() as tx:
            yield tx

    def sweep(self) -> bool:
        """Sweep the store itself, with a boundary on either side."""
        self._boundaries.cross("before a sweep")
        done = self._store.sweep()
        self._boundaries.cross("after a sweep")
        return done

    def version(self) -> Hashable:
        """The version of the store itself."""
        return self._store.version()

    def close(self) -> None:
        """Close the store itself."""
        self._store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A data folder at work: the local server, the installation on it, their operations."""

    app: App
    installation: Installation
    turns: Turns
    transport: WsgiAdapter

    def run(self, name: str, **options: Any) -> Any:
        """Carry an operation out."""
        return self.turns.run(name, options, say_nothing)

    def gateway(self, email: str | None = None, label: str = "test") -> Gateway:
        """Google as a person, or as the service account."""
        return Gateway.of(
            self.installation.account, subject=email, label=label, transport=self.transport
        )

    def spreadsheets(self) -> dict[str, str]:
        """The spreadsheet of each grade."""
        return {one["grade"]: one["spreadsheet_id"] for one in self.run("trackers")}

    def type_scores(self, bundle: Path, scores: Path) -> int:
        """The demo's teachers type what they have not typed yet; how many scores."""
        roster, typed = _read(bundle, scores)
        return Typists(desk=self._desk, roster=roster, progress=say_nothing).type_all(typed)

    def write_records(self, bundle: Path, today: date) -> None:
        """The demo's aides write their supports and notes as of that day."""
        roster = read_bundle(bundle).roster
        Aides(desk=self._desk, roster=roster, today=today, progress=say_nothing).write_all()

    @property
    def _desk(self) -> Desk:
        here = self.installation
        return Desk.of(here.folder, here.account, self.run("trackers"), self.transport)


@cache
def _read(bundle: Path, scores: Path) -> tuple[Roster, list[Score]]:
    """The roster and its scores, which many a school of the same files asks for."""
    roster = read_bundle(bundle).roster
    return roster, read_scores(scores, roster, shipped_template())


@contextmanager
def opened(
    folder: Path, boundaries: Boundaries | None = None, switches: Mapping[str, Any] | None = None
) -> Iterator[Opened]:
    """Open everything in a data folder; at the end, or after a crash, no object is left."""
    data_folder = DataFolder(folder)
    made = create_app(
        data_folder.sheets, today=data_folder.demo_date(), base_url=URL, switches=switches
    )
    with closing(made) as app:
        adapter = WatchedAdapter(app, boundaries) if boundaries else WsgiAdapter(app)
        with open_installation(folder, sheets_url=URL, transport=adapter) as installation:
            watched = (
                dataclasses.replace(
                    installation,
                    store=WatchedStore(installation.store, boundaries),
                    in_flight=1,  # the order of boundaries is then that of the work
                )
                if boundaries
                else installation
            )
            yield Opened(app=app, installation=watched, turns=Turns(watched), transport=adapter)


def keep_date(folder: Path, today: date) -> None:
    """Make the folder a demo's on that date."""
    data_folder = DataFolder(folder)
    data_folder.prepare()
    data_folder.keep_demo({"today": today.isoformat(), "roster": "", "scores": ""})
