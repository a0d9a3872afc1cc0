"""What the page behind a figure says, made from an overview; no framework in here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from service.as_of import as_of
from service.features.figures.cut import NO_CLASS, Cut
from service.measures import InTime, Measure, Split, split
from service.overview import Overview
from service.speech import Speech
from service.to_do import ChildToDo, children_to_do
from sheet_templates.school import SchoolClass
from sync.domain.completeness import EntryState, JudgedEntry, grouped, key_of
from sync.domain.entries import EntryKey
from sync.domain.moments import SchoolClock

FirstSeen = Mapping[EntryKey, datetime]
MOST = 100
"""So many children of a figure, or of its rest, are named; of more, a class is chosen first.

That is a grade. Nobody reads a longer list through, and to write it takes longer than all else.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the figure: what it is of, its counts, the cut that leads to it alone."""

    title: str
    counted: int
    whole: int
    cut: Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerShare:
    """A tracker's share of a figure, and the shares of its classes, by title."""

    share: Share
    classes: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Children:
    """Children of the figure, or of the rest of its whole, with the scores that put them there."""

    key: str
    title: str
    lines: tuple[ChildToDo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The whole page; `children` are those whom the viewer may see, what to see to first.

    `names` says why some are not named, empty where all are.
    """

    title: str
    of: tuple[str, ...]
    answer: str
    how: str
    as_of: str
    number: str
    left_out: tuple[str, ...]
    trackers: tuple[TrackerShare, ...]
    children: tuple[Children, ...]
    names: str


def figure_of(
    overview: Overview,
    measure: Measure,
    cut: Cut,
    in_time: InTime,
    sees: Callable[[str], bool],
    said: Speech,
) -> Figure:
    """The page behind a measure of a cut; `sees` says of which trackers children are named."""
    found = {
        tracker: split(measure, judged, in_time)
        for tracker, judged in cut.entries(overview).items()
    }
    whole = sum(one.whole for one in found.values())
    groups = tuple(_groups(measure, found, sees, said))
    return Figure(
        title=said.tell(measure.title),
        of=tuple(_of(overview, cut, said)),
        answer=_answer(measure, sum(one.counted for one in found.values()), whole, said),
        how=said.tell(measure.how),
        as_of=as_of(overview, said, [one for one in overview.trackers if one.public_id in found]),
        number=_number(measure, found.values(), said),
        left_out=tuple(_left_out(measure, cut, said)),
        trackers=tuple(_trackers(overview, measure, cut, found, said)),
        children=tuple(_named(overview, one) for one in groups if one.students <= MOST),
        names=_unnamed(groups, said, sees_any=any(map(sees, found))),
    )


def seen_in_time(first_seen: FirstSeen, clock: SchoolClock) -> InTime:
    """Whether a read had found a score by the end of the night after its due day."""

    @cache
    def ends(due: date) -> datetime:
        return clock.begins(due + timedelta(days=2))

    def in_time(one: JudgedEntry) -> bool:
        at = first_seen.get(key_of(one.expected))
        return at is not None and at < ends(one.checkpoint.due_on)

    return in_time


def _answer(measure: Measure, counted: int, whole: int, said: Speech) -> str:
    if not whole:
        return said.say("Nothing is counted here yet.")
    if measure.of_children:
        told = said.several("%(part)s of %(count)s child", "%(part)s of %(count)s children", whole,
                            part=said.number(counted))  # fmt: skip
    else:
        told = said.several("%(part)s of %(count)s score", "%(part)s of %(count)s scores", whole,
                            part=said.number(counted))  # fmt: skip
    return said.say("%(counts)s: %(share)s.", counts=told, share=said.share(counted, whole))


def _number(measure: Measure, found: Iterable[Split], said: Speech) -> str:
    """How much the figure rests on."""
    entries = [one for each in found for one in (*each.part, *each.rest)]
    children = said.several(
        "%(count)s child", "%(count)s children", len({one.expected.student for one in entries})
    )
    if measure.of_children:
        return children
    scores = said.several("%(count)s score", "%(count)s scores", len(entries))
    return said.say("%(scores)s of %(children)s", scores=scores, children=children)


def _left_out(measure: Measure, cut: Cut, said: Speech) -> Iterator[str]:
    if measure.left_out is not None:
        yield said.tell(measure.left_out)
    if cut.until is not None:
        yield said.say("Scores that are due after %(day)s.", day=said.day(cut.until))
    else:
        yield said.say("Windows that have not opened yet.")
    yield said.say("Children for due dates before they came and after they left.")


def _of(overview: Overview, cut: Cut, said: Speech) -> Iterator[str]:
    """What the figure is of, from the largest to the smallest."""
    frame = overview.frame
    if cut.tracker is not None:
        yield frame.trackers[cut.tracker].subject.title
    if cut.school_class is not None:
        yield _class_title(frame.classes, cut.school_class, said)
    if cut.owed_by is not None:
        yield said.say("owed by %(name)s", name=frame.staff[cut.owed_by].name)
    if cut.window is not None:
        yield _window_title(overview, cut, said)
    if cut.until is not None:
        yield said.say("due by %(day)s", day=said.day(cut.until))
    if cut.metric is not None:
        yield frame.metrics[cut.metric].title


def _window_title(overview: Overview, cut: Cut, said: Speech) -> str:
    title = next(one.title for one in overview.checkpoints if one.key == cut.window)
    if cut.due is None:
        return title
    return said.say("%(window)s, due %(day)s", window=title, day=said.day(cut.due))


def _class_title(classes: Mapping[str, SchoolClass], key: str, said: Speech) -> str:
    known = classes.get(key)
    return known.title if known else said.say("Children without a class")


def _trackers(
    overview: Overview, measure: Measure, cut: Cut, found: Mapping[str, Split], said: Speech
) -> Iterator[TrackerShare]:
    """Where there is more than one class, each by itself, in the order of the roster."""
    if cut.school_class is not None:
        return
    for tracker, one in found.items():
        its = replace(cut, tracker=tracker)
        if one.whole:
            yield TrackerShare(
                share=_share(overview.frame.trackers[tracker].subject.title, one, its),
                classes=tuple(_classes(overview, measure, its, one, said)),
            )


def _classes(
    overview: Overview, measure: Measure, cut: Cut, found: Split, said: Speech
) -> list[Share]:
    parts, rests = _by_class(found.part), _by_class(found.rest)
    lines = [
        _share(
            _class_title(overview.frame.classes, key, said),
            Split(
                part=tuple(parts.get(key, ())),
                rest=tuple(rests.get(key, ())),
                of_children=measure.of_children,
            ),
            replace(cut, school_class=key),
        )
        for key in dict.fromkeys((*parts, *rests))
    ]
    return sorted(lines, key=lambda one: one.title)


def _by_class(judged: Iterable[JudgedEntry]) -> dict[str, list[JudgedEntry]]:
    return grouped(judged, lambda one: one.expected.school_class or NO_CLASS)


def _share(title: str, one: Split, cut: Cut) -> Share:
    return Share(title=title, counted=one.counted, whole=one.whole, cut=cut)


_EVERY_STATE = frozenset(EntryState)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Entries of the figure, or of the rest of its whole, by tracker; of how many children."""

    key: str
    title: str
    judged: Mapping[str, tuple[JudgedEntry, ...]]
    students: int


def _unnamed(groups: Iterable[_Group], said: Speech, *, sees_any: bool) -> str:
    """Why children are not named; empty where all are."""
    if not sees_any:
        return said.say("Children are named to those who share their tracker.")
    if any(one.students > MOST for one in groups):
        return said.say("Choose a grade or a class to see all of its children.")
    return ""


def _groups(
    measure: Measure, found: Mapping[str, Split], sees: Callable[[str], bool], said: Speech
) -> Iterator[_Group]:
    """Those of the figure and those of the rest, where there are any."""
    seen = {tracker: one for tracker, one in found.items() if sees(tracker)}
    groups = [
        ("part", said.say("In this figure"), {key: one.part for key, one in seen.items()}),
        ("rest", said.say("Not in this figure"), {key: one.rest for key, one in seen.items()}),
    ]
    for key, title, judged in reversed(groups) if measure.wants_all else groups:
        students = {one.expected.student for some in judged.values() for one in some}
        if students:
            yield _Group(key=key, title=title, judged=judged, students=len(students))


def _named(overview: Overview, group: _Group) -> Children:
    return Children(key=group.key, title=group.title, lines=tuple(_lines(overview, group.judged)))


def _lines(overview: Overview, judged: Mapping[str, Iterable[JudgedEntry]]) -> Iterator[ChildToDo]:
    for tracker, some in judged.items():
        places = overview.kept.places.only(tracker)
        yield from children_to_do(overview.frame, places, some, _EVERY_STATE)
