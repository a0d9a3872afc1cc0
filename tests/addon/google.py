"""Google, as the add-on sees it: keys at an address, tokens signed with them, events posted."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, Response, jsonify
from jwt.algorithms import RSAAlgorithm
from werkzeug.serving import make_server

from service.addon_settings import AddOnSettings
from service.features.addon.events import EMAIL_SCOPE, FILE_SCOPE

OURS, FOREIGN, NEXT = (
    rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in "123"
)
PUBLIC_URL = "https://tracksheet.school.example"
ACCOUNT = "service-7@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
CLIENT_ID = "7-abc.apps.googleusercontent.com"
DOMAIN = "school.example"


def settings(certs_url: str) -> AddOnSettings:
    return AddOnSettings(
        public_url=PUBLIC_URL,
        service_account=ACCOUNT,
        client_id=CLIENT_ID,
        domains=frozenset({DOMAIN}),
        certs_url=certs_url,
        knows_open_file=True,
    )


def token(
    claims: Mapping[str, object],
    *,
    key: Any = OURS,
    kid: str | None = "ours",
    alg: str = "RS256",
) -> str:
    """A token of the claims; None leaves one out."""
    said = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(said, key, algorithm=alg, headers={"kid": kid} if kid else {})


def system_claims(path: str = "home") -> dict[str, object]:
    """What Google's own token says when it asks at the path."""
    return _about(ACCOUNT) | {"aud": f"{PUBLIC_URL}/addon/{path}"}


def person_claims(person: str) -> dict[str, object]:
    """What the token of somebody with this staff id says."""
    return _about(f"{person}@{DOMAIN}") | {"aud": CLIENT_ID, "hd": DOMAIN}


def _about(email: str) -> dict[str, object]:
    now = int(time.time())  # noqa: TID251 - PyJWT asks the real clock
    return {
        "iss": "https://accounts.google.com",
        "sub": "1001",
        "azp": "1001",
        "email": email,
        "email_verified": True,
        "iat": now,
        "exp": now + 3600,
    }


def event(
    path: str,
    person: str,
    *,
    parameters: Mapping[str, object] | None = None,
    inputs: Mapping[str, object] | None = None,
    file: str = "",
) -> dict[str, Any]:
    """An event as Google posts it for this person; `file` is the open one, where it is granted."""
    return {
        "commonEventObject": {
            "hostApp": "SHEETS",
            "platform": "WEB",
            "parameters": dict(parameters or {}),
            "formInputs": dict(inputs or {}),
        },
        "authorizationEventObject": {
            "systemIdToken": token(system_claims(path)),
            "userIdToken": token(person_claims(person)),
            "userOAuthToken": "ya29.secret",
            "authorizedScopes": [EMAIL_SCOPE, FILE_SCOPE],
        },
        "sheets": {"addonHasFileScopePermission": bool(file)}
        | ({"id": file, "title": "As Google has it"} if file else {}),
    }


@dataclass(slots=True)
class KeyServer:
    """Serves keys by id over HTTP, and counts how often it was asked."""

    url: str
    keys: dict[str, Any] = field(default_factory=lambda: {"ours": OURS})
    max_age: int = 3600
    status: int = 200
    asked: int = 0

    def answer(self) -> Response:
        """The key set, or an error."""
        self.asked += 1
        listed = [
            RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
            | {"kid": kid, "use": "sig", "alg": "RS256"}
            for kid, key in self.keys.items()
        ]
        answer = jsonify(keys=listed)
        answer.status_code = self.status
        answer.headers["Cache-Control"] = f"public, max-age={self.max_age}, must-revalidate"
        return answer


@contextmanager
def serving_keys() -> Iterator[KeyServer]:
    """The server, on a free port of this machine."""
    app = Flask("keys")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    keys = KeyServer(url=f"http://127.0.0.1:{server.server_port}/certs")
    app.add_url_rule("/certs", "certs", keys.answer)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield keys
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
