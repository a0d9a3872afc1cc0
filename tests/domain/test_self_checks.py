"""Answers on how a school collects data: which belong together, and what moved since."""

from datetime import date, timedelta
from hashlib import sha256

import pytest

from service.features.collecting.statements import LATEST, VERSIONS, WORDING
from sync.domain.self_checks import Answer, Level, Movement, SelfCheck, movement, talks

NOT_YET, PARTLY, MOSTLY, FULLY, NOT_HERE = Level
FIRST = date(2026, 11, 3)
AS_IT_WAS_WORDED = {1: "b0813c2985f9053d"}


def check(by: str, level: Level | None, *, after: int = 0, comment: str = "") -> SelfCheck:
    answer = Answer(statement="once", level=level, comment=comment)
    return SelfCheck(by=by, version=1, on=FIRST + timedelta(days=after), answers=(answer,))


def test_answers_within_thirty_days_of_the_first_are_one_talk() -> None:
    later, *earlier = talks(
        [check("a", PARTLY), check("b", FULLY, after=30), check("a", FULLY, after=31)]
    )
    (first,) = earlier
    assert (first.begins_on, first.ends_on) == (FIRST, FIRST + timedelta(days=30))
    assert len(first.checks) == 2
    assert [one.by for one in later.checks] == ["a"]


def test_of_each_person_the_latest_answers_count() -> None:
    (talk,) = talks([check("a", NOT_YET), check("b", PARTLY), check("a", MOSTLY, after=2)])
    counts = dict(talk.said_to("once").counts)
    assert counts == {NOT_YET: 0, PARTLY: 1, MOSTLY: 1, FULLY: 0, NOT_HERE: 0}


def test_comments_stand_by_alphabet_and_not_by_who_wrote_them() -> None:
    (talk,) = talks(
        [check("a", None, comment="b"), check("b", FULLY, comment="A"), check("c", None)]
    )
    assert talk.said_to("once").comments == ("A", "b")


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        ([PARTLY], [MOSTLY], Movement.HIGHER),
        ([FULLY, FULLY, NOT_YET], [FULLY, NOT_YET, NOT_YET], Movement.LOWER),
        ([PARTLY, MOSTLY], [PARTLY], Movement.SAME),  # of two in the middle the lower
        ([PARTLY], [PARTLY, NOT_HERE, None], Movement.SAME),
        ([NOT_HERE], [FULLY], None),
        ([], [FULLY], None),
    ],
)
def test_a_statement_moves_with_the_person_in_the_middle(
    before: list[Level | None], now: list[Level | None], moved: Movement | None
) -> None:
    said = [check(str(n), level) for n, level in enumerate([*before, None])]
    said += [check(str(n), level, after=60) for n, level in enumerate(now)]
    latest, earlier = talks(said)
    assert movement(latest.said_to("once"), earlier.said_to("once")) is moved


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_of_the_statements_is_never_worded_anew(version: int) -> None:
    keys = [key for part in VERSIONS[version] for key in part.statements]
    text = "\n".join(f"{key}: {WORDING[key]}" for key in keys)
    assert sha256(text.encode()).hexdigest()[:16] == AS_IT_WAS_WORDED[version]


def test_every_statement_of_the_latest_version_stands_there_once() -> None:
    keys = [key for part in VERSIONS[LATEST] for key in part.statements]
    assert sorted(keys) == sorted(WORDING)
    assert max(VERSIONS) == LATEST
