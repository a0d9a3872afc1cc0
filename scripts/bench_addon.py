"""The add-on, measured at its door: tokens checked, a card made, JSON written.

The school is the largest of Project STAR's 80 (`star_state`); the data is not in the repository,
and without it (TRACKSHEET_EXTRA_DATA) the demo's school is measured, and the case says so. All is
put together as the service does it, on a store in a file; keys come over HTTP from a server of the
bench's own. Nothing here could ask Google for a spreadsheet: there is none.
"""

import logging
import os
import statistics
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, jsonify
from jwt.algorithms import RSAAlgorithm
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server
from werkzeug.test import Client

from scripts.bench_duties import AT, TODAY, school_in, scores_of, split
from scripts.bench_side_panel import side_panel
from scripts.figures import Figure
from scripts.start_checks import DEMO_DATA
from service.addon_door import addon_of
from service.addon_settings import AddOnSettings
from service.bootstrap import Installation, open_installation
from service.features.addon.addon import AddOn
from service.features.addon.door import create_addon_app
from service.features.addon.events import EMAIL_SCOPE, FILE_SCOPE
from service.features.roster.oneroster import read_bundle
from service.folder import DataFolder
from service.overview import Overview
from service.turns import Turns
from service.works import Works
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sheet_templates.desired.students import students_tab
from sheet_templates.school import Roster
from sync.domain.entries import VerbatimRow
from sync.store.engine import Store
from sync.store.positions import keep_columns
from sync.store.reads import store_read
from sync.store.trackers import trackers

SLOWEST_CARD, SLOWEST_OF_FIFTY = 100.0, 1000.0
"""Milliseconds within which 95 of 100 cards come."""
REPEATS = 60
PEOPLE = 50
"""How many people click at once."""
THREADS = 8  # as many as serve
_URL = "http://127.0.0.1:1"
_ACCOUNT = "service-1@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def bench_addon() -> Iterator[Figure]:
    """All figures of the add-on."""
    extra = os.environ.get("TRACKSHEET_EXTRA_DATA")
    bundle = Path(extra) / "oneroster" / "star_state.zip" if extra else None
    with TemporaryDirectory(prefix="tracksheet-bench-") as name, _keys() as certs_url:
        folder = Path(name)
        if bundle and bundle.is_file():
            (folder / "bundles").mkdir()
            given = _largest(split(bundle, folder / "bundles"))
            place = f"the largest school of star_state, {len(given.students)} children"
            scores = scores_of(Path(str(extra)) / "star_state_scores.csv")
        else:
            given = read_bundle(DEMO_DATA / "star_school7.zip").roster
            place = f"the demo's school, {len(given.students)} children"
            scores = scores_of(DEMO_DATA / "star_school7_scores.csv")
        data = DataFolder(folder / "data")
        data.prepare()
        data.keep_demo({"today": TODAY.isoformat(), "roster": "", "scores": ""})
        with open_installation(data.path) as installation:
            school_in(installation.store, given, scores)
            _read(installation)
            yield from _figures(installation, certs_url, place)


