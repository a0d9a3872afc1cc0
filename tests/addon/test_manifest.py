"""What Google is told of the add-on, and what `addon check` sees of our side."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner
from google.cloud.gsuiteaddons_v1 import Deployment
from google.protobuf import json_format
from werkzeug.serving import make_server

from service.commands import main
from service.features.addon.entries import CLICKS, TRIGGERS
from service.features.addon.events import EMAIL_SCOPE, FILE_SCOPE
from service.features.addon.keys import KeyRing
from service.features.addon.manifest import deployment, differences
from sync.store.engine import Store
from tests.addon.conftest import Panel, addon_on, mounted
from tests.addon.google import ACCOUNT, CLIENT_ID, DOMAIN, PUBLIC_URL, KeyServer, event

SHEETS = "https://docs.google.com"


def parse(manifest: dict[str, Any]) -> None:
    """Take it as Google's published types do; they lack one key that Google's samples have."""
    without = copy.deepcopy(manifest)
    del without["addOns"]["httpOptions"]["granularOauthPermissionSupport"]
    kind = type(Deployment.pb(Deployment()))
    json_format.ParseDict(without, kind(), ignore_unknown_fields=False)


def test_googles_types_take_the_deployment_and_every_address_in_it_is_an_entry_point() -> None:
    manifest = deployment(PUBLIC_URL, SHEETS, knows_open_file=True)
    parse(manifest)
    common = manifest["addOns"]["common"]
    addresses = [
        common["homepageTrigger"]["runFunction"],
        manifest["addOns"]["sheets"]["onFileScopeGrantedTrigger"]["runFunction"],
        *(one["runFunction"] for one in common["universalActions"] if "runFunction" in one),
    ]
    assert {one.removeprefix(f"{PUBLIC_URL}/addon/") for one in addresses} <= {*TRIGGERS, *CLICKS}
    assert common["openLinkUrlPrefixes"] == [f"{PUBLIC_URL}/", f"{SHEETS}/spreadsheets/"]


def test_a_school_that_wants_the_least_asks_for_the_address_only_and_has_no_door_for_files(
    filled: Store, keys: KeyServer, ring: KeyRing
) -> None:
    manifest = deployment(PUBLIC_URL, SHEETS)
    parse(manifest)
    assert manifest["oauthScopes"] == [EMAIL_SCOPE]
    assert manifest["addOns"]["sheets"] == {}
    assert deployment(PUBLIC_URL, SHEETS, knows_open_file=True)["oauthScopes"] == [
        EMAIL_SCOPE,
        FILE_SCOPE,
    ]
    addon = addon_on(filled, keys, ring)
    least = replace(addon, settings=replace(addon.settings, knows_open_file=False))
    panel = Panel(least)
    for path in ("file", "file-granted", "file/tracker", "start"):
        assert panel.post(path, json=event(path, "t-1", file="file-KG")).status_code == 404
    assert "About this spreadsheet" not in str(panel.ask("home", "t-1"))


def at(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """A change of one place of the deployment."""
    *way, last = path.split(".")

    def change(manifest: dict[str, Any]) -> None:
        part: Any = manifest
        for name in way:
            part = part[int(name)] if name.isdigit() else part[name]
        part[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        at("runtimeVersion", "V8"),
        at("httpOptions", {"authorizationHeader": "SYSTEM_ID_TOKEN"}),
        at("addOns.httpOptions.authorizationHeader", "SOME_TOKEN"),
        at("addOns.sheets.linkPreviewTriggers", []),
        at("addOns.common.universalActions.0.runFunction", "https://x.example/y"),
    ],
)
def test_googles_types_refuse_what_is_no_deployment(
    change: Callable[[dict[str, Any]], None],
) -> None:
    manifest = deployment(PUBLIC_URL, SHEETS)
    change(manifest)
    with pytest.raises(json_format.ParseError):
        parse(manifest)


def test_differences_name_every_place() -> None:
    found = deployment("https://old.example", SHEETS)
    del found["oauthScopes"]
    found["more"] = 1
    said = list(differences(deployment(PUBLIC_URL, SHEETS), found))
    assert said[0] == "oauthScopes is missing"
    assert said[1].startswith("addOns.common.logoUrl is 'https://old.example/addon/logo.png', not")
    assert said[-1] == "more is not ours"
    assert list(differences(found, copy.deepcopy(found))) == []


@contextmanager
def served(store: Store, keys: KeyServer) -> Iterator[str]:
    """The add-on behind a socket; its public address."""
    here = addon_on(store, keys, KeyRing(keys.url))
    server = make_server("127.0.0.1", 0, mounted(here).application, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def environment(folder: Path, public_url: str, keys: KeyServer) -> dict[str, str]:
    client = folder / "client.json"
    client.write_text(
        json.dumps({"web": {"client_id": "c", "client_secret": "s", "auth_uri": "https://a.b/c"}})
    )
    return {
        "TRACKSHEET_SIGN_IN_CLIENT_FILE": str(client),
        "TRACKSHEET_PUBLIC_URL": public_url,
        "TRACKSHEET_ADDON_SERVICE_ACCOUNT": ACCOUNT,
        "TRACKSHEET_ADDON_CLIENT_ID": CLIENT_ID,
        "TRACKSHEET_ADDON_DOMAINS": DOMAIN,
        "TRACKSHEET_ADDON_CERTS_URL": keys.url,
    }


def test_check_looks_at_our_side_line_by_line(
    filled: Store, keys: KeyServer, tmp_path: Path
) -> None:
    with served(filled, keys) as url:
        settings = environment(tmp_path, url, keys)
        told = CliRunner().invoke(main, ["addon", "manifest"], env=settings)
        assert told.exit_code == 0, told.output
        file = tmp_path / "deployment.json"
        file.write_text(told.stdout)
        check = ["addon", "check", str(file), "--format", "json"]
        answer = CliRunner().invoke(main, check, env=settings)
    found = {one["name"]: one for one in json.loads(answer.stdout)["checks"]}
    states = {name: one["state"] for name, one in found.items()}
    assert states == dict.fromkeys(states, "ok") | {"address": "problem"}
    assert "from outside" in found["address"]["text"]
    assert answer.exit_code == 1
    file.write_text(told.stdout.replace('"Help"', '"Hilfe"'))
    settings["TRACKSHEET_ADDON_OPEN_FILE"] = "yes"
    gone = CliRunner().invoke(main, ["addon", "check", str(file)], env=settings)
    assert "addOns.sheets.onFileScopeGrantedTrigger is missing" in gone.output
    assert "addOns.common.universalActions is" in gone.output
    assert f"problem   door: {url}/addon/home is not answered (ConnectionError)" in gone.output


def test_without_settings_check_says_where_to_begin() -> None:
    answer = CliRunner().invoke(main, ["addon", "check"])
    assert answer.exit_code == 1
    assert "there is no add-on" in answer.output
    assert "docs/howto/install-the-addon.md" in answer.output
    half = {"TRACKSHEET_ADDON_CLIENT_ID": CLIENT_ID}
    answer = CliRunner().invoke(main, ["addon", "check"], env=half)
    assert "TRACKSHEET_ADDON_SERVICE_ACCOUNT: the add-on needs it" in answer.output


def test_the_logo_may_be_shown_by_google(filled: Store, keys: KeyServer) -> None:
    with closing(mounted(addon_on(filled, keys, KeyRing(keys.url))).get("/addon/logo.png")) as logo:
        assert logo.content_type == "image/png"
        assert logo.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_secret_is_never_printed(filled: Store, keys: KeyServer) -> None:
    addon = addon_on(filled, keys, KeyRing(keys.url))
    assert "a secret of the tests" not in repr(replace(addon, overview=lambda: None))
