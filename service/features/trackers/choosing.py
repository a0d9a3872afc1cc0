"""Another template for trackers that there are: what would be lost or mistaken by it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.features.trackers.briefing import Briefing
from service.features.trackers.known import KnownTracker
from sheet_templates.format_words import value_word
from sheet_templates.model import Audience, TrackerTemplate
from sheet_templates.revision import revision
from sheet_templates.sentences import about, sentence, several
from sheet_templates.subjects import NO_CASELOADS


def in_the_way(
    briefing: Briefing,
    trackers: Sequence[KnownTracker],
    template: TrackerTemplate,
    entries: Mapping[str, int],
) -> Iterator[str]:
    """Why this year's trackers cannot follow another template, each with its remedy.

    `entries` says how many entries of each metric the year has.
    """
    yield from _another_audience(trackers, template)
    for known in trackers:
        if known.template is not None:
            yield from _another_meaning(known.template, template, entries)
            break  # those of one school follow versions of one template
    yield from _cut_off(briefing, template)
    if template.audience is Audience.CASELOAD and not briefing.roster.caseloads:
        yield NO_CASELOADS


def _another_audience(trackers: Sequence[KnownTracker], template: TrackerTemplate) -> Iterator[str]:
    held = {one.template.audience for one in trackers if one.template is not None}
    for audience in sorted(held - {template.audience}, key=lambda one: one.value):
        yield about(
            "audience",
            sentence(
                "the year's files are of the kind %(followed)s, and those of %(template)s are of "
                "the kind %(wanted)s: other files with other readers. Use it for the next school "
                "year, or choose it before the year's first apply.",
                followed=value_word(audience.value),
                template=template.key,
                wanted=value_word(template.audience.value),
            ),
        )


def _another_meaning(
    before: TrackerTemplate, after: TrackerTemplate, entries: Mapping[str, int]
) -> Iterator[str]:
    """Metrics that keep their key and change what a score is: what was typed would be misread."""
    old = {metric.key: before.scale_of(metric) for metric in before.metrics}
    for metric in after.metrics:
        was, now = old.get(metric.key), after.scale_of(metric)
        count = entries.get(metric.key, 0)
        if was is not None and was.kind is not now.kind and count:
            misread = several(
                "%(count)s entry of this year is of the kind %(was)s, and its scale "
                '"%(scale)s" is of the kind %(now)s. Give the metric another key: the old column '
                "is kept, hidden.",
                "%(count)s entries of this year are of the kind %(was)s, and its scale "
                '"%(scale)s" is of the kind %(now)s. Give the metric another key: the old column '
                "is kept, hidden.",
                count,
                was=value_word(was.kind.value),
                scale=now.key,
                now=value_word(now.kind.value),
            )
            yield about(f"metrics.{metric.key}", misread)


def _cut_off(briefing: Briefing, template: TrackerTemplate) -> Iterator[str]:
    """Grades that would have no window at all."""
    windows = template.cadence.windows
    for grade in sorted({student.grade for student in briefing.roster.students}):
        if all(grade in window.not_for_grades for window in windows):
            windowless = sentence(
                "grade %(grade)s has children and no window; leave it out of not_for_grades "
                "somewhere",
                grade=grade,
            )
            yield about("cadence.windows", windowless)


def changes(trackers: Iterable[KnownTracker], template: TrackerTemplate) -> tuple[str, ...]:
    """What is other in a template than in those that the trackers follow, each sentence once."""
    said: dict[str, None] = {}
    for known in trackers:
        if known.template is not None:
            said |= dict.fromkeys(revision(known.template, template))
    return tuple(said)
