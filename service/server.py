"""The service as a process: pages, operator's API and the nights, on one loopback port."""

import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from types import FrameType

import click
from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from service.app import create_app
from service.bootstrap import Installation, open_installation
from service.embedded import start_sheets
from service.folder import DataFolder, Ports
from service.jobs import start_nights
from service.operator_api import create_operator_app
from service.settings import DEFAULT_PORT, read_settings
from service.turns import Turns
from sheet_templates.errors import TracksheetError

HOST = "127.0.0.1"


class PortTakenError(TracksheetError):
    """The port cannot be had; the remedy is another one."""


@click.command(help="Serve the pages and the nightly sync of a data folder.")
@click.option("--data-dir", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--stop-with-parent", is_flag=True, help="End when standard input closes.")
def _command(data_dir: Path, port: int, stop_with_parent: bool) -> None:  # noqa: FBT001
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="service: %(message)s")
    if stop_with_parent:
        end_with_parent()
    signal.signal(signal.SIGTERM, _end)
    with open_installation(data_dir) as installation, installation.folder.lock():
        serve(installation, port)


def main() -> int:
    """Serve until SIGTERM or Ctrl-C; 0 after a clean end, 2 with the reason if it cannot start."""
    try:
        _command(standalone_mode=False)
    except TracksheetError as error:
        click.echo("\n  ".join([f"service: {error.reason}", *error.problems]), err=True)
        return 2
    except click.ClickException as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        return 0
    return 0


def serve_folder(path: Path, *, port: int, sheets_port: int) -> None:
    """Serve a folder, with the embedded local server beside it where it stands for Google."""
    signal.signal(signal.SIGTERM, _end)
    folder = DataFolder(path)
    folder.prepare()
    folder.keep_ports(Ports(service=port, sheets=sheets_port))
    with (
        folder.lock(),
        suppress(KeyboardInterrupt),
        _sheets(folder, sheets_port),
        open_installation(path) as installation,
    ):
        serve(installation, port)


@contextmanager
def _sheets(folder: DataFolder, port: int) -> Iterator[None]:
    if not read_settings().is_embedded:
        yield
        return
    child = start_sheets(folder.sheets, port, folder.demo_date())
    click.echo(f"local_sheets {child.address}")
    try:
        yield
    finally:
        child.stop()


def serve(installation: Installation, port: int) -> None:
    """Serve the installation until the process is told to end."""
    token = secrets.token_urlsafe(24)
    turns = Turns(installation)
    listener = _listen(port)
    actual = listener.getsockname()[1]
    pages = create_app(installation.service(actual))
    operator = create_operator_app(turns, token, actual)
    server = create_server(
        DispatcherMiddleware(pages, {"/operator": operator}),
        sockets=[listener],
        threads=8,
        clear_untrusted_proxy_headers=True,
    )
    stop_nights = start_nights(
        turns.run_night, zone=installation.zone(), hour=installation.settings.night_hour
    )
    url = f"http://{HOST}:{actual}"
    installation.folder.keep_running({"url": url, "token": token, "pid": os.getpid()})
    click.echo(f"service {url}")
    sys.stdout.flush()
    try:
        server.run()
    finally:
        installation.folder.forget_running()
        stop_nights()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"Port {port} cannot be used ({error.strerror}); stop what uses it, or choose another "
            "with --port."
        ) from error
    return listener


def end_with_parent() -> None:
    """End this process when the pipe to its standard input closes: the parent is gone."""

    def wait() -> None:
        while os.read(0, 1024):  # unbuffered: no lock is held when the process ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, daemon=True).start()


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
