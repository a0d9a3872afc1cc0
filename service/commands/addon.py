"""`tracksheet addon ...`: what Google is told of the add-on, and whether our side is right."""

import json
from pathlib import Path

import click

from service.commands.shared import lines_or_json_option, print_checks
from service.settings import SettingsError, read_settings

GOOGLE_SHEETS = "https://docs.google.com"


@click.group()
def addon() -> None:
    """The add-on that shows cards beside the trackers, inside Google Sheets."""


@addon.command()
def manifest() -> None:
    """Print the deployment that Google is to be given, as JSON."""
    from service.features.addon.manifest import deployment  # noqa: PLC0415 - quick commands

    settings = read_settings()
    sign_in = settings.sign_in
    if sign_in is None:
        raise SettingsError(
            "The deployment needs the address of the pages: set TRACKSHEET_PUBLIC_URL and "
            "TRACKSHEET_SIGN_IN_CLIENT_FILE."
        )
    wanted = deployment(
        sign_in.public_url,
        GOOGLE_SHEETS,
        knows_open_file=settings.addon is not None and settings.addon.knows_open_file,
    )
    click.echo(json.dumps(wanted, indent=2))


@addon.command()
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, dir_okay=False), metavar="[FILE]"
)
@lines_or_json_option
def check(file: Path | None, shape: str) -> None:
    """Check settings, address, door and keys, and FILE, the deployment that Google was given."""
    from service.addon_check import examine_addon  # noqa: PLC0415 - quick commands

    found = examine_addon(GOOGLE_SHEETS, file)
    print_checks(found, shape)
