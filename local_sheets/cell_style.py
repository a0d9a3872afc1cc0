"""Cell formats as CSS classes: one class per distinct look, so that no style attribute is needed.

Only whole numbers and fixed words reach the style sheet, never text of a spreadsheet.
"""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

_ALIGNMENTS = {"LEFT": "left", "CENTER": "center", "RIGHT": "right"}
_VERTICAL = {"TOP": "top", "MIDDLE": "middle"}
_USUAL_SIZE = 10
_PLAIN = {"background-color": ("", "rgb(255, 255, 255)"), "color": ("", "rgb(0, 0, 0)")}
"""What a cell has anyway."""


class StyleSheet:
    """Collects the looks of a page and names each."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name_for(self, cell_format: Json) -> str:
        """The class of a CellFormat's look; empty for a plain cell."""
        rules = _rules(cell_format)
        if not rules:
            return ""
        return self._names.setdefault(rules, f"f{len(self._names)}")

    def css(self) -> str:
        """The rules of all looks named so far."""
        return "\n".join(f"td.{name} {{{rules}}}" for rules, name in self._names.items())


def _rules(cell_format: Json) -> str:
    text = cell_format.get("textFormat", {})
    colours = (
        ("background-color", _colour(cell_format, "backgroundColor")),
        ("color", _colour(text, "foregroundColor")),
    )
    rules = [f"{name}: {colour}" for name, colour in colours if colour not in _PLAIN[name]]
    if text.get("bold"):
        rules.append("font-weight: bold")
    if text.get("italic"):
        rules.append("font-style: italic")
    lines = [("strikethrough", "line-through"), ("underline", "underline")]
    drawn = " ".join(line for name, line in lines if text.get(name))
    if drawn:
        rules.append(f"text-decoration: {drawn}")
    alignment = _ALIGNMENTS.get(cell_format.get("horizontalAlignment", ""))
    if alignment:
        rules.append(f"text-align: {alignment}")
    vertical = _VERTICAL.get(cell_format.get("verticalAlignment", ""))
    if vertical:
        rules.append(f"vertical-align: {vertical}")
    size = text.get("fontSize", _USUAL_SIZE)
    if size != _USUAL_SIZE and isinstance(size, int):
        rules.append(f"font-size: {min(max(size, 6), 36) * 10}%")
    return "; ".join(rules)


def _colour(holder: Json, name: str) -> str:
    """An rgb() of a Color or ColorStyle; empty when there is none, or a theme's colour."""
    colour = holder.get(name + "Style", {}).get("rgbColor", holder.get(name))
    if not isinstance(colour, Mapping):
        return ""
    parts = (min(max(float(colour.get(part, 0)), 0.0), 1.0) for part in ("red", "green", "blue"))
    return "rgb({}, {}, {})".format(*(round(part * 255) for part in parts))
