"""Hosting an add-on: what it is sent is what Google sends, and only what it should get."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from werkzeug.test import Client, TestResponse

from local_sheets.addon.deployment import read_deployment
from local_sheets.addon.envelope import Reply, read_reply
from local_sheets.addon.reading import AddOnError
from local_sheets.addon.setting import Setting, read_setting
from local_sheets.wire import App
from tests.local_sheets.wire.cast import OUTSIDER, TEO, URL, Caller, share
from tests.local_sheets.wire.sample_addon import (
    EMAIL,
    FILE,
    LOCALE,
    PNG,
    Json,
    SampleAddOn,
    card,
    clicked,
    pushed,
    serving_sample,
)

HOME = card("home", {"textParagraph": {"text": "Good morning"}})


@pytest.fixture(scope="module")
def served() -> Iterator[SampleAddOn]:
    with serving_sample() as sample:
        yield sample


@pytest.fixture
def sample(served: SampleAddOn, folder: Path) -> SampleAddOn:
    served.answers, served.heard, served.status = {"/home": pushed(HOME)}, [], 200
    served.settle(folder)
    return served


class Page:
    """The page of one person, as far as it talks of the add-on."""

    def __init__(self, app: App, email: str, file: str) -> None:
        self.client = Client(app)
        self.client.post("/person", base_url=URL, data={"email": email})
        self.file = file

    def post(self, path: str, body: Any, origin: str = URL) -> TestResponse:
        return self.client.post(
            f"/addon/{path}", base_url=URL, json=body, headers={"Origin": origin}
        )

    def ask(self, url: str, **more: Any) -> TestResponse:
        return self.post("ask", {"file": self.file, "url": url, **more})

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/addon{path}", base_url=URL)


@pytest.fixture
def page(app: App, sample: SampleAddOn, service: Caller, tracker: str) -> Page:  # noqa: ARG001
    share(service, tracker, TEO)
    return Page(app, TEO, tracker)


def claims(app: App, token: str, audience: str) -> Json:
    """What a token says, verified with the keys that the server publishes."""
    keys = Client(app).get("/oauth2/v3/certs", base_url=URL).get_json()
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    said: Json = jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=audience,
        issuer="https://accounts.google.com",
        options={"strict_aud": True, "require": ["exp", "iat", "sub"]},
    )
    return said


def test_the_event_is_signed_for_exactly_this_address_and_says_who_clicked(
    app: App, page: Page, sample: SampleAddOn
) -> None:
    inputs = {"note": {"stringInputs": {"value": ["seen"]}}}
    here = {"locale": "en-US", "zone": "America/Chicago", "offset": -21600000}
    sample.answers["/act"] = clicked(toast="Kept")
    kept = page.ask(f"{sample.url}/act", parameters={"a": "1"}, inputs=inputs, **here).get_json()
    assert (kept["toast"], kept["steps"]) == ("Kept", [])
    ((path, event, authorization),) = sample.heard
    about = event.pop("authorizationEventObject")
    assert (path, event) == (
        "/act",
        {
            "commonEventObject": {
                "hostApp": "SHEETS",
                "platform": "WEB",
                "userLocale": "en-US",
                "timeZone": {"id": "America/Chicago", "offset": -21600000},
                "parameters": {"a": "1"},
                "formInputs": inputs,
            },
            "sheets": {"addonHasFileScopePermission": False},
        },
    )
    assert authorization == f"Bearer {about['systemIdToken']}"
    system = claims(app, about["systemIdToken"], f"{sample.url}/act")
    assert system["email"] == "service-1@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
    assert "hd" not in system
    person = claims(app, about["userIdToken"], "1-addon.apps.googleusercontent.com")
    assert (person["email"], person["email_verified"], person["hd"]) == (
        TEO,
        True,
        "school.example",
    )
    assert about["authorizedScopes"] == sorted([EMAIL, FILE, LOCALE])
    with pytest.raises(jwt.InvalidAudienceError):
        claims(app, about["systemIdToken"], f"{sample.url}/home")


def test_only_after_a_yes_to_the_file_the_add_on_is_told_which_is_open(
    page: Page, sample: SampleAddOn
) -> None:
    wish: Json = {"editorAction": {"requestFileScopeForActiveDocument": {}}}
    sample.answers["/act"] = {"renderActions": {"hostAppAction": wish}}
    assert page.ask(f"{sample.url}/act").get_json()["wants_file"]
    assert page.post("file", {"file": page.file}).get_json() == {"next": f"{sample.url}/granted"}
    sample.answers["/granted"] = pushed(HOME)
    assert page.ask(f"{sample.url}/granted").get_json()["steps"] == [{"pushCard": HOME}]
    known = [event["sheets"] for _, event, _ in sample.heard]
    assert known == [
        {"addonHasFileScopePermission": False},
        {"addonHasFileScopePermission": True, "id": page.file, "title": "Grade 2"},
    ]


def test_without_an_admin_each_person_is_asked_for_scopes(
    page: Page, sample: SampleAddOn, folder: Path
) -> None:
    sample.settle(folder, installed_by_admin=False)
    sample.answers["/home"] = {"requesting_google_scopes": {"scopes": [EMAIL]}}
    assert page.ask(f"{sample.url}/home").get_json()["scopes"] == [EMAIL]
    assert page.post("scopes", {"scopes": ["https://x.example/all"]}).status_code == 400
    assert page.post("scopes", {"scopes": [EMAIL]}).status_code == 200
    page.ask(f"{sample.url}/home")
    before, after = (event["authorizationEventObject"] for _, event, _ in sample.heard)
    assert (before["authorizedScopes"], "userIdToken" in before) == ([], False)
    assert (after["authorizedScopes"], "userIdToken" in after) == ([EMAIL], True)


def test_the_panel_is_told_what_the_deployment_says(page: Page, sample: SampleAddOn) -> None:
    about = page.get("").get_json()
    assert (about["name"], about["home"]) == ("Sample", f"{sample.url}/home")
    assert about["actions"] == [
        {"label": "Open the pages", "link": f"{sample.url}/pages", "function": ""},
        {"label": "Ask for help", "link": "", "function": f"{sample.url}/help"},
    ]
    picture = page.get(f"/image?url={about['logo']}")
    assert (picture.data, picture.content_type) == (PNG, "image/png")


def test_nobody_is_asked_in_anothers_name(
    app: App, page: Page, sample: SampleAddOn, tracker: str
) -> None:
    home = {"file": tracker, "url": f"{sample.url}/home"}
    assert page.post("ask", home, origin="http://evil.example").status_code == 403
    assert Page(app, OUTSIDER, tracker).ask(home["url"]).status_code == 403
    nobody = Client(app).post("/addon/ask", base_url=URL, json=home)
    assert nobody.status_code == 401
    elsewhere = page.ask("http://127.0.0.1:1/home").get_json()["error"]
    assert elsewhere == "http://127.0.0.1:1/home is not an address of the add-on."
    assert page.get("/image?url=http://127.0.0.1:1/x.png").status_code == 400
    assert page.post("ask", {**home, "extra": 1, "parameters": {"a": 1}}).get_json() == {
        "error": "the request has a parameter that is no text; the request.extra is not known"
    }
    assert sample.heard == []


def test_a_bad_answer_is_said(page: Page, sample: SampleAddOn) -> None:
    page.get("")
    for answer, status, words in (
        ("<html>", 200, "Sample answered with something that is no JSON."),
        ({}, 500, "answered 500 INTERNAL SERVER ERROR."),
        ({"none": 1}, 200, "The add-on's answer cannot be read: the answer.none is not known."),
    ):
        sample.answers["/home"], sample.status = answer, status
        refused = page.ask(f"{sample.url}/home")
        assert refused.status_code == 502
        assert refused.get_json()["error"].endswith(words)


def test_an_add_on_that_takes_too_long_is_not_waited_for(
    page: Page, sample: SampleAddOn, folder: Path
) -> None:
    assert read_setting(folder) == Setting(deployment=f"{sample.url}/deployment.json", patience=30)
    sample.settle(folder, patience_ms=100)
    sample.waits = 0.4
    late = page.ask(f"{sample.url}/home")
    sample.waits = 0.0
    assert late.status_code == 504
    assert late.get_json()["error"].endswith("did not answer within 0.1 seconds.")
    assert page.ask(f"{sample.url}/home").status_code == 200
    for wrong in (0, 30_001, "1", 0.5):
        sample.settle(folder, patience_ms=wrong)
        assert "patience_ms" in page.get("").get_json()["error"]


def test_an_add_on_that_is_away_is_said(page: Page, sample: SampleAddOn, folder: Path) -> None:
    SampleAddOn(url="http://127.0.0.1:1").settle(folder)
    away = page.ask(f"{sample.url}/home")
    assert away.get_json()["error"] == ("The add-on at 127.0.0.1:1 does not answer. Is it running?")
    (folder / "addon.json").write_text('{"deployment": "https://far.example/d", "more": 1}')
    problem = page.get("").get_json()["error"]
    assert "addon.json.more is not known; https://far.example/d is not an address" in problem
    (folder / "addon.json").unlink()
    assert page.get("").status_code == 404


# The deployment and the envelope, as Google reads them


def _without(content: Json, *way: str) -> None:
    *path, last = way
    for name in path:
        content = content[name]
    del content[last]


def test_a_deployment_is_read_strictly_and_all_problems_come_at_once(sample: SampleAddOn) -> None:
    good = sample.deployment()
    assert read_deployment(good, "x").tells_locale
    mutations: list[tuple[Callable[[Json], Any], str]] = [
        (lambda d: d.update(runtimeVersion="V8"), "deployment.runtimeVersion is not known"),
        (lambda d: d.update(httpOptions={}), "deployment.httpOptions is not known"),
        (lambda d: _without(d, "addOns", "sheets"), "has no sheets"),
        (lambda d: _without(d, "addOns", "common", "logoUrl"), "common.logoUrl is missing"),
        (
            lambda d: d["addOns"]["sheets"].update(linkPreviewTriggers=[]),
            "sheets.linkPreviewTriggers is not known",
        ),
        (
            lambda d: d["addOns"]["httpOptions"].update(authorizationHeader="COOKIE"),
            "authorizationHeader is 'COOKIE'",
        ),
        (
            lambda d: d["addOns"]["common"]["universalActions"][0].update(runFunction="x"),
            "must have one of openLink and runFunction",
        ),
        (
            lambda d: d["addOns"]["sheets"]["homepageTrigger"].update(
                runFunction="https://far.example/home?a=1"
            ),
            "https://far.example/home?a=1 is not an address of this machine without a query",
        ),
    ]
    everything = copy.deepcopy(good)
    for change, _ in mutations[:2]:
        change(everything)
    with pytest.raises(AddOnError, match=r"runtimeVersion.*;|;.*runtimeVersion"):
        read_deployment(everything, "x")
    for change, words in mutations:
        changed = copy.deepcopy(good)
        change(changed)
        with pytest.raises(AddOnError) as refused:
            read_deployment(changed, "http://127.0.0.1/deployment.json")
        assert words in str(refused.value)


def test_every_form_of_an_answer_is_read() -> None:
    way = clicked({"popToRoot": True}, {"updateCard": HOME}, {"popToCard": "x"}, {"pop": True})
    way["stateChanged"] = True
    assert read_reply(way, is_trigger=False) == Reply(
        steps=[{"popToRoot": True}, {"updateCard": HOME}, {"popToCard": "x"}, {"pop": True}],
        is_stale=True,
    )
    link = {"action": {"link": {"url": "https://x.example/", "openAs": "FULL_SIZE"}}}
    assert read_reply({"renderActions": link}, is_trigger=False).link == "https://x.example/"
    everything = {"requesting_google_scopes": {"all_scopes": True}}
    assert read_reply(everything, is_trigger=True).scopes == ("*",)


@pytest.mark.parametrize(
    ("answer", "is_trigger", "words"),
    [
        ({"action": {"navigations": []}}, False, "has no renderActions"),
        (clicked(), True, "the answer.renderActions is not known"),
        (pushed() | {"stateChanged": True}, True, "stateChanged is not known"),
        (clicked({"pop": True, "popToRoot": True}), False, "must have exactly one of"),
        (clicked({"popCard": True}), False, "must have exactly one of"),
        (clicked({"pop": False}), False, "does not mean it"),
        (clicked({"pushCard": []}), False, "pushCard is []"),
        ([], False, "the answer is no object"),
        ({"requesting_google_scopes": {}}, False, "names no scope"),
    ],
)
def test_an_answer_of_another_form_is_refused(answer: Any, *, is_trigger: bool, words: str) -> None:
    with pytest.raises(AddOnError) as refused:
        read_reply(answer, is_trigger=is_trigger)
    assert words in str(refused.value)
