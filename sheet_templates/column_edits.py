"""Changing a template's columns: adding, renaming, hiding, putting into another order. Pure.

A template is changed as its own text says it, so that the format's validator judges the outcome
and says every problem, as it does for a file.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheet_templates.columns import Column
from sheet_templates.errors import TemplateError
from sheet_templates.format_words import value_word
from sheet_templates.measures import Metric, Scale
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import parse_template, template_text
from sheet_templates.sentences import about, sentence

METRICS = "metrics"
"""The place of scores, which stand in every window; other places are the keys of tabs."""
HIDDEN_HERE = sentence("Hidden on the page of columns.")
VIEW_OF_HIDDEN = "Its column is hidden."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is wanted of one column; lines stand in the order in which the columns shall."""

    place: str
    key: str
    title: str
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A column that is not there yet, as the format writes it; scores with their scale."""

    place: str
    part: Mapping[str, Any]
    scale: Mapping[str, Any] | None = None

    @property
    def key(self) -> str:
        """The key that it is to have."""
        return str(self.part.get("key", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is wanted of all columns, the added ones among the lines too."""

    lines: tuple[Line, ...]
    added: tuple[Added, ...] = ()

    def moved(self, place: str, key: str, by: int) -> "Draft":
        """The draft with a column further left (-1) or right (1) among those of its place."""
        mine = [at for at, line in enumerate(self.lines) if line.place == place]
        here = next((at for at in mine if self.lines[at].key == key), None)
        there = mine.index(here) + by if here is not None else -1
        if here is None or not 0 <= there < len(mine):
            return self
        lines = list(self.lines)
        lines[here], lines[mine[there]] = lines[mine[there]], lines[here]
        return Draft(lines=tuple(lines), added=self.added)

    def with_added(self, added: Added, title: str) -> "Draft":
        """The draft with one more column, the last of its place."""
        line = Line(place=added.place, key=added.key, title=title, is_shown=True)
        return Draft(lines=(*self.lines, line), added=(*self.added, added))

    def without(self, place: str, key: str) -> "Draft":
        """The draft without a column that it added."""
        added = tuple(one for one in self.added if (one.place, one.key) != (place, key))
        if len(added) == len(self.added):
            return self
        lines = tuple(one for one in self.lines if (one.place, one.key) != (place, key))
        return Draft(lines=lines, added=added)


def draft_of(template: TrackerTemplate) -> Draft:
    """The columns as they are."""
    return Draft(lines=tuple(_lines(template)))


def _lines(template: TrackerTemplate) -> Iterator[Line]:
    for metric in template.metrics:
        shown = metric.off is None
        yield Line(place=METRICS, key=metric.key, title=metric.title, is_shown=shown)
    for tab in template.tabs:
        for column in tab.columns:
            yield Line(
                place=tab.key, key=column.key, title=column.header, is_shown=column.off is None
            )


def changed(template: TrackerTemplate, draft: Draft) -> TrackerTemplate:
    """The template as the draft wants it, one version on; TemplateError with all its problems."""
    source = json.loads(template_text(template))
    missing = _taken_out(source, draft)
    _lay(source, draft)
    _follow_views(source)
    source["version"] = template.version + 1
    problems = list(missing)
    try:
        made = parse_template(source, "")
    except TemplateError as error:
        problems += error.problems
    else:
        problems += refused(template, made)
    if problems:
        raise TemplateError(sentence("The columns cannot be so."), list(dict.fromkeys(problems)))
    return made


def refused(before: TrackerTemplate, after: TrackerTemplate) -> Iterator[str]:
    """What may not happen to columns in which somebody may have typed, each with its remedy."""
    for path, old, new in _pairs(before, after):
        for key, kind in old.items():
            if key not in new:
                yield _kept_out(f"{path}.{key}")
            elif new[key] != kind:
                yield about(
                    f"{path}.{key}",
                    sentence(
                        "its kind is %(kind)s and cannot become %(new)s, for what was typed "
                        "would be misread; add another column and hide this one",
                        kind=value_word(kind),
                        new=value_word(new[key]),
                    ),
                )


