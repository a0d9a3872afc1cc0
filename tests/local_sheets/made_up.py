"""Hypothesis strategies that make requests up from Google's schemas, most of them half sensible."""

from typing import Any

from hypothesis import strategies as st

from local_sheets.schema import fields_of

MASKS = st.sampled_from(
    [
        *("*", "note", "userEnteredFormat.textFormat.bold", "userEnteredValue", "dataValidation"),
        *("title", "index", "hidden", "tabColor", "gridProperties", "gridProperties.rowCount"),
        *("pixelSize", "editors", "range", "description", "warningOnly", "location", "", "a("),
    ]
)
TEXTS = st.sampled_from(["A1", "Sheet1", "x", "", "=Other!A1", "'", "en_US", "rid", "3", "A1:B"])
SMALL = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 5, 7, -1, 10**9])


def values_of(api: str, kind: Any, name: str, depth: int) -> st.SearchStrategy[Any]:
    """Values of one compact type of Google's schema; cut short where it nests deep."""
    if isinstance(kind, dict):
        if "list" in kind:
            return st.lists(values_of(api, kind["list"], name, depth), max_size=2)
        if "enum" in kind:
            return st.sampled_from(kind["enum"])
        return st.just({})
    if kind[0] == "#":
        return st.just({}) if depth == 0 else messages(api, kind[1:], depth - 1)
    if name == "fields":
        return MASKS
    return {
        "boolean": st.booleans(),
        "int32": SMALL,
        "float": st.sampled_from([0, 0.5, 1, 7]),
        "double": st.sampled_from([0, 1.5, -2, 1e300]),
    }.get(kind, TEXTS)


@st.composite
def messages(draw: st.DrawFn, api: str, schema: str, depth: int) -> dict[str, Any]:
    """A message with some of its fields; most are left out so that many requests make sense."""
    fields = fields_of(api, schema)
    few = len(fields) <= 5
    names = (
        draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=4))
        if (fields and not few)
        else [name for name in fields if draw(st.integers(0, 3))]
    )
    return {name: draw(values_of(api, fields[name], name, depth)) for name in names}
