"""A column that somebody wishes for, as a form says it, in the words of the format. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheet_templates.column_edits import METRICS, Added, free_key
from sheet_templates.columns import ColumnKind, TabKind, TabRule
from sheet_templates.format_words import value_word
from sheet_templates.lint.tabs import RESERVED
from sheet_templates.measures import ScaleKind
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import about, sentence, together

COLUMN_KINDS = tuple(
    one for one in ColumnKind if one.is_typed and one not in {ColumnKind.STUDENT, ColumnKind.METRIC}
)
"""What a column beside the scores may hold; what the service fills is the template's to say."""
SCORE_KINDS = tuple(ScaleKind)
_LEVEL = "On track"
_NUMERIC = {ScaleKind.NUMBER.value, ScaleKind.PERCENT.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a form says of a column to add; all as it was typed.

    `place` is where it goes: `METRICS` for scores in every window of `windows` (none for all), or
    a tab. `reached_at` is the score or word from which a child is proficient; without one, scores
    are judged by growth since `baseline`.
    """

    title: str = ""
    place: str = METRICS
    kind: str = "number"
    lowest: str = ""
    highest: str = ""
    words: str = ""
    windows: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    why: str = ""
    baseline: str = ""
    reached_at: str = ""


def granted(
    wish: Wish, template: TrackerTemplate, taken: frozenset[str]
) -> tuple[Added | None, tuple[str, ...]]:
    """The column as the format writes it, or why it cannot be written; the rest the format says."""
    problems = tuple(_problems(wish, template))
    if problems:
        return None, problems
    key = free_key(wish.title, {*taken, *RESERVED})
    if wish.place == METRICS:
        return _scores(wish, template, key), ()
    tab = next(one for one in template.tabs if one.key == wish.place)
    return Added(place=wish.place, part=_column(wish, tab, key)), ()


def _problems(wish: Wish, template: TrackerTemplate) -> list[str]:
    found: list[str] = []
    if not wish.title.strip():
        found.append(
            about(sentence("Heading"), sentence("is empty; people need a word over the column"))
        )
    places = {METRICS, *(tab.key for tab in template.tabs if tab.columns)}
    if wish.place not in places:
        found.append(about(sentence("Where"), sentence("choose one of the places")))
    kinds = SCORE_KINDS if wish.place == METRICS else COLUMN_KINDS
    if wish.kind not in {one.value for one in kinds}:
        said = together([value_word(one.value) for one in kinds], between=", ")
        found.append(
            about(
                sentence("What it holds"),
                sentence(
                    '"%(kind)s" cannot be there; choose one of %(kinds)s',
                    kind=wish.kind,
                    kinds=said,
                ),
            )
        )
    numbers: dict[str, str] = {
        sentence("Lowest"): wish.lowest,
        sentence("Highest"): wish.highest,
    }
    if wish.place == METRICS and wish.kind in _NUMERIC:
        numbers[sentence("Proficient from")] = wish.reached_at
    for name, text in numbers.items():
        if text and _number(text) is None:
            found.append(
                about(name, sentence('"%(text)s" is no number; write it as 12 or 0.5', text=text))
            )
    return found


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < float("inf") else None


def _words(text: str) -> list[str]:
    return [word for one in text.replace("\n", ",").split(",") if (word := one.strip())]


def _column(wish: Wish, tab: TabRule, key: str) -> dict[str, Any]:
    is_students = tab.kind is TabKind.STUDENTS
    return {
        "key": key,
        "header": wish.title.strip(),
        "kind": wish.kind,
        "help": wish.why.strip(),
        "choices": _words(wish.words),
        "lowest": _number(wish.lowest),
        "highest": _number(wish.highest),
        "edited_by": list(wish.roles) if is_students else [],
        "sensitivity": "academic" if is_students else "support",
    }


def _scores(wish: Wish, template: TrackerTemplate, key: str) -> Added:
    scale = {
        "key": key,
        "title": wish.title.strip(),
        "kind": wish.kind,
        "lowest": _number(wish.lowest),
        "highest": _number(wish.highest),
        "levels": _words(wish.words),
    }
    every = {window.key for window in template.cadence.windows} <= set(wish.windows)
    part = {
        "key": key,
        "title": wish.title.strip(),
        "is_primary": False,
        "scale": key,
        "supports": wish.why.strip(),
        "windows": [] if every else list(wish.windows),
        "edited_by": list(wish.roles),
        **_lens(wish),
    }
    return Added(place=METRICS, part=part, scale=scale)


def _lens(wish: Wish) -> Mapping[str, Any]:
    if not wish.reached_at:
        return {"lens": "growth", "baseline": wish.baseline or None}
    if wish.kind not in _NUMERIC:
        return {"lens": "proficiency", "mastery": wish.reached_at}
    cut = {"level": _LEVEL, "at_least": _number(wish.reached_at)}
    return {"lens": "proficiency", "mastery": _LEVEL, "cuts": [cut]}


def places(template: TrackerTemplate) -> Sequence[tuple[str, str]]:
    """Where columns stand, as key and title: the scores, then the tabs that have columns."""
    return [
        (METRICS, ""),
        *((tab.key, tab.title) for tab in template.tabs if tab.columns and tab.off is None),
    ]
