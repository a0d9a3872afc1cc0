"""What an installation is told from outside: typed, from the environment, all problems at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.addon_settings import AddOnSettings, read_addon
from service.door_settings import GoogleSignIn, read_sign_in
from service.google_settings import GoogleSettings, Way, read_google_settings
from service.mail_settings import MailSettings, read_mail_settings
from service.push_settings import PushSettings, read_push
from sheet_templates.errors import TracksheetError
from sync.errors import StoreError
from sync.quota import Quota
from sync.store.place import StoreUrl

DEFAULT_PORT = 8000
DEFAULT_SHEETS_PORT = 8765


class SettingsError(TracksheetError):
    """A setting that cannot be used; names the variable and the remedy."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this installation runs.

    `zone` is the school's time zone, `night_hour` the hour in that zone at which the nightly
    sync starts. `google` says how it signs in to Google; by default the embedded local server
    stands for it. `quota` is how often Google may be asked; None where the embedded server, which
    counts nothing, stands for it. `sign_in` says how people sign in with Google; without it they
    choose who they are, on this machine. `mail` is the mail server; without one, letters are
    kept for reading here. `addon` is the Google Workspace add-on; without it there is none. `push`
    is how Google tells of changes; without it they are asked for. `store` is the database that
    holds the store; without it that is a file of the data folder.
    """

    zone: str = "America/Chicago"
    night_hour: int = 2
    google: GoogleSettings = field(default_factory=GoogleSettings)
    quota: Quota | None = None
    sign_in: GoogleSignIn | None = None
    mail: MailSettings | None = None
    addon: AddOnSettings | None = None
    push: PushSettings | None = None
    store: StoreUrl | None = None

    @property
    def is_embedded(self) -> bool:
        """Whether the local server stands for Google."""
        return self.google.way is Way.LOCAL

    @property
    def is_local(self) -> bool:
        """Whether everything is on this machine: spreadsheets, pages, who people say they are."""
        return self.is_embedded and self.sign_in is None


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in TRACKSHEET_* variables; SettingsError names all that cannot be used."""
    source = os.environ if environment is None else environment
    problems: list[str] = []
    zone = source.get("TRACKSHEET_ZONE", Settings.zone)
    if not _is_zone(zone):
        problems.append(f"TRACKSHEET_ZONE: {zone!r} is no time zone; name one as America/Chicago")
    hour = source.get("TRACKSHEET_NIGHT_HOUR", str(Settings.night_hour))
    if not (hour.isascii() and hour.isdigit() and int(hour) < 24):
        problems.append(f"TRACKSHEET_NIGHT_HOUR: {hour!r} must be an hour from 0 to 23")
    google = read_google_settings(source, problems)
    quota = _quota(source, problems, is_google=google.way is not Way.LOCAL)
    sign_in = read_sign_in(source, problems)
    mail = read_mail_settings(source, problems)
    addon = read_addon(source, sign_in.public_url if sign_in else None, problems)
    push = read_push(source, problems, is_google=google.way is not Way.LOCAL and not google.url)
    store = _store(source, problems)
    if problems:
        raise SettingsError("Some settings cannot be used.", problems)
    return Settings(
        zone=zone,
        night_hour=int(hour),
        google=google,
        quota=quota,
        sign_in=sign_in,
        mail=mail,
        addon=addon,
        push=push,
        store=store,
    )


def is_in_a_journal(environment: Mapping[str, str] | None = None) -> bool:
    """Whether systemd's journal takes what this process says, and puts the time beside it."""
    return "JOURNAL_STREAM" in (os.environ if environment is None else environment)


_PER_IDENTITY, _PER_PROJECT = (
    "TRACKSHEET_REQUESTS_A_MINUTE",
    "TRACKSHEET_PROJECT_REQUESTS_A_MINUTE",
)
_FEWEST = 10  # fewer could leave a night nothing beside the people


def _quota(source: Mapping[str, str], problems: list[str], *, is_google: bool) -> Quota | None:
    """Google's quota, as the project's own page shows it where it is not the usual one."""
    told = {name: source[name] for name in (_PER_IDENTITY, _PER_PROJECT) if name in source}
    if not told and not is_google:
        return None
    for name, text in told.items():
        if not (text.isascii() and text.isdigit() and int(text) >= _FEWEST):
            problems.append(f"{name}: {text!r} must be a number from {_FEWEST} up")
    if problems:
        return None
    usual = Quota()
    return Quota(
        per_identity=int(told.get(_PER_IDENTITY, usual.per_identity)),
        per_project=int(told.get(_PER_PROJECT, usual.per_project)),
    )


_STORE = "TRACKSHEET_STORE_URL"


def _store(source: Mapping[str, str], problems: list[str]) -> StoreUrl | None:
    """The database that holds the store; what is wrong with its address is told without it."""
    text = source.get(_STORE, "")
    if not text:
        return None
    try:
        return StoreUrl.read(text)
    except StoreError as error:
        problems.append(f"{_STORE}: {error.reason}")
        return None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
