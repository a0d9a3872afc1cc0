"""The service as a process: pages, operator's API and the nights, on one loopback port."""

import logging
import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from socket import socket
from threading import Event, Thread
from types import FrameType
from typing import Any

import click
from apscheduler.schedulers.background import BackgroundScheduler
from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from service.addon_door import addon_doors, tell_side_panel
from service.app import create_app
from service.bootstrap import Installation, open_installation
from service.embedded import Child, ChildError, check_ports, listen, start_sheets
from service.folder import DataFolder, Ports
from service.jobs import AFTER_START, Clockwork, schedule_nights
from service.operator_api import create_operator_app
from service.push import Push
from service.settings import DEFAULT_PORT, is_in_a_journal, read_settings
from service.too_large import Channel
from service.turns import Turns
from service.uploads import LARGEST
from service.works import Works
from sheet_templates.errors import TracksheetError

HOST = "127.0.0.1"

# Only a proxy on this machine reaches the port; it alone may say from where somebody asks.
_PROXY = {
    "trusted_proxy": HOST,
    "trusted_proxy_count": 1,
    "trusted_proxy_headers": {"x-forwarded-for"},
}


@click.command(help="Serve the pages and the nightly sync of a data folder.")
@click.option("--data-dir", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--stop-with-parent", is_flag=True, help="End when standard input closes.")
@click.option("--no-catch-up", is_flag=True, help="Whoever starts it syncs by itself.")
def _command(
    data_dir: Path,
    port: int,
    stop_with_parent: bool,  # noqa: FBT001
    no_catch_up: bool,  # noqa: FBT001
) -> None:
    _begin_the_log()
    if stop_with_parent:
        end_with_parent()
    signal.signal(signal.SIGTERM, _end)
    with open_installation(data_dir) as installation, installation.folder.lock():
        serve(installation, port, catch_up_after=None if no_catch_up else AFTER_START)


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


def _begin_the_log() -> None:
    """Warnings and errors to standard error, with the time where no journal puts it there."""
    when = "" if is_in_a_journal() else "%(asctime)s "
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format=f"{when}service: %(message)s"
    )


def web_server(app: Any, listener: socket) -> Any:
    """Waitress on an open socket; nothing larger than the largest upload is even received.

    Its own limit is a gigabyte, which it would take in and put on the disk before the application
    refuses it.
    """
    server = create_server(
        app,
        sockets=[listener],
        threads=8,
        max_request_body_size=LARGEST,
        clear_untrusted_proxy_headers=True,
        **_PROXY,
    )
    server.channel_class = Channel
    return server


def serve_folder(path: Path, ports: Ports) -> None:
    """Serve a folder, with the embedded local server beside it where it stands for Google."""
    _begin_the_log()
    signal.signal(signal.SIGTERM, _end)
    folder = DataFolder(path)
    folder.prepare()
    with suppress(KeyboardInterrupt), folder.lock():
        check_ports(ports)
        with _sheets(folder, ports), open_installation(path) as installation:
            serve(installation, ports.service)


@contextmanager
def _sheets(folder: DataFolder, ports: Ports) -> Iterator[None]:
    """The local server, and the ports kept, so that links lead to it."""
    if not read_settings().is_embedded:
        folder.keep_ports(ports)
        yield
        return
    with start_sheets(folder.sheets, ports.sheets, folder.demo_date()) as child:
        address = child.wait_ready()
        folder.keep_ports(replace(ports, sheets=int(address.rpartition(":")[2])))
        click.echo(f"local_sheets {address}")
        with _ending_with(child):
            yield


@contextmanager
def _ending_with(child: Child) -> Iterator[None]:
    """Serve only as long as the child lives; ChildError when it ended before we did."""
    is_over = Event()

    def wait() -> None:
        child.process.wait()
        if not is_over.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()
        if child.process.poll() is not None:
            raise ChildError(f"{child.wait_end()}. Start it again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What serves an installation, put together and not yet begun."""

    server: Any
    nights: BackgroundScheduler
    push: Push

    def run(self) -> None:
        """Serve until the server is told to end."""
        self.nights.start()
        try:
            self.push.begin()
            self.server.run()
        finally:
            self.nights.shutdown(wait=True)


def assemble(
    installation: Installation,
    listener: socket,
    token: str,
    *,
    catch_up_after: timedelta | None = AFTER_START,
) -> Serving:
    """Pages, operator's API (for whoever has `token`), add-on, nights and push on one socket."""
    turns = Turns(installation)
    port = listener.getsockname()[1]
    works = Works(turns.run)
    nights = schedule_nights(
        turns,
        zone=installation.zone(),
        hour=installation.settings.night_hour,
        catch_up_after=catch_up_after,
    )
    push = Push(turns, Clockwork(nights))
    doors: dict[str, Any] = {
        "/operator": create_operator_app(turns, token, port),
        **addon_doors(turns, works, port),
        **push.doors(),
    }
    pages = create_app(installation.service(port, works))
    server = web_server(DispatcherMiddleware(pages, doors), listener)
    return Serving(server=server, nights=nights, push=push)


def serve(
    installation: Installation, port: int, *, catch_up_after: timedelta | None = AFTER_START
) -> None:
    """Serve the installation until the process is told to end."""
    token = secrets.token_urlsafe(24)
    listener = listen(port)
    actual = listener.getsockname()[1]
    serving = assemble(installation, listener, token, catch_up_after=catch_up_after)
    url = f"http://{HOST}:{actual}"
    tell_side_panel(installation, actual)
    try:  # whoever reads the address may have us ended before the server runs
        installation.folder.keep_running({"url": url, "token": token, "pid": os.getpid()})
        click.echo(f"service {url}")
        sys.stdout.flush()
        serving.run()
    finally:
        installation.folder.forget_running()


def end_with_parent() -> None:
    """End this process when the pipe to its standard input closes: the parent is gone."""

    def wait() -> None:
        while os.read(0, 1024):  # unbuffered: no lock is held when the process ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, daemon=True).start()


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End once: a second signal must not cut short what the first one began."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt
