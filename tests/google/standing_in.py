"""The local server on a real port of this machine, standing in for Google as a whole."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from werkzeug.serving import make_server

from local_sheets.wire import App, create_app

OWNER = "badru@school.example"
TEACHER = "ruiz@school.example"
AIDE = "cole@school.example"
OUTSIDER = "stone@elsewhere.example"
AIDES = "aides@school.example"
PEOPLE = (OWNER, TEACHER, AIDE, OUTSIDER)
POOL = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x"
_IAM = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts"
_IDENTITY = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A server, its folder and its address."""

    app: App
    folder: Path
    url: str
    made: dict[str, Path] = field(default_factory=dict)

    @property
    def robot(self) -> str:
        """The address of its service account."""
        key = json.loads(self.key_file.read_text(encoding="utf-8"))
        return str(key["client_email"])

    @property
    def key_file(self) -> Path:
        """The service account's key."""
        return self.folder / "service-account.json"

    @property
    def client_file(self) -> Path:
        """The OAuth client."""
        return self.folder / "oauth-client.json"

    @property
    def drive_id(self) -> str:
        """Its one shared drive."""
        return next(iter(self.app.storage.shelf.drives))

    def federation_file(self, folder: Path) -> Path:
        """A file as gcloud makes it for a workload that has a token at an address."""
        file = folder / "federation.json"
        content = {
            "type": "external_account",
            "audience": POOL,
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": "https://sts.googleapis.com/v1/token",
            "credential_source": {
                "url": f"{_IDENTITY}/identity?audience={POOL}",
                "headers": {"Metadata-Flavor": "Google"},
                "format": {"type": "text"},
            },
            "service_account_impersonation_url": f"{_IAM}/{self.robot}:generateAccessToken",
        }
        file.write_text(json.dumps(content), encoding="utf-8")
        return file

    def consent(self, address: str, email: str | None) -> None:
        """What a person does in the browser: choose themselves (None: say no), and come back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        page = address.partition("?")[0]
        with requests.Session() as browser:
            browser.trust_env = False
            assert browser.get(address, timeout=30).ok
            form = asked | {"email": email or ""}
            sent = browser.post(page, data=form, timeout=30, allow_redirects=False)
        shown = requests.get(sent.headers["Location"], timeout=30, proxies={"http": ""})
        assert "You may close this page" in shown.text

    def consent_soon(self, address: str, email: str | None) -> None:
        """The same in a thread, while the program waits for the browser to come back."""
        threading.Thread(target=self.consent, args=(address, email), daemon=True).start()


@contextmanager
def standing_in(
    folder: Path,
    people: tuple[str, ...] = PEOPLE,
    *,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    switches: Mapping[str, Any] | None = None,
) -> Iterator[StandIn]:
    """Serve a folder on a free port; `groups` are the groups that people are members of."""
    member_of = groups or {}
    listed = [{"email": p, "name": p, "groups": list(member_of.get(p, ()))} for p in people]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people.json").write_text(json.dumps({"people": listed}), encoding="utf-8")
    with serving(folder, switches=switches) as served:
        yield served


@contextmanager
def serving(
    folder: Path, *, today: date | None = None, switches: Mapping[str, Any] | None = None
) -> Iterator[StandIn]:
    """Serve a folder, as it is, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        with closing(create_app(folder, today=today, base_url=url, switches=switches)) as app:
            server = make_server("127.0.0.1", port, app, threaded=True, fd=listener.fileno())
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                yield StandIn(app=app, folder=folder, url=url)
            finally:
                server.shutdown()
                thread.join()
                server.server_close()
