import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from service.app import create_app
from service.features.roster.roster_import import RosterImport
from service.reading import Drawn
from sync.domain.places import CellPlaces
from sync.domain.scope import Scope
from sync.store.engine import Store, Tx, open_store
from tests.pages import small_school
from tests.pages.conftest import HOME, Visit, app_on, client_of, service_on, sign_in


@pytest.mark.parametrize(
    ("path", "method", "code", "words"),
    [
        ("/nowhere", "GET", 404, "There is no such page"),
        ("/desk", "DELETE", 403, "This is not open to you"),
        ("/duties/none", "GET", 404, "There is no such page"),
        (f"/runs/{2**64}", "GET", 404, "There is no such page"),
        (
            "/%77ork/none",
            "GET",
            404,
            "This work ended long ago, or the service was restarted",
        ),
    ],
)
def test_an_error_is_a_page_in_plain_words(
    visit: Visit, path: str, method: str, code: int, words: str
) -> None:
    answer = visit("ad-1").open(path, method=method)
    assert answer.status_code == code
    assert words in answer.text
    assert '<html lang="en">' in answer.text


def test_an_error_leads_back_to_the_form_and_to_no_other_site(visit: Visit) -> None:
    browser = visit("ad-1")

    def ways(path: str, came_from: str) -> list[str]:
        page = browser.get(path, headers={"Referer": came_from}).text
        return re.findall(r'<li><a href="([^"]+)"', page.partition('class="ways"')[2])

    assert ways("/nowhere", f"{HOME}/excuses?student=a%22b&n=1") == [
        "/excuses?student=a%22b&amp;n=1",
        "/",
    ]
    for elsewhere in ("", "https://other.example/x", f"{HOME}//other.example", f"{HOME}/nowhere"):
        assert ways("/nowhere", elsewhere) == ["/"]
    assert ways("/desk/", f"{HOME}/duties") == ["/duties", "/"]


def test_somebody_who_is_not_on_the_list_cannot_be_chosen(visit: Visit) -> None:
    client = visit(None)
    form = client.get("/who").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/who", data={"person": "st-1-1", "csrf_token": form})
    assert answer.status_code == 403
    assert "Choose somebody from the list." in answer.text


def test_a_bug_gets_a_page_that_tells_nothing_of_its_inside(
    store: Store, bundle: RosterImport
) -> None:
    def broken(_: Tx, scope: Scope, __: Drawn) -> CellPlaces:
        raise ZeroDivisionError(f"secret of school {scope.school_id}")

    small_school.fill(store, bundle)
    reader = replace(small_school.reader_of(store), places=broken)
    app = create_app(replace(service_on(store), reader=reader))
    answer = client_of(app).get("/who")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "secret of school" not in answer.text


def test_the_log_of_a_bug_names_the_page_and_no_secret_or_child_in_its_address(
    store: Store, bundle: RosterImport, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> CellPlaces:
        raise ZeroDivisionError

    small_school.fill(store, bundle)
    reader = replace(small_school.reader_of(store), places=broken)
    client = client_of(create_app(replace(service_on(store), reader=reader)))
    with client.session_transaction(base_url=HOME) as session:
        session["person"] = "ad-1"
    for path, page in (("/duties/t-1", "duties.of"), ("/answer/the-secret", "answers.ask")):
        assert client.get(path).status_code == 500
        assert f"Exception on {page} [GET]" in caplog.text
        assert path not in caplog.text
    assert "the-secret" not in caplog.text


def test_a_store_that_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, bundle: RosterImport
) -> None:
    place = tmp_path / "store.sqlite"
    store = open_store(place)
    small_school.fill(store, bundle)
    client = client_of(app_on(store))
    sign_in(client, "ad-1")
    store.close()
    for left in tmp_path.glob("store.sqlite*"):
        left.unlink()
    place.write_bytes(b"no database at all " * 200)
    answer = client.get("/desk")
    assert answer.status_code == 503
    assert str(place) in unescape(answer.text)
