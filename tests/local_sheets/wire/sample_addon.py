"""An add-on over real HTTP that answers as it is told, and keeps what it was sent."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

Json = dict[str, Any]
SCOPES = "https://www.googleapis.com/auth"
EMAIL, FILE, LOCALE = (
    f"{SCOPES}/{name}" for name in ("userinfo.email", "drive.file", "script.locale")
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
    "606060600000000500014f2e3b0e0000000049454e44ae426082"
)


@dataclass(slots=True)
class SampleAddOn:
    """Its deployment and its answers, by path; `heard` has path, body and Authorization."""

    url: str
    answers: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    waits: float = 0.0  # seconds before an event is answered
    heard: list[tuple[str, Json, str]] = field(default_factory=list)

    def deployment(self) -> Json:
        """A deployment that names all that the panel reads."""
        common = {
            "name": "Sample",
            "logoUrl": f"{self.url}/logo.png",
            "useLocaleFromApp": True,
            "layoutProperties": {"primaryColor": "#0b5794"},
            "homepageTrigger": {"runFunction": f"{self.url}/nowhere"},
            "universalActions": [
                {"label": "Open the pages", "openLink": f"{self.url}/pages"},
                {"label": "Ask for help", "runFunction": f"{self.url}/help"},
            ],
            "openLinkUrlPrefixes": [f"{self.url}/", "https://docs.google.com/spreadsheets/"],
        }
        sheets = {
            "homepageTrigger": {"runFunction": f"{self.url}/home", "enabled": True},
            "onFileScopeGrantedTrigger": {"runFunction": f"{self.url}/granted"},
        }
        http = {
            "authorizationHeader": "SYSTEM_ID_TOKEN",
            "granularOauthPermissionSupport": "OPT_IN",
        }
        return {
            "oauthScopes": [EMAIL, FILE, LOCALE],
            "addOns": {"common": common, "sheets": sheets, "httpOptions": http},
        }

    def settle(self, folder: Path, **more: Any) -> None:
        """Make it the add-on of a local server's folder."""
        setting = {"deployment": f"{self.url}/deployment.json", **more}
        (folder / "addon.json").write_text(json.dumps(setting))

    def answer(self, request: Request) -> Response:
        """Whatever was asked, as it is told."""
        if request.path.endswith(".png"):
            return Response(PNG, content_type="image/png")
        if request.method == "POST":
            sent = request.get_json()
            self.heard.append((request.path, sent, request.headers.get("Authorization", "")))
            sleep(self.waits)
        said = self.answers.get(request.path, {"none": request.path})
        if request.path == "/deployment.json":
            said = self.answers.get(request.path, self.deployment())
        body = said if isinstance(said, str) else json.dumps(said)
        return Response(body, status=self.status, content_type="application/json")


@contextmanager
def serving_sample() -> Iterator[SampleAddOn]:
    """The add-on, on a free port of this machine."""
    sample = SampleAddOn(url="")
    app = Request.application(sample.answer)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    sample.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield sample
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pushed(*cards: Json) -> Json:
    """The answer to a trigger."""
    return {"action": {"navigations": [{"pushCard": card} for card in cards]}}


def clicked(*ways: Json, toast: str = "", **more: Any) -> Json:
    """The answer to a click."""
    told = {"notification": {"text": toast}} if toast else {}
    return {"renderActions": {"action": {"navigations": list(ways), **told}, **more}}


def card(name: str, *widgets: Json, **more: Any) -> Json:
    """A card of one section."""
    title = name.capitalize()
    return {
        "name": name,
        "header": {"title": title},
        "sections": [{"widgets": list(widgets)}],
        **more,
    }
