"""The command `tracksheet` from a fresh clone; hops into `.venv` by itself."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.environment import ENTER_COMMANDS, enter, prepare_or_exit

if __name__ == "__main__":
    enter(prepare_or_exit("requirements.txt"), ["-c", ENTER_COMMANDS, *sys.argv[1:]])
