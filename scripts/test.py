"""Run all that CI runs: `python3 scripts/test.py`; arguments go to pytest.

For example `python3 scripts/test.py -m "not slow"`. Every gate runs, also after a failed one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.environment import ROOT, import_settings, prepare_or_exit

GATES = {
    "ruff check": ["-m", "ruff", "check", "--quiet"],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet"],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
    # loadfile: what a test file starts once (a server, a browser) is started in one worker.
    "pytest": ["-m", "pytest", "-n", "2", "--dist", "loadfile"],
}


def main(arguments: list[str]) -> int:
    """Run the gates in order, each with its time; 1 if any of them failed."""
    python = prepare_or_exit("requirements-dev.txt")
    began = time.monotonic()
    failed = [
        name
        for name, command in GATES.items()
        if not run_gate(name, [str(python), *command, *(arguments if name == "pytest" else [])])
    ]
    took = time.monotonic() - began
    print(f"{'FAILED: ' + ', '.join(failed) if failed else 'all gates passed'} ({took:.0f} s)")
    return 1 if failed else 0


def run_gate(name: str, command: list[str]) -> bool:
    """Run one gate with its own output, and say how it ended and how long it took."""
    print(f"== {name}", flush=True)
    began = time.monotonic()
    # Tests start our programs time and again: each but the first is to find its modules compiled.
    settings = {**os.environ, **import_settings(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    passed = subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode == 0
    took = time.monotonic() - began
    print(f"== {name}: {'passed' if passed else 'FAILED'} in {took:.1f} s", flush=True)
    return passed


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("broken off")
