"""What the page of columns shows: the columns to change, what is wrong, how tabs will look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from service.features.setup.column_form import Asked
from service.records import KeptVersion
from service.speech import marked
from sheet_templates.column_edits import METRICS, Draft, Line, changed, draft_of, keys_of
from sheet_templates.column_wishes import Wish, granted
from sheet_templates.columns import ColumnKind
from sheet_templates.dictionary import Entry, dictionary
from sheet_templates.errors import TemplateError
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import template_of_text
from sheet_templates.revision import revision
from sheet_templates.roles import Role

KIND_WORDS = (
    marked("number"),
    marked("percent"),
    marked("level"),
    marked("yes/no"),
    marked("text"),
    marked("date"),
    marked("choice"),
    marked("link"),
)
"""What a column may hold, as people read it; the catalogue has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One column to change; `holds` is what may be typed, `why` why it is hidden already."""

    line: Line
    holds: str
    why: str
    is_new: bool
    has_title: bool

    @property
    def name(self) -> str:
        """What the form calls it."""
        return f"{self.line.place}/{self.line.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A column as it will look; `was` is its heading now, where that is another."""

    entry: Entry
    is_new: bool
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsPage:
    """The whole page; `focus` is the button that was pressed last, and goes on to be at hand."""

    base: int
    draft: Draft
    groups: tuple[tuple[str, str, tuple[Shown, ...]], ...]
    problems: tuple[str, ...]
    changes: tuple[str, ...]
    looks: tuple[tuple[str, tuple[Look, ...]], ...]
    wish: Wish
    focus: str
    made: TrackerTemplate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """The kept versions of one template, oldest first; at least one."""

    kept: Sequence[KeptVersion]

    @property
    def newest(self) -> KeptVersion:
        """The one that is changed."""
        return self.kept[-1]

    @property
    def template(self) -> TrackerTemplate:
        """The newest one's template."""
        return template_of_text(self.newest.body)

    @property
    def taken(self) -> frozenset[str]:
        """Every key that some version has used."""
        return keys_of([template_of_text(one.body) for one in self.kept])


def page_of(versions: Versions, draft: Draft, asked: Asked, wish: Wish) -> ColumnsPage:
    """The page after what was asked of the draft; a wish that cannot be is told and kept."""
    template = versions.template
    draft, problems, wish = _after(versions, draft, asked, wish)
    made: TrackerTemplate | None = None
    try:
        made = changed(template, draft)
    except TemplateError as error:
        problems = tuple(dict.fromkeys((*problems, *error.problems)))
    return ColumnsPage(
        base=versions.newest.n,
        draft=draft,
        groups=tuple(_groups(template, draft)),
        problems=problems,
        changes=revision(template, made) if made else (),
        looks=tuple(_looks(template, made)) if made else (),
        wish=wish,
        focus=f"{asked.what}:{asked.place}/{asked.key}",
        made=made,
    )


def fresh_page(versions: Versions) -> ColumnsPage:
    """The page before anything was changed."""
    template = versions.template
    wish = Wish(
        windows=tuple(one.key for one in template.cadence.windows),
        roles=(Role.TEACHER.value,),
        baseline=template.cadence.windows[0].key,
    )
    return page_of(versions, draft_of(template), Asked(what="look"), wish)


def _after(
    versions: Versions, draft: Draft, asked: Asked, wish: Wish
) -> tuple[Draft, tuple[str, ...], Wish]:
    """The draft, what is wrong with the wish, and the wish as the form shall say it then."""
    match asked.what:
        case "left":
            return draft.moved(asked.place, asked.key, -1), (), wish
        case "right":
            return draft.moved(asked.place, asked.key, 1), (), wish
        case "without":
            return draft.without(asked.place, asked.key), (), wish
        case "add":
            return _with_wish(versions, draft, wish)
        case _:
            return draft, (), wish


def _with_wish(versions: Versions, draft: Draft, wish: Wish) -> tuple[Draft, tuple[str, ...], Wish]:
    taken = versions.taken | {one.key for one in draft.added}
    added, problems = granted(wish, versions.template, taken)
    if added is None:
        return draft, problems, wish
    wider = draft.with_added(added, wish.title)
    try:
        changed(versions.template, wider)
    except TemplateError as error:
        mine = tuple(one for one in error.problems if one not in _problems(versions, draft))
        if mine:
            return draft, mine, wish
    empty = replace(wish, title="", lowest="", highest="", words="", why="", reached_at="")
    return wider, (), empty


def _problems(versions: Versions, draft: Draft) -> tuple[str, ...]:
    try:
        changed(versions.template, draft)
    except TemplateError as error:
        return tuple(error.problems)
    return ()


def _groups(
    template: TrackerTemplate, draft: Draft
) -> Iterator[tuple[str, str, tuple[Shown, ...]]]:
    titles = {METRICS: ""} | {tab.key: tab.title for tab in template.tabs}
    held, whys = _held(template), _whys(template)
    for place, title in titles.items():
        lines = [line for line in draft.lines if line.place == place]
        shown = (_shown(line, draft, held, whys) for line in lines)
        if lines:
            yield place, title, tuple(shown)


def _shown(
    line: Line,
    draft: Draft,
    held: Mapping[tuple[str, str], str],
    whys: Mapping[tuple[str, str], str],
) -> Shown:
    name = line.place, line.key
    new = {(one.place, one.key): str(one.part.get("kind", "")) for one in draft.added}
    new |= {
        (one.place, one.key): str(one.scale.get("kind", ""))
        for one in draft.added
        if one.scale is not None
    }
    return Shown(
        line=line,
        holds=new.get(name) or held.get(name, ""),
        why=whys.get(name, ""),
        is_new=name in new,
        has_title=held.get(name) != ColumnKind.SCORES.value,
    )


def _held(template: TrackerTemplate) -> dict[tuple[str, str], str]:
    scores = {(METRICS, one.key): template.scale_of(one).in_words for one in template.metrics}
    return scores | {
        (tab.key, column.key): column.kind.value for tab in template.tabs for column in tab.columns
    }


def _whys(template: TrackerTemplate) -> dict[tuple[str, str], str]:
    scores = {(METRICS, one.key): one.off or "" for one in template.metrics}
    return scores | {
        (tab.key, column.key): column.off or "" for tab in template.tabs for column in tab.columns
    }


def _looks(
    before: TrackerTemplate, made: TrackerTemplate
) -> Iterator[tuple[str, tuple[Look, ...]]]:
    """Each tab with its columns from left to right, without those that are drawn hidden."""
    there = {(one.tab, one.key): one.header for one in dictionary(before)}
    for tab, entries in groupby(dictionary(made), key=lambda one: one.tab):
        yield (
            tab,
            tuple(
                _look(one, there.get((one.tab, one.key))) for one in entries if not one.is_hidden
            ),
        )


def _look(entry: Entry, before: str | None) -> Look:
    was = "" if before is None or before == entry.header else before
    return Look(entry=entry, is_new=before is None, was=was)
