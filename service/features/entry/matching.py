"""A pasted list, "name or id, score" on each line -> whose score is whose. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from service.speech import ENGLISH, Speech

MOST_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The scores of the lines by student, and what is wrong with the other lines."""

    scores: Mapping[str, str]
    problems: tuple[str, ...]


def match(pasted: str, names: Mapping[str, str], said: Speech = ENGLISH) -> Matched:
    """Whose the scores are; `names` are the students that may be meant, by sourcedId.

    A name fits in any order and without accents, and a part of it where that is one student's
    alone. A line that fits nobody or two is never guessed.
    """
    scores: dict[str, str] = {}
    problems = []
    lines = [one for one in pasted.splitlines() if one.strip()]
    if len(lines) > MOST_LINES:
        problem = said.say(
            "%(count)s lines; %(most)s is the most.",
            count=said.number(len(lines)),
            most=MOST_LINES,
        )
        return Matched(scores={}, problems=(problem,))
    for number, line in enumerate(lines, start=1):
        who, score = _parts(line)
        found = _students(who, names)
        if len(found) != 1 or not score:
            why = _why(found, names, said)
            problems.append(
                said.say(
                    "Line %(number)s, %(line)s: %(why)s",
                    number=number,
                    line=repr(line.strip()),
                    why=why,
                )
            )
        elif found[0] in scores and scores[found[0]] != score:
            problems.append(
                said.say(
                    "Line %(number)s: %(name)s stands in the list twice, with two scores.",
                    number=number,
                    name=names[found[0]],
                )
            )
        else:
            scores[found[0]] = score
    return Matched(scores=scores, problems=tuple(problems))


def _parts(line: str) -> tuple[str, str]:
    """The words before the score, and the score: the last part of the line.

    A tab, a comma or a semicolon sets it off, else a blank.
    """
    line = line.strip()
    set_off = max(line.rfind(mark) for mark in "\t;,")
    if set_off >= 0:
        return line[:set_off].strip(), line[set_off + 1 :].strip()
    who, *score = line.rsplit(None, 1)
    return who, "".join(score)


def _students(who: str, names: Mapping[str, str]) -> list[str]:
    """The students that the words fit: the id, all words of a name, else a part of one."""
    if who in names:
        return [who]
    asked = _words(who)
    if not asked:
        return []
    whole = [student for student, name in names.items() if _words(name) == asked]
    return whole or [student for student, name in names.items() if asked < _words(name)]


def _words(text: str) -> frozenset[str]:
    bare = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in bare if not unicodedata.combining(one))
    return frozenset(re.findall(r"[^\W_]+", plain))


def _why(found: list[str], names: Mapping[str, str], said: Speech) -> str:
    if not found:
        return said.say("nobody of this class has that name or id.")
    if len(found) > 1:
        return said.say(
            "may be %(names)s; use the id.",
            names=said.say(" or ").join(names[one] for one in found),
        )
    return said.say("there is no score.")
