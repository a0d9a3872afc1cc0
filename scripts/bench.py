"""Figures: `python3 scripts/bench.py [NAME] [--json]`; hops into `.venv` by itself."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.environment import enter, prepare_or_exit

if __name__ == "__main__":
    enter(prepare_or_exit("requirements.txt"), ["-m", "scripts.benches", *sys.argv[1:]])
