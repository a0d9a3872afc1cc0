"""Problems of keys, scales, cadence and excuse codes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from sheet_templates.measures import Scale, ScaleKind
from sheet_templates.model import DayRule, ExcuseCode, TrackerTemplate, WindowRule
from sheet_templates.sentences import about, sentence

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
            yield about(
                path, sentence('"%(key)s" stands %(times)s times; keep one', key=key, times=times)
            )


def bad_keys(path: str, keys: Iterable[str]) -> Iterator[str]:
    """A problem for each key that cannot name a column, a mark or an entry."""
    for key in keys:
        if not _KEY.fullmatch(key):
            yield about(
                path,
                sentence(
                    'the key "%(key)s" must be small letters, digits, - and _, and '
                    "begin with a letter",
                    key=key,
                ),
            )


def unknown(path: str, named: Iterable[str], known: Iterable[str], what: str) -> Iterator[str]:
    """A problem for each name that nothing has."""
    there = list(known)
    for name in named:
        if name not in there:
            yield about(
                path,
                sentence(
                    '"%(name)s" is not one of the %(what)s (%(there)s)',
                    name=name,
                    what=what,
                    there=", ".join(there) or sentence("none"),
                ),
            )


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
    yield from doubles(
        "excuse_codes",
        (word.upper() for one in template.excuse_codes for word in (one.code, *one.also)),
    )
    if template.version < 1:
        yield about("version", sentence("%(version)s must be 1 or more", version=template.version))
    for field in ("title", "purpose"):
        if not getattr(template, field).strip():
            yield about(field, sentence("is empty; it stands on the tracker's first tab"))


def _scale(scale: Scale, template: TrackerTemplate) -> Iterator[str]:
    path = f"scales.{scale.key}"
    if scale.is_numeric:
        yield from _bounds(scale, path)
    else:
        yield from _words(scale, template, path)
    if not 0 <= scale.decimals <= MOST_DECIMALS:
        yield about(
            f"{path}.decimals",
            sentence(
                "%(decimals)s must be 0 to %(most_decimals)s",
                decimals=scale.decimals,
                most_decimals=MOST_DECIMALS,
            ),
        )


def _bounds(scale: Scale, path: str) -> Iterator[str]:
    if scale.lowest is None or scale.highest is None:
        yield about(
            path, sentence("needs lowest and highest; a score outside them is shown and not taken")
        )
    elif scale.lowest >= scale.highest:
        yield about(
            path,
            sentence(
                "lowest %(lowest)s must be below highest %(highest)s",
                lowest=f"{scale.lowest:g}",
                highest=f"{scale.highest:g}",
            ),
        )
    elif scale.kind is ScaleKind.PERCENT and not (scale.lowest >= 0 and scale.highest <= 100):
        yield about(path, sentence("a percent scale lies between lowest 0 and highest 100"))
    if scale.levels:
        yield about(
            f"{path}.levels",
            sentence("only a level scale has words; make its kind level, or remove them"),
        )


def _words(scale: Scale, template: TrackerTemplate, path: str) -> Iterator[str]:
    if scale.kind is ScaleKind.LEVEL and len(scale.levels) < 2:
        yield about(f"{path}.levels", sentence("name two levels or more, lowest first"))
    if scale.kind is ScaleKind.YES_NO and scale.levels:
        yield about(f"{path}.levels", sentence("a yes/no scale has no other words; remove them"))
    if scale.lowest is not None or scale.highest is not None:
        yield about(path, sentence("lowest and highest are for numbers; remove them"))
    codes = {word.upper() for one in template.excuse_codes for word in (one.code, *one.also)}
    for word in scale.levels:
        if not word.strip() or "|" in word:
            yield about(
                f"{path}.levels", sentence('"%(word)s" must be a word without |', word=word)
            )
        if word.upper() in codes:
            yield about(
                f"{path}.levels",
                sentence('"%(word)s" is an excuse code too; rename one of them', word=word),
            )
    yield from doubles(f"{path}.levels", (word.upper() for word in scale.levels))


def _cadence(template: TrackerTemplate) -> Iterator[str]:
    if not template.cadence.windows:
        yield about("cadence.windows", sentence("is empty; a tracker needs at least one window"))
    if template.cadence.grace_instructional_days < 0:
        yield about("cadence.grace_instructional_days", sentence("must be 0 or more"))
    for window in template.cadence.windows:
        yield from _window(window)


def _window(window: WindowRule) -> Iterator[str]:
    rules: tuple[tuple[str, DayRule], ...] = (("opens", window.opens), ("due", window.due))
    for name, rule in rules:
        if rule.grading_period == 0:
            yield about(
                f"cadence.windows.{window.key}.{name}.grading_period",
                sentence("counts from 1, or from the last with -1; 0 is neither"),
            )


def _excuse_codes(template: TrackerTemplate) -> Iterator[str]:
    if not template.excuse_codes:
        yield about(
            "excuse_codes",
            sentence("is empty; people need an honest thing to type for a score they lack"),
        )
    for excuse in template.excuse_codes:
        if not excuse.code.isalpha():
            yield about(
                "excuse_codes",
                sentence(
                    '"%(excuse)s" must be a word of letters, which no score can be mistaken for',
                    excuse=excuse.code,
                ),
            )
        yield from _also(excuse)


def _also(excuse: ExcuseCode) -> Iterator[str]:
    for word in excuse.also:
        if "|" in word or not any(map(str.isalpha, word)):
            yield about(
                f"excuse_codes.{excuse.code}.also",
                sentence('"%(word)s" must be a word with letters and without |', word=word),
            )