@dataclass(frozen=True, slots=True)
class _Panel:
    """Google's side: posts events and says how long a card took, in milliseconds."""

    client: Client
    addon: AddOn
    file: str = ""

    def ask(self, path: str, email: str, parameters: Mapping[str, str]) -> float:
        """One click."""
        body = {
            "commonEventObject": {"hostApp": "SHEETS", "parameters": dict(parameters)},
            "authorizationEventObject": {
                "systemIdToken": _token(_ACCOUNT, f"{self.addon.settings.url}/{path}"),
                "userIdToken": _token(email, "client"),
                "authorizedScopes": [EMAIL_SCOPE, FILE_SCOPE],
            },
            "sheets": {"addonHasFileScopePermission": True, "id": self.file, "title": ""},
        }
        began = time.perf_counter()
        answer = self.client.post(f"/addon/{path}", json=body)
        took = 1000 * (time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
        assert b"no-role" not in answer.data, email
        return took


def _figures(installation: Installation, certs_url: str, place: str) -> Iterator[Figure]:
    settings = AddOnSettings(
        public_url=_URL,
        service_account=_ACCOUNT,
        client_id="client",
        domains=None,
        certs_url=certs_url,
        knows_open_file=True,
    )
    turns = Turns(installation)
    addon = addon_of(turns, settings, Works(turns.run))
    app = DispatcherMiddleware(Flask("pages"), {"/addon": create_addon_app(addon)})
    school = addon.overview()
    assert school is not None
    panel = _Panel(Client(app), addon, _file_of(school))
    for path, email, parameters in _clicks(addon, school):
        took = [panel.ask(path, email, parameters) for _ in range(REPEATS)]
        yield _figure(f"p95 of {path}, {place}", _p95(took), SLOWEST_CARD)
    took = [_after_a_change(installation.store, panel, school) for _ in range(REPEATS // 4)]
    yield _figure(f"p95 of the first card after a change, {place}", _p95(took))
    teacher = school.staff[school.judged[0].expected.owed_by].email
    with side_panel(installation, teacher) as beside:
        took = [beside.open() for _ in range(REPEATS)]
    yield _figure(f"p95 of home through the local side panel, {place}", _p95(took))
    took = list(_at_once(app, addon, school))
    yield _figure(f"p95 of {PEOPLE} people at once, {place}", _p95(took), SLOWEST_OF_FIFTY)


def _clicks(addon: AddOn, school: Overview) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Each card, by somebody who sees the most in it."""
    owner = school.document_owner.email
    teacher = school.staff[school.judged[0].expected.owed_by].email
    child = {"student": addon.handle(school.judged[0].expected.student)}
    yield from (
        ("home", teacher, {}),
        ("due", teacher, {}),
        ("student", teacher, child),
        ("home", owner, {}),
        ("owner", owner, {"page": "1"}),
        ("owner/findings", owner, {}),
        ("help", teacher, {}),
        ("file", teacher, {}),
        ("file", owner, {}),
    )


def _file_of(school: Overview) -> str:
    """The spreadsheet of the tracker that the first entry stands in."""
    tracker = school.tracker_with(school.judged[0])
    (stored,) = (one.stored for one in school.trackers if one.public_id == tracker)
    assert stored is not None
    assert stored.spreadsheet_id
    return stored.spreadsheet_id


def _after_a_change(store: Store, panel: _Panel, school: Overview) -> float:
    """Something was stored, so the school is judged anew."""
    with store.writing():
        pass  # a commit that changes nothing is as good: nobody can know that it does not
    return panel.ask("home", school.document_owner.email, {})


def _at_once(app: Any, addon: AddOn, school: Overview) -> Iterator[float]:
    """Three clicks of each person; the wait for a free thread counts."""
    people = sorted({one.expected.owed_by for one in school.judged})
    emails = [school.staff[people[at % len(people)]].email for at in range(PEOPLE)]

    def clicks(email: str, began: float) -> list[float]:
        panel = _Panel(Client(app), addon)
        waited = 1000 * (time.perf_counter() - began)
        first = panel.ask("home", email, {})
        return [waited + first, panel.ask("due", email, {}), panel.ask("help", email, {})]

    with ThreadPoolExecutor(THREADS) as threads:
        began = time.perf_counter()
        for answered in [threads.submit(clicks, email, began) for email in emails]:
            yield from answered.result()


def _figure(case: str, value: float, target: float | None = None) -> Figure:
    return Figure(bench="addon", case=case, value=value, unit="ms", target=target)


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def _largest(bundles: list[Path]) -> Roster:
    rosters = (read_bundle(one).roster for one in bundles)
    return max(rosters, key=lambda one: len(one.students))


def _read(installation: Installation) -> None:
    """Note where rows and columns stand, as a sync does; then nothing has to be drawn."""
    drawn, scope = installation.briefing(), installation.scope()
    with installation.store.writing() as tx:
        for one in trackers(tx, scope):
            tab = students_tab(drawn.brief(one.grade, service_identity=""))
            rows = [
                VerbatimRow(tab=STUDENTS_TAB, row_key=row.key, position=at, cells=b"{}")
                for at, row in enumerate(tab.rows)
            ]
            store_read(
                tx,
                one,
                run_id=None,
                dirty_seq_seen=one.dirty_seq,
                at=AT,
                structure_sha="",
                rows=rows,
            )
            keep_columns(tx, one, {column.key: at for at, column in enumerate(tab.columns)})


def _token(email: str, audience: str) -> str:
    now = int(time.time())
    claims = {
        "iss": "https://accounts.google.com",
        "aud": audience,
        "sub": "1",
        "email": email,
        "email_verified": True,
        "iat": now,
        "exp": now + 3600,
    }
    return jwt.encode(claims, _KEY, algorithm="RS256", headers={"kid": "k"})


@contextmanager
def _keys() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = Flask("keys")
    key = RSAAlgorithm.to_jwk(_KEY.public_key(), as_dict=True) | {"kid": "k"}
    app.add_url_rule("/certs", "certs", lambda: jsonify(keys=[key]))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/certs"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
