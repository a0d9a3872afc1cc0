"""What an operation is: a name, the work, and what the work needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from service.bootstrap import Installation
from sheet_templates.errors import TracksheetError

Options = Mapping[str, Any]
Progress = Callable[[str], None]
Work = Callable[[Installation, Options, Progress], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something an installation can be told to do.

    `work` takes the installation, options that JSON can hold and a way to tell of progress, and
    returns what JSON can hold. An operation that changes the store takes its turn; one that needs
    sheets speaks to Google. Only one that `makes_folder` may be the first in an empty folder.
    """

    work: Work
    changes_store: bool = False
    needs_sheets: bool = False
    makes_folder: bool = False


def problem_answer(error: TracksheetError) -> dict[str, Any]:
    """An error as JSON: the short reason, and all problems."""
    return {"error": error.reason, "problems": list(error.problems)}