def _kept_out(path: str) -> str:
    return about(
        path,
        sentence(
            "cannot be taken out, for what was typed in it would have no place; "
            "hide it, and it is kept with all that is in it"
        ),
    )


def _pairs(
    before: TrackerTemplate, after: TrackerTemplate
) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """By place the kinds of its columns before and after."""
    yield METRICS, _metric_kinds(before), _metric_kinds(after)
    there = {tab.key: tab for tab in after.tabs}
    for tab in before.tabs:
        columns = there[tab.key].columns if tab.key in there else ()
        yield (
            f"tabs.{tab.key}.columns",
            {column.key: column.kind.value for column in tab.columns},
            {column.key: column.kind.value for column in columns},
        )


def _metric_kinds(template: TrackerTemplate) -> dict[str, str]:
    return {one.key: template.scale_of(one).kind.value for one in template.metrics}


def _taken_out(source: Mapping[str, Any], draft: Draft) -> Iterator[str]:
    """Columns of which the draft says nothing."""
    said = {(line.place, line.key) for line in draft.lines}
    for place, path, parts in _places(source):
        for part in parts:
            if (place, part["key"]) not in said:
                yield _kept_out(f"{path}.{part['key']}")


def _places(source: Mapping[str, Any]) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    yield METRICS, METRICS, source["metrics"]
    for tab in source["tabs"]:
        yield tab["key"], f"tabs.{tab['key']}.columns", tab["columns"]


def _lay(source: dict[str, Any], draft: Draft) -> None:
    """Put titles, what is hidden, additions and the order of the draft into the template's text."""
    source["scales"] += [dict(one.scale) for one in draft.added if one.scale is not None]
    for place, _, parts in _places(source):
        there = {part["key"]: part for part in parts}
        there |= {one.key: dict(one.part) for one in draft.added if one.place == place}
        lines = [line for line in draft.lines if line.place == place]
        for line in lines:
            if line.key in there:
                _say(there[line.key], line, "title" if place == METRICS else "header")
        said = [line.key for line in lines if line.key in there]
        parts[:] = [there[key] for key in dict.fromkeys((*said, *there))]


def _say(part: dict[str, Any], line: Line, name: str) -> None:
    part[name] = line.title
    part["off"] = None if line.is_shown else part.get("off") or HIDDEN_HERE


def _follow_views(source: dict[str, Any]) -> None:
    """Switch off the filter views of hidden columns, and on again with them."""
    off = {
        (place, part["key"])
        for place, _, parts in _places(source)
        for part in parts
        if part.get("off")
    }
    for view in source["filter_views"]:
        is_hidden = (view["tab"], view["column"]) in off
        if is_hidden and view["off"] is None:
            view["off"] = VIEW_OF_HIDDEN
        elif not is_hidden and view["off"] == VIEW_OF_HIDDEN:
            view["off"] = None


def free_key(title: str, taken: Iterable[str]) -> str:
    """A key made of a title that nothing has, nor ever had: an old column would come back by it."""
    word = "".join(one if one.isascii() and one.isalnum() else "_" for one in title.lower())
    word = "_".join(part for part in word.split("_") if part).lstrip("0123456789_") or "column"
    known = set(taken)
    numbered = (f"{word}_{number}" for number in range(2, len(known) + 3))
    return word if word not in known else next(one for one in numbered if one not in known)


def keys_of(templates: Sequence[TrackerTemplate]) -> frozenset[str]:
    """Every key of a column, a metric or a scale in some version."""
    parts: list[Column | Metric | Scale] = []
    for template in templates:
        parts += (*template.metrics, *template.scales)
        parts += (column for tab in template.tabs for column in tab.columns)
    return frozenset(part.key for part in parts)
