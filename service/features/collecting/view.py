"""What the page on collecting data shows, out of everybody's answers. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.features.collecting.statements import VERSIONS, WORDING
from service.speech import Speech
from sheet_templates.sentences import sentence
from sync.domain.self_checks import Level, Movement, SelfCheck, Talk, movement, talks

LEVELS = {
    Level.NOT_YET: sentence("not yet"),
    Level.PARTLY: sentence("partly"),
    Level.MOSTLY: sentence("mostly"),
    Level.FULLY: sentence("fully"),
    Level.NOT_HERE: sentence("does not apply"),
}
_MOVED = {
    Movement.HIGHER: ("\N{UPWARDS ARROW}", sentence("higher than before")),
    Movement.LOWER: ("\N{DOWNWARDS ARROW}", sentence("lower than before")),
    Movement.SAME: ("=", sentence("as before")),
}
FEW = 3
"""From how many people on nobody can tell who said what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """A statement, how many chose each level, and how that stands beside the talk before.

    `sign` and `moved` are empty where there is nothing to compare with.
    """

    key: str
    text: str
    counts: tuple[int, ...]
    comments: tuple[str, ...]
    sign: str
    moved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLines:
    """The statements of one part."""

    title: str
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkLine:
    """A talk in a list: the address says its first day."""

    begins_on: date
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectingPage:
    """The whole page on one talk; `parts` is empty while nobody has answered.

    `own` is the day on which the reader answered last, None for never.
    """

    answer: str
    moved: str
    parts: tuple[PartLines, ...]
    others: tuple[TalkLine, ...]
    own: date | None


def collecting_page(
    checks: Sequence[SelfCheck], person: str, shown: date | None, said: Speech
) -> CollectingPage | None:
    """The page on the talk that began on `shown`, or on the latest; None for one that never was."""
    known = talks(checks)
    at = next((n for n, one in enumerate(known) if shown in {None, one.begins_on}), None)
    own = max((one.on for one in checks if one.by == person), default=None)
    if at is None:
        return None if shown else _empty(said)
    talk, before = known[at], known[at + 1] if at + 1 < len(known) else None
    parts = tuple(_parts(talk, before, said))
    return CollectingPage(
        answer=_in_words(talk, said),
        moved=_moved_in_words(parts, before, said) if before else "",
        parts=parts,
        others=tuple(
            TalkLine(begins_on=one.begins_on, title=_in_words(one, said))
            for one in known
            if one is not talk
        ),
        own=own,
    )


def _empty(said: Speech) -> CollectingPage:
    answer = said.say("Nobody has answered yet.")
    return CollectingPage(answer=answer, moved="", parts=(), others=(), own=None)


def _in_words(talk: Talk, said: Speech) -> str:
    count, first, last = len(talk.checks), said.day(talk.begins_on), said.day(talk.ends_on)
    if first == last:
        return said.several(
            "%(count)s person answered on %(day)s.",
            "%(count)s people answered on %(day)s.",
            count,
            day=first,
        )
    return said.several(
        "%(count)s person answered from %(first)s to %(last)s.",
        "%(count)s people answered from %(first)s to %(last)s.",
        count,
        first=first,
        last=last,
    )


def _parts(talk: Talk, before: Talk | None, said: Speech) -> Iterator[PartLines]:
    for part in VERSIONS[talk.version]:
        lines = tuple(_line(one, talk, before, said) for one in part.statements)
        yield PartLines(title=said.tell(part.title), lines=lines)


def _line(key: str, talk: Talk, before: Talk | None, said: Speech) -> StatementLine:
    tally = talk.said_to(key)
    moved = movement(tally, before.said_to(key)) if before else None
    sign, word = _MOVED[moved] if moved else ("", "")
    return StatementLine(
        key=key,
        text=said.tell(WORDING[key]),
        counts=tuple(count for _, count in tally.counts),
        comments=tally.comments,
        sign=sign,
        moved=said.tell(word) if word else "",
    )


def _moved_in_words(parts: Sequence[PartLines], before: Talk, said: Speech) -> str:
    signs = Counter(line.sign for part in parts for line in part.lines)
    values: Mapping[str, object] = {"day": said.day(before.begins_on)}
    higher, lower = (signs[_MOVED[one][0]] for one in (Movement.HIGHER, Movement.LOWER))
    if not higher and not lower:
        return said.say("Nothing stands otherwise than in the talk of %(day)s.", **values)
    told = [
        higher
        and said.several(
            "%(count)s statement stands higher than in the talk of %(day)s.",
            "%(count)s statements stand higher than in the talk of %(day)s.",
            higher,
            **values,
        ),
        lower
        and said.several("%(count)s stands lower.", "%(count)s stand lower.", lower, **values),
    ]
    return " ".join(one for one in told if one)
