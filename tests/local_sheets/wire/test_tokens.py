"""The token endpoint, tokens and scopes, as google-auth and forgers meet them."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.exceptions import RefreshError
from google.oauth2 import service_account

from local_sheets.oauth import GRANT, Tokens
from local_sheets.wire import App, create_app
from tests.local_sheets.wire.cast import TEO, URL, Caller, session_for
from tests.wsgi_adapter import WsgiAdapter

READ_ONLY = ("https://www.googleapis.com/auth/spreadsheets.readonly",)


@pytest.fixture
def plain(app: App) -> requests.Session:
    """A session without any sign-in."""
    session = requests.Session()
    session.mount(URL, WsgiAdapter(app))
    return session


def _claims(folder: Path, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    key = json.loads((folder / "service-account.json").read_text())
    now = int(time.time())  # noqa: TID251 - an assertion is checked against the real clock
    claims = {
        "iss": key["client_email"],
        "aud": "https://oauth2.googleapis.com/token",
        "iat": now,
        "exp": now + 3600,
        "scope": " ".join(READ_ONLY),
    }
    claims |= changes
    return key, {name: value for name, value in claims.items() if value is not None}


def _ask(plain: requests.Session, folder: Path, key: Any = None, **changes: Any) -> Any:
    stored, claims = _claims(folder, **changes)
    assertion = jwt.encode(claims, key or stored["private_key"], algorithm="RS256")
    return plain.post(URL + "/token", data={"grant_type": GRANT, "assertion": assertion})


def test_a_signed_assertion_gives_a_bearer_token(plain: requests.Session, folder: Path) -> None:
    reply = _ask(plain, folder).json()
    assert reply["token_type"] == "Bearer"
    assert reply["expires_in"] == 3599
    assert len(reply["access_token"]) > 60


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"sub": "nobody@school.example"}, "invalid_grant", "Invalid email or User ID"),
        ({"sub": 7}, "invalid_grant", "Invalid email or User ID"),
        ({"iss": "other@local-sheets.iam.gserviceaccount.com"}, "invalid_grant", "account not"),
        ({"aud": "https://elsewhere.example/token"}, "invalid_grant", "audience"),
        ({"scope": None}, "invalid_scope", "Empty"),
        ({"scope": "spreadsheets"}, "invalid_scope", "invalid"),
        ({"exp": None}, "invalid_grant", "exp"),
        ({"iat": 1, "exp": 3601}, "invalid_grant", "short-lived"),
        ({"exp": 4102444800}, "invalid_grant", "short-lived"),
        ({"iat": "yesterday"}, "invalid_grant", ""),
    ],
)
def test_a_wrong_claim_is_refused_as_google_words_it(
    plain: requests.Session, folder: Path, changes: dict[str, Any], error: str, words: str
) -> None:
    response = _ask(plain, folder, **changes)
    assert response.status_code == 400
    assert response.json()["error"] == error
    assert words in response.json()["error_description"]


def test_a_forged_signature_is_refused(plain: requests.Session, folder: Path) -> None:
    forged = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    response = _ask(plain, folder, key=forged)
    assert response.status_code == 400
    assert response.json() == {
        "error": "invalid_grant",
        "error_description": "Invalid JWT Signature.",
    }


@pytest.mark.parametrize("assertion", ["", "a.b.c", "nonsense", "\x00"])
def test_nonsense_instead_of_an_assertion_is_a_clear_400(
    plain: requests.Session, assertion: str
) -> None:
    form = {"grant_type": GRANT, "assertion": assertion}
    response = plain.post(URL + "/token", data=form)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_grant")


def test_an_unsigned_assertion_is_refused(plain: requests.Session, folder: Path) -> None:
    _, claims = _claims(folder)
    form = {"grant_type": GRANT, "assertion": jwt.encode(claims, "", algorithm="none")}
    assert plain.post(URL + "/token", data=form).status_code == 400


def test_another_grant_type_is_refused(plain: requests.Session) -> None:
    response = plain.post(URL + "/token", data={"grant_type": "password"})
    assert (response.status_code, response.json()["error"]) == (400, "unsupported_grant_type")


def test_google_auth_reports_an_unknown_subject(app: App, folder: Path) -> None:
    session = session_for(app, folder, "nobody@school.example")
    with pytest.raises(RefreshError, match="Invalid email or User ID"):
        session.get(URL + "/drive/v3/files")


def test_no_token_at_sheets_is_403_unregistered(plain: requests.Session, tracker: str) -> None:
    response = plain.get(f"{URL}/v4/spreadsheets/{tracker}")
    assert response.status_code == 403
    assert "unregistered callers" in response.json()["error"]["message"]


def test_a_made_up_token_is_401_at_sheets_and_at_drive(
    plain: requests.Session, tracker: str
) -> None:
    headers = {"Authorization": "Bearer ya29.made-up"}
    sheets = plain.get(f"{URL}/v4/spreadsheets/{tracker}", headers=headers)
    assert (sheets.status_code, sheets.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert "WWW-Authenticate" in sheets.headers
    drive = plain.get(f"{URL}/drive/v3/files", headers=headers)
    assert drive.status_code == 401
    assert drive.json()["error"]["errors"][0]["reason"] == "authError"


def test_tokens_expire() -> None:
    tokens, now = Tokens(), datetime(2027, 5, 24, tzinfo=UTC)
    token = tokens.issue(TEO, frozenset({"s"}), now)
    assert tokens.find(token, now + timedelta(minutes=59)) is not None
    assert tokens.find(token, now + timedelta(hours=1)) is None
    tokens.issue(TEO, frozenset({"s"}), now + timedelta(hours=2))
    assert tokens.find(token, now) is None, "an expired token is forgotten"


def test_a_read_only_scope_reads_and_may_not_write(
    app: App, folder: Path, tracker: str, service: Caller
) -> None:
    reader = Caller(session=session_for(app, folder, None, scopes=READ_ONLY))
    assert reader.values(tracker, "A1") == []
    refused = reader.write(tracker, "A1", [["x"]])
    assert refused.status_code == 403
    error = refused.json()["error"]
    assert error["message"] == "Request had insufficient authentication scopes."
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert reader.call("GET", "/drive/v3/files").status_code == 403
    assert service.values(tracker, "A1") == []


def test_drive_file_alone_is_enough_for_everything(app: App, folder: Path, drive_id: str) -> None:
    scopes = ("https://www.googleapis.com/auth/drive.file",)
    least = Caller(session=session_for(app, folder, None, scopes=scopes))
    made = least.drive(
        "POST",
        "files",
        {"mimeType": "application/vnd.google-apps.spreadsheet", "parents": [drive_id]},
    )
    assert least.write(made["id"], "A1", [[1]]).status_code == 200


def test_a_client_lives_through_a_restart(folder: Path) -> None:
    app = create_app(folder)
    session = session_for(app, folder, TEO)
    assert session.get(URL + "/drive/v3/files").status_code == 200
    app.close()
    again = create_app(folder)
    session.mount(URL, WsgiAdapter(again))
    plain = requests.Session()
    plain.mount(URL, WsgiAdapter(again))
    vars(session)["_auth_request"].session = plain
    assert session.get(URL + "/drive/v3/files").status_code == 200
    again.close()


def test_the_key_is_kept_and_its_token_uri_follows_the_port(folder: Path) -> None:
    create_app(folder, base_url="http://127.0.0.1:1111").close()
    path = folder / "service-account.json"
    first = json.loads(path.read_text())
    create_app(folder, base_url="http://127.0.0.1:2222").close()
    second = json.loads(path.read_text())
    assert first["token_uri"] == "http://127.0.0.1:1111/token"
    assert second == first | {"token_uri": "http://127.0.0.1:2222/token"}
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_group_member_reads_what_the_group_may(
    as_person: Callable[[str | None], Caller], tracker: str, service: Caller
) -> None:
    aida = as_person("aida@school.example")
    assert aida.call("GET", f"/v4/spreadsheets/{tracker}").status_code == 403
    body = {"type": "group", "role": "reader", "emailAddress": "aides@school.example"}
    service.drive("POST", f"files/{tracker}/permissions", body, sendNotificationEmail="false")
    assert aida.call("GET", f"/v4/spreadsheets/{tracker}").status_code == 200


def test_the_private_name_that_keeps_google_auth_at_home_still_exists() -> None:
    """Where it is gone, google-auth would again look up an address of Google in the background."""
    name = "_is_regional_access_boundary_lookup_required"
    assert name in vars(service_account.Credentials) or any(
        name in vars(base) for base in service_account.Credentials.__mro__
    )
