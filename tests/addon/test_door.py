"""Who is let in: the good requests pass, and every forged one is refused."""

import base64
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from service.features.addon.entries import CLICKS, TRIGGERS
from service.features.addon.events import EMAIL_SCOPE
from service.features.addon.keys import KeyRing, KeysAwayError
from sync.store.engine import Store
from tests.addon import google
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import (
    ACCOUNT,
    FOREIGN,
    NEXT,
    PUBLIC_URL,
    KeyServer,
    person_claims,
    serving_keys,
    system_claims,
    token,
)
from tests.pages.forger import hs256

TEACHER = "t-1"
HOME_URL = f"{PUBLIC_URL}/addon/home"


def good() -> dict[str, Any]:
    return google.event("home", TEACHER)


@pytest.mark.parametrize("path", [*TRIGGERS, *CLICKS])
def test_no_entry_point_opens_without_googles_token(panel: Panel, path: str) -> None:
    body = google.event(path, TEACHER)
    del body["authorizationEventObject"]["systemIdToken"]
    assert panel.post(path, json=body).status_code == 401
    assert panel.post(path, json=google.event("elsewhere", TEACHER)).status_code == 401


@pytest.mark.parametrize("where", ["body", "header", "both"])
def test_googles_token_is_taken_from_the_body_the_header_or_both(panel: Panel, where: str) -> None:
    body = good()
    system = body["authorizationEventObject"]["systemIdToken"]
    if where == "header":
        del body["authorizationEventObject"]["systemIdToken"]
    headers = {} if where == "body" else {"Authorization": f"Bearer {system}"}
    answer = panel.post("home", json=body, headers=headers)
    assert answer.status_code == 200
    assert "2 scores are left to enter" in answer.text


def change(claims: dict[str, Any], changes: dict[str, Any]) -> str:
    return token(claims | changes)


NOW = int(str(system_claims()["iat"]))
CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://accounts.evil.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "https://evil.example/addon/home"},
    "no audience": {"aud": None},
    "an audience among others": {"aud": [f"{PUBLIC_URL}/addon/home", "https://evil.example"]},
    "no expiry": {"exp": None},
    "expired": {"iat": NOW - 7200, "exp": NOW - 60},
    "no time of issue": {"iat": None},
    "issued in the future": {"iat": NOW + 600, "exp": NOW + 4200},
    "not valid yet": {"nbf": NOW + 600},
    "no subject": {"sub": None},
    "no address": {"email": None},
    "a list of addresses": {"email": [ACCOUNT, "t-1@school.example"]},
    "an address that nobody verified": {"email_verified": False},
    "an address verified in words only": {"email_verified": "true"},
    "nothing said of verification": {"email_verified": None},
}
OF_SYSTEM: dict[str, dict[str, Any]] = CLAIMS | {
    "another project's add-on": {"email": "service-8@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"},
    "an address that begins alike": {"email": f"{ACCOUNT}.evil.example"},
    "the path without its door": {"aud": f"{PUBLIC_URL}/home"},
    "another path": {"aud": f"{PUBLIC_URL}/addon/due"},
    "the address without encryption": {"aud": "http://tracksheet.school.example/addon/home"},
    "the address with a slash": {"aud": f"{HOME_URL}/"},
    "the address with a question": {"aud": f"{PUBLIC_URL}/addon/home?x=1"},
}
OF_PERSON: dict[str, dict[str, Any]] = CLAIMS | {
    "another app's audience": {"aud": "8-def.apps.googleusercontent.com"},
    "an account of no domain": {"hd": None},
    "an account of another domain": {"hd": "evil.example"},
}


@pytest.mark.parametrize("changes", OF_SYSTEM.values(), ids=OF_SYSTEM)
def test_a_system_token_that_is_wrong_in_one_claim_is_refused(
    panel: Panel, changes: dict[str, Any]
) -> None:
    body = good()
    body["authorizationEventObject"]["systemIdToken"] = token(system_claims() | changes)
    refused(panel, 401, json=body)


