"""`tracksheet google ...`: a person's consent at Google, where the service signs in by one."""

import json
import webbrowser
from pathlib import Path

import click

from service.commands.shared import folder_option
from service.folder import DataFolder
from service.google_settings import Way
from service.settings import Settings, SettingsError, read_settings


@click.group()
def google() -> None:
    """Signing in to Google by a person's consent."""


@google.command()
@click.option(
    "--no-browser", is_flag=True, help="Only print the address; open it on this machine yourself."
)
@folder_option
def connect(no_browser: bool, data_dir: Path) -> None:  # noqa: FBT001 - click calls it by name
    """Ask the person who is to own the trackers for consent, in a browser on this machine."""
    from sync.google.consent import Consenting  # noqa: PLC0415 - the other commands start faster
    from sync.google.sign_in import SCOPES  # noqa: PLC0415

    settings = _by_consent()
    assert settings.google.file is not None
    folder = DataFolder(data_dir)
    folder.prepare()

    def show(address: str) -> None:
        click.echo(f"Open this address and sign in as the owner of the trackers:\n{address}")
        if not no_browser:
            webbrowser.open(address)

    held = Consenting(
        client_file=settings.google.file,
        scopes=(SCOPES[settings.google.scope_name],),
        base_url=settings.google.url,
        show=show,
    ).ask()
    folder.keep_google_token(held)
    click.echo(f"{held['account']} has consented. `tracksheet doctor` checks the rest.")


@google.command()
@folder_option
def disconnect(data_dir: Path) -> None:
    """Take the consent back, at Google and here."""
    from sync.google.consent import revoke  # noqa: PLC0415

    settings = _by_consent()
    folder = DataFolder(data_dir)
    if not folder.google_token.exists():
        click.echo("There is no consent to take back.")
        return
    revoke(json.loads(folder.google_token.read_text(encoding="utf-8")), settings.google.url)
    folder.forget_google_token()
    click.echo("The consent is taken back. The spreadsheets stay with their owner.")


def _by_consent() -> Settings:
    settings = read_settings()
    if settings.google.way is not Way.CONSENT:
        raise SettingsError(
            "Sign-in is not by consent: set TRACKSHEET_GOOGLE_SIGN_IN to consent and "
            "TRACKSHEET_GOOGLE_CLIENT_FILE to the OAuth client's file."
        )
    return settings
