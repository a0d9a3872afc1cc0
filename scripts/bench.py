"""Figures: `python3 scripts/bench.py [NAME] [--json]`; hops into `.venv` by itself."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.environment import enter, prepare_or_exit

if __name__ == "__main__":
    # The figures of the browser need Playwright, and Debian's chromium.
    with_browser = not {"main", "local-sheets"} & set(sys.argv[1:])
    requirements = "requirements-dev.txt" if with_browser else "requirements.txt"
    enter(prepare_or_exit(requirements), ["-m", "scripts.benches", *sys.argv[1:]])
