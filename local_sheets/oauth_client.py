"""The OAuth client of this folder: what an app signs people in with, made once and kept."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from local_sheets.local_errors import LocalServerError
from local_sheets.oauth import TokenError
from local_sheets.service_account import PROJECT, write_private

FILE_NAME = "oauth-client.json"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """An "installed" client, as Google calls it: any loopback address may receive its codes."""

    client_id: str
    secret: str

    def check(self, form: Mapping[str, str], basic: tuple[str, str] | None) -> None:
        """Refuse, with 401 invalid_client, a request that is not this client's own."""
        client_id, secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
        if client_id != self.client_id:
            raise TokenError("invalid_client", "The OAuth client was not found.", 401)
        if not hmac.compare_digest(secret.encode(), self.secret.encode()):
            raise TokenError("invalid_client", "Unauthorized", 401)


def prepare_client(folder: Path, url: str) -> OAuthClient:
    """The client of a folder; its file names this server's addresses, as Google's own file does."""
    path = folder / FILE_NAME
    installed = _read(path) if path.exists() else _new()
    wanted = installed | {
        "auth_uri": url + "/o/oauth2/v2/auth",
        "token_uri": url + "/token",
        "redirect_uris": ["http://localhost"],
    }
    if wanted != installed:
        write_private(path, {"installed": wanted})
    return OAuthClient(client_id=installed["client_id"], secret=installed["client_secret"])


def is_loopback(address: str) -> bool:
    """Whether a URL leads to this machine, by http or https."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.hostname in _LOOPBACK and port != 0


def _new() -> dict[str, str]:
    number, name = secrets.randbelow(9 * 10**11) + 10**11, secrets.token_hex(16)
    return {
        "client_id": f"{number}-{name}.apps.googleusercontent.com",
        "project_id": PROJECT,
        "client_secret": "GOCSPX-" + secrets.token_urlsafe(21),
    }


def _read(path: Path) -> dict[str, str]:
    try:
        installed = orjson.loads(path.read_bytes())["installed"]
        if isinstance(installed["client_id"] + installed["client_secret"], str):
            return dict(installed)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        pass
    raise LocalServerError(
        f"{path} is not an OAuth client; delete it and a new one is made at the next start"
    )
