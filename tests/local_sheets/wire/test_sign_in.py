"""Signing in: Google's sign-in with codes and PKCE, refresh tokens, and keyless credentials."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from google.auth import identity_pool, impersonated_credentials
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import credentials as user_credentials
from google.oauth2 import id_token

from local_sheets.wire import App, create_app
from tests.local_sheets.wire.cast import OLIVIA, TEO, URL, Caller, credentials
from tests.local_sheets.wire.process import ROOT, Running, close, start
from tests.wsgi_adapter import WsgiAdapter

BACK = "http://127.0.0.1:9999/back"
SHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE = "https://www.googleapis.com/auth/drive"
CLOUD = "https://www.googleapis.com/auth/cloud-platform"
SCOPE = f"openid email profile {SHEETS}"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
POOL = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x"
JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt"


@pytest.fixture
def browser(app: App) -> requests.Session:
    session = requests.Session()
    session.mount(URL, WsgiAdapter(app))
    return session


@pytest.fixture
def client(app: App, folder: Path) -> dict[str, str]:
    del app
    content = json.loads((folder / "oauth-client.json").read_text())
    installed: dict[str, str] = content["installed"]
    return installed


def _asked(client: dict[str, str], **changes: str | None) -> dict[str, str]:
    asked = {
        "client_id": client["client_id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": SCOPE,
        "state": "s t",
        "nonce": "n1",
        "access_type": "offline",
        "code_challenge": CHALLENGE.decode(),
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _sent_back(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 303, answer.text
    assert answer.headers["Location"].startswith(BACK + "?")
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def _choose(browser: requests.Session, asked: dict[str, str], email: str = TEO) -> dict[str, str]:
    url = URL + "/o/oauth2/v2/auth"
    return _sent_back(browser.post(url, data=asked | {"email": email}, allow_redirects=False))


def _redeem(browser: requests.Session, client: dict[str, str], **changes: str) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }
    return browser.post(client["token_uri"], data=form | changes)


def test_discovery_names_addresses_that_answer(browser: requests.Session) -> None:
    said = browser.get(URL + "/.well-known/openid-configuration").json()
    assert said["issuer"] == URL
    assert browser.get(said["jwks_uri"]).json()["keys"][0]["alg"] == "RS256"
    assert browser.get(said["userinfo_endpoint"]).status_code == 401
    assert browser.post(said["token_endpoint"]).status_code == 400


def test_a_person_is_chosen_and_the_app_learns_who_it_is(
    browser: requests.Session, client: dict[str, str]
) -> None:
    asked = _asked(client)
    page = browser.get(client["auth_uri"], params=asked)
    assert "Teo Teacher" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:9999;" in policy, "browsers hold redirects to it"
    back = _choose(browser, asked)
    assert back["state"] == "s t"
    reply = _redeem(browser, client, code=back["code"]).json()
    assert set(reply["scope"].split()) == set(SCOPE.split())
    said: Any = id_token.verify_token(
        reply["id_token"],
        Request(session=browser),
        audience=client["client_id"],
        certs_url=URL + "/oauth2/v3/certs",
    )
    assert (said["iss"], said["email"], said["nonce"], said["hd"]) == (
        *(URL, TEO, "n1"),
        "school.example",
    )
    half = hashlib.sha256(reply["access_token"].encode()).digest()[:16]
    assert said["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    bearer = {"Authorization": "Bearer " + reply["access_token"]}
    shown = browser.get(URL + "/v1/userinfo", headers=bearer).json()
    assert (shown["sub"], shown["name"]) == (said["sub"], "Teo Teacher")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "spreadsheets"}, "invalid_scope"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"prompt": "none"}, "interaction_required"),
    ],
)
def test_what_an_app_asks_wrongly_goes_back_to_it(
    browser: requests.Session, client: dict[str, str], changes: dict[str, str], error: str
) -> None:
    asked = _asked(client, **changes)
    answer = browser.get(client["auth_uri"], params=asked, allow_redirects=False)
    assert _sent_back(answer) == {"state": "s t", "error": error}


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "other"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "http://127.0.0.1:x/"},
        {"redirect_uri": None},
    ],
)
def test_an_unknown_app_or_address_gets_nothing_back(
    browser: requests.Session, client: dict[str, str], changes: dict[str, str | None]
) -> None:
    answer = browser.get(client["auth_uri"], params=_asked(client, **changes))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_no_is_denied_and_a_hint_is_enough_without_a_prompt(
    browser: requests.Session, client: dict[str, str]
) -> None:
    assert _choose(browser, _asked(client), "")["error"] == "access_denied"
    asked = _asked(client, prompt="none", login_hint=OLIVIA)
    back = _sent_back(browser.get(client["auth_uri"], params=asked, allow_redirects=False))
    assert _redeem(browser, client, code=back["code"]).status_code == 200


def test_another_site_cannot_send_the_form(
    browser: requests.Session, client: dict[str, str]
) -> None:
    headers = {"Origin": "http://evil.example"}
    form = _asked(client) | {"email": TEO}
    answer = browser.post(client["auth_uri"], data=form, headers=headers, allow_redirects=False)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code_verifier": "w" * 43}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"redirect_uri": BACK + "/"}, 400, "redirect_uri_mismatch"),
        ({"client_secret": "guess"}, 401, "invalid_client"),
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"code": "4/0guess"}, 400, "invalid_grant"),
    ],
)
def test_a_code_is_only_for_who_asked_for_it(
    browser: requests.Session,
    client: dict[str, str],
    changes: dict[str, str],
    status: int,
    error: str,
) -> None:
    form = {"code": _choose(browser, _asked(client))["code"]} | changes
    answer = _redeem(browser, client, **form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_code_is_good_once(browser: requests.Session, client: dict[str, str]) -> None:
    code = _choose(browser, _asked(client))["code"]
    assert _redeem(browser, client, code=code).status_code == 200
    assert _redeem(browser, client, code=code).json()["error"] == "invalid_grant"


def _person(browser: requests.Session, client: dict[str, str]) -> Any:
    """google-auth's credentials of a person, with nothing but the refresh token."""
    code = _choose(browser, _asked(client))["code"]
    token = _redeem(browser, client, code=code).json()["refresh_token"]
    made: Any = user_credentials.Credentials
    return made(
        None,
        refresh_token=token,
        token_uri=client["token_uri"],
        client_id=client["client_id"],
        client_secret=client["client_secret"],
    )


