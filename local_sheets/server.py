"""The local server on a socket: `python -m local_sheets --port N --data-dir DIR`."""

import argparse
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from local_sheets.local_errors import LocalServerError
from local_sheets.switch_settings import switch_option
from local_sheets.wire import App, create_app

_HOST = "127.0.0.1"


class _QuietConnection(WSGIRequestHandler):
    """A kept-open connection that writes no access log: /local/requests has it."""

    timeout = 300

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; 0 after a clean end, 2 with one line if it cannot start."""
    options = _options(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, _end)
    if options.stop_with_parent:
        Thread(target=_end_with_parent, daemon=True).start()
    try:
        _run(options)
    except LocalServerError as error:
        print(f"local_sheets: {error}", file=sys.stderr)  # noqa: T201 - a command speaks here
        return 2
    except KeyboardInterrupt:
        pass  # Ctrl-C and SIGTERM are the usual ways to end it, also while it starts
    return 0


def _run(options: argparse.Namespace) -> None:
    with _listen(options.port) as listener:
        url = f"http://{_HOST}:{listener.getsockname()[1]}"
        app = create_app(
            options.data_dir,
            today=options.today,
            base_url=url,
            switches=dict(options.switch),
        )
        try:
            _serve(app, listener, lambda: print(f"local_sheets {url}", flush=True))  # noqa: T201
        finally:
            app.close()


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local_sheets",
        description="A local server that speaks Google's Sheets v4, Drive v3 and OAuth protocol.",
    )
    parser.add_argument("--port", type=int, default=8765, help="0 takes any free port")
    parser.add_argument("--data-dir", type=Path, required=True, help="where everything is kept")
    parser.add_argument(
        "--today", type=_date, help="the date that spreadsheets believe in, as 2027-05-24"
    )
    parser.add_argument(
        "--stop-with-parent",
        action="store_true",
        help="end when standard input closes: whoever started it is gone",
    )
    parser.add_argument(
        "--switch",
        type=_switch,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an assumption about Google (local_sheets/switches.py lists them); may be repeated",
    )
    return parser.parse_args(arguments)


def _switch(text: str) -> tuple[str, Any]:
    try:
        return switch_option(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is not a date such as 2027-05-24"
        raise argparse.ArgumentTypeError(msg) from None


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except (OSError, OverflowError) as error:
        listener.close()
        msg = f"port {port} cannot be used ({error}); stop what uses it or choose another --port"
        raise LocalServerError(msg) from error
    listener.listen(128)
    return listener


def _serve(app: App, listener: socket.socket, ready: Callable[[], None]) -> None:
    server = make_server(
        _HOST,
        listener.getsockname()[1],
        app,
        threaded=True,
        request_handler=_QuietConnection,
        fd=listener.fileno(),
    )
    ready()
    try:
        server.serve_forever()
    finally:
        server.server_close()


def _end_with_parent() -> None:
    while os.read(0, 1024):  # unbuffered: no lock is held when the process ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
