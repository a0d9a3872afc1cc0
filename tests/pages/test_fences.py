import pytest
from flask import Flask

from service.shell.fences import hosts_for
from tests.pages.conftest import HOME, PORT, Visit, client_of, token_of

OWN_HOSTS = [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"[::1]:{PORT}", f"LocalHost:{PORT}"]
OTHER_HOSTS = [
    "evil.example",
    f"evil.example:{PORT}",
    f"127.0.0.1.evil.example:{PORT}",
    f"127.0.0.1:{PORT + 1}",
    "127.0.0.1",
    "localhost",
    f"0.0.0.0:{PORT}",
    "",
]


@pytest.mark.parametrize("host", OWN_HOSTS)
def test_this_machines_own_names_are_answered(app: Flask, host: str) -> None:
    assert app.test_client().get("/who", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", OTHER_HOSTS)
@pytest.mark.parametrize("path", ["/who", "/desk", "/static/tracksheet.css", "/nowhere"])
def test_any_other_host_gets_a_403_page_and_nothing_of_the_school(
    app: Flask, host: str, path: str
) -> None:
    answer = app.test_client().get(path, headers={"Host": host})
    assert answer.status_code == 403
    assert "only at its own address" in answer.text
    assert "Ruiz" not in answer.text


def test_a_port_may_be_left_out_only_where_it_is_the_webs_own() -> None:
    assert "localhost" in hosts_for(80)
    assert "localhost" not in hosts_for(8000)


def test_a_form_without_this_sessions_token_does_nothing(visit: Visit) -> None:
    client = visit("t-1")
    for token in ("", "wrong", "\N{SNOWMAN}"):
        answer = client.post("/who", data={"person": "ad-1", "csrf_token": token})
        assert answer.status_code == 403
    assert client.get("/desk").status_code == 403


def test_a_token_of_another_session_does_nothing(app: Flask) -> None:
    stolen = token_of(client_of(app))
    answer = client_of(app).post("/who", data={"person": "ad-1", "csrf_token": stolen})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        *("https://evil.example", "null", f"http://evil.example:{PORT}", "http://127.0.0.1"),
        *("http://[", "http://[::1", "//", ""),
    ],
)
def test_a_form_of_another_page_does_nothing_even_with_the_token(visit: Visit, origin: str) -> None:
    client = visit("t-1")
    form = {"person": "ad-1", "csrf_token": token_of(client)}
    assert client.post("/who", data=form, headers={"Origin": origin}).status_code == 403
    assert client.get("/desk").status_code == 403


def test_a_form_of_our_own_page_is_taken(visit: Visit) -> None:
    client = visit("t-1")
    form = {"person": "ad-1", "csrf_token": token_of(client)}
    assert client.post("/who", data=form, headers={"Origin": HOME}).status_code == 303
    assert client.get("/desk").status_code == 200


def test_choosing_somebody_begins_a_new_session(app: Flask) -> None:
    client = client_of(app)
    before = token_of(client)
    client.post("/who", data={"person": "ad-1", "csrf_token": before})
    assert token_of(client) != before


def test_a_cookie_that_was_made_up_signs_nobody_in(app: Flask) -> None:
    client = client_of(app)
    client.set_cookie("tracksheet_person", "eyJwZXJzb24iOiJhZC0xIn0.x.y", domain="127.0.0.1")
    assert client.get("/desk").status_code == 303


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(app: Flask) -> None:
    cookie = client_of(app).get("/who").headers["Set-Cookie"]
    assert cookie.startswith("tracksheet_person=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("path", ["/who", "/desk", "/nowhere"])
def test_every_page_forbids_scripts_frames_and_keeping(visit: Visit, path: str) -> None:
    headers = visit("ad-1").get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/who", "/desk", "/duties/t-1"])
def test_pages_keep_to_their_own_policy(visit: Visit, path: str) -> None:
    text = visit("ad-1").get(path).text
    assert "<script" not in text
    assert "style=" not in text
    assert " onclick" not in text