def test_google_auth_refreshes_a_person_also_after_a_restart(
    app: App, folder: Path, browser: requests.Session, client: dict[str, str]
) -> None:
    person = _person(browser, client)
    app.close()
    again = create_app(folder)
    session = requests.Session()
    session.mount(URL, WsgiAdapter(again))
    authorized: Any = AuthorizedSession(person, auth_request=Request(session=session))  # type: ignore[no-untyped-call]
    authorized.mount(URL, WsgiAdapter(again))
    made = Caller(session=authorized).ok("POST", "/v4/spreadsheets", {})
    assert made["spreadsheetId"]
    refused = Caller(session=authorized).call("GET", "/drive/v3/files")
    assert refused.status_code == 403, "the scope of Sheets opens no Drive"
    again.close()


def test_a_revoked_token_is_good_no_longer(
    browser: requests.Session, client: dict[str, str]
) -> None:
    person = _person(browser, client)
    revoked = browser.post(URL + "/revoke", data={"token": person.refresh_token})
    assert (revoked.status_code, revoked.json()) == (200, {})
    with pytest.raises(RefreshError, match="revoked"):
        person.refresh(Request(session=browser))
    again = browser.post(URL + "/revoke", data={"token": person.refresh_token})
    assert (again.status_code, again.json()["error"]) == (400, "invalid_token")


def test_a_refresh_gives_no_more_scopes_than_were_allowed(
    browser: requests.Session, client: dict[str, str]
) -> None:
    person = _person(browser, client)
    person._scopes = [DRIVE]
    with pytest.raises(RefreshError, match="invalid_scope"):
        person.refresh(Request(session=browser))


def test_the_metadata_server_wants_its_header(browser: requests.Session) -> None:
    path = URL + "/computeMetadata/v1/instance/service-accounts/default/token"
    assert browser.get(path).status_code == 403
    flavor = {"Metadata-Flavor": "Google"}
    answer = browser.get(path, headers=flavor)
    assert answer.headers["Metadata-Flavor"] == "Google"
    assert answer.json()["token_type"] == "Bearer"
    assert browser.get(URL + "/", headers=flavor).headers["Metadata-Flavor"] == "Google"
    wrong = browser.get(URL + "/computeMetadata/v1/instance/zone", headers=flavor)
    assert wrong.status_code == 404


def _source(folder: Path) -> Any:
    """The service account as the one who acts as a service account, in this process."""
    return credentials(folder, None, (CLOUD,))


def test_google_auth_impersonates_the_service_account(
    folder: Path, browser: requests.Session, service: Caller
) -> None:
    email = service.drive("GET", "about", fields="user")["user"]["emailAddress"]
    made: Any = impersonated_credentials.Credentials
    endpoint = f"{URL}/v1/projects/-/serviceAccounts/{email}:generateAccessToken"
    acting = made(
        source_credentials=_source(folder),
        target_principal=email,
        target_scopes=[DRIVE],
        iam_endpoint_override=endpoint,
    )
    acting.refresh(Request(session=browser))
    bearer = {"Authorization": f"Bearer {acting.token}"}
    shown = browser.get(URL + "/drive/v3/about", params={"fields": "user"}, headers=bearer).json()
    assert shown["user"]["emailAddress"] == email
    weak = {"Authorization": bearer["Authorization"]}
    refused = browser.post(endpoint, json={"scope": [DRIVE]}, headers=weak)
    assert refused.status_code == 403, "a token of Drive's scope acts as nobody"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"scope": []}, 400),
        ({"scope": ["x"]}, 400),
        ({"scope": [DRIVE], "lifetime": "2h"}, 400),
        ({"scope": [DRIVE], "lifetime": "3601s"}, 400),
        ({"scope": [DRIVE], "x": 1}, 400),
        ([], 400),
    ],
)
def test_iam_refuses_what_makes_no_sense(
    folder: Path, browser: requests.Session, body: Any, status: int
) -> None:
    source = _source(folder)
    source.refresh(Request(session=browser))
    bearer = {"Authorization": f"Bearer {source.token}"}
    email = source.service_account_email
    path = f"{URL}/v1/projects/-/serviceAccounts/{email}:generateAccessToken"
    assert browser.post(path, json=body, headers=bearer).status_code == status
    other = path.replace(email, "other@x.example")
    assert browser.post(other, json={"scope": [DRIVE]}, headers=bearer).status_code == 404
    assert browser.post(path, json={"scope": [DRIVE]}).status_code == 401


def test_google_auth_exchanges_a_token_of_a_workload(browser: requests.Session) -> None:
    made: Any = identity_pool.Credentials
    path = "/computeMetadata/v1/instance/service-accounts/default/identity"
    flavor = {"Metadata-Flavor": "Google"}
    email = browser.get(URL + path.replace("identity", "email"), headers=flavor).text
    generate = f"{URL}/v1/projects/-/serviceAccounts/{email}:generateAccessToken"
    acting = made(
        audience=POOL,
        subject_token_type=JWT_TYPE,
        token_url=URL + "/v1/token",
        credential_source={
            "url": f"{URL}{path}?audience={POOL}",
            "headers": flavor,
            "format": {"type": "text"},
        },
        scopes=[DRIVE],
        service_account_impersonation_url=generate,
    )
    acting.refresh(Request(session=browser))
    bearer = {"Authorization": f"Bearer {acting.token}"}
    shown = browser.get(URL + "/drive/v3/about", params={"fields": "user"}, headers=bearer)
    assert shown.json()["user"]["emailAddress"] == email


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"subject_token": "forged"}, "invalid_grant"),
        ({"subject_token_type": "urn:ietf:params:aws:token-type:aws4_request"}, "invalid_request"),
        ({"grant_type": "x"}, "unsupported_grant_type"),
        ({"audience": "//other"}, "invalid_grant"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
def test_the_exchange_takes_only_tokens_of_this_server(
    browser: requests.Session, changes: dict[str, str], error: str
) -> None:
    path = URL + "/computeMetadata/v1/instance/service-accounts/default/identity"
    asked = {"audience": POOL}
    token = browser.get(path, params=asked, headers={"Metadata-Flavor": "Google"}).text
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": token,
        "subject_token_type": JWT_TYPE,
        "scope": CLOUD,
        **asked,
        **changes,
    }
    assert browser.post(URL + "/v1/token", data=form).json()["error"] == error


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    served = start(folder)
    yield served
    close(served)


_INSTANCE = """
import google.auth, sys
from google.auth.transport.requests import Request
credentials, project = google.auth.default(scopes=[sys.argv[1]])
credentials.refresh(Request())
print(type(credentials).__module__, project, credentials.service_account_email)
"""


def test_google_auth_takes_the_server_for_its_instance(running: Running) -> None:
    host = running.url.removeprefix("http://")
    home = {"HOME": str(running.folder), "NO_GCE_CHECK": "false", "GCE_METADATA_HOST": host}
    result = subprocess.run(
        [sys.executable, "-c", _INSTANCE, DRIVE],
        env=home | {"GCE_METADATA_IP": host},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    email = json.loads((running.folder / "service-account.json").read_text())["client_email"]
    assert result.stdout.split() == [
        "google.auth.compute_engine.credentials",
        "local-sheets",
        email,
    ]
