"""Problems of the milestones: when they are, what they follow, what each kind needs."""

from collections.abc import Iterator

from sheet_templates.lint.basics import bad_keys, doubles, unknown
from sheet_templates.model import DayRule, MilestoneKind, MilestoneRule, TrackerTemplate
from sheet_templates.sentences import about, listed, sentence

_PATH = "cadence.milestones"
_IN_A_YEAR = {
    MilestoneKind.START_OF_YEAR: sentence("the start of the year"),
    MilestoneKind.AFTER_ASSESSMENT: sentence("the time after an assessment"),
    MilestoneKind.END_OF_YEAR: sentence("the end of the year"),
}
"""The moments at which a year's data is used at the least."""


def milestones(template: TrackerTemplate) -> Iterator[str]:
    """Problems of every milestone of the cadence."""
    rules = template.cadence.milestones
    yield from doubles(_PATH, (one.key for one in rules))
    yield from bad_keys(_PATH, (one.key for one in rules))
    for rule in rules:
        yield from _texts(rule)
        yield from _kind(rule)
        if rule.after is None:
            yield from _days_of_its_own(rule)
        else:
            yield from _following(rule, rule.after, template)


def moments_left_out(template: TrackerTemplate) -> Iterator[str]:
    """A remark on the moments of the year for which nothing is planned."""
    kinds = {one.kind for one in template.cadence.milestones}
    lacking = [told for kind, told in _IN_A_YEAR.items() if kind not in kinds]
    if lacking:
        yield about(
            _PATH,
            sentence(
                "nothing is planned for %(moments)s; add a milestone that says who does what then",
                moments=listed(lacking),
            ),
        )


def _texts(rule: MilestoneRule) -> Iterator[str]:
    for field in ("title", "what"):
        if not getattr(rule, field).strip():
            yield about(_at(rule, field), sentence("is empty; people read it among their duties"))


def _kind(rule: MilestoneRule) -> Iterator[str]:
    if rule.kind is MilestoneKind.AFTER_ASSESSMENT and rule.after is None:
        yield about(
            _at(rule, "after"),
            sentence("is missing; name the window that it follows, or give it another kind"),
        )
    if rule.kind in {MilestoneKind.START_OF_YEAR, MilestoneKind.END_OF_YEAR} and rule.after:
        yield about(
            _at(rule, "after"),
            sentence("is for what follows a window; give opens and due, or another kind"),
        )


def _days_of_its_own(rule: MilestoneRule) -> Iterator[str]:
    if rule.days is not None:
        yield about(
            _at(rule, "days"), sentence("counts from a window; add after, or remove the days")
        )
    for name, day in (("opens", rule.opens), ("due", rule.due)):
        if day is None and rule.kind is not MilestoneKind.AFTER_ASSESSMENT:
            yield about(_at(rule, name), sentence("is missing; add it, or name a window in after"))
        if day is not None and day.grading_period == 0:
            yield about(
                _at(rule, f"{name}.grading_period"),
                sentence("counts from 1, or from the last with -1; 0 is neither"),
            )
    if rule.opens and rule.due and _is_before(rule.due, rule.opens):
        yield about(_at(rule, "due"), sentence("lies before it opens; change one of the two"))


def _is_before(one: DayRule, other: DayRule) -> bool:
    """Whether a day lies before another in every year: both count from the same day."""
    return (one.grading_period, one.edge) == (other.grading_period, other.edge) and (
        one.days < other.days
    )


def _following(rule: MilestoneRule, after: str, template: TrackerTemplate) -> Iterator[str]:
    windows = [window.key for window in template.cadence.windows]
    yield from unknown(_at(rule, "after"), [after], windows, sentence("windows"))
    if rule.days is None:
        yield about(
            _at(rule, "days"),
            sentence("is missing; say how many school days after the window it is due"),
        )
    elif rule.days < 1:
        yield about(_at(rule, "days"), sentence("%(count)s must be 1 or more", count=rule.days))
    for name, day in (("opens", rule.opens), ("due", rule.due)):
        if day is not None:
            yield about(
                _at(rule, name), sentence("follows from the window that it is after; remove it")
            )


def _at(rule: MilestoneRule, field: str) -> str:
    return f"{_PATH}.{rule.key}.{field}"
