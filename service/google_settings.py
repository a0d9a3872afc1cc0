"""How an installation signs in to Google: the TRACKSHEET_GOOGLE_* settings and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from service.door_settings import LOOPBACK

DEFAULT_DRIVE = "Trackers"
_SCOPES = ("drive.file", "drive")


class Way(Enum):
    """The values of TRACKSHEET_GOOGLE_SIGN_IN."""

    LOCAL = "local"
    KEY_FILE = "key-file"
    ATTACHED = "attached"
    IMPERSONATION = "impersonation"
    FEDERATION = "federation"
    CONSENT = "consent"


@dataclass(frozen=True, kw_only=True)
class GoogleSettings:
    """How to sign in, and where the trackers live.

    `mailbox` turns domain-wide delegation on. `drive_id` or else `drive_name` says which shared
    drive; with neither, the trackers live in My Drive of the mailbox or of whoever consented.
    `url` is a server that stands for Google, for trials; None is Google itself.
    """

    way: Way = Way.LOCAL
    file: Path | None = None  # the key, the federation file or the OAuth client, by `way`
    account: str | None = None
    mailbox: str | None = None
    drive_name: str | None = DEFAULT_DRIVE
    drive_id: str | None = None
    scope: str | None = None
    quota_project: str | None = None
    url: str | None = None

    @property
    def scope_name(self) -> str:
        """The least that does: only looking a shared drive up by name needs all of Drive."""
        if self.scope is not None:
            return self.scope
        by_name = self.drive_id is None and self.drive_name is not None
        return "drive" if by_name else "drive.file"


_FILES = {
    Way.KEY_FILE: "TRACKSHEET_GOOGLE_KEY_FILE",
    Way.FEDERATION: "TRACKSHEET_GOOGLE_FEDERATION_FILE",
    Way.CONSENT: "TRACKSHEET_GOOGLE_CLIENT_FILE",
}


def read_google_settings(source: Mapping[str, str], problems: list[str]) -> GoogleSettings:
    """The settings; what cannot be used is added to `problems`, each with its remedy."""
    way = _way(source, problems)
    mailbox = source.get("TRACKSHEET_GOOGLE_MAILBOX") or None
    _check_fit(way, source, problems)
    return GoogleSettings(
        way=way,
        file=_file(way, source, problems),
        account=source.get("TRACKSHEET_GOOGLE_ACCOUNT") or None,
        mailbox=mailbox,
        drive_name=_drive_name(way, mailbox, source),
        drive_id=source.get("TRACKSHEET_SHARED_DRIVE_ID") or None,
        scope=_scope(source, problems),
        quota_project=source.get("TRACKSHEET_GOOGLE_QUOTA_PROJECT") or None,
        url=_url(source, problems),
    )


def _way(source: Mapping[str, str], problems: list[str]) -> Way:
    only_key = Way.KEY_FILE if source.get("TRACKSHEET_GOOGLE_KEY_FILE") else Way.LOCAL
    said = source.get("TRACKSHEET_GOOGLE_SIGN_IN") or only_key.value
    try:
        return Way(said)
    except ValueError:
        known = ", ".join(way.value for way in Way)
        problems.append(f"TRACKSHEET_GOOGLE_SIGN_IN: {said!r} is none of {known}")
        return Way.LOCAL


def _file(way: Way, source: Mapping[str, str], problems: list[str]) -> Path | None:
    variable = _FILES.get(way)
    if variable is None:
        return None
    said = source.get(variable)
    if not said:
        problems.append(f"{variable}: sign-in by {way.value} needs it; name the file")
        return None
    if not Path(said).is_file():
        problems.append(f"{variable}: there is no file {said}")
    return Path(said).absolute()


def _check_fit(way: Way, source: Mapping[str, str], problems: list[str]) -> None:
    """What belongs together: who may act as a mailbox, and whom to impersonate."""
    mailbox = source.get("TRACKSHEET_GOOGLE_MAILBOX", "")
    account = source.get("TRACKSHEET_GOOGLE_ACCOUNT", "")
    if way is Way.IMPERSONATION and "@" not in account:
        problems.append(
            "TRACKSHEET_GOOGLE_ACCOUNT: sign-in by impersonation needs the service account's "
            "address"
        )
    if mailbox and "@" not in mailbox:
        problems.append(f"TRACKSHEET_GOOGLE_MAILBOX: {mailbox!r} is no e-mail address")
    if mailbox and way in {Way.ATTACHED, Way.CONSENT}:
        problems.append(
            f"TRACKSHEET_GOOGLE_MAILBOX: sign-in by {way.value} acts as no mailbox; unset it, or "
            "use impersonation"
        )


def _drive_name(way: Way, mailbox: str | None, source: Mapping[str, str]) -> str | None:
    """A service account owns nothing, so without a mailbox it needs a shared drive."""
    owns = way is Way.CONSENT or mailbox is not None
    return source.get("TRACKSHEET_SHARED_DRIVE") or (None if owns else DEFAULT_DRIVE)


def _scope(source: Mapping[str, str], problems: list[str]) -> str | None:
    said = source.get("TRACKSHEET_GOOGLE_SCOPE")
    if said and said not in _SCOPES:
        problems.append(f"TRACKSHEET_GOOGLE_SCOPE: {said!r} is none of {', '.join(_SCOPES)}")
    return said or None


def _url(source: Mapping[str, str], problems: list[str]) -> str | None:
    said = source.get("TRACKSHEET_GOOGLE_URL")
    if not said:
        return None
    parts = urlsplit(said)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        problems.append(
            f"TRACKSHEET_GOOGLE_URL: {said!r} must be a local server's address on this machine, "
            "as http://127.0.0.1:8765; unset it for Google itself"
        )
    return said.rstrip("/")
