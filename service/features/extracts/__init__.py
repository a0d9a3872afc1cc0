"""Lists for people and their programs: a table to read, JSON, or CSV for a spreadsheet."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from service.harmless import harmless

FORMATS = ("table", "json", "csv")


def extract(rows: Sequence[Mapping[str, Any]], shape: str, columns: list[str] | None = None) -> str:
    """The rows in one of FORMATS, ending in a line break; CSV has its header also without rows.

    In CSV a text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    if shape == "json":
        return json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n"
    import pandas as pd  # noqa: PLC0415 - half a second of imports

    table = pd.DataFrame(list(rows), columns=columns, dtype=object)
    if shape == "csv":
        return table.map(harmless).to_csv(index=False)
    if table.empty:
        return "nothing\n"
    return table.fillna("").to_string(index=False) + "\n"
