"""Settings -> who the service is to Google, and the drive that its trackers live in."""

from pathlib import Path

from service.google_settings import GoogleSettings, Way
from sync.google.account import GoogleAccount
from sync.google.gateway import MY_DRIVE, Gateway
from sync.google.sign_in import (
    SCOPES,
    Attached,
    Consented,
    Federated,
    Impersonated,
    KeyFile,
    SignIn,
)


def google_account(settings: GoogleSettings, token_file: Path) -> GoogleAccount:
    """Who the service is to Google; `token_file` is where a consent is kept."""
    return GoogleAccount(
        sign_in=_sign_in(settings, token_file),
        mailbox=settings.mailbox,
        scopes=(SCOPES[settings.scope_name],),
        quota_project=settings.quota_project,
        base_url=settings.url,
    )


def tracker_drive(settings: GoogleSettings, gateway: Gateway) -> str:
    """The id of the drive that the trackers live in; a request where it is known by name only."""
    if settings.drive_id is not None:
        return settings.drive_id
    if settings.drive_name is None:
        return MY_DRIVE
    return gateway.shared_drive(settings.drive_name)


def _sign_in(settings: GoogleSettings, token_file: Path) -> SignIn:
    match settings.way, settings.file, settings.account:
        case Way.KEY_FILE, Path() as path, _:
            return KeyFile(path=path)
        case Way.FEDERATION, Path() as path, _:
            return Federated(path=path)
        case Way.IMPERSONATION, _, str(account):
            return Impersonated(account=account)
        case Way.CONSENT, _, _:
            return Consented(path=token_file)
        case Way.ATTACHED, _, _:
            return Attached()
    raise AssertionError(settings.way)