@pytest.mark.parametrize("changes", OF_PERSON.values(), ids=OF_PERSON)
def test_a_persons_token_that_is_wrong_in_one_claim_is_refused(
    panel: Panel, changes: dict[str, Any]
) -> None:
    body = good()
    body["authorizationEventObject"]["userIdToken"] = token(person_claims(TEACHER) | changes)
    refused(panel, 401, json=body)


def crafted(head: dict[str, Any]) -> str:
    """A token that no library makes: its signature is that of an honest one."""
    _, claims, signature = token(system_claims()).split(".")
    packed = base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=").decode()
    return f"{packed}.{claims}.{signature}"


SIGNED: dict[str, Callable[[], str]] = {
    "another key": lambda: token(system_claims(), key=FOREIGN),
    "an unknown key's name": lambda: token(system_claims(), kid="nobody's"),
    "no key's name": lambda: token(system_claims(), kid=None),
    "no signature": lambda: token(system_claims(), key="", alg="none"),
    "a longer digest": lambda: token(system_claims(), alg="RS512"),
    "the public key as a secret": lambda: hs256(system_claims(), google.OURS, "ours"),
    "a head that was changed": lambda: crafted({"alg": "RS256", "kid": "ours", "x": 1}),
    "a head that points elsewhere": lambda: crafted(
        {"alg": "RS256", "kid": "ours", "jku": "https://evil.example/keys"}
    ),
    "a head that must be understood": lambda: crafted(
        {"alg": "RS256", "kid": "ours", "crit": ["x"], "x": 1}
    ),
    "a key's name that is a number": lambda: crafted({"alg": "RS256", "kid": 7}),
    "a person's token": lambda: token(person_claims(TEACHER)),
    "two parts": lambda: token(system_claims()).rpartition(".")[0],
    "nothing": lambda: "",
    "no token": lambda: "🙂",
    "a token without end": lambda: token(system_claims() | {"more": "x" * 9000}),
}


@pytest.mark.parametrize("forged", SIGNED.values(), ids=SIGNED)
def test_a_token_that_is_signed_otherwise_is_refused(
    panel: Panel, forged: Callable[[], str]
) -> None:
    body = good()
    body["authorizationEventObject"]["systemIdToken"] = forged()
    refused(panel, 401, json=body)


def test_the_two_tokens_do_not_stand_for_each_other(panel: Panel) -> None:
    body = good()
    about = body["authorizationEventObject"]
    about["userIdToken"] = about["systemIdToken"]
    refused(panel, 401, json=body)


def with_header(text: str) -> dict[str, Any]:
    return {"json": good(), "headers": {"Authorization": text}}


def without(part: str, value: Any) -> dict[str, Any]:
    body = good()
    body["commonEventObject"][part] = value
    return {"json": body}


MALFORMED: dict[str, tuple[int, Callable[[], dict[str, Any]]]] = {
    "no JSON": (400, lambda: {"data": "{", "content_type": "application/json"}),
    "a form": (400, lambda: {"data": {"systemIdToken": token(system_claims())}}),
    "a list": (400, lambda: {"json": []}),
    "tokens in a list": (400, lambda: {"json": {"authorizationEventObject": []}}),
    "a token that is a number": (
        400,
        lambda: {"json": {"authorizationEventObject": {"systemIdToken": 7}}},
    ),
    "nesting without end": (
        400,
        lambda: {"data": "[" * 100_000, "content_type": "application/json"},
    ),
    "too large": (413, lambda: {"json": good() | {"more": "x" * 300_000}}),
    "a question in the address": (400, lambda: {"json": good(), "query_string": "trigger=home"}),
    "two tokens that differ": (400, lambda: with_header(f"Bearer {token(system_claims('due'))}")),
    "a header of another kind": (400, lambda: with_header("Basic eDp5")),
    "a header without a token": (400, lambda: with_header("Bearer ")),
    "scopes that are no list": (
        400,
        lambda: {
            "json": {
                "authorizationEventObject": good()["authorizationEventObject"]
                | {"authorizedScopes": EMAIL_SCOPE}
            }
        },
    ),
    "a parameter that is a number": (400, lambda: without("parameters", {"page": 1})),
    "parameters in a list": (400, lambda: without("parameters", [])),
    "an input that is text": (400, lambda: without("formInputs", {"reason": "x"})),
    "a day that is none": (
        400,
        lambda: without("formInputs", {"until": {"dateInput": {"msSinceEpoch": "9" * 30}}}),
    ),
}


