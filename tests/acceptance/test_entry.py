"""A teacher enters her class on a page; it is in the spreadsheet, and in her name in the store."""

from collections.abc import Iterator
from datetime import date
from time import monotonic, sleep
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.works import Works
from sync.store.history import restorations
from tests.pages.conftest import PORT, client_of, sign_in
from tests.pages.test_entry import fields
from tests.school_bundles import write_bundle
from tests.small_installation import Opened, keep_date, opened

pytestmark = pytest.mark.slow

COLUMN, CHILDREN = "/entry/cl-1/fall/reading", 25
KEYS_A_SCORE = 4
"""Three digits and Enter; at 2.2 s to find the next score on paper and 0.3 s a key (scripted)."""
THREE_MINUTES = 180
SECONDS_A_SCORE = 2.2 + 0.3 * KEYS_A_SCORE


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("entry")
    bundle = write_bundle(
        folder / "school.zip", classes=1, students_per_class=CHILDREN, grades=("01",)
    )
    keep_date(folder / "school", date(2026, 10, 5))
    with opened(folder / "school") as made:
        made.run("import_roster", path=str(bundle))
        made.run("provision")
        yield made


@pytest.fixture(scope="module")
def teacher(school: Opened) -> FlaskClient:
    service = school.installation.service(PORT, Works(school.turns.run))
    client = client_of(create_app(service))
    sign_in(client, "t-1")
    return client


def column(school: Opened) -> list[Any]:
    """What stands in the column of scores."""
    (spreadsheet,) = school.spreadsheets().values()
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/Students!J10:J34"
    shown = {"valueRenderOption": "UNFORMATTED_VALUE"}
    found = school.gateway().http.request("get", url, params=shown).json().get("values", [])
    return [(row or [""])[0] for row in found]


def done(client: FlaskClient, location: str) -> str:
    """The page of the work, once it is over."""
    until = monotonic() + 60
    while "going on" in (page := client.get(location).text) and monotonic() < until:
        sleep(0.05)
    return page


def write(client: FlaskClient, review: str) -> str:
    answer = client.post(f"{COLUMN}/write", data=fields(review))
    assert answer.status_code == 303
    return done(client, answer.location)


def test_a_class_of_25_is_entered_by_digits_and_enter_alone(
    school: Opened, teacher: FlaskClient
) -> None:
    began, presses = monotonic(), 0
    page = teacher.get(COLUMN)
    while "would be written" not in page.text:
        typed = {"score": str(480 + presses), "go": "next"}
        page = teacher.post(COLUMN, data={**fields(page.text), **typed})
        presses += 1
    assert presses == CHILDREN
    assert "25 scores would be written." in page.text
    assert "25 scores written in your name." in write(teacher, page.text)
    served = monotonic() - began
    assert served + CHILDREN * SECONDS_A_SCORE < THREE_MINUTES, "scripted, not watched"
    assert column(school) == [480 + at for at in range(CHILDREN)]
    with school.installation.store.reading() as tx:
        ((_, who, ended, cells),) = restorations(tx, school.installation.scope())
    staff = school.installation.briefing().roster.staff
    assert who == next(one.name for one in staff if one.sourced_id == "t-1")
    assert ended is not None
    assert len(cells) == CHILDREN


def test_what_somebody_typed_since_it_was_shown_stays(school: Opened, teacher: FlaskClient) -> None:
    first = fields(teacher.get(COLUMN).text)
    other = "st-1-1" if first["at"] != "st-1-1" else "st-1-2"
    pasted = f"{first['at']}, 600\n{other}, 601"
    review = teacher.post(COLUMN, data={"csrf_token": first["csrf_token"], "list": pasted})
    (spreadsheet,) = school.spreadsheets().values()
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/Students!J10"
    school.gateway().http.request(
        "put", url, params={"valueInputOption": "RAW"}, json={"values": [[555]]}
    )
    sent = fields(review.text) | {"replace": "yes"}
    answer = teacher.post(f"{COLUMN}/write", data=sent)
    told = done(teacher, answer.location)
    assert "480 stood there when you looked, 555 does now" in told
    after = column(school)
    assert after[0] == 555
    assert 601 in after
    assert 600 not in after


def test_a_substitute_from_outside_the_roster_does_the_teachers_work_in_their_own_name(
    school: Opened,
) -> None:
    email = "outsider@school.example"
    lent = {"email": email, "person": "t-1", "until": "2026-10-30", "name": "Eve Sub"}
    school.turns.run("access_stand_in", lent, lambda _: None)
    guest = client_of(create_app(school.installation.service(PORT, Works(school.turns.run))))
    sign_in(guest, f"stand-in {email}")
    assert 'href="/duties/t-1"' in guest.get("/duties").text
    assert 'href="/entry"' in guest.get("/duties/t-1").text
    first = fields(guest.get(COLUMN).text)
    page = guest.post(COLUMN, data={"csrf_token": first["csrf_token"], "list": "st-1-9, 611"})
    told = done(
        guest,
        guest.post(f"{COLUMN}/write", data=fields(page.text) | {"replace": "yes"}).location,
    )
    assert "1 score written in your name." in told
    with school.installation.store.reading() as tx:
        assert restorations(tx, school.installation.scope())[-1][1] == "Eve Sub"
    excuse = {"student": "st-1-9", "window": "spring", "metric": "all", "code": "ABS"}
    given = guest.post("/excuses", data={"csrf_token": first["csrf_token"], **excuse})
    assert "Excused." in done(guest, given.location)
    assert [one["by"] for one in school.run("excuses")] == [f"stand-in {email}"]
