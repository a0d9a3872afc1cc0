"""Problems of metrics: how many, why, on which scale, judged by what."""

from collections.abc import Iterator

from sheet_templates.lint.basics import unknown
from sheet_templates.measures import Cut, Lens, Metric, Scale, plain
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import about, sentence

MOST_SUPPORTING_METRICS = 3  # TNTP, Use of Shared Student Data Guide


def metric_problems(template: TrackerTemplate) -> Iterator[str]:
    """Problems of the metrics together, then of each."""
    primary = [metric.key for metric in template.metrics if metric.is_primary]
    supporting = sum(not one.is_primary for one in template.drawn_metrics)
    if len(primary) != 1:
        named = ", ".join(primary) or sentence("none")
        yield about(
            "metrics",
            sentence("exactly one must have is_primary = true, here %(named)s", named=named),
        )
    if supporting > MOST_SUPPORTING_METRICS:
        yield about(
            "metrics",
            sentence(
                "%(supporting)s supporting metrics; keep at most "
                "%(most_supporting_metrics)s, or the tracker becomes a form that "
                "nobody fills",
                supporting=supporting,
                most_supporting_metrics=MOST_SUPPORTING_METRICS,
            ),
        )
    scales = {scale.key: scale for scale in template.scales}
    windows = [window.key for window in template.cadence.windows]
    for metric in template.metrics:
        path = f"metrics.{metric.key}"
        yield from _reasons(metric, path)
        yield from unknown(f"{path}.windows", metric.windows, windows, sentence("windows"))
        if not metric.edited_by:
            yield about(f"{path}.edited_by", sentence("is empty; name the roles that enter it"))
        if metric.scale not in scales:
            yield about(
                f"{path}.scale",
                sentence('"%(scale)s" is not one of the scales', scale=metric.scale),
            )
        else:
            yield from _lens(metric, scales[metric.scale], windows, path)


def _reasons(metric: Metric, path: str) -> Iterator[str]:
    if metric.is_primary:
        if not metric.why:
            yield about(f"{path}.why", sentence("is empty; say why this metric is meaningful here"))
        if not metric.chosen_by:
            yield about(f"{path}.chosen_by", sentence("is empty; say who took part in the choice"))
        if metric.off is not None or not metric.is_expected:
            yield about(
                path, sentence("the primary metric is owed for every student; it cannot be off")
            )
    elif not metric.supports:
        yield about(
            f"{path}.supports", sentence("is empty; say how this affects the primary metric")
        )


def _lens(metric: Metric, scale: Scale, windows: list[str], path: str) -> Iterator[str]:
    if metric.lens is Lens.GROWTH:
        yield from _growth(metric, scale, windows, path)
    else:
        yield from _proficiency(metric, scale, path)
    for number, cut in enumerate(metric.cuts):
        yield from _cut(cut, scale, windows, f"{path}.cuts.{number}")
    yield from _double_cuts(metric, path)


def _growth(metric: Metric, scale: Scale, windows: list[str], path: str) -> Iterator[str]:
    if metric.baseline is None:
        yield about(f"{path}.baseline", sentence("growth needs the window from which it counts"))
    else:
        yield from unknown(f"{path}.baseline", [metric.baseline], windows, sentence("windows"))
        if metric.windows and metric.baseline not in metric.windows:
            yield about(
                f"{path}.baseline",
                sentence(
                    '"%(baseline)s" is not among the metric\'s own windows',
                    baseline=metric.baseline,
                ),
            )
    if metric.mastery is not None:
        yield about(
            f"{path}.mastery",
            sentence("belongs to proficiency; remove it, or make the lens proficiency"),
        )
    if not scale.is_numeric:
        yield about(
            f"{path}.lens",
            sentence(
                '"%(scale)s" has words, which cannot grow; make it proficiency', scale=scale.key
            ),
        )


def _proficiency(metric: Metric, scale: Scale, path: str) -> Iterator[str]:
    levels = {cut.level for cut in metric.cuts} if scale.is_numeric else set(scale.words)
    if metric.mastery is None:
        yield about(
            f"{path}.mastery",
            sentence("proficiency needs the level from which on a student is proficient"),
        )
    elif metric.mastery not in levels:
        where = (
            sentence("cuts") if scale.is_numeric else sentence('scale "%(scale)s"', scale=scale.key)
        )
        yield about(
            f"{path}.mastery",
            sentence(
                '"%(mastery)s" is not a level of its %(where)s; add its cut score',
                mastery=metric.mastery,
                where=where,
            ),
        )
    if metric.baseline is not None:
        yield about(
            f"{path}.baseline", sentence("belongs to growth; remove it, or make the lens growth")
        )


def _cut(cut: Cut, scale: Scale, windows: list[str], path: str) -> Iterator[str]:
    if not scale.is_numeric:
        yield about(path, sentence("a scale of words has its levels itself; remove the cut"))
    elif not _within(cut.at_least, scale):
        yield about(
            f"{path}.at_least",
            sentence(
                "%(at_least)s is outside the scale (%(lowest)s to %(highest)s)",
                at_least=plain(cut.at_least),
                lowest=plain(scale.lowest),
                highest=plain(scale.highest),
            ),
        )
    yield from unknown(f"{path}.windows", cut.windows, windows, sentence("windows"))


def _within(number: float, scale: Scale) -> bool:
    lowest, highest = scale.lowest, scale.highest
    return lowest is None or highest is None or lowest <= number <= highest


def _double_cuts(metric: Metric, path: str) -> Iterator[str]:
    for number, cut in enumerate(metric.cuts):
        for before in metric.cuts[:number]:
            if cut.level == before.level and _meet(cut, before):
                yield about(
                    f"{path}.cuts",
                    sentence(
                        '"%(level)s" has two cut scores for the same grade and window; keep one',
                        level=cut.level,
                    ),
                )


def _meet(one: Cut, other: Cut) -> bool:
    grades = not one.grades or not other.grades or set(one.grades) & set(other.grades)
    windows = not one.windows or not other.windows or set(one.windows) & set(other.windows)
    return bool(grades and windows)
