"""What the page behind a letter's link asks, and what it says afterwards; no framework in here."""

from dataclasses import dataclass

from service.answer_links import Answer, Asked
from service.answering import MOVED_CODE, children_asked
from service.left import left_for
from service.overview import Overview
from service.speech import Speech
from sheet_templates.model import ExcuseCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A child that can be ticked."""

    student: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the page asks before it acts; with no `button` nothing is left to be asked."""

    title: str
    sentence: str
    button: str
    children: tuple[Child, ...]
    codes: tuple[ExcuseCode, ...]


def question_of(overview: Overview, asked: Asked, said: Speech) -> Question:
    """The page of a link as of today."""
    left = left_for(overview, asked.person)
    names = overview.student_names
    is_typed = asked.answer is Answer.TYPED
    wanted = children_asked(left, asked)
    students = () if is_typed else wanted
    title, sentence, button = _WORDS[asked.answer](said)
    codes = overview.codes_for(students) if asked.answer is Answer.EXCUSED else ()
    return Question(
        title=title,
        sentence=sentence if wanted else _over(said),
        button=button if wanted else "",
        children=tuple(
            sorted(
                (Child(student=one, name=names[one]) for one in students),
                key=lambda one: one.name,
            )
        ),
        codes=tuple(one for one in codes if one.code != MOVED_CODE),
    )


def done_in_words(asked: Asked, count: int, said: Speech) -> str:
    """What came of an answer."""
    if not count:
        return _over(said)
    if asked.answer is Answer.TYPED:
        return said.say("The spreadsheet has been read. What is still left is on your page.")
    if asked.answer is Answer.NOT_MINE:
        return said.several(
            "The document owner is told of %(count)s student. You get no more letters about them.",
            "The document owner is told of %(count)s students. You get no more letters about them.",
            count,
        )
    return said.several(
        "%(count)s student is excused. A score that is typed later counts all the same.",
        "%(count)s students are excused. A score that is typed later counts all the same.",
        count,
    )


def _over(said: Speech) -> str:
    return said.say("Nothing of this is left: it has been entered or answered. Thank you.")


def _typed(said: Speech) -> tuple[str, str, str]:
    return (
        said.say("I have typed it"),
        said.say("The spreadsheet is read now, so that what you typed counts at once."),
        said.say("Read it now"),
    )


def _excused(said: Speech) -> tuple[str, str, str]:
    return (
        said.say("Excused"),
        said.say("Tick the students who have no score to give, and say why."),
        said.say("Excuse them"),
    )


def _moved(said: Speech) -> tuple[str, str, str]:
    return (
        said.say("Moved away"),
        said.say("Tick the students who have moved away. The roster will follow."),
        said.say("They have moved"),
    )


def _not_mine(said: Speech) -> tuple[str, str, str]:
    return (
        said.say("Not my student"),
        said.say("Tick the students who are not yours. The document owner is told of it."),
        said.say("They are not mine"),
    )


_WORDS = {
    Answer.TYPED: _typed,
    Answer.EXCUSED: _excused,
    Answer.MOVED: _moved,
    Answer.NOT_MINE: _not_mine,
}
