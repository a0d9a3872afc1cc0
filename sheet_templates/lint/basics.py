"""Problems of keys, scales, cadence and excuse codes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from sheet_templates.measures import Scale, ScaleKind
from sheet_templates.model import DayRule, TrackerTemplate, WindowRule

MOST_DECIMALS = 4
_KEY = re.compile(r"[a-z][a-z0-9_-]*")


def basics(template: TrackerTemplate) -> Iterator[str]:
    """Problems of the parts that everything else refers to."""
    yield from _keys(template)
    for scale in template.scales:
        yield from _scale(scale, template)
    yield from _cadence(template)
    yield from _excuse_codes(template)


def doubles(path: str, keys: Iterable[str]) -> Iterator[str]:
    """A problem for each key that stands more than once."""
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{path}: {key!r} stands {times} times; keep one"


def bad_keys(path: str, keys: Iterable[str]) -> Iterator[str]:
    """A problem for each key that cannot name a column, a mark or an entry."""
    for key in keys:
        if not _KEY.fullmatch(key):
            yield (
                f"{path}: the key {key!r} must be small letters, digits, - and _, and begin "
                "with a letter"
            )


def unknown(path: str, named: Iterable[str], known: Iterable[str], what: str) -> Iterator[str]:
    """A problem for each name that nothing has."""
    there = list(known)
    for name in named:
        if name not in there:
            yield f"{path}: {name!r} is not one of the {what} ({', '.join(there) or 'none'})"


def _keys(template: TrackerTemplate) -> Iterator[str]:
    lists = {
        "scales": [scale.key for scale in template.scales],
        "metrics": [metric.key for metric in template.metrics],
        "cadence.windows": [window.key for window in template.cadence.windows],
        "tabs": [tab.key for tab in template.tabs],
        "filter_views": [view.key for view in template.filter_views],
        "colour_rules": [rule.key for rule in template.colour_rules],
    }
    yield from bad_keys("key", [template.key])
    for path, keys in lists.items():
        yield from doubles(path, keys)
        yield from bad_keys(path, keys)
    yield from doubles("excuse_codes", (excuse.code.upper() for excuse in template.excuse_codes))
    if template.version < 1:
        yield f"version: {template.version} must be 1 or more"
    for field in ("title", "purpose"):
        if not getattr(template, field).strip():
            yield f"{field}: is empty; it stands on the tracker's first tab"


def _scale(scale: Scale, template: TrackerTemplate) -> Iterator[str]:
    path = f"scales.{scale.key}"
    if scale.is_numeric:
        yield from _bounds(scale, path)
    else:
        yield from _words(scale, template, path)
    if not 0 <= scale.decimals <= MOST_DECIMALS:
        yield f"{path}.decimals: {scale.decimals} must be 0 to {MOST_DECIMALS}"


def _bounds(scale: Scale, path: str) -> Iterator[str]:
    if scale.lowest is None or scale.highest is None:
        yield f"{path}: needs lowest and highest; a score outside them is shown and not taken"
    elif scale.lowest >= scale.highest:
        yield f"{path}: lowest {scale.lowest:g} must be below highest {scale.highest:g}"
    elif scale.kind is ScaleKind.PERCENT and not (scale.lowest >= 0 and scale.highest <= 100):
        yield f"{path}: a percent scale lies between lowest 0 and highest 100"
    if scale.levels:
        yield f"{path}.levels: only a level scale has words; make its kind level, or remove them"


def _words(scale: Scale, template: TrackerTemplate, path: str) -> Iterator[str]:
    if scale.kind is ScaleKind.LEVEL and len(scale.levels) < 2:
        yield f"{path}.levels: name two levels or more, lowest first"
    if scale.kind is ScaleKind.YES_NO and scale.levels:
        yield f"{path}.levels: a yes/no scale has no other words; remove them"
    if scale.lowest is not None or scale.highest is not None:
        yield f"{path}: lowest and highest are for numbers; remove them"
    codes = {excuse.code.upper() for excuse in template.excuse_codes}
    for word in scale.levels:
        if not word.strip() or "|" in word:
            yield f"{path}.levels: {word!r} must be a word without |"
        if word.upper() in codes:
            yield f"{path}.levels: {word!r} is an excuse code too; rename one of them"
    yield from doubles(f"{path}.levels", (word.upper() for word in scale.levels))


def _cadence(template: TrackerTemplate) -> Iterator[str]:
    if not template.cadence.windows:
        yield "cadence.windows: is empty; a tracker needs at least one window"
    if template.cadence.grace_instructional_days < 0:
        yield "cadence.grace_instructional_days: must be 0 or more"
    for window in template.cadence.windows:
        yield from _window(window)


def _window(window: WindowRule) -> Iterator[str]:
    rules: tuple[tuple[str, DayRule], ...] = (("opens", window.opens), ("due", window.due))
    for name, rule in rules:
        if rule.grading_period == 0:
            yield (
                f"cadence.windows.{window.key}.{name}.grading_period: counts from 1, "
                "or from the last with -1; 0 is neither"
            )


def _excuse_codes(template: TrackerTemplate) -> Iterator[str]:
    if not template.excuse_codes:
        yield "excuse_codes: is empty; people need an honest thing to type for a score they lack"
    for excuse in template.excuse_codes:
        if not excuse.code.isalpha():
            yield (
                f"excuse_codes: {excuse.code!r} must be a word of letters, "
                "which no score can be mistaken for"
            )
