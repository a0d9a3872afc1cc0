"""Formats as Google keeps them, and masked writes into them.

Google keeps a colour channel in eight bits and answers in float32, so 0.5 comes back as
0.49803922; zero channels are left out. `xColor` and `xColorStyle` are two names of one colour:
writing either shows both, and the style wins.
"""

import struct
from collections.abc import Mapping
from functools import cache
from typing import Any

from local_sheets.field_mask import ALL, Mask

_CHANNELS = frozenset({"red", "green", "blue", "alpha"})


@cache
def _float32(step: int) -> float:
    """The shortest decimal that float32 reads as step/255."""
    exact = struct.pack("f", step / 255)
    for digits in range(1, 10):
        short = float(f"{step / 255:.{digits}g}")
        if struct.pack("f", short) == exact:
            return int(short) if short == int(short) else short
    return step / 255


def _channel(value: float) -> float:
    return _float32(max(0, min(255, int(value * 255 + 1e-4))))


def _is_color(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and _CHANNELS.issuperset(value)


def canonical(value: Any) -> Any:
    """A format, rule or property as Google keeps it: colours rounded, both names of each set."""
    if isinstance(value, list):
        return [canonical(part) for part in value]
    if not isinstance(value, Mapping):
        return value
    if _is_color(value):
        rounded = {name: _channel(part) for name, part in value.items()}
        return {name: part for name, part in rounded.items() if part}
    kept = {name: _part(name, part) for name, part in value.items()}
    for name in [name for name in kept if _is_color_name(name)]:
        _pair(kept, name)
    return kept


def _part(name: str, value: Any) -> Any:
    """A field as Google keeps it; the `color` of a theme's pair is a style and has one name."""
    if name == "themeColors" and isinstance(value, list):
        return [{key: canonical(part) for key, part in pair.items()} for pair in value]
    return canonical(value)


def _is_color_name(name: str) -> bool:
    return name in {"color", "colorStyle"} or (
        name.endswith(("Color", "ColorStyle")) and name not in {"rgbColor", "themeColor"}
    )


def _pair(kept: dict[str, Any], name: str) -> None:
    plain = name.removesuffix("Style")
    style = f"{plain}Style"
    if style in kept:
        if "rgbColor" in kept[style]:
            kept[plain] = kept[style]["rgbColor"]
        else:
            kept.pop(plain, None)
    else:
        kept[style] = {"rgbColor": kept[plain]}


def paired(mask: Mask) -> Mask:
    """The mask widened so that a path to one name of a colour covers the other name too."""
    if mask.everything:
        return mask
    children = {name: paired(part) for name, part in mask.children.items()}
    for name in [name for name in children if _is_color_name(name)]:
        plain = name.removesuffix("Style")
        children[plain] = children[f"{plain}Style"] = ALL
    return Mask(children=children)


def overlay(old: Mapping[str, Any], new: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """The old message with the masked fields of the new one; masked but absent means cleared."""
    if mask.everything:
        return dict(new)
    kept = dict(old)
    for name, part in mask.children.items():
        value = new.get(name)
        if not part.everything:
            value = overlay(kept.get(name) or {}, value or {}, part) or None
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = value
    return kept


def without_defaults(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message without false, zero, empty text and empty list, which Google does not send."""
    return {
        name: value
        for name, value in message.items()
        if value is not None and value is not False and value not in (0, "", [])
    }


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """A message laid over another, field by field."""
    out = dict(base)
    for name, value in over.items():
        below = out.get(name)
        if isinstance(value, Mapping) and isinstance(below, Mapping) and not _one_of(name):
            out[name] = merged(below, value)
        else:
            out[name] = value
    return out


def _one_of(name: str) -> bool:
    """Whether a message is replaced as a whole: colours and number formats."""
    return _is_color_name(name) or name in {"rgbColor", "numberFormat"}
