"""The Google Workspace add-on: whom its requests must come from. Without settings there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from service.door_settings import LOOPBACK

GOOGLE_CERTS = "https://www.googleapis.com/oauth2/v3/certs"
ANY_DOMAIN = "*"
_REMEDY = {
    "TRACKSHEET_ADDON_SERVICE_ACCOUNT": "the add-on's service account",
    "TRACKSHEET_ADDON_CLIENT_ID": "the add-on's OAuth client id",
    "TRACKSHEET_ADDON_DOMAINS": "your Google Workspace domain, as school.example",
}


# Google's side on one machine: the side panel of the local server signs with its own keys, as this
# service account and for this client. Both are names that local_sheets has of itself.
_LOCAL_ACCOUNT = "service-1@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
_LOCAL_CLIENT_ID = "1-addon.apps.googleusercontent.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOnSettings:
    """Who may speak to the add-on's door.

    `public_url` is where Google reaches us (no slash at its end), `service_account` whose token
    each request carries, `client_id` the audience of people's tokens, `domains` the Workspace
    domains that people must belong to (None: any), `certs_url` where the keys are that sign.
    `knows_open_file`: people may let us know which spreadsheet is open, for a card about it.
    """

    public_url: str
    service_account: str
    client_id: str
    domains: frozenset[str] | None
    certs_url: str = GOOGLE_CERTS
    knows_open_file: bool = False

    @property
    def url(self) -> str:
        """Where the add-on's entry points begin, without a slash at its end."""
        return f"{self.public_url}/addon"


def local_addon(port: int, sheets_url: str) -> AddOnSettings:
    """The add-on for the side panel of the local server at `sheets_url`.

    Everything is on this machine, where people choose who they are anyway.
    """
    return AddOnSettings(
        public_url=f"http://127.0.0.1:{port}",
        service_account=_LOCAL_ACCOUNT,
        client_id=_LOCAL_CLIENT_ID,
        domains=None,
        certs_url=f"{sheets_url}/oauth2/v3/certs",
        knows_open_file=True,
    )


def read_addon(
    source: Mapping[str, str], public_url: str | None, problems: list[str]
) -> AddOnSettings | None:
    """The add-on that the TRACKSHEET_ADDON_* variables allow, None without any; adds problems.

    One of them alone opens nothing: what is missing is a problem, so that no half-set door stands
    open.
    """
    told = {name: text for name, text in source.items() if name.startswith("TRACKSHEET_ADDON_")}
    if not told:
        return None
    known = len(problems)
    problems += [
        f"{name}: the add-on needs it: {what} (docs/howto/install-the-addon.md)"
        for name, what in _REMEDY.items()
        if not told.get(name)
    ]
    if public_url is None:
        problems.append(
            "TRACKSHEET_PUBLIC_URL: the add-on needs the address at which Google reaches the pages"
        )
    account = told.get("TRACKSHEET_ADDON_SERVICE_ACCOUNT", "")
    if account and not _is_service_account(account):
        problems.append(
            f"TRACKSHEET_ADDON_SERVICE_ACCOUNT: {account!r} must be one whole address, as "
            "service-123@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
        )
    certs_url = told.get("TRACKSHEET_ADDON_CERTS_URL") or GOOGLE_CERTS
    problems += _certs_problems(certs_url, public_url or "")
    knows_open_file = _open_file(told.get("TRACKSHEET_ADDON_OPEN_FILE") or "no", problems)
    if len(problems) > known or public_url is None:
        return None
    return AddOnSettings(
        public_url=public_url,
        service_account=account,
        client_id=told["TRACKSHEET_ADDON_CLIENT_ID"],
        domains=_domains(told["TRACKSHEET_ADDON_DOMAINS"]),
        certs_url=certs_url,
        knows_open_file=knows_open_file,
    )


def _open_file(text: str, problems: list[str]) -> bool:
    """Whether people may let us know which spreadsheet is open; without a word they may not."""
    if text not in {"yes", "no"}:
        problems.append(f"TRACKSHEET_ADDON_OPEN_FILE: {text!r} is neither yes nor no")
    return text == "yes"


def _is_service_account(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and host.endswith(".gserviceaccount.com") and "*" not in text)


def _certs_problems(certs_url: str, public_url: str) -> list[str]:
    """Keys of our own are for trials where Google's side and ours are on this machine."""
    if certs_url == GOOGLE_CERTS:
        return []
    both = (urlsplit(certs_url), urlsplit(public_url))
    if all(one.scheme == "http" and one.hostname in LOOPBACK for one in both):
        return []
    problem = (
        f"TRACKSHEET_ADDON_CERTS_URL: {certs_url!r} is not Google's; other keys are for trials "
        "on this machine only, with both it and TRACKSHEET_PUBLIC_URL as http://127.0.0.1:PORT"
    )
    return [problem]


def _domains(text: str) -> frozenset[str] | None:
    """The domains, split at commas; None where the school says that any will do."""
    named = frozenset(one.strip().lower() for one in text.split(",") if one.strip())
    return None if named == {ANY_DOMAIN} else named - {ANY_DOMAIN}
