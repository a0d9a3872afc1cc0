"""What is measured of a school's scores: each measure's words, and which entries it counts. Pure.

A page shows a measure as a figure, and the page of figures shows what lies behind it: both count by
what stands here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sheet_templates.sentences import Sentence, sentence
from sync.domain.completeness import EntryState, JudgedEntry, grouped

InTime = Callable[[JudgedEntry], bool]
"""Whether a read had found a score by the night after its due day."""

_EVERY = frozenset(EntryState)
_DONE = frozenset({EntryState.PRESENT, EntryState.EXCUSED})
_TYPED = _DONE | {EntryState.UNREADABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A part of a whole: entries in the states `part`, of those in the states `whole`.

    `of_children` counts the children of whom all entries are in the part, and leaves out those who
    are excused from all; `in_time` counts a score only where it was found in time. Of a measure
    that `wants_all` the rest is what there is to see to. `left_out` says what the whole leaves out
    besides what every measure does.
    """

    title: Sentence
    how: Sentence
    part: frozenset[EntryState]
    whole: frozenset[EntryState] = _EVERY
    left_out: Sentence | None = None
    of_children: bool = False
    in_time: bool = False
    wants_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The entries that a measure counts, and the rest of its whole."""

    part: tuple[JudgedEntry, ...]
    rest: tuple[JudgedEntry, ...]
    of_children: bool

    @property
    def counted(self) -> int:
        """How many scores, or children, the measure counts."""
        return self._number(self.part)

    @property
    def whole(self) -> int:
        """Of how many."""
        return self._number(self.part) + self._number(self.rest)

    def _number(self, judged: tuple[JudgedEntry, ...]) -> int:
        if self.of_children:
            return len({one.expected.student for one in judged})
        return len(judged)


def split(measure: Measure, judged: Iterable[JudgedEntry], in_time: InTime) -> Split:
    """These entries by what the measure says of each; `in_time` is asked of scores alone."""

    def counts(one: JudgedEntry) -> bool:
        if one.state not in measure.part:
            return False
        return not measure.in_time or one.state is not EntryState.PRESENT or in_time(one)

    whole = [one for one in judged if one.state in measure.whole]
    part, rest = list[JudgedEntry](), list[JudgedEntry]()
    for some in _units(measure, whole):
        (part if all(map(counts, some)) else rest).extend(some)
    return Split(part=tuple(part), rest=tuple(rest), of_children=measure.of_children)


def _units(measure: Measure, whole: Iterable[JudgedEntry]) -> Iterable[list[JudgedEntry]]:
    """What is counted as one: a score, or all scores of a child."""
    if not measure.of_children:
        return ([one] for one in whole)
    children = grouped(whole, lambda one: one.expected.student).values()
    return (some for some in children if any(one.state is not EntryState.EXCUSED for one in some))


MEASURES: Mapping[str, Measure] = {
    "expected": Measure(
        title=sentence("Expected"),
        how=sentence(
            "Every score that somebody owes: each metric of each window, for each child who is in "
            "a class on the window's due day."
        ),
        part=_EVERY,
    ),
    "complete": Measure(
        title=sentence("Complete"),
        how=sentence("What was entered or excused, of all that is expected."),
        part=_DONE,
        wants_all=True,
    ),
    "entered": Measure(
        title=sentence("Entered"),
        how=sentence("Scores that stand in their cells, of all that are expected."),
        part=frozenset({EntryState.PRESENT}),
        wants_all=True,
    ),
    "excused": Measure(
        title=sentence("Excused"),
        how=sentence(
            "Scores that are not there and not owed, by a code in the cell or an excuse given "
            "outside it, of all that are expected."
        ),
        part=frozenset({EntryState.EXCUSED}),
    ),
    "missing": Measure(
        title=sentence("Missing"),
        how=sentence("Blank cells whose days of grace are over, of all scores that are expected."),
        part=frozenset({EntryState.MISSING}),
    ),
    "late": Measure(
        title=sentence("Late"),
        how=sentence(
            "Blank cells past the due day and within the days of grace, of all scores that are "
            "expected."
        ),
        part=frozenset({EntryState.LATE}),
    ),
    "unreadable": Measure(
        title=sentence("Unreadable"),
        how=sentence(
            "Cells with something that is neither a score nor a code, of all scores that are "
            "expected. It is kept as it was typed."
        ),
        part=frozenset({EntryState.UNREADABLE}),
    ),
    "blank": Measure(
        title=sentence("Blank"),
        how=sentence(
            "What nobody has typed or excused, whether it is due yet or not, of all scores that "
            "are expected."
        ),
        part=_EVERY - _TYPED,
    ),
    "accurate": Measure(
        title=sentence("Accurate"),
        how=sentence("Scores and excuses that can be read, of all that was typed or excused."),
        left_out=sentence("Blank cells."),
        part=_DONE,
        whole=_TYPED,
        wants_all=True,
    ),
    "timely": Measure(
        title=sentence("Timely"),
        how=sentence(
            "Scores that a read had found by the night after the due day, of the scores that are "
            "there. One that was typed in time and read later for the first time counts as late."
        ),
        left_out=sentence("Blank, excused and unreadable cells."),
        part=frozenset({EntryState.PRESENT}),
        whole=frozenset({EntryState.PRESENT}),
        in_time=True,
        wants_all=True,
    ),
    "covered": Measure(
        title=sentence("Children covered"),
        how=sentence(
            "Children with every score entered or excused by now, of the children of whom any is "
            "expected."
        ),
        left_out=sentence("Children who are excused from all of it."),
        part=_DONE,
        of_children=True,
        wants_all=True,
    ),
    "covered-in-time": Measure(
        title=sentence("Covered in the window"),
        how=sentence(
            "Children with every score found by the night after the due day, or excused, of the "
            "children of whom any is expected."
        ),
        left_out=sentence("Children who are excused from all of it."),
        part=_DONE,
        of_children=True,
        in_time=True,
        wants_all=True,
    ),
}
"""Every measure by the word that names it in addresses."""
