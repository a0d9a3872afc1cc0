"""The main job as a real process on ports that are free."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds; far longer than a start takes, or an orphan to notice that it is one


def start(folder: Path, *options: str) -> "subprocess.Popen[str]":
    """Start the main job in a folder, on ports that are free."""
    port, sheets_port = _free_ports()
    command = [sys.executable, "-m", "scripts.main_job", "--once", "--json", *options]
    return subprocess.Popen(
        [*command, "--data-dir", folder, "--port", port, "--sheets-port", sheets_port],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Wait for the end; the report."""
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    report: dict[str, Any] = json.loads(out)
    return report


def _free_ports() -> list[str]:
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return [str(each.getsockname()[1]) for each in (one, other)]
