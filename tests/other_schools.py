"""Other schools of Project STAR, made by the tools beside the extra data."""

import subprocess
import sys
from pathlib import Path


def make_school(extra_data: Path, number: str, folder: Path) -> tuple[Path, Path]:
    """The bundle and the scores of the school with this number, written into `folder`.

    The maker imports the module beside it, so it gets none of our environment: a start makes
    Python look for modules in the project alone.
    """
    bundle, scores = folder / "school.zip", folder / "scores.csv"
    made = subprocess.run(
        [
            sys.executable,
            str(extra_data / "make_school_year.py"),
            str(extra_data / "star_longitudinal.csv"),
            str(bundle),
            str(scores),
            "--school",
            number,
        ],
        env={"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return bundle, scores
