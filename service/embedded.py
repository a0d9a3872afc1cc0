"""Starting and stopping the children of an installation: the local server, the service itself.

A child ends when the pipe to its standard input closes, so that killing the parent in any way
leaves no server behind.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from subprocess import Popen

from sheet_templates.errors import TracksheetError

_PATIENCE = 60.0  # seconds for a child to end by itself


class ChildError(TracksheetError):
    """A child process did not come up; its own words are the reason."""


@dataclass(slots=True)
class Child:
    """A server that runs as our child; `address` is what it printed when it was ready."""

    process: Popen[str]
    address: str

    def stop(self) -> None:
        """End the child cleanly, or by force when it does not end by itself."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def start_sheets(folder: Path, port: int, today: date | None) -> Child:
    """Start the local server on its folder; ChildError says why it did not come up."""
    arguments = ["-m", "local_sheets", "--port", str(port), "--data-dir", str(folder)]
    if today is not None:
        arguments += ["--today", today.isoformat()]
    return start_child([*arguments, "--stop-with-parent"])


def start_child(arguments: Sequence[str]) -> Child:
    """Start `python <arguments>` and wait for its line `<name> <address>` on standard output."""
    process = Popen(  # noqa: S603 - our own interpreter and our own arguments
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    _, _, address = line.partition(" ")
    if address:
        return Child(process, address)
    child = Child(process, "")
    child.stop()
    raise ChildError(f"{arguments[1]} did not start; its own words stand above.")