@pytest.mark.parametrize(("status", "request_"), MALFORMED.values(), ids=MALFORMED)
def test_a_request_of_another_form_is_refused(
    panel: Panel, status: int, request_: Callable[[], dict[str, Any]]
) -> None:
    refused(panel, status, **request_())


def refused(panel: Panel, status: int, **request_: Any) -> None:
    answer = panel.post("home", **request_)
    assert answer.status_code == status, answer.text
    assert answer.get_json().keys() == {"error"}


def test_what_is_not_posted_to_an_entry_point_finds_nothing(panel: Panel) -> None:
    assert panel.post("nowhere", json=good()).status_code == 404
    client = panel._client
    assert client.get("/addon/home").status_code == 405
    assert client.options("/addon/home").headers.get("Access-Control-Allow-Origin") is None


def test_without_consent_google_is_asked_for_the_address_only(panel: Panel) -> None:
    body = good()
    about = body["authorizationEventObject"]
    del about["userIdToken"], about["authorizedScopes"]
    answer = panel.post("home", json=body)
    assert answer.get_json() == {"requesting_google_scopes": {"scopes": [EMAIL_SCOPE]}}
    about["systemIdToken"] = token(system_claims("due"))
    refused(panel, 401, json=body)


def test_no_token_and_no_word_of_the_event_is_logged(
    panel: Panel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = good()
    about = body["authorizationEventObject"]
    about["userIdToken"] = token(person_claims(TEACHER) | {"aud": "8-def"})
    refused(panel, 401, json=body)
    assert "the audience is '8-def'" in caplog.text
    secrets = [about["systemIdToken"], about["userIdToken"], "ya29", "t-1@school.example"]
    assert [one for one in secrets if one in caplog.text] == []


def test_answers_set_no_cookie_and_are_kept_nowhere(panel: Panel) -> None:
    answer = panel.post("home", json=good())
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_while_the_keys_are_away_nobody_comes_in_and_nobody_is_called_a_forger(
    filled: Store,
) -> None:
    with serving_keys() as keys:
        keys.status = 500
        panel = Panel(addon_on(filled, keys, KeyRing(keys.url)))
        refused(panel, 503, json=good())


def test_keys_are_fetched_once_while_they_hold_and_again_when_a_new_one_is_named() -> None:
    now = 0.0
    with serving_keys() as keys:
        ring = KeyRing(keys.url, clock=lambda: now)
        assert ring.key("ours") == ring.key("ours")
        assert (ring.key("next"), keys.asked) == (None, 1)
        keys.keys["next"] = NEXT
        now = 61.0
        assert ring.key("next") is not None
        assert keys.asked == 2
        del keys.keys["ours"]
        now = 61.0 + 3601
        assert ring.key("ours") is None
        assert keys.asked == 3


def test_a_stranger_who_names_keys_has_them_fetched_once_a_minute(keys: KeyServer) -> None:
    before = keys.asked
    ring = KeyRing(keys.url, clock=lambda: 1000.0)
    assert [ring.key(f"made up {number}") for number in range(50)] == [None] * 50
    assert keys.asked == before + 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/certs", "status", "no keys"])
def test_keys_that_cannot_be_had_are_said_to_be_away_and_not_asked_for_again_at_once(
    url: str,
) -> None:
    with serving_keys() as keys:
        keys.status = 404 if url == "status" else 200
        place = keys.url if url == "status" else url.replace("no keys", keys.url + "s")
        ring = KeyRing(place, clock=lambda: 0.0)
        for _ in range(2):
            with pytest.raises(KeysAwayError):
                ring.key("ours")
        assert keys.asked == (1 if url == "status" else 0)
