"""What a well-shaped template may still say wrongly; every problem with its path and remedy."""

from collections import Counter
from collections.abc import Iterable, Iterator

from sheet_templates.model import DayRule, Scale, TrackerTemplate, WindowRule

MOST_SUPPORTING_METRICS = 3  # TNTP, Use of Shared Student Data Guide


def lint(template: TrackerTemplate) -> list[str]:
    """All problems of sense in a template; an empty list means that it can be drawn."""
    return [
        *_doubles("scales", (scale.key for scale in template.scales)),
        *_doubles("metrics", (metric.key for metric in template.metrics)),
        *_doubles("cadence.windows", (window.key for window in template.cadence.windows)),
        *_doubles("excuse_codes", (excuse.code.upper() for excuse in template.excuse_codes)),
        *_metrics(template),
        *(problem for scale in template.scales for problem in _scale(scale)),
        *_cadence(template),
        *_excuse_codes(template),
    ]


def _doubles(path: str, keys: Iterable[str]) -> Iterator[str]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{path}: {key!r} stands {times} times; keep one"


def _metrics(template: TrackerTemplate) -> Iterator[str]:
    primary = [metric.key for metric in template.metrics if metric.is_primary]
    supporting = len(template.metrics) - len(primary)
    if len(primary) != 1:
        named = ", ".join(primary) or "none"
        yield f"metrics: exactly one must have is_primary = true, here {named}"
    if supporting > MOST_SUPPORTING_METRICS:
        yield f"metrics: {supporting} supporting metrics; keep at most {MOST_SUPPORTING_METRICS}"
    known = {scale.key for scale in template.scales}
    for metric in template.metrics:
        if metric.scale not in known:
            yield f"metrics.{metric.key}.scale: {metric.scale!r} is not one of the scales"


def _scale(scale: Scale) -> Iterator[str]:
    if scale.lowest >= scale.highest:
        yield f"scales.{scale.key}: lowest {scale.lowest} must be below highest {scale.highest}"


def _cadence(template: TrackerTemplate) -> Iterator[str]:
    if not template.cadence.windows:
        yield "cadence.windows: is empty; a tracker needs at least one window"
    if template.cadence.grace_instructional_days < 0:
        yield "cadence.grace_instructional_days: must be 0 or more"
    if template.spare_note_rows < 0:
        yield "spare_note_rows: must be 0 or more"
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
