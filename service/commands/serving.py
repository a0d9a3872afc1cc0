"""`tracksheet serve`: the pages and the nightly sync."""

from pathlib import Path

import click

from service.commands.shared import folder_option
from service.folder import Ports
from service.settings import DEFAULT_PORT, DEFAULT_SHEETS_PORT


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=DEFAULT_PORT,
    show_default=True,
    help="The port of the pages; 0 takes any free one.",
)
@click.option(
    "--sheets-port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=DEFAULT_SHEETS_PORT,
    show_default=True,
    help="The port of local_sheets, where it stands for Google.",
)
@folder_option
def serve(port: int, sheets_port: int, data_dir: Path) -> None:
    """Serve the pages and the nightly sync until Ctrl-C."""
    from service.server import serve_folder  # noqa: PLC0415 - the other commands start faster

    serve_folder(data_dir, Ports(service=port, sheets=sheets_port))


COMMANDS = (serve,)
