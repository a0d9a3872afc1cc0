"""What a monitoring system is told: red when nights are missing, and figures without names."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from service.app import create_app
from service.door_settings import GoogleSignIn
from service.features.roster.roster_import import RosterImport
from service.records import Records
from sheet_templates.model import TrackerTemplate
from sync.domain.scope import Scope
from sync.errors import GoogleError, StoreError
from sync.store.engine import Store
from sync.store.run_trouble import telling_why
from sync.store.school import school
from tests.pages import small_school
from tests.pages.conftest import HOME, app_on, client_of, service_on

HERE = {"REMOTE_ADDR": "127.0.0.1"}


def figures(client: FlaskClient) -> dict[str, float]:
    """The samples by name and, where there is one, by state."""
    answer = client.get("/metrics", environ_overrides=HERE)
    assert answer.status_code == 200
    return {
        "/".join((one.name.removeprefix("tracksheet_"), *one.labels.values())): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


def problems(answer: TestResponse) -> Any:
    assert answer.json is not None
    return answer.json["problems"]


def asked_at(store: Store, now: datetime) -> FlaskClient:
    """A program that asks the school in `store` when it is `now`."""
    records = Records(store=store, now=lambda: now)
    service = replace(service_on(store), records=records)
    return client_of(create_app(service))


@pytest.fixture
def filled(store: Store, bundle: RosterImport) -> Store:
    """Give a store of its own with the small school."""
    small_school.fill(store, bundle)
    return store


def test_a_service_that_is_well_says_so_to_anybody_and_names_nobody(app: Flask) -> None:
    answer = client_of(app).get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "problems": []})


def test_a_service_without_a_school_is_well_and_has_no_figures(store: Store) -> None:
    client = client_of(app_on(store))
    assert client.get("/health").status_code == 200
    assert figures(client) == {}


def test_a_night_that_is_missing_makes_it_red(filled: Store) -> None:
    in_time, too_late = (small_school.READ_AT + timedelta(hours=hours) for hours in (29, 31))
    assert asked_at(filled, in_time).get("/health").status_code == 200
    answer = asked_at(filled, too_late).get("/health")
    assert answer.status_code == 503
    assert problems(answer) == ["No sync has come to its end since 2027-05-24T07:14Z."]
    assert figures(asked_at(filled, too_late))["healthy"] == 0


def test_a_sync_that_broke_off_makes_it_red_without_its_words(filled: Store) -> None:
    with pytest.raises(GoogleError), telling_why(filled, scope(filled), now):
        raise GoogleError("The shared drive 'Trackers of Ms. Badru' is closed.")
    answer = client_of(app_on(filled)).get("/health")
    assert answer.status_code == 503
    assert problems(answer) == ["The last sync broke off; the page Runs says why."]


def test_a_store_that_cannot_be_read_makes_it_red_and_says_no_more(filled: Store) -> None:
    def gone(*_: object) -> TrackerTemplate:
        raise StoreError("The database at db.district.example cannot be reached.")

    reader = replace(small_school.reader_of(filled), template=gone)
    app = create_app(replace(service_on(filled), reader=reader))
    answer = client_of(app).get("/health")
    assert answer.status_code == 503
    assert problems(answer) == [
        "The school cannot be read; the log and `tracksheet doctor` say why."
    ]


def test_the_figures_are_those_of_the_pages(app: Flask) -> None:
    told = figures(client_of(app))
    assert told["healthy"] == 1
    assert told["sync_last_end_timestamp_seconds"] == small_school.READ_AT.timestamp()
    assert (told["sync_last_read_trackers"], told["sync_last_failed_trackers"]) == (2, 0)
    assert told["scores/unreadable"] == 1
    assert told["scores/excused"] == 1
    assert told["letters/refused"] == 0
    assert sum(told[f"letters/{state}"] for state in ("kept", "sent", "held", "queued")) >= 1


@pytest.mark.parametrize("asked_from", ["10.0.0.7", "unknown", "", "127.0.0.1, 10.0.0.7"])
def test_figures_are_for_this_machine_alone(app: Flask, asked_from: str) -> None:
    for here in ({"REMOTE_ADDR": asked_from}, {}):
        assert client_of(app).get("/metrics", environ_overrides=here).status_code == 404


def test_figures_are_not_for_whom_a_proxy_asks_without_saying_so(store: Store) -> None:
    public = GoogleSignIn(
        client_id="c", client_secret="s", issuer=HOME, public_url="https://pages.example"
    )
    client = client_of(create_app(service_on(store, google=public)))
    by_proxy = client.get("/metrics", base_url="https://pages.example", environ_overrides=HERE)
    assert by_proxy.status_code == 404
    assert client.get("/metrics", environ_overrides=HERE).status_code == 200


def now() -> datetime:
    return small_school.READ_AT


def scope(store: Store) -> Scope:
    with store.reading() as tx:
        known = school(tx)
    assert known is not None
    return known.scope
