"""Signing in with Google: the whole way through local_sheets' OpenID, and every forgery refused."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.door_settings import GoogleSignIn, read_sign_in
from service.features.roster.roster_import import RosterImport
from sync.store.engine import Store, memory_store
from tests.local_sheets.wire.process import close, start
from tests.pages import small_school
from tests.pages.conftest import HOME, app_on, client_of, form_token, service_on
from tests.pages.forger import Forger, forging

OWNER, TEACHER, OUTSIDER = "ad-1@school.example", "t-1@school.example", "mallory@school.example"


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleSignIn]:
    """A running local_sheets that knows three people, and the client that it made."""
    folder = tmp_path_factory.mktemp("google")
    people = [
        {"email": email, "name": email, "title": "", "groups": []}
        for email in (OWNER, TEACHER, OUTSIDER)
    ]
    (folder / "people.json").write_text(json.dumps({"people": people}))
    running = start(folder)
    try:
        source = {
            "TRACKSHEET_SIGN_IN_CLIENT_FILE": str(folder / "oauth-client.json"),
            "TRACKSHEET_PUBLIC_URL": HOME,
        }
        problems: list[str] = []
        settings = read_sign_in(source, problems)
        assert settings is not None, problems
        yield settings
    finally:
        close(running)


@pytest.fixture(scope="module")
def school(bundle: RosterImport) -> Iterator[Store]:
    with closing(memory_store()) as opened:
        small_school.fill(opened, bundle)
        yield opened


def app_with(school: Store, google: GoogleSignIn, today: date = small_school.MISSING_DAY) -> Flask:
    return create_app(service_on(school, today, google))


@pytest.fixture(scope="module")
def app(school: Store, google: GoogleSignIn) -> Flask:
    return app_with(school, google)


def leave_for_google(client: FlaskClient) -> str:
    answer = client.get("/sign-in/go")
    assert answer.status_code == 302
    return answer.headers["Location"]


def at_google(address: str, email: str) -> str:
    """What somebody does there: chooses an account; the address that they are sent back to."""
    asked = dict(parse_qsl(urlsplit(address).query))
    url = address.partition("?")[0]
    answer = requests.post(url, data=asked | {"email": email}, allow_redirects=False, timeout=60)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removeprefix(HOME)


def sign_in(client: FlaskClient, email: str) -> TestResponse:
    return client.get(at_google(leave_for_google(client), email))


@pytest.mark.parametrize(("email", "home"), [(OWNER, "/desk"), (TEACHER, "/duties")])
def test_staff_sign_in_and_come_to_their_own_page(app: Flask, email: str, home: str) -> None:
    client = client_of(app)
    assert client.get("/desk").headers["Location"] == "/sign-in"
    assert "Sign in with Google" in client.get("/sign-in").text
    answer = sign_in(client, email)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get("/", follow_redirects=True).request.path == home


def test_the_way_to_google_asks_for_an_address_only_and_is_bound_to_this_browser(
    app: Flask, google: GoogleSignIn
) -> None:
    asked = dict(parse_qsl(urlsplit(leave_for_google(client_of(app))).query))
    assert (asked["scope"], asked["response_type"]) == ("openid email", "code")
    assert asked["redirect_uri"] == google.redirect_uri == f"{HOME}/sign-in/back"
    assert asked["code_challenge_method"] == "S256"
    assert asked["state"]
    assert asked["nonce"]
    stolen = at_google(leave_for_google(client_of(app)), OWNER)
    other = client_of(app)
    assert other.get(stolen).status_code == 403
    assert other.get("/desk").headers["Location"] == "/sign-in"


def test_a_code_opens_once(app: Flask) -> None:
    client = client_of(app)
    back = at_google(leave_for_google(client), TEACHER)
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 403


def test_who_is_not_on_the_staff_list_is_told_so_and_gets_no_session(app: Flask) -> None:
    client = client_of(app)
    answer = sign_in(client, OUTSIDER)
    assert answer.status_code == 403
    assert f"{OUTSIDER} is not on this school&#39;s staff list" in answer.text
    assert client.get("/duties").headers["Location"] == "/sign-in"


def test_breaking_off_at_google_is_no_error_of_ours(app: Flask) -> None:
    answer = client_of(app).get("/sign-in/back?error=access_denied")
    assert answer.status_code == 403
    assert "You stopped signing in" in answer.text


def test_nobody_can_choose_who_they_are(app: Flask) -> None:
    client = client_of(app)
    assert client.get("/who").status_code == 404
    assert "people.who" not in app.view_functions


OPEN_TO_ALL = {"shell.static", "sign_in.page", "sign_in.go", "sign_in.back", "shell.leave"}
WITH_A_SECRET_ADDRESS = {"me.feed", "me.badge", "me.figures"}
FOR_PROGRAMS = {"monitoring.health", "monitoring.metrics"}


def test_before_signing_in_every_other_route_leads_to_the_sign_in(app: Flask) -> None:
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN_TO_ALL | WITH_A_SECRET_ADDRESS | FOR_PROGRAMS
        and "GET" in (rule.methods or ())
    ]
    assert {rule.endpoint for rule in rules} >= {"shell.home", "desk.page", "duties.mine"}
    for rule in rules:
        with app.test_request_context():
            arguments: dict[str, Any] = dict.fromkeys(rule.arguments, "1")
            path = app.url_for(rule.endpoint, **arguments)
        assert client_of(app).get(path).headers["Location"] == "/sign-in", rule.endpoint


def test_a_session_opens_nothing_once_the_role_has_ended(
    google: GoogleSignIn, bundle: RosterImport
) -> None:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        client = client_of(app_with(store, google))
        sign_in(client, TEACHER)
        assert client.get("/duties").status_code == 200
        _without_staff(store, bundle, "t-1")
        answer = client.get("/duties")
        assert answer.status_code == 403
        assert "You have no role at this school" in answer.text


def _without_staff(store: Store, bundle: RosterImport, person: str) -> None:
    staff = tuple(one for one in bundle.roster.staff if one.sourced_id != person)
    taught = tuple(one for one in bundle.roster.assignments if one.staff_member != person)
    small_school.import_roster(
        store, replace(bundle, roster=replace(bundle.roster, staff=staff, assignments=taught))
    )


def test_signing_out_ends_the_session_in_this_browser(app: Flask) -> None:
    client = client_of(app)
    sign_in(client, TEACHER)
    token = form_token(client.get("/duties").text)
    answer = client.post("/leave", data={"csrf_token": token})
    assert answer.headers["Location"] == "/sign-in"
    assert client.get("/duties").headers["Location"] == "/sign-in"


def test_a_cookie_of_the_choice_of_person_opens_nothing_where_people_sign_in_with_google(
    school: Store, app: Flask
) -> None:
    chosen = client_of(app_on(school))
    chosen.post("/who", data={"person": "ad-1", "csrf_token": form_token(chosen.get("/who").text)})
    assert chosen.get("/desk").status_code == 200
    kept = chosen.get_cookie("tracksheet_person", domain="127.0.0.1")
    assert kept is not None
    client = client_of(app)
    client.set_cookie(kept.key, kept.value, domain="127.0.0.1")
    assert client.get("/desk").headers["Location"] == "/sign-in"


def test_a_public_address_is_answered_encrypted_only(school: Store, google: GoogleSignIn) -> None:
    public = GoogleSignIn(
        client_id=google.client_id,
        client_secret=google.client_secret,
        issuer=google.issuer,
        public_url="https://tracksheet.school.example",
    )
    client = app_with(school, public).test_client()
    at_home = {"base_url": public.public_url}
    answer = client.get("/sign-in/go", **at_home)
    assert answer.status_code == 302
    cookie = answer.headers["Set-Cookie"]
    assert "; Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert client.get("/sign-in", base_url="https://evil.example").status_code == 403


def test_the_secret_is_never_printed(google: GoogleSignIn) -> None:
    assert google.client_secret not in repr(google)


FORGERIES = {
    "another audience": {"aud": "somebody-else"},
    "another issuer": {"iss": "https://accounts.evil.example"},
    "too old": {"iat": 1_000_000_000, "exp": 1_000_003_600},
    "another sign-in's nonce": {"nonce": "not the one"},
    "no nonce": {"nonce": None},
    "no expiry": {"exp": None},
    "no subject": {"sub": None},
    "an address that nobody verified": {"email_verified": False},
    "an address verified in words only": {"email_verified": "true"},
    "no address": {"email": None},
    "a list of addresses": {"email": [OWNER]},
    "a party that did not ask": {"azp": "somebody-else", "aud": ["somebody-else", "here"]},
    "another access token's hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.fixture(scope="module")
def forger() -> Iterator[Forger]:
    with forging() as there:
        yield there


@pytest.fixture(scope="module")
def forged_app(school: Store, forger: Forger) -> Flask:
    return app_with(
        school,
        GoogleSignIn(client_id="here", client_secret="secret", issuer=forger.url, public_url=HOME),
    )


def back_from(forger: Forger, client: FlaskClient) -> TestResponse:
    asked = dict(parse_qsl(urlsplit(leave_for_google(client)).query))
    forger.nonce = asked["nonce"]
    return client.get("/sign-in/back", query_string={"code": "c", "state": asked["state"]})


def test_the_forgers_honest_token_opens(forged_app: Flask, forger: Forger) -> None:
    forger.begin()
    assert back_from(forger, client_of(forged_app)).status_code == 303


@pytest.mark.parametrize("changes", FORGERIES.values(), ids=FORGERIES)
def test_a_token_that_is_wrong_in_one_claim_opens_nothing(
    forged_app: Flask, forger: Forger, changes: dict[str, object]
) -> None:
    forger.begin(claims=changes)
    client = client_of(forged_app)
    assert back_from(forger, client).status_code == 403
    assert client.get("/desk").headers["Location"] == "/sign-in"


@pytest.mark.parametrize("how", ["another key", "alg none", "HS256 with the public key", "absent"])
def test_a_token_that_is_signed_otherwise_opens_nothing(
    forged_app: Flask, forger: Forger, how: str
) -> None:
    forger.begin(signed=how)
    client = client_of(forged_app)
    assert back_from(forger, client).status_code == 403
    assert client.get("/desk").headers["Location"] == "/sign-in"


def test_while_google_is_away_the_page_says_so(school: Store) -> None:
    away = GoogleSignIn(
        client_id="here", client_secret="secret", issuer="http://127.0.0.1:9", public_url=HOME
    )
    answer = client_of(app_with(school, away)).get("/sign-in/go")
    assert answer.status_code == 503
    assert "Google cannot be reached" in answer.text


def test_settings_that_cannot_be_used_are_all_named(tmp_path: Path) -> None:
    file = tmp_path / "client.json"
    file.write_text('{"web": {"client_id": "x"}}')
    problems: list[str] = []
    source = {
        "TRACKSHEET_SIGN_IN_CLIENT_FILE": str(file),
        "TRACKSHEET_PUBLIC_URL": "http://tracksheet.school.example/pages",
    }
    assert read_sign_in(source, problems) is None
    assert problems == [
        (
            "TRACKSHEET_PUBLIC_URL: 'http://tracksheet.school.example/pages' must be an address "
            "as https://tracksheet.example.org, without a path; http is for this machine only"
        ),
        (
            f"TRACKSHEET_SIGN_IN_CLIENT_FILE: {file} is not the file of an OAuth client (it lacks "
            "client_secret, auth_uri); download the JSON of a client of the kind Web application"
        ),
    ]


@pytest.mark.parametrize(
    ("name", "value", "lacking"),
    [
        ("TRACKSHEET_PUBLIC_URL", "https://tracksheet.school.example", "CLIENT_FILE"),
        ("TRACKSHEET_SIGN_IN_CLIENT_FILE", "client.json", "TRACKSHEET_PUBLIC_URL"),
    ],
)
def test_one_setting_without_the_other_is_refused(name: str, value: str, lacking: str) -> None:
    problems: list[str] = []
    assert read_sign_in({name: value}, problems) is None
    assert lacking in problems[0]


def test_without_settings_people_choose_who_they_are() -> None:
    problems: list[str] = []
    assert (read_sign_in({}, problems), problems) == (None, [])
