"""Answers as the form gives them: read, checked as a whole, and only then stored. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from service.features.collecting.statements import LATEST, VERSIONS, WORDING
from service.notes import tidied
from service.speech import Speech
from sync.domain.self_checks import Answer, Level

LONGEST_COMMENT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form holds, by statement: the word of a level or "", and a comment."""

    version: int = LATEST
    levels: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)


def draft_of(form: Mapping[str, str]) -> Draft:
    """The form's fields for the statements of today; any other field is left alone."""
    keys = [key for part in VERSIONS[LATEST] for key in part.statements]
    version = form.get("version", "")
    return Draft(
        version=LATEST if version in {"", str(LATEST)} else 0,
        levels={key: form.get(f"level.{key}", "") for key in keys},
        comments={key: tidied(form.get(f"comment.{key}", "")) for key in keys},
    )


def answers_in(draft: Draft) -> tuple[Answer, ...]:
    """What was answered; a statement without level and comment was not. Only without problems."""
    return tuple(
        Answer(
            statement=key,
            level=Level(draft.levels[key]) if draft.levels[key] else None,
            comment=draft.comments[key],
        )
        for key in draft.levels
        if draft.levels[key] or draft.comments[key]
    )


def problems_of(draft: Draft, said: Speech) -> Iterator[str]:
    """All that keeps the answers from being stored."""
    if draft.version != LATEST:
        yield said.say("The statements have changed since you opened the form; look at them again.")
    if not any((*draft.levels.values(), *draft.comments.values())):
        yield said.say("Nothing is answered; answer one statement at least.")
    for key, level in draft.levels.items():
        if level and level not in set(Level):
            yield said.say("Choose one of the levels for: %(what)s", what=said.tell(WORDING[key]))
        if len(draft.comments[key]) > LONGEST_COMMENT:
            yield said.say(
                "The comment has %(count)s characters, %(most)s is the most: %(what)s",
                count=said.number(len(draft.comments[key])),
                most=said.number(LONGEST_COMMENT),
                what=said.tell(WORDING[key]),
            )
