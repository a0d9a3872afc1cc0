"""JSON text of stored values and answers."""

from collections.abc import Mapping
from typing import Any

import orjson


def pack(value: Any, *, pretty: bool = False) -> bytes:
    """JSON of mappings of every kind, also with whole numbers as keys.

    Pretty indents by two; rows that come ready made (orjson.Fragment) stay on one line each.
    """
    option = orjson.OPT_NON_STR_KEYS | (orjson.OPT_INDENT_2 if pretty else 0)
    return orjson.dumps(value, default=_plain, option=option)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def plain(answer: Any) -> Any:
    """An answer as whoever reads its JSON sees it, with nothing ready made in it."""
    return orjson.loads(pack(answer))
