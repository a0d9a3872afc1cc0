"""Figures: `python3 scripts/bench.py [NAME] [--json]`; hops into `.venv` by itself."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.environment import enter, prepare_or_exit

if __name__ == "__main__":
    # The figures of the browser need Playwright too, and Debian's chromium.
    names = [word for word in sys.argv[1:] if not word.startswith("-")]
    alone = not names and not {"-h", "--help"} & set(sys.argv)
    with_browser = alone or "browser-spreadsheet" in names
    requirements = "requirements-dev.txt" if with_browser else "requirements.txt"
    enter(prepare_or_exit(requirements), ["-m", "scripts.benches", *sys.argv[1:]])
