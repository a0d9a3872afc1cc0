"""How people come in: a choice of person on this machine, or a sign-in with Google."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleSignIn:
    """An OAuth client of Google's for the sign-in of people.

    `public_url` is where browsers reach the pages (no slash at its end), `issuer` who signs the
    tokens. The secret is kept out of what is printed.
    """

    client_id: str
    client_secret: str
    issuer: str
    public_url: str

    def __repr__(self) -> str:
        return f"GoogleSignIn({self.client_id} at {self.public_url})"

    @property
    def redirect_uri(self) -> str:
        """The address that Google sends people back to; the OAuth client must list it."""
        return f"{self.public_url}/sign-in/back"

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the pages encrypted; then cookies never travel otherwise."""
        return self.public_url.startswith("https://")


def read_sign_in(source: Mapping[str, str], problems: list[str]) -> GoogleSignIn | None:
    """The sign-in that the variables ask for, None for the choice of person; adds problems.

    TRACKSHEET_SIGN_IN_CLIENT_FILE is the JSON that Google's console gives for an OAuth client,
    TRACKSHEET_PUBLIC_URL the address of the pages. Both or neither.
    """
    file, url = source.get("TRACKSHEET_SIGN_IN_CLIENT_FILE"), source.get("TRACKSHEET_PUBLIC_URL")
    if not file and not url:
        return None
    known = len(problems)
    if not file:
        problems.append(
            "TRACKSHEET_PUBLIC_URL: pages that others reach need a sign-in; set "
            "TRACKSHEET_SIGN_IN_CLIENT_FILE to the file of an OAuth client, or unset this"
        )
    if not url:
        problems.append(
            "TRACKSHEET_SIGN_IN_CLIENT_FILE: set TRACKSHEET_PUBLIC_URL to the address of the pages "
            "as well, as https://tracksheet.example.org"
        )
    problems += _url_problems(url or "")
    client = _client(Path(file), problems) if file else {}
    if len(problems) > known:
        return None
    return GoogleSignIn(
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        issuer="{0.scheme}://{0.netloc}".format(urlsplit(client["auth_uri"])),
        public_url=(url or "").rstrip("/"),
    )


def _url_problems(url: str) -> list[str]:
    """Google sends people back to https only, or to this machine."""
    if not url:
        return []
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if is_safe and parts.hostname and not (parts.path.strip("/") or parts.query):
        return []
    problem = (
        f"TRACKSHEET_PUBLIC_URL: {url!r} must be an address as https://tracksheet.example.org, "
        "without a path; http is for this machine only"
    )
    return [problem]


def _client(file: Path, problems: list[str]) -> dict[str, str]:
    """The OAuth client in the file; a problem is added where it is none."""
    name = "TRACKSHEET_SIGN_IN_CLIENT_FILE"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        problems.append(f"{name}: {file} cannot be read ({error.strerror})")
        return {}
    except ValueError:
        content = None
    kinds = content if isinstance(content, dict) else {}
    client = kinds.get("web") or kinds.get("installed") or {}
    lacking = [key for key in ("client_id", "client_secret", "auth_uri") if not client.get(key)]
    if lacking:
        problems.append(
            f"{name}: {file} is not the file of an OAuth client (it lacks {', '.join(lacking)}); "
            "download the JSON of a client of the kind Web application"
        )
    return dict(client)
