"""The server as a process of its own, for tests."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import requests
from google.auth.transport.requests import AuthorizedSession

from tests.local_sheets.wire.cast import Caller, credentials

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server process and where it answers."""

    process: subprocess.Popen[str]
    url: str
    folder: Path

    def caller(self, subject: str | None) -> Caller:
        session: requests.Session = AuthorizedSession(credentials(self.folder, subject))  # type: ignore[no-untyped-call]
        return Caller(session=session, base=self.url)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


def command(folder: Path, port: int = 0) -> list[str]:
    return [sys.executable, "-m", "local_sheets", "--port", str(port), "--data-dir", str(folder)]


def start(folder: Path) -> Running:
    """A server on any free port, ready to answer."""
    process = subprocess.Popen(
        command(folder), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("local_sheets http://127.0.0.1:"), process.communicate()
    return Running(process=process, url=line.split()[1], folder=folder)


def close(running: Running) -> None:
    """End it in any case and let go of its pipes."""
    if running.process.poll() is None:
        running.kill()
    for stream in (running.process.stdout, running.process.stderr):
        if stream is not None:
            stream.close()
