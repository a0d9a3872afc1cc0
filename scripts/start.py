"""Run the main job: `python3 scripts/start.py --help`. Needs nothing but Python 3.11."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.environment import SetUpError, enter, prepare, tell


def main(arguments: list[str]) -> None:
    """Set the environment up, then become the main job with the same arguments."""
    try:
        python = prepare("requirements.txt")
    except SetUpError as error:
        tell(error)
        if "--json" in arguments:
            print(json.dumps({"error": error.reason, "problems": error.problems}))
        sys.exit(1)
    enter(python, ["-m", "scripts.main_job", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
