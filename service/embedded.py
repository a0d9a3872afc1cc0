"""Starting and stopping the children of an installation: the local server, the service itself.

A child ends when the pipe to its standard input closes, so that killing the parent in any way
leaves no server behind.
"""

import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from subprocess import Popen
from threading import Thread
from typing import NoReturn, Self

from service.folder import Ports
from sheet_templates.errors import TracksheetError

_PATIENCE = 60.0  # seconds for a child to end by itself


class ChildError(TracksheetError):
    """A child process did not come up; its own words are the problems."""


class PortTakenError(TracksheetError):
    """A port cannot be had; the remedy is another one."""


class Child:
    """A server that runs as our child, in a `with` that ends it."""

    def __init__(self, name: str, arguments: Sequence[str]) -> None:
        """Start `python -m <name> <arguments>`; `wait_ready` says when it serves."""
        self.name = name
        self.address = ""
        self._words: list[str] = []
        self.process = Popen(  # noqa: S603 - our own interpreter and our own arguments
            [sys.executable, "-m", name, *arguments, "--stop-with-parent"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,  # Ctrl-C in a terminal reaches the parent only, which ends the child
        )
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_ready(self) -> str:
        """The address that it prints when it is ready; ChildError with what it said instead."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        _, _, self.address = line.partition(" ")
        if not self.address:
            self.stop()
            raise ChildError(f"{self.name} did not start.", self._words)
        return self.address

    def stop(self) -> None:
        """End the child cleanly, or by force when it does not end by itself."""
        self.ask_to_stop()
        try:
            self.process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._listener.join()
        if self.process.stdout:
            self.process.stdout.close()

    def wait_end(self) -> str:
        """Wait until the child ends; what became of it, in one line."""
        code = self.process.wait()
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        return f"{self.name} {how}"

    def ask_to_stop(self) -> None:
        """Tell the child to end, without waiting for it."""
        if self.process.stdin:
            self.process.stdin.close()

    def _listen(self) -> None:
        """Keep what the child says until it serves; pass on what it says after that."""
        assert self.process.stderr is not None
        with self.process.stderr as said:
            for line in said:
                if self.address:
                    sys.stderr.write(line)
                    sys.stderr.flush()
                else:
                    self._words.append(line.rstrip())


def watch(*children: Child) -> NoReturn:
    """Wait until one of the children ends, which none should; ChildError says which and how."""
    ends: SimpleQueue[str] = SimpleQueue()
    for child in children:
        Thread(target=lambda one=child: ends.put(one.wait_end()), daemon=True).start()
    raise ChildError(f"{ends.get()}, so nothing is served any more. Start it again.")


def start_sheets(folder: Path, port: int, today: date | None) -> Child:
    """Start the local server on its folder."""
    arguments = ["--port", str(port), "--data-dir", str(folder)]
    if today is not None:
        arguments += ["--today", today.isoformat()]
    return Child("local_sheets", arguments)


def check_ports(ports: Ports) -> None:
    """PortTakenError, naming the flag, when a port is taken or both are the same; 0 is free."""
    if ports.service == ports.sheets != 0:
        raise PortTakenError(
            f"--port and --sheets-port are both {ports.service}; they must differ."
        )
    for flag, port in (("--port", ports.service), ("--sheets-port", ports.sheets)):
        listen(port, flag).close()


def listen(port: int, flag: str = "--port") -> socket.socket:
    """A socket bound to the loopback port; PortTakenError names the flag for another one."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"Port {port} cannot be used ({error.strerror}); stop what uses it, or choose another "
            f"with {flag}."
        ) from error
    return listener
